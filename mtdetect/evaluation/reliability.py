"""Does a score mean what it says? Scores beside the share of documents that were truly rewritten.

Human and rewritten documents weigh alike, as calibration has them. Documents of one cluster, such as
pages of one site or all versions of one page, prove hardly more than one of them: intervals rest on an
effective number of documents, and the bootstrap draws whole clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from mtdetect.arrays import Clusters, Flags, Positions, Reals
from mtdetect.evaluation.metrics import wilson

BINS = 10
ROUNDS = 300  # of the bootstrap


@dataclass(frozen=True, slots=True)
class Bin:
    """Documents of neighbouring scores: their mean score, the weighed share rewritten and its interval."""

    score: float
    share: float
    low: float
    high: float
    weight: float  # of all documents; 1 over all bins
    documents: int


def balance(rewritten: Flags) -> Reals:
    """Weigh documents so that human and rewritten ones make up a half each.

    >>> balance(np.array([True, False, False])).tolist()
    [0.5, 0.25, 0.25]
    """
    positive = max(int(rewritten.sum()), 1)
    weights: Reals = np.where(rewritten, 0.5 / positive, 0.5 / max(len(rewritten) - positive, 1))
    return weights


def bin_scores(
    scores: Reals, rewritten: Flags, clusters: Clusters | None = None, count: int = BINS
) -> list[Bin]:
    """Sort documents by score into bins of equal weight.

    >>> found = bin_scores(np.array([0.1, 0.2, 0.7, 0.9]), np.array([False, False, True, True]), count=2)
    >>> [(round(one.score, 2), one.share, one.documents) for one in found]
    [(0.15, 0.0, 2), (0.8, 1.0, 2)]
    """
    weights = balance(rewritten)
    place = _place(scores, weights, count)
    names = np.arange(len(scores)) if clusters is None else clusters
    return [
        _bin(scores[inside], rewritten[inside], weights[inside], names[inside])
        for number in range(count)
        if (inside := np.flatnonzero(place == number)).size
    ]


def expected_error(bins: Sequence[Bin]) -> float:
    """Give the mean distance between score and share, bins weighing as their documents.

    >>> expected_error([Bin(0.2, 0.1, 0, 1, 0.5, 9), Bin(0.8, 0.9, 0, 1, 0.5, 9)]).__round__(3)
    0.1
    """
    return sum(one.weight * abs(one.score - one.share) for one in bins)


def error_interval(
    scores: Reals, rewritten: Flags, clusters: Clusters, rounds: int = ROUNDS, seed: int = 0
) -> tuple[float, float]:
    """Bound the expected error with 95 % confidence: clusters are drawn with replacement.

    The error is a mean of distances and can only grow with noise, so that the interval leans upwards.
    """
    rng = np.random.default_rng(seed)
    _, members = np.unique(clusters, return_inverse=True)
    order = np.argsort(members, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(members[order])) + 1)
    found = []
    for _ in range(rounds):
        rows = np.concatenate([groups[at] for at in rng.integers(len(groups), size=len(groups))])
        if 0 < rewritten[rows].sum() < len(rows):
            found.append(_error(scores[rows], rewritten[rows]))
    low, high = np.quantile(found, [0.025, 0.975]) if found else (0.0, 1.0)
    return float(low), float(high)


def to_columns(bins: Sequence[Bin]) -> dict[str, list[float]]:
    """Lay bins out as rounded columns, the least room in a model's facts.

    >>> to_columns([Bin(0.25, 0.5, 0.1, 0.9, 1.0, 4)])["share"]
    [0.5]
    """
    rows = [asdict(one) for one in bins]
    return {name: [round(row[name], 4) for row in rows] for name in Bin.__slots__}


def from_columns(columns: dict[str, list[float]]) -> list[Bin]:
    """Read bins back.

    >>> one = Bin(0.25, 0.5, 0.1, 0.9, 1.0, 4)
    >>> from_columns(to_columns([one])) == [one]
    True
    """
    rows = zip(*(columns[name] for name in Bin.__slots__), strict=True)
    return [Bin(*row) for row in rows]


def _place(scores: Reals, weights: Reals, count: int) -> Positions:
    """Give each document's bin."""
    order = np.argsort(scores, kind="stable")
    ordered = weights[order]
    middle = (np.cumsum(ordered) - ordered / 2) / ordered.sum()
    place = np.empty(len(scores), np.intp)
    place[order] = np.minimum((middle * count).astype(np.intp), count - 1)
    return place


def _error(scores: Reals, rewritten: Flags) -> float:
    """Give the expected error without the bins."""
    weights = balance(rewritten)
    gaps = np.bincount(_place(scores, weights, BINS), weights * (scores - rewritten))
    return float(np.abs(gaps).sum())


def _bin(scores: Reals, rewritten: Flags, weights: Reals, clusters: Clusters) -> Bin:
    weight = float(weights.sum())
    share = float(weights @ rewritten) / weight
    effective = _effective(weights, clusters)
    low, high = wilson(share * effective, effective)
    return Bin(float(weights @ scores) / weight, share, low, high, weight, len(scores))


def _effective(weights: Reals, clusters: Clusters) -> float:
    """Give the number of clusters of equal weight that would prove as much (Kish's effective size)."""
    _, members = np.unique(clusters, return_inverse=True)
    by_cluster = np.bincount(members, weights)
    return float(by_cluster.sum() ** 2 / (by_cluster**2).sum())
