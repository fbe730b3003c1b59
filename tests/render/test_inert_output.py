"""What a document, a model or a file name holds is shown by a terminal or a JSON reader, and never obeyed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.cli.main import main
from mtdetect.render.terminal.report import RenderOptions, render_model, render_report
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import ModelId, Note, Report, Span, Suggestion
from tests.fakes import POINTS, FakeDetector, make_report

HOSTILE = (
    "\x1b[2J\x1b[31m",  # clears the screen, goes on in red
    "\x1b]0;title\x07",  # names the window
    "\x1b]8;;http://evil.example\x1b\\go\x1b]8;;\x1b\\",  # a link
    "\x9b31m",  # the same in one character
    "\r\x1b[Kclean",  # writes over the line
    "\x08" * 9,
    "\u202egpj.exe\u2066",  # turns the direction
    "\u200b\u2060\ufeff\u00ad",  # unseen
    "\ue0001\U000e0041",  # private and tag characters
    "\u2028\u2029\x0b\x0c\x85",  # further line ends
    "\udfff\ud800",
    "\0<script>alert(1)</script>",
)
OURS = re.compile(r"\x1b\[[0-9;]+m")
ALIVE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def _evil_report(evil: str) -> Report:
    text = f"{evil} was {evil} bad."
    span = Span(0, len(evil), evil, 0.9, (Suggestion(f"{evil}good", 0.8),))
    return replace(make_report(text, 0.7, spans=(span,)), note=evil, notes=(Note(evil, 2, ((0, 1),)),))


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.parametrize("color", [False, True])
def test_text_spans_suggestions_notes_and_labels_are_inert(evil: str, color: bool) -> None:
    shown = render_report(f"{evil}.txt", _evil_report(evil), RenderOptions(color=color))
    assert not ALIVE.search(OURS.sub("", shown) if color else shown)
    if color:  # no style of ours is left on, and none of theirs came through
        assert set(OURS.findall(shown)) <= {"\x1b[0m", "\x1b[1;4;31m", "\x1b[32m", "\x1b[1;31m", "\x1b[1;33m"}


@given(st.text(st.characters(codec=None)))
def test_nothing_alive_comes_out_whatever_goes_in(text: str) -> None:
    evil = text or "x"
    assert not ALIVE.search(render_report(evil, _evil_report(evil), RenderOptions()))


@pytest.mark.parametrize("evil", HOSTILE)
def test_a_models_name_and_files_are_inert(evil: str) -> None:
    shown = render_model(ModelId(evil, evil), OperatingPoints(POINTS.thresholds), [(evil, 1)])
    assert not ALIVE.search(shown)


@pytest.mark.parametrize("evil", HOSTILE)
def test_json_lines_are_plain_ascii_on_one_line(
    tmp_path: Path, evil: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": f"bad {evil} bad", "id": evil}) + "\n")
    monkeypatch.setattr("mtdetect.cli.main.loader", lambda _: lambda _: FakeDetector())
    main(["scan", "--format", "jsonl", str(path)])
    out = capsys.readouterr().out
    assert out.isascii()
    assert out[:-1].isprintable()
    assert json.loads(out)["id"] == evil


@pytest.mark.parametrize("evil", [evil for evil in HOSTILE if "\0" not in evil and "\udfff" not in evil])
def test_file_names_and_complaints_are_inert(
    tmp_path: Path, evil: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = evil.replace("/", "_")
    (tmp_path / name).write_text(f"bad {evil} bad")
    monkeypatch.setattr("mtdetect.cli.main.loader", lambda _: lambda _: FakeDetector())
    main(["scan", str(tmp_path / name), str(tmp_path / f"{name}.missing")])
    shown = capsys.readouterr()
    assert not ALIVE.search(shown.out)
    assert "expected a readable file" in shown.err
    assert not ALIVE.search(shown.err)
