"""Show reports on a terminal: pure functions from results to strings.

Text under judgement may come from anywhere, so its control characters,
terminal escapes and invisible marks are shown, never obeyed. Wrapping only
adds line breaks after white space: joined again, the lines are the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from mtdetect.render.inert import JOINERS, inert
from mtdetect.render.lines import LINE_BREAK, line_bounds
from mtdetect.render.wording import count, operating_point, percent, skipped, verdict
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import ModelId, Note, Report, Span

WIDTH = 100
"""Columns where the terminal does not tell its own."""

INDENT = "  "

_RESET = "\x1b[0m"
_STYLES = {
    "span": "\x1b[1;4;31m",  # bold, underlined, red: visible without colour vision too
    "hint": "\x1b[32m",
    "flagged": "\x1b[1;31m",
    "clean": "\x1b[1;32m",
    "abstain": "\x1b[1;33m",
}
_CHUNK = re.compile(r"\S*\s+|\S+")


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Say what the terminal can do."""

    color: bool = False
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class _Piece:
    """Hold inert text of one style; ``None`` is plain."""

    text: str
    style: str | None = None


def cell_width(text: str) -> int:
    """Return the terminal columns that text takes: wide characters two, combining marks none.

    >>> cell_width("na\u0301ive"), cell_width("\u4e16\u754c")
    (5, 4)
    """
    return len(text) if text.isascii() else sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"} or char in JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def render_report(label: str, report: Report, options: RenderOptions) -> str:
    """Return the header, then the lines of the text that hold spans, each span with its best suggestion."""
    lines = [render_header(label, report, options)]
    if report.note is not None:
        lines.append(INDENT + inert(report.note))
    if report.skipped:
        lines.append(f"{INDENT}skipped: {skipped(report.skipped)}")
    lines += [INDENT + _render_note(note) for note in report.notes]
    for start, end, spans in _blocks(report):
        lines += ["", *_render_block(report.text[start:end], start, spans, options)]
    return "\n".join([*lines, ""] if report.spans else lines)


def render_header(label: str, report: Report, options: RenderOptions) -> str:
    """Return one line: where, the verdict, the score against its threshold, and how much was judged."""
    judged = _paint(verdict(report), report.verdict, options)
    return (
        f"{inert(label)}: {judged}, score {percent(report.score)} ({operating_point(report)}), "
        f"{count(report.words, 'word')}, {count(len(report.spans), 'span')}"
    )


def _render_note(note: Note) -> str:
    return f"noted: {inert(note.name)}, {note.count} in all"


def render_model(model: ModelId, points: OperatingPoints, files: Iterable[tuple[str, int]]) -> str:
    """Return a model's name and hash, its operating points and the sizes of its files."""
    head = [f"name    {inert(model.name)}", f"sha256  {inert(model.sha256)}", ""]
    table = [f"{'target':>7} {'words from':>10} {'threshold':>9} {'measured (95 %)':>18} {'documents':>9}"]
    for row in sorted(points.thresholds, key=lambda row: (row.target_fpr, row.min_words)):
        interval = f"{100 * row.low:.2f} - {100 * row.high:.2f} %"
        table.append(
            f"{100 * row.target_fpr:>5g} % {row.min_words:>10} {row.threshold:>9.4f} "
            f"{interval:>18} {row.documents:>9}"
        )
    sizes = [f"{size / 1024:>10.1f} KiB  {inert(name)}" for name, size in files]
    return "\n".join([*head, *table, "", *sizes])


def _blocks(report: Report) -> Iterator[tuple[int, int, list[Span]]]:
    """Yield runs of whole lines that hold spans; a span over a line break keeps its lines together."""
    starts, ends = line_bounds(report.text)
    start = end = -1
    block: list[Span] = []
    for span in report.spans:
        if block and span.start > end:
            yield start, end, block
            block = []
        if not block:
            start = starts[bisect_right(starts, span.start) - 1]
        end = ends[bisect_left(ends, span.end)]
        block.append(span)
    if block:
        yield start, end, block


def _render_block(text: str, offset: int, spans: list[Span], options: RenderOptions) -> Iterator[str]:
    pieces = _pieces(text, offset, spans, options)
    for line in _wrap(pieces, max(options.width - len(INDENT), 1)):
        yield INDENT + "".join(_paint_line(line, options))


def _pieces(text: str, offset: int, spans: list[Span], options: RenderOptions) -> Iterator[_Piece]:
    at = 0
    for span in spans:
        yield _Piece(text[at : span.start - offset])
        yield from _span_pieces(span, options)
        at = span.end - offset
    yield _Piece(text[at:])


def _span_pieces(span: Span, options: RenderOptions) -> Iterator[_Piece]:
    hint = f" -> {inert(span.suggestions[0].text) or '(nothing)'}" if span.suggestions else ""
    yield _Piece(span.text if options.color else f"[[{span.text}", "span")
    yield _Piece(hint if options.color else f"{hint}]]", "hint")


def _wrap(pieces: Iterable[_Piece], width: int) -> Iterator[list[_Piece]]:
    """Break styled text into lines: at its own line breaks, and after white space where it grows too wide."""
    line: list[_Piece] = []
    for word in _words(pieces):
        is_break = word[0].text == "\n"
        used = sum(cell_width(piece.text) for piece in line)
        wide = sum(cell_width(piece.text) for piece in word[:-1]) + cell_width(word[-1].text.rstrip())
        if line and (is_break or used + wide > width):
            yield line
            line = []
        if not is_break:
            line += word
    if line:
        yield line


def _words(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Group styled text into what must stay on one line: up to white space, across styles."""
    word: list[_Piece] = []
    for chunk in _chunks(pieces):
        if chunk.text == "\n":
            yield from [word] if word else []
            yield [chunk]
            word = []
            continue
        word.append(chunk)
        if chunk.text[-1].isspace():
            yield word
            word = []
    if word:
        yield word


def _chunks(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    for piece in pieces:
        for number, line in enumerate(LINE_BREAK.split(piece.text)):
            if number:
                yield _Piece("\n")
            for match in _CHUNK.finditer(inert(line)):
                yield _Piece(match.group(), piece.style)


def _paint_line(line: list[_Piece], options: RenderOptions) -> Iterator[str]:
    for style, run in groupby(line, key=lambda piece: piece.style):
        yield _paint("".join(piece.text for piece in run), style, options)


def _paint(text: str, style: str | None, options: RenderOptions) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if options.color and style else text
