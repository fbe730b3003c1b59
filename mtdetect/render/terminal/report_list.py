"""Many reports in the lines of a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from mtdetect.render.inert import inert
from mtdetect.render.terminal import INDENT
from mtdetect.render.wording import Tally, percent, summary, verdict
from mtdetect.report import Report
from mtdetect.reports import Reports

MOST_ROWS = 20
"""Rows in a terminal: what can be seen at once."""

MOST_CHARS = 40
"""Characters of a label, or of a document's beginning."""

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


def tally_of(reports: Reports) -> Tally:
    """Count the verdicts."""
    counts = reports.counts
    return Tally(flagged=counts["flagged"], clean=counts["clean"], abstained=counts["abstain"])


def label_of(reports: Reports, number: int) -> str:
    """Return what tells a document from the others: its label, or its beginning."""
    if reports.labels is not None:
        return reports.labels[number]
    return _beginning(reports[number])


def _beginning(report: Report) -> str:
    words = report.text[: 4 * MOST_CHARS].split()
    beginning = " ".join(words)
    cut = len(beginning) > MOST_CHARS
    return f"{beginning[:MOST_CHARS].rstrip()}..." if cut else beginning or "(empty)"


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
