"""Rows of figures as a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOT_MEASURED = "Not measured for this model.\n"

Row = Mapping[str, Any]


def markdown_table(rows: Sequence[Row], none: str = NOT_MEASURED) -> str:
    """Lay rows out as a Markdown table, whose columns are all keys in order of appearance.

    >>> print(markdown_table([{"a": 1}, {"a": None, "b": 0.5}]), end="")
    | a | b |
    |---|---|
    | 1 | - |
    | - | 0.500 |
    """
    if not rows:
        return none
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns, *([_cell(row.get(key)) for key in columns] for row in rows)]
    text = [f"| {' | '.join(line)} |" for line in lines]
    text.insert(1, "|" + "---|" * len(columns))
    return "\n".join(text) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) and abs(value) >= 0.01 else str(value)
