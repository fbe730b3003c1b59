"""The tables of the model card: Markdown, and where the sources come from."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

PROVENANCE = Path(__file__).parent / "sources.tsv"
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


def source_table(names: Iterable[str]) -> str:
    """Say of each source where it comes from and on what terms."""
    known = {row["name"]: row for row in read_provenance()}
    unnamed = {"terms": "yours to know", "origin": "as given to `mtdetect train`"}
    return markdown_table(
        [
            {"source": name, **{key: known.get(name, unnamed)[key] for key in ("terms", "origin")}}
            for name in names
        ]
    )


def kinds_of_writing(names: Iterable[str]) -> str:
    """Count the sources of each kind, the most common first.

    >>> kinds_of_writing(["news_health", "news_allsides", "poetry", "mine"])
    'news (2), poetry (1), not stated (1)'
    """
    registers = {row["name"]: row["register"].partition("-")[0] for row in read_provenance()}
    counts = Counter(registers.get(name, "not stated") for name in names)
    return ", ".join(f"{kind} ({count})" for kind, count in counts.most_common())


def read_provenance() -> list[dict[str, str]]:
    """Read where the sources of the shipped model come from, and on what terms.

    >>> read_provenance()[0]["name"]
    'news_allsides'
    """
    with PROVENANCE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
