"""Tables of what was judged, a line for each group: who is flagged, what is found, and how right it is.

Every rate is at the model's shipped thresholds unless it says otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from mtdetect.evaluation.judging import TARGETS, Judgement
from mtdetect.evaluation.metrics import SpanFigures, auroc, compare_spans, rate_at, wilson

COLUMNS = (
    ("group", "group"),
    ("documents", "docs"),
    ("clusters", "clusters"),
    ("abstained", "abstain"),
    ("flagged_at_0.01", "at 1%"),
    ("low", "low"),
    ("high", "high"),
    ("flagged_at_0.001", "at .1%"),
    ("auroc", "AUROC"),
    ("span_precision", "span P"),
    ("span_recall", "R"),
    ("span_f1", "F1"),
    ("span_accuracy_at_1", "sugg@1"),
    ("span_accuracy_at_3", "@3"),
    ("spans_per_1000_words", "spans/1k"),
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table: a group of documents of one label."""

    group: str
    rewritten: bool
    documents: int
    clusters: int
    abstained: int
    flagged: Mapping[float, float]  # share, by target false-positive rate; clusters count alike
    interval: tuple[float, float]  # of the share at 1 %
    auroc: float | None = None
    own_rates: Mapping[float, float] = field(
        default_factory=dict
    )  # at thresholds set on these human documents
    spans: SpanFigures | None = None
    spans_per_1000_words: float | None = None


def tabulate(judgements: Sequence[Judgement]) -> list[TableRow]:
    """Make the table: all human and all rewritten documents, then each group."""
    human = np.array([j.score for j in judgements if not j.document.rewritten])
    groups: dict[tuple[bool, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        groups[judgement.document.rewritten, ""].append(judgement)
        groups[judgement.document.rewritten, judgement.document.group].append(judgement)
    return [make_row(name, groups[rewritten, name], human) for rewritten, name in sorted(groups)]


def make_row(
    group: str, judgements: Sequence[Judgement], human: np.ndarray[Any, np.dtype[np.float64]]
) -> TableRow:
    """Measure one group of one label; ``human`` holds the scores of all human documents."""
    rewritten = judgements[0].document.rewritten
    clusters = _clusters(judgements)
    flagged = {
        target: float(np.mean([np.mean([j.flagged[target] for j in members]) for members in clusters]))
        for target in TARGETS
    }
    scores = np.array([j.score for j in judgements])
    compared = [compare_spans(j.found, j.document.spans) for j in judgements if j.document.spans is not None]
    words = sum(j.words for j in judgements)
    return TableRow(
        group=group or ("all rewritten" if rewritten else "all human"),
        rewritten=rewritten,
        documents=len(judgements),
        clusters=len(clusters),
        abstained=sum(j.abstained for j in judgements),
        flagged=flagged,
        interval=wilson(flagged[TARGETS[0]] * len(clusters), len(clusters)),
        auroc=auroc(human, scores) if rewritten and len(human) else None,
        own_rates={t: rate_at(human, scores, t) for t in TARGETS} if rewritten and len(human) else {},
        spans=reduce(add, compared) if rewritten and compared else None,
        spans_per_1000_words=1000 * sum(len(j.found) for j in judgements) / max(words, 1),
    )


def _clusters(judgements: Sequence[Judgement]) -> list[list[Judgement]]:
    clusters: dict[str, list[Judgement]] = defaultdict(list)
    for number, judgement in enumerate(judgements):
        clusters[judgement.document.cluster or f"#{number}"].append(judgement)
    return list(clusters.values())


def to_dict(row: TableRow) -> dict[str, Any]:
    """Return a row as JSON-ready values; what could not be measured is None."""
    values: dict[str, Any] = {
        "group": row.group,
        "rewritten": row.rewritten,
        "documents": row.documents,
        "clusters": row.clusters,
        "abstained": row.abstained,
        **{f"flagged_at_{target}": round(share, 4) for target, share in row.flagged.items()},
        "low": round(row.interval[0], 4),
        "high": round(row.interval[1], 4),
        "spans_per_1000_words": _rounded(row.spans_per_1000_words),
    }
    if row.rewritten:
        values["auroc"] = _rounded(row.auroc)
        values |= {f"tpr_at_own_{target}": _rounded(rate) for target, rate in row.own_rates.items()}
    return values | (spans_to_dict(row.spans) if row.spans else {})


def spans_to_dict(figures: SpanFigures) -> dict[str, float | None]:
    """Return span figures as JSON-ready values."""
    names = ("precision", "recall", "f1", "accuracy_at_1", "accuracy_at_3")
    return {f"span_{name}": _rounded(getattr(figures, name)) for name in names}


def _rounded(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else round(value, 4)


def render(rows: Sequence[TableRow]) -> str:
    """Lay the table out in plain text, one line a group."""
    return render_table([to_dict(row) for row in rows], COLUMNS)


def render_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[tuple[str, str]]) -> str:
    """Lay rows out under their columns' titles; numbers to the right, a dash for what is missing.

    >>> print(render_table([{"a": "x", "b": 0.5}], [("a", "name"), ("b", "share")]))
    name  share
    x     0.500
    """
    cells = [[title for _, title in columns], *([_cell(row.get(key)) for key, _ in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
