from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.render.inert import inert
from mtdetect.render.terminal.report import (
    RenderOptions,
    cell_width,
    render_header,
    render_model,
    render_report,
)
from mtdetect.render.wording import percent, summary
from mtdetect.results.report import Note, Report, Skipped, SkippedKind, Span, Suggestion
from mtdetect.results.tally import Tally
from tests.fakes import MODEL_ID, POINTS, FakeDetector, make_report

PLAIN = RenderOptions()
COLOR = RenderOptions(color=True)
any_text = st.text(st.characters(codec=None))


def _report(text: str, *spans: tuple[int, int, str | None]) -> Report:
    marked = tuple(
        Span(start, end, text[start:end], 0.9, () if best is None else (Suggestion(best, 0.8),))
        for start, end, best in spans
    )
    return make_report(text, 0.7, spans=marked)


def _body(report: Report, options: RenderOptions = PLAIN) -> list[str]:
    return render_report("a.txt", report, options).split("\n")[1:]


def test_the_header_says_what_was_decided_and_on_what_ground() -> None:
    report = _report("the White Home", (10, 14, "House"))
    assert render_header("a.txt", report, PLAIN) == (
        "a.txt: flagged as spun, score 70.0 % (threshold 60.0 % for 1 % false positives), 120 words, 1 span"
    )


def test_a_clean_document_is_one_line() -> None:
    assert _body(make_report("Fine words.", 0.1)) == []


def test_an_abstention_says_why() -> None:
    (note,) = _body(make_report("Hi", 0.5, words=1))
    assert note == "  too few words of English prose to tell"


def test_what_was_skipped_is_one_quiet_line_and_notes_are_shown() -> None:
    regions = [Skipped(0, 1, "menu"), Skipped(2, 3, "script"), Skipped(4, 5, "menu")]
    report = replace(
        make_report("Fine words.", 0.1), skipped=tuple(regions), notes=(Note("odd\x1bletters", 12),)
    )
    assert _body(report) == [
        "  skipped: 2 menus and notices, 1 script or style",
        "  noted: odd\\x1bletters, 12 in all",
    ]


def test_every_kind_of_skipped_stretch_has_a_name() -> None:
    for kind in get_args(SkippedKind):
        report = replace(make_report("Fine words.", 0.1), skipped=(Skipped(0, 1, kind),) * 2)
        assert re.fullmatch(r"  skipped: 2 [a-z ]+", _body(report)[0])


def test_only_lines_with_spans_are_shown() -> None:
    report = _report("first\nthe White Home\nlast", (16, 20, "House"))
    assert _body(report) == ["", "  the White [[Home -> House]]", ""]


def test_several_spans_of_a_line_share_it() -> None:
    report = _report("bad and bad\n\nbad", (0, 3, "good"), (8, 11, None), (13, 16, "good"))
    assert _body(report) == ["", "  [[bad -> good]] and [[bad]]", "", "  [[bad -> good]]", ""]


def test_a_span_over_a_line_break_keeps_both_lines() -> None:
    report = _report("go\r\naway now\nlast", (0, 8, "leave"))
    assert _body(report) == ["", "  [[go", "  away -> leave]] now", ""]


def test_an_empty_suggestion_means_that_nothing_stood_there() -> None:
    assert "[[the -> (nothing)]]" in _body(_report("the 2 sides", (0, 3, "")))[1]


def test_color_marks_without_brackets() -> None:
    line = _body(_report("the White Home", (10, 14, "House")), COLOR)[1]
    assert line == "  the White \x1b[1;4;31mHome\x1b[0m\x1b[32m -> House\x1b[0m"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\0b\x7f\x9b", "a\\x00b\\x7f\\x9b"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\ud800", "\\ud800"),
        ("\u2028", "\\u2028"),
        ("tab\tspace", "tab space"),
        ("naïve 日本 👩\u200d🚀", "naïve 日本 👩\u200d🚀"),
    ],
)
def test_inert(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_nothing_of_the_document_reaches_the_terminal_alive() -> None:
    evil = "\x1b[31mbad\x07\u202e"
    report = _report(f"{evil} text", (0, len(evil), evil))
    for options in (PLAIN, COLOR):
        shown = render_report(evil, report, options)
        ours = re.sub(r"\x1b\[[0-9;]+m", "", shown) if options.color else shown
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ours)
        assert shown.count("\\x1b[31mbad\\x07\\u202e") == 3


def test_long_lines_are_wrapped_at_white_space() -> None:
    text = "one two three four five six seven bad eight nine ten eleven"
    lines = _body(_report(text, (34, 37, "good")), RenderOptions(width=22))[1:-1]
    assert max(len(line.rstrip()) for line in lines) <= 22
    assert len(lines) > 3
    assert "".join(line.removeprefix("  ") for line in lines) == text.replace("bad", "[[bad -> good]]")


def test_wide_characters_count_double_and_marks_nothing() -> None:
    assert [cell_width(text) for text in ("abc", "日本", "e\u0301", "")] == [3, 4, 1, 0]
    lines = _body(_report("bad 日本 日本 日本", (0, 3, None)), RenderOptions(width=13))[1:-1]
    assert [line.rstrip() for line in lines] == ["  [[bad]]", "  日本 日本", "  日本"]


@given(any_text, st.integers(1, 60))
def test_wrapping_changes_no_visible_character(text: str, width: int) -> None:
    flat = re.sub(r"[\r\n]", "", text)
    lines = _body(_report(f"bad{flat}", (0, 3, None)), RenderOptions(width=width))[1:-1]
    assert "".join(line.removeprefix("  ") for line in lines) == "[[bad]]" + inert(flat)


@given(st.text(st.sampled_from("bad \r\n\u2028x")))
def test_any_layout_of_spans_and_lines_shows_every_span(text: str) -> None:
    (report,) = FakeDetector().detect_many([text])
    shown = render_report("a", report, PLAIN)
    assert shown.count("[[bad -> good]]") == text.count("bad")


@pytest.mark.parametrize(
    ("share", "shown"), [(1.0, "> 99.9 %"), (0.0, "< 0.1 %"), (0.5, "50.0 %"), (0.9989, "99.9 %")]
)
def test_percent_never_claims_certainty(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_the_summary_counts() -> None:
    assert summary(Tally(flagged=1)) == "1 document: 1 flagged, 0 clean, 0 abstained"
    assert summary(Tally(clean=2, abstained=1, unreadable=1)) == (
        "3 documents: 0 flagged, 2 clean, 1 abstained; 1 input unreadable"
    )


def test_a_model_is_a_name_a_table_and_files() -> None:
    lines = render_model(MODEL_ID, POINTS, [("model.json", 2048)]).split("\n")
    assert lines[:2] == ["name    fake", f"sha256  {MODEL_ID.sha256}"]
    assert [line.split() for line in lines[4:7]] == [
        ["0.1", "%", "0", "0.9500", "0.00", "-", "0.40", "%", "400"],
        ["1", "%", "0", "0.8000", "0.50", "-", "1.80", "%", "400"],
        ["1", "%", "100", "0.6000", "0.60", "-", "1.50", "%", "900"],
    ]
    assert lines[-1].split() == ["2.0", "KiB", "model.json"]
