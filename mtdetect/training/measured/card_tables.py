"""The tables of the model card: Markdown, and where the sources come from."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from mtdetect.evaluation.markdown import markdown_table

PROVENANCE = Path(__file__).parent / "sources.tsv"


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
