"""How many flags are right, by how much of a stream was rewritten: from the shipped model's own figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from livedocs.reference import table as markdown_table
from mtdetect.model.folder import load_model
from mtdetect.render.wording import percent

PREVALENCES = (0.5, 0.1, 0.02, 0.005, 0.001)
DOCUMENTS = 10_000
POINTS = ("0.01", "0.001")


def table() -> str:
    """Tabulate what a scan of ten thousand documents flags, for a spinner that swaps about half."""
    facts = load_model().facts
    found = _row(facts["generators"], generator="dictionary", rate="0.3-0.65")
    people = _row(facts["human_registers"], register="all")
    rows = [
        _cells(share, point, found[f"tpr_at_{point}"], people[f"fpr_at_{point}"])
        for share in PREVALENCES
        for point in POINTS
    ]
    head = ("rewritten", "point", "rewritten, flagged", "people's, flagged", "flags that are right")
    return markdown_table(head, rows, "rrrrr")


def share_right(prevalence: float, found: float, alarms: float) -> float:
    """Give the share of flags that are right (the positive predictive value).

    >>> round(share_right(0.02, 0.85, 0.01), 2)
    0.63
    """
    return prevalence * found / (prevalence * found + (1 - prevalence) * alarms)


def _cells(prevalence: float, point: str, found: float, alarms: float) -> Sequence[str]:
    rewritten = prevalence * DOCUMENTS
    return (
        f"{rewritten:,.0f} of {DOCUMENTS:,}",
        f"{float(point):.1%}".replace("%", " %"),
        f"{rewritten * found:,.0f}",
        f"{(DOCUMENTS - rewritten) * alarms:,.0f}",
        f"**{percent(share_right(prevalence, found, alarms))}**",
    )


def _row(rows: Sequence[Mapping[str, Any]], **labels: str) -> Mapping[str, Any]:
    (found,) = [row for row in rows if all(row[name] == label for name, label in labels.items())]
    return found
