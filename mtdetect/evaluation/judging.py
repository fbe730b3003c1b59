"""Labelled documents judged: of each report, what is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mtdetect.evaluation.labelled import Labelled
from mtdetect.evaluation.metrics import FoundSpan
from mtdetect.results.report import Report

TARGETS = (0.01, 0.001)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A labelled document's report, cut down to what is measured."""

    document: Labelled
    score: float
    words: int
    flagged: Mapping[float, bool]
    found: tuple[FoundSpan, ...]
    abstained: bool = False


class ManyDetector(Protocol):
    """Describe what evaluation needs of a detector."""

    def detect_many(self, texts: Iterable[str]) -> Iterator[Report]:
        """Judge texts in order."""


def judge(documents: Sequence[Labelled], detector: ManyDetector) -> list[Judgement]:
    """Judge documents and keep what is measured."""
    reports = detector.detect_many(document.text for document in documents)
    return [_judgement(document, report) for document, report in zip(documents, reports, strict=True)]


def _judgement(document: Labelled, report: Report) -> Judgement:
    return Judgement(
        document,
        report.score,
        report.words,
        {target: report.at(target).verdict == "flagged" for target in TARGETS},
        tuple(FoundSpan(s.start, s.end, tuple(x.text for x in s.suggestions)) for s in report.spans),
        report.verdict == "abstain",
    )
