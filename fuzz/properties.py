"""What must hold of any input: the same functions judge fuzzed bytes and the findings that tests replay.

The first byte of an input chooses how it is judged, the rest is the text. Bytes that are no UTF-8 become
lone surrogates, so that these are met too.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, get_args
from unittest.mock import patch

from mtdetect.results.report import InputFormat, Report, Skipped, TextFormat
from mtdetect.text.disguises.unmask import unmask
from mtdetect.text.formats.guessing import read_as
from mtdetect.text.prose.regions import skipped_regions
from mtdetect.text.view import View
from tests.tiny_model import tiny_detector

REPEATED, WINDOWED = 4, 8  # flags in the first byte, beside two bits for the format
REPEATED_CHARS = 10_000  # what is quadratic takes seconds then
WINDOW_ROWS, PIECE_CHARS = 30, 500
SECONDS, SECONDS_A_CHAR = 2.0, 2e-4  # processor time under instrumentation, a hundred times the usual
GIVEN: tuple[InputFormat, ...] = get_args(InputFormat)
KNOWN: tuple[TextFormat, ...] = get_args(TextFormat)


def check_detect(data: bytes) -> None:
    """Judge a text, as a whole or in windows, and check the report."""
    choice, text = parse(data)
    with within_time(text), windows(bool(choice & WINDOWED)):
        report = tiny_detector().detect(text, format=GIVEN[choice % 4])
    assert report.text == text
    check_report(report)


def check_readers(data: bytes) -> None:
    """Read a text as each format, see through its disguises, find what is no prose, and check the views."""
    choice, text = parse(data)
    with within_time(text):
        read = read_as(text, KNOWN[choice % 4 % 3])
        seen = unmask(read, tiny_detector()._words)
        regions = tuple(Skipped(*region[:3]) for region in skipped_regions(seen.text))
    for view in (read, seen):
        check_view(view, text)
    check_regions(seen.all_skipped(regions), len(text))


def parse(data: bytes) -> tuple[int, str]:
    """Part an input into how it is judged and the text.

    >>> parse(b"0He left.")
    (48, 'He left.')
    """
    choice = data[0] if data else 0
    text = data[1:].decode("utf-8", "surrogateescape")
    times = REPEATED_CHARS // len(text) if text and choice & REPEATED and not choice & WINDOWED else 1
    return choice, text * max(times, 1)


def check_report(report: Report) -> None:
    """Check all that a report promises whatever the text."""
    assert 0 <= report.score <= 1
    assert 0 <= report.words <= len(report.text)
    at = 0
    for span in report.spans:
        assert at <= span.start < span.end <= len(report.text)
        assert report.text[span.start : span.end] == span.text
        assert 0 <= span.score <= 1
        at = span.end
    check_regions(report.skipped, len(report.text))
    for note in report.notes:
        check_places(note.places, len(report.text))
        assert note.count >= len(note.places) > 0
    check_json(report.to_dict(include_text=True))
    for target in report.points.targets:
        assert report.at(target).verdict in {"flagged", "clean", "abstain"}


def check_view(view: View, source: str) -> None:
    """Check that every character of a view has a place in the source, in order."""
    if view.start is None or view.end is None:
        assert len(view.text) == len(source)
        return
    assert len(view.text) == len(view.start) == len(view.end)
    assert (view.start <= view.end).all()
    assert (view.start[1:] >= view.start[:-1]).all()
    assert (view.end[1:] >= view.end[:-1]).all()
    if len(view.text):
        assert view.start[0] >= 0
        assert view.end[-1] <= len(source)
    check_regions(view.skipped, len(source))


def check_regions(regions: Sequence[Skipped], length: int) -> None:
    """Check that regions are in order, disjoint and inside the text."""
    at = 0
    for region in regions:
        assert at <= region.start < region.end <= length
        at = region.end


def check_places(places: Sequence[tuple[int, int]], length: int) -> None:
    """Check that places lie inside the text; one may be empty where nothing is left of a character."""
    for start, end in places:
        assert 0 <= start <= end <= length


def check_json(value: Any) -> None:
    """Check that a value survives strict JSON."""
    assert json.loads(json.dumps(value, allow_nan=False)) == value


@contextmanager
def within_time(text: str) -> Iterator[None]:
    """Fail if the processor needs far longer than a text of that length may take."""
    begin = time.process_time()
    yield
    spent = time.process_time() - begin
    assert spent <= SECONDS + SECONDS_A_CHAR * len(text), f"{spent:.1f} s for {len(text)} characters"


@contextmanager
def windows(wanted: bool) -> Iterator[None]:
    """Judge every text in small windows, if that is wanted."""
    if not wanted:
        yield
        return
    with (
        patch("mtdetect.runtime.batches.LONG_TEXT", -1),
        patch("mtdetect.judging.windows.WINDOW_ROWS", WINDOW_ROWS),
        patch("mtdetect.tokens.tokenizer.PIECE_CHARS", PIECE_CHARS),
    ):
        yield
