"""Every error is one of a family, and its message says what was expected, what came and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from fuzz.tampering import cover_up, sound, write
from mtdetect.detector import Detector
from mtdetect.errors import DataError, InputError, ModelError, MtdetectError, OptionError, WorkerError
from mtdetect.evaluation.labelled import read_labelled
from mtdetect.model.calibration import Calibration
from mtdetect.model.columns import NAMES
from mtdetect.model.folder import load_model, save_model
from mtdetect.model.settings import Settings
from mtdetect.model.storage import HEADER
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.runtime.processes import count_processes, judge_in_processes
from quality.fairness import read_cases
from quality.floors import Floor, move_floors, read_floors
from tests.tiny_model import tiny_detector, tiny_model

EXPECTED = re.compile(r"expected|expects|must (?:be|have)|exists and is not|is not empty|holds other")
GOT = re.compile(r"exists|\bgot\b|\bfound\b|it is missing|it was changed|there is none|it is not")
TO_DO = re.compile(
    r"\b(?:Call|[Cc]hoose|Decode|Give"
    r"|Correct|Move|Name|Pass|Pickle|Save|Take|Train|Keep|Move)\b|or empty this one"
)


def _detect(text: Any, **options: Any) -> Callable[[Path], object]:
    return lambda _: tiny_detector().detect(text, **options)


def _leave(*_: object) -> None:
    """Stand for a worker that ends before it does anything."""


def _no_worker(_: Path) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mtdetect.runtime.processes._work", _leave)
        return list(judge_in_processes(list, [["a"]], 2))


def _detect_many(texts: Any) -> Callable[[Path], object]:
    return lambda _: list(tiny_detector().detect_many(texts))


def _labelled(line: str) -> Callable[[Path], object]:
    def read(folder: Path) -> object:
        (folder / "a.jsonl").write_text(line)
        return list(read_labelled(folder / "a.jsonl"))

    return read


def _cases(line: str) -> Callable[[Path], object]:
    def read(folder: Path) -> object:
        (folder / "a.jsonl").write_text(line)
        return list(read_cases(folder))

    return read


def _model(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    def load(folder: Path) -> object:
        files = {name: bytearray(content) for name, content in sound().items()}
        header = json.loads(files[HEADER])
        change(header["content"])
        files[HEADER][:] = json.dumps(header).encode()
        cover_up(files)
        write(folder, files)
        return load_model(folder)

    return load


def _file_in_the_way(folder: Path) -> object:
    (folder / "file").write_text("")
    return save_model(tiny_model(), folder / "file", {})


ERRORS: tuple[tuple[type[MtdetectError], str, Callable[[Path], object]], ...] = (
    (InputError, "expected a string, got bytes (text number 0, counted from 0). Decode it", _detect(b"x")),
    (InputError, "expected a string, got NoneType", _detect(None)),
    (InputError, "(text number 1, counted from 0). Pass the document's text", _detect_many(["a", 7])),
    (InputError, "detect_many expects an iterable of strings, got one str. Call", _detect_many("text")),
    (InputError, "detect_many expects an iterable of strings, got one bytes.", _detect_many(b"text")),
    (OptionError, "target_fpr must be one of the false-positive rates", _detect("x", target_fpr=0.5)),
    (OptionError, "got nan. Choose one of them", _detect("x", target_fpr=float("nan"))),
    (OptionError, "format must be one of auto, text, html, markdown, got 'pdf'", _detect("x", format="pdf")),
    (OptionError, "expected no floor to be lowered", lambda _: move_floors(
        (Floor("caught", least=0.8),), {"caught": 0.7}, allow_lower=False)),
    (OptionError, "or -1 for all cores, got 0. Pass", lambda _: count_processes(0)),
    (WorkerError, "got one that ended with exit code 0 at once. Call", _no_worker),
    (ModelError, "got one made in memory. Save it", lambda _: Detector(tiny_model()).folder),
    (ModelError, "found nothing. Name a folder that holds model.json", lambda at: load_model(at / "none")),
    (ModelError, "there is none: this is no model folder. Take", load_model),
    (ModelError, "exists and is not a folder; choose another path", _file_in_the_way),
    (ModelError, "expected a complete model, got a part of one", _model(lambda said: said.pop("settings"))),
    (ModelError, f"expected the {len(NAMES)} features", _model(lambda said: said.update(features=None))),
    (ModelError, "calibration must have exactly the keys", lambda _: Calibration.from_dict({})),
    (ModelError, "settings must have exactly the keys", lambda _: Settings.from_dict({})),
    (DataError, "an operating point must have exactly", lambda _: OperatingPoints.from_list([{"x": 1}])),
    (DataError, "with 'data' and 'floors', got FileNotFound", lambda at: read_floors(at / "none")),
    (DataError, "with human texts in", lambda at: list(read_cases(at))),
    (DataError, "a.jsonl, line 1: expected a JSON object with 'id', 'group' and 'text'", _cases("{}")),
    (DataError, "to be a readable file of JSON Lines", lambda at: list(read_labelled(at / "none"))),
    (DataError, "a.jsonl, line 1: expected a JSON object with 'text', 'label'", _labelled("[]")),
    (DataError, "'text' must be a string, got int. Correct", _labelled('{"text": 1, "label": 1}')),
    (DataError, "'label' must be 'human', 'spun'", _labelled('{"text": "a", "label": "odd"}')),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "wording", "provoke"), ERRORS, ids=[wording for _, wording, _ in ERRORS])
def test_an_error_teaches(
    kind: type[MtdetectError], wording: str, provoke: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(MtdetectError) as caught:
        provoke(tmp_path)
    message = str(caught.value)
    assert type(caught.value) is kind
    assert wording in message
    for part in (EXPECTED, GOT, TO_DO):
        assert part.search(message), f"{part.pattern} is not said: {message}"


def test_the_family_is_small_and_fits_the_built_in_errors() -> None:
    kinds: Iterable[type] = {kind for kind, _, _ in ERRORS}
    assert set(kinds) == set(MtdetectError.__subclasses__())
    assert issubclass(InputError, TypeError)
    assert issubclass(OptionError, ValueError)
