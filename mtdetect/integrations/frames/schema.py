"""The schema of the frames: what each column is, and how a report becomes rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from mtdetect.errors import InputError
from mtdetect.results.report import Kind, Report, Span, TextFormat, Verdict

Rows = Literal["documents", "spans"]
Type = str | tuple[str, ...] | dict[str, str]
"""One of "int", "float", "bool", "string"; the categories of an enum; or the fields of a list's structs."""

SUGGESTIONS: Type = {"text": "string", "score": "float"}
REASONS: Type = {"name": "string", "contribution": "float"}
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """Declare a column: its name, its type, and whether a row may lack it."""

    name: str
    type: Type
    nullable: bool = False


POSITION = Column("document", "int")
COLUMNS: dict[Rows, tuple[Column, ...]] = {
    "documents": (
        POSITION,
        # All others may be missing, since a document may be.
        Column("verdict", get_args(Verdict), nullable=True),
        Column("score", "float", nullable=True),
        Column("kind", get_args(Kind), nullable=True),
        Column("spans", "int", nullable=True),
        Column("words", "int", nullable=True),
        Column("coverage", "float", nullable=True),
        Column("note", "string", nullable=True),
        Column("reasons", REASONS, nullable=True),
        Column("threshold", "float", nullable=True),
        Column("target_fpr", "float", nullable=True),
        Column("format", get_args(TextFormat), nullable=True),
        Column("model", "string", nullable=True),
        Column("model_sha256", "string", nullable=True),
    ),
    "spans": (
        POSITION,
        Column("start", "int"),
        Column("end", "int"),
        Column("text", "string"),
        Column("score", "float"),
        Column("suggestion", "string", nullable=True),
        Column("suggestion_score", "float", nullable=True),
        Column("suggestions", SUGGESTIONS),
        Column("reasons", REASONS),
        Column("interrupted", "bool"),
    ),
}


def cells(reports: Iterable[Report | None], rows: Rows) -> list[tuple[Column, list[Any]]]:
    """Read the reports, one at a time, into the columns of a frame."""
    found: list[list[Any]] = [[] for _ in COLUMNS[rows]]
    for row in _rows(reports, rows):
        for column, values in zip(COLUMNS[rows], found, strict=True):
            values.append(row.get(column.name))
    return list(zip(COLUMNS[rows], found, strict=True))


def _rows(reports: Iterable[Report | None], rows: Rows) -> Iterator[dict[str, Any]]:
    for number, report in enumerate(reports):
        if report is not None and not isinstance(report, Report):
            raise InputError(
                f"expected a Report or None, got {type(report).__name__} (number {number}, counted from 0). "
                f"Pass what detect_many gives; detect_column takes texts."
            )
        position = {POSITION.name: number}
        if rows == "documents":
            yield position if report is None else position | _document(report)
        elif report is not None:
            yield from (position | _span(span) for span in report.spans)


def _document(report: Report) -> dict[str, Any]:
    model = {"model": report.model.name, "model_sha256": report.model.sha256}
    return report.to_dict() | model | {"spans": len(report.spans)}


def _span(span: Span) -> dict[str, Any]:
    row = span.to_dict() | {"text": LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", span.text)}
    if not span.suggestions:
        return row
    best = span.suggestions[0]
    return row | {"suggestion": best.text, "suggestion_score": best.score}
