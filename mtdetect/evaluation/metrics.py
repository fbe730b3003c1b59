"""Figures for detectors: ranking, rates at a false-positive rate, intervals, spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from mtdetect.arrays import Reals

NORMAL_95 = 1.96  # standard deviations on either side that hold 95 % of a normal distribution


def auroc(negative: Reals, positive: Reals) -> float:
    """Give the chance that a positive scores above a negative; ties count half.

    >>> auroc(np.array([0.1, 0.4]), np.array([0.4, 0.9]))
    0.875
    """
    if not len(negative) or not len(positive):
        return float("nan")
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left") + np.searchsorted(ordered, positive, side="right")
    return float(below.mean() / (2 * len(ordered)))


def threshold_at(negative: Reals, fpr: float) -> float:
    """Give the lowest threshold that at most ``fpr`` of the negatives reach.

    >>> threshold_at(np.array([0.1, 0.2, 0.3, 0.4]), 0.25)
    0.4
    """
    values = np.sort(negative)[::-1]
    share = np.arange(1, len(values) + 1) / len(values)
    last = np.append(values[1:] != values[:-1], True)  # equal scores are flagged together
    allowed = np.flatnonzero(last & (share <= fpr + 1e-9))
    return float(values[allowed[-1]]) if len(allowed) else float(np.nextafter(values[0], np.inf))


def rate_at(negative: Reals, positive: Reals, fpr: float) -> float:
    """Give the share of positives caught at the threshold that ``fpr`` of the negatives reach."""
    if not len(negative) or not len(positive):
        return float("nan")
    return float((positive >= threshold_at(negative, fpr)).mean())


def wilson(hits: float, trials: float) -> tuple[float, float]:
    """Bound a rate with 95 % confidence (Wilson's score interval); ``trials`` may be an effective number.

    >>> [round(bound, 3) for bound in wilson(1, 100)]
    [0.002, 0.054]
    """
    if trials <= 0:
        return 0.0, 1.0
    rate, square = hits / trials, NORMAL_95**2
    middle = rate + square / (2 * trials)
    reach = NORMAL_95 * sqrt(max(0.0, rate * (1 - rate) / trials) + square / (4 * trials**2))
    scale = 1 + square / trials
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """How found spans overlap with true ones, in characters, and how good the suggestions are."""

    found: int = 0  # characters
    true: int = 0
    both: int = 0
    right_spans: int = 0  # found spans that touch exactly the edits they should
    first_right: int = 0
    three_right: int = 0

    def __add__(self, other: SpanFigures) -> SpanFigures:
        """Add up the figures of two documents."""
        names = self.__slots__
        return SpanFigures(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def precision(self) -> float:
        """Share of found characters that were truly changed."""
        return self.both / self.found if self.found else float("nan")

    @property
    def recall(self) -> float:
        """Share of changed characters that were found."""
        return self.both / self.true if self.true else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.both / (self.found + self.true) if self.found + self.true else float("nan")

    @property
    def accuracy_at_1(self) -> float:
        """Share of right spans whose first suggestion is the original."""
        return self.first_right / self.right_spans if self.right_spans else float("nan")

    @property
    def accuracy_at_3(self) -> float:
        """Share of right spans with the original among the first three suggestions."""
        return self.three_right / self.right_spans if self.right_spans else float("nan")


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A found span with its suggestions, best first."""

    start: int
    end: int
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed stretch and what stood there, where that is known."""

    start: int
    end: int
    original: str | None = None


def compare_spans(found: Sequence[FoundSpan], true: Sequence[Changed]) -> SpanFigures:
    """Compare one document's spans.

    A span is *right* where it covers the same characters as one edit: only then has a suggestion
    one true answer. Letter case does not count.

    >>> found = [FoundSpan(0, 4, ("House",)), FoundSpan(9, 12)]
    >>> round(compare_spans(found, [Changed(0, 4, "house")]).f1, 2)
    0.73
    """
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in found for b in _near(a, true))
    places = {(edit.start, edit.end): edit.original for edit in true if edit.original}
    right = [(span, places[span.start, span.end]) for span in found if (span.start, span.end) in places]
    return SpanFigures(
        found=_length(found),
        true=_length(true),
        both=both,
        right_spans=len(right),
        first_right=sum(_names(span.suggestions[:1], original) for span, original in right),
        three_right=sum(_names(span.suggestions[:3], original) for span, original in right),
    )


def _near(span: FoundSpan, true: Sequence[Changed]) -> Iterable[Changed]:
    return (edit for edit in true if edit.start < span.end and span.start < edit.end)


def _length(spans: Sequence[FoundSpan] | Sequence[Changed]) -> int:
    return sum(span.end - span.start for span in spans)


def _names(suggestions: Iterable[str], original: str) -> bool:
    return any(text.casefold() == original.casefold() for text in suggestions)
