"""Operating points for a user's texts: thresholds of their own where there are enough, and no bold guess.

A rate of one in a thousand cannot be read off two hundred texts. Where a target asks for more than there
are, the base model's threshold stays, or a higher one if the user's own texts reach it too often.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from mtdetect.arrays import Doubles, Flags, Index
from mtdetect.evaluation.metrics import threshold_at, wilson
from mtdetect.results.operating_points import OperatingPoints, Threshold

#: Human texts that a threshold must be expected to flag: from eight on, the interval's upper end is at most
#: twice the target.
LEAST_ABOVE = 8.0

Origin = Literal["own texts", "base model", "raised"]


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """Operating points, and where each row's threshold comes from."""

    points: OperatingPoints
    origins: tuple[Origin, ...]

    def unsupported(self) -> list[float]:
        """Give the targets of which no threshold rests on the user's own texts, descending."""
        rows = list(zip(self.points.thresholds, self.origins, strict=True))
        own = {row.target_fpr for row, origin in rows if origin == "own texts"}
        return sorted({row.target_fpr for row, _ in rows} - own, reverse=True)

    def to_list(self) -> list[dict[str, Any]]:
        """Return the rows with their origins, JSON-ready."""
        rows = zip(self.points.to_list(), self.origins, strict=True)
        return [{**row, "from": origin} for row, origin in rows]


def own_points(scores: Doubles, words: Index, base: OperatingPoints) -> OwnPoints:
    """Set a threshold for every row of the base model's points, on scores of human texts."""
    rows: dict[int, tuple[Threshold, Origin]] = {}
    highest: dict[int, float] = {}  # by length, so that a lower rate never gets a lower threshold
    for at in sorted(range(len(base.thresholds)), key=lambda at: -base.thresholds[at].target_fpr):
        row, origin = _own_row(base.thresholds[at], scores, words, base)
        floor = highest.get(row.min_words, 0.0)
        highest[row.min_words] = max(row.threshold, floor)
        rows[at] = _measured(replace(row, threshold=max(row.threshold, floor)), scores, words, base), origin
    ordered = [rows[at] for at in range(len(rows))]
    points = OperatingPoints(tuple(row for row, _ in ordered), base.default_fpr)
    return OwnPoints(points, tuple(origin for _, origin in ordered))


def needed(target: float) -> int:
    """Say how many human texts a target needs.

    >>> needed(0.01)
    800
    """
    return int(np.ceil(LEAST_ABOVE / target))


def _own_row(
    row: Threshold, scores: Doubles, words: Index, base: OperatingPoints
) -> tuple[Threshold, Origin]:
    near = _lenders(row, words, base)
    own = min(threshold_at(scores[near], row.target_fpr), 1.0)
    if near.sum() * row.target_fpr >= LEAST_ABOVE:
        return replace(row, threshold=own), "own texts"
    return (replace(row, threshold=own), "raised") if own > row.threshold else (row, "base model")


def _measured(row: Threshold, scores: Doubles, words: Index, base: OperatingPoints) -> Threshold:
    """Bound the rate among the texts of the row's own length or, where there are none, of all."""
    lengths = _lengths(row, base)
    own = _place(words, lengths) == lengths.index(row.min_words)
    among = scores[own] if own.any() else scores
    low, high = wilson(float((among >= row.threshold).sum()), len(among))
    return replace(row, low=low, high=high, documents=len(among))


def _lenders(row: Threshold, words: Index, base: OperatingPoints) -> Flags:
    """Widen around a length until the target is supported; all texts, if it never is."""
    lengths = _lengths(row, base)
    distance = np.abs(_place(words, lengths) - lengths.index(row.min_words))
    for reach in range(len(lengths)):
        if (distance <= reach).sum() * row.target_fpr >= LEAST_ABOVE:
            near: Flags = distance <= reach
            return near
    return np.ones(len(words), bool)


def _lengths(row: Threshold, base: OperatingPoints) -> list[int]:
    return sorted({other.min_words for other in base.thresholds if other.target_fpr == row.target_fpr})


def _place(words: Index, lengths: list[int]) -> Index:
    """Give each text's length class; the shortest texts belong to the first."""
    return np.maximum(np.searchsorted(lengths, words, side="right") - 1, 0)


def flags(points: OperatingPoints, scores: Doubles, words: Index, target: float) -> Flags:
    """Say which texts reach the threshold of their length."""
    thresholds = np.array([points.threshold(count, target).threshold for count in words.tolist()])
    reached: Flags = scores >= thresholds
    return reached
