"""Measure a model on labelled documents: who is flagged, what is found in them, and how right it is.

Every rate is at the model's shipped thresholds unless it says otherwise.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, Protocol, TextIO

import numpy as np

from mtdetect.errors import DataError
from mtdetect.evaluation.metrics import Changed, Found, SpanFigures, auroc, compare_spans, rate_at, wilson
from mtdetect.report import Report

LABELS = {"human": False, "spun": True, "translated": True, 0: False, 1: True}
TARGETS = (0.01, 0.001)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document and what is known about it.

    Documents of one cluster, such as pages of one site, count as one. ``spans`` is None where
    nobody marked what was changed.
    """

    text: str
    rewritten: bool
    group: str
    cluster: str | None = None
    spans: tuple[Changed, ...] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A labelled document's report, cut down to what is measured."""

    document: Labelled
    score: float
    words: int
    flagged: Mapping[float, bool]
    found: tuple[Found, ...]
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class Row:
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


class Detects(Protocol):
    """Describe what evaluation needs of a detector."""

    def detect_many(self, texts: Iterable[str]) -> Iterator[Report]:
        """Judge texts in order."""


def evaluate_files(
    paths: Sequence[Path], *, model: Path | None, format: str, stream: TextIO, allow: Path | None = None
) -> None:
    """Judge labelled JSON Lines files and write the table; ``allow`` names a file of terms to let pass.

    Raises:
        DataError: a line is malformed; it is named by its number.

    """
    from mtdetect.detector import load

    documents = [document for path in paths for document in read_labelled(path)]
    rows = tabulate(judge(documents, load(model, allow=allow)))
    stream.write(json.dumps([to_dict(row) for row in rows], indent=1) if format == "json" else render(rows))
    stream.write("\n")


def read_labelled(path: Path) -> Iterator[Labelled]:
    """Read one labelled file.

    Raises:
        DataError: the file cannot be read, or a line is malformed.

    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _labelled(line, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"expected {path} to be a readable file of JSON Lines in UTF-8, got: {error}. Name another."
        ) from error


def _labelled(line: str, place: str) -> Labelled:
    try:
        row = json.loads(line)
        text, label = row["text"], row["label"]
        spans = (
            [Changed(s["start"], s["end"], s.get("original")) for s in row["spans"]]
            if "spans" in row
            else None
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{place}: expected a JSON object with 'text', 'label' and perhaps 'spans' of "
            f"{{start, end, original}}, got {line.strip()[:60]!r} ({error!r}). Mend or remove that line."
        ) from error
    if not isinstance(text, str):
        raise DataError(
            f"{place}: 'text' must be a string, got {type(text).__name__}. Mend or remove that line."
        )
    if not isinstance(label, str | int) or label not in LABELS:
        raise DataError(
            f"{place}: 'label' must be 'human', 'spun', 'translated', 0 or 1, got {label!r}. Mend that line."
        )
    rewritten = LABELS[label]
    group = str(row.get("register", label if isinstance(label, str) else "spun" if rewritten else "human"))
    return Labelled(text, rewritten, group, row.get("cluster"), None if spans is None else tuple(spans))


def judge(documents: Sequence[Labelled], detector: Detects) -> list[Judgement]:
    """Judge documents and keep what is measured."""
    reports = detector.detect_many(document.text for document in documents)
    return [_judgement(document, report) for document, report in zip(documents, reports, strict=True)]


def _judgement(document: Labelled, report: Report) -> Judgement:
    return Judgement(
        document,
        report.score,
        report.words,
        {target: report.at(target).verdict == "flagged" for target in TARGETS},
        tuple(Found(s.start, s.end, tuple(x.text for x in s.suggestions)) for s in report.spans),
        report.verdict == "abstain",
    )


def tabulate(judgements: Sequence[Judgement]) -> list[Row]:
    """Make the table: all human and all rewritten documents, then each group."""
    human = np.array([j.score for j in judgements if not j.document.rewritten])
    groups: dict[tuple[bool, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        groups[judgement.document.rewritten, ""].append(judgement)
        groups[judgement.document.rewritten, judgement.document.group].append(judgement)
    return [make_row(name, groups[rewritten, name], human) for rewritten, name in sorted(groups)]


def make_row(
    group: str, judgements: Sequence[Judgement], human: np.ndarray[Any, np.dtype[np.float64]]
) -> Row:
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
    return Row(
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


def to_dict(row: Row) -> dict[str, Any]:
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


def render(rows: Sequence[Row]) -> str:
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
