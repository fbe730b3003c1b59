"""Thresholds on the score, each with the false-positive rate that it was measured to give.

Short documents tell less than long ones, so that a target rate has one
threshold for every length class; a class starts at ``min_words``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from mtdetect.errors import DataError, OptionError

DEFAULT_FPR = 0.01


@dataclass(frozen=True, slots=True)
class Threshold:
    """Hold one row of the table: flag a score at or above ``threshold``.

    ``low`` and ``high`` bound the achieved false-positive rate with 95 %
    confidence; ``documents`` is the number of human documents behind it.
    """

    target_fpr: float
    min_words: int
    threshold: float
    low: float
    high: float
    documents: int


@dataclass(frozen=True, slots=True)
class OperatingPoints:
    """Hold a model's thresholds, by target false-positive rate and document length.

    >>> rows = [Threshold(0.01, 0, 0.9, 0.004, 0.02, 500), Threshold(0.01, 200, 0.7, 0.006, 0.014, 900)]
    >>> points = OperatingPoints(tuple(rows))
    >>> [points.threshold(words).threshold for words in (50, 199, 200, 5000)]
    [0.9, 0.9, 0.7, 0.7]
    """

    thresholds: tuple[Threshold, ...]
    default_fpr: float = DEFAULT_FPR

    @property
    def targets(self) -> tuple[float, ...]:
        """Return the false-positive rates that the table covers, ascending."""
        return tuple(sorted({row.target_fpr for row in self.thresholds}))

    @property
    def lowest(self) -> float:
        """Return the lowest of all thresholds: below, no verdict at any rate is "flagged"."""
        return min(row.threshold for row in self.thresholds)

    def threshold(self, words: int, target_fpr: float | None = None) -> Threshold:
        """Return the row for a document of so many words, at a target or at the default.

        A document shorter than every length class gets the shortest class.
        """
        rows = sorted(self._rows(self.default_fpr if target_fpr is None else target_fpr), key=_min_words)
        return next((row for row in reversed(rows) if row.min_words <= words), rows[0])

    def _rows(self, target_fpr: float) -> list[Threshold]:
        rows = [row for row in self.thresholds if row.target_fpr == target_fpr]
        if not rows:
            raise OptionError(self._unknown(target_fpr))
        return rows

    def _unknown(self, target_fpr: object) -> str:
        allowed = ", ".join(str(target) for target in self.targets) or "none"
        return (
            f"target_fpr must be one of the false-positive rates this model was calibrated for "
            f"({allowed}), got {target_fpr!r}. Choose one of them, or None for the model's default."
        )

    def to_list(self) -> list[dict[str, float]]:
        """Return the rows as JSON-ready dictionaries, in the table's order."""
        return [asdict(row) for row in self.thresholds]

    @classmethod
    def from_list(
        cls, rows: Iterable[Mapping[str, float]], default_fpr: float = DEFAULT_FPR
    ) -> OperatingPoints:
        """Build the table from ``to_list``'s dictionaries.

        >>> points = OperatingPoints((Threshold(0.05, 0, 0.5, 0.04, 0.06, 10),))
        >>> OperatingPoints.from_list(points.to_list()) == points
        True
        """
        return cls(tuple(_row(row) for row in rows), default_fpr)


def _min_words(row: Threshold) -> int:
    return row.min_words


def _row(row: Mapping[str, float]) -> Threshold:
    expected = {field.name for field in fields(Threshold)}
    if set(row) != expected:
        raise DataError(
            f"an operating point must have exactly the keys {sorted(expected)}, got {sorted(row)}. "
            f"Train the model again, or take the file from a sound copy."
        )
    return Threshold(
        float(row["target_fpr"]),
        int(row["min_words"]),
        float(row["threshold"]),
        float(row["low"]),
        float(row["high"]),
        int(row["documents"]),
    )
