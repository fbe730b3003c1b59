"""Many reports together: a sequence that shows itself as a table, in a terminal and in a notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from mtdetect.errors import InputError
from mtdetect.results.display import show
from mtdetect.results.report import Report, Verdict


class Reports(Sequence[Report]):
    """Hold reports in their order, each with a label if there are any; nothing in it changes.

    It takes any iterable of reports, such as what ``detect_many`` gives. Slices are ``Reports`` too.
    ``labels``, one for each report (names, or a data frame's index), say in tables which document is which;
    without them, its number and beginning do.

    >>> from mtdetect.results.operating_points import OperatingPoints, Threshold
    >>> from mtdetect.results.report import ModelId
    >>> points = OperatingPoints((Threshold(0.01, 0, 0.8, 0.005, 0.015, 1000),))
    >>> model, text = ModelId("en", "0a"), "White Home negotiators said so."
    >>> report = Report(text, 0.9, "flagged", "spun", (), (), 90, None, 0.01, 0.8, model, points)
    >>> Reports([report, report], labels=["a.txt", "b.txt"])
    Reports of 2 documents: 2 flagged, 0 clean, 0 abstained
      number  verdict           score  words  spans  document
           0  flagged as spun  90.0 %     90      0  a.txt
           1  flagged as spun  90.0 %     90      0  b.txt
    """

    __slots__ = ("_labels", "_reports")

    def __init__(self, reports: Iterable[Report], labels: Iterable[object] | None = None) -> None:
        self._reports = tuple(_checked(reports))
        self._labels = None if labels is None else tuple(map(str, labels))
        if self._labels is not None and len(self._labels) != len(self._reports):
            raise InputError(
                f"expected a label for each of {len(self._reports)} reports, got {len(self._labels)}. "
                f"Pass as many labels as reports, in the same order, or none."
            )

    @property
    def labels(self) -> tuple[str, ...] | None:
        """Return the labels, in the order of the reports."""
        return self._labels

    @property
    def counts(self) -> dict[Verdict, int]:
        """Return how many reports have which verdict."""
        found = Counter(report.verdict for report in self._reports)
        return {verdict: found[verdict] for verdict in ("flagged", "clean", "abstain")}

    def at(self, target_fpr: float) -> Reports:
        """Return the reports at another operating point; nothing is computed anew."""
        return Reports((report.at(target_fpr) for report in self._reports), self._labels)

    def __len__(self) -> int:
        return len(self._reports)

    def __iter__(self) -> Iterator[Report]:
        return iter(self._reports)

    @overload
    def __getitem__(self, index: int) -> Report: ...

    @overload
    def __getitem__(self, index: slice) -> Reports: ...

    def __getitem__(self, index: int | slice) -> Report | Reports:
        """Return one report, or for a slice, those reports with their labels."""
        if isinstance(index, slice):
            return Reports(self._reports[index], None if self._labels is None else self._labels[index])
        return self._reports[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reports):
            return NotImplemented
        return self._reports == other._reports and self._labels == other._labels

    def __hash__(self) -> int:
        return hash((self._reports, self._labels))

    def __repr__(self) -> str:
        """Return the counts and a table of the first reports."""
        return show(self, "text")

    def _repr_html_(self) -> str:
        """Return the sortable table that a notebook shows."""
        return show(self, "html")


def _checked(reports: Iterable[Report]) -> Iterator[Report]:
    if isinstance(reports, Report):
        raise InputError("expected an iterable of reports, got one Report. Pass a list: Reports([report]).")
    for index, report in enumerate(reports):
        if not isinstance(report, Report):
            raise InputError(
                f"expected reports, got {type(report).__name__} (number {index}, counted from 0). "
                f"Judge texts first: Reports(detector.detect_many(texts))."
            )
        yield report
