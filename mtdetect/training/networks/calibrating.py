"""From logits of documents that no earlier stage saw: a calibration, and thresholds with their intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from mtdetect.arrays import Counts, Flags, Reals
from mtdetect.evaluation.metrics import threshold_at, wilson
from mtdetect.model.calibration import Calibration
from mtdetect.results.operating_points import OperatingPoints, Threshold

TARGETS = (0.05, 0.01, 0.005, 0.001)
LENGTHS = (40, 80, 160, 320, 640)  # words at which a length class begins
LEAST_ABOVE = 8.0  # human documents that a threshold must rest on; thin classes borrow from their neighbours
MOST_FLAGGED = 0.05  # of a source; five times what its users are promised
WEAK_PENALTY = 1e3  # inverse strength: four numbers on thousands of documents need next to none


def fit_calibration(logits: Reals, words: Counts, labels: Flags) -> Calibration:
    """Fit slope and offset, both linear in the logarithm of the length; human and rewritten weigh alike."""
    length = np.log(np.maximum(words, 1))
    columns = np.stack([logits, length, logits * length], axis=1)
    fitted = LogisticRegression(C=WEAK_PENALTY, max_iter=5000, tol=1e-6, class_weight="balanced")
    fitted.fit(columns, labels)
    slope, per_length, length_slope = (float(value) for value in fitted.coef_[0])
    return Calibration(float(fitted.intercept_[0]), slope, per_length, length_slope)


def find_points(scores: Reals, words: Counts) -> OperatingPoints:
    """Set a threshold for every target and length class on human documents.

    A class with too few documents above its threshold borrows those of the neighbouring classes; low and
    high bound the rate among the documents of the class itself or, where it has none, of its lenders.
    """
    place = length_class(words)
    rows = []
    for target in TARGETS:
        for number, least in enumerate(LENGTHS):
            near = _lenders(place, number, target)
            threshold = threshold_at(scores[near], target)
            own = place == number if (place == number).any() else near
            rows.append(_row(target, least, threshold, scores[own]))
    return OperatingPoints(tuple(rows))


def usual(scores: Reals, words: Counts, sources: npt.NDArray[np.str_]) -> Flags:
    """Mark the human documents of sources that the model can judge at all.

    A source of which more than ``MOST_FLAGGED`` are above the threshold that 1 % of all reach is another
    kind of writing than the thresholds can promise anything for: telegrams of 1987 would set them for all.
    The model card names such sources with their rates.
    """
    flagged = scores >= thresholds_of(find_points(scores, words), words, 0.01)
    unusual = [name for name in np.unique(sources) if flagged[sources == name].mean() > MOST_FLAGGED]
    return ~np.isin(sources, unusual)


def length_class(words: Counts) -> npt.NDArray[np.int64]:
    """Give each document's length class; the shortest documents belong to the first.

    >>> length_class(np.array([10, 79, 80, 9000])).tolist()
    [0, 0, 1, 4]
    """
    return np.maximum(np.searchsorted(LENGTHS, words, side="right") - 1, 0)


def thresholds_of(points: OperatingPoints, words: Counts, target: float) -> npt.NDArray[np.float64]:
    """Give each document's threshold."""
    by_class = np.array([points.threshold(least, target).threshold for least in LENGTHS])
    found: npt.NDArray[np.float64] = by_class[length_class(words)]
    return found


def _lenders(place: npt.NDArray[np.int64], number: int, target: float) -> Flags:
    """Widen around a class until enough human documents are expected above the threshold."""
    for reach in range(len(LENGTHS)):
        near = np.abs(place - number) <= reach
        if target * near.sum() >= LEAST_ABOVE:
            return near
    return np.ones(len(place), bool)


def _row(target: float, least: int, threshold: float, scores: Reals) -> Threshold:
    low, high = wilson(float((scores >= threshold).sum()), len(scores))
    return Threshold(target, least, threshold, low, high, len(scores))
