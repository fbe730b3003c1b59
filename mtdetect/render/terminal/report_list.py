"""Many reports in the lines of a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from mtdetect.render.inert import inert
from mtdetect.render.terminal.report import INDENT
from mtdetect.render.wording import label_of, percent, summary, tally_of, verdict
from mtdetect.results.report_list import Reports

MOST_ROWS = 20
"""Rows in a terminal: what can be seen at once."""


Row = tuple[str, ...]
_TITLES: Row = ("number", "verdict", "score", "words", "spans", "document")
_RIGHT = frozenset({"number", "score", "words", "spans"})


def render_reports(reports: Reports) -> str:
    """Return the counts, then a row for each of the first reports."""
    tally = tally_of(reports)
    rows = [_TITLES, *(_row(reports, number) for number in range(min(len(reports), MOST_ROWS)))]
    lines = [f"Reports of {summary(tally)}", *_aligned(rows if len(reports) else [])]
    if len(reports) > MOST_ROWS:
        lines.append(f"{INDENT}... {len(reports) - MOST_ROWS:,} more")
    return "\n".join(lines)


def _row(reports: Reports, number: int) -> Row:
    report = reports[number]
    sizes = (f"{report.words:,}", f"{len(report.spans):,}")
    label = inert(label_of(reports, number))
    return str(number), verdict(report), percent(report.score), *sizes, label


def _aligned(rows: Sequence[Row]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [INDENT + "  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: Row, widths: Sequence[int]) -> list[str]:
    cells = zip(_TITLES, row, widths, strict=True)
    return [text.rjust(width) if title in _RIGHT else text.ljust(width) for title, text, width in cells]
