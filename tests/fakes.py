"""Stand-ins for a trained model: operating points, reports, and a detector that looks for the word "bad"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from mtdetect.results.operating_points import OperatingPoints, Threshold
from mtdetect.results.report import InputFormat, ModelId, Reason, Report, Span, Suggestion, decide

POINTS = OperatingPoints(
    (
        Threshold(0.01, 0, 0.8, 0.005, 0.018, 400),
        Threshold(0.01, 100, 0.6, 0.006, 0.015, 900),
        Threshold(0.001, 0, 0.95, 0.0, 0.004, 400),
    )
)
MODEL_ID = ModelId("fake", "ab" * 32)


@dataclass
class FakeDetector:
    """Flag documents by the share of their words that are "bad"; judge in batches, as the true one does."""

    folder: Path = Path("fake")
    batch: int = 3
    model_id: ModelId = MODEL_ID
    points: OperatingPoints = POINTS
    seen: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)

    def detect_many(
        self,
        texts: Iterable[str],
        *,
        target_fpr: float | None = None,
        format: InputFormat = "auto",
        n_process: int = 1,
    ) -> Iterator[Report]:
        self.formats.append(format)
        waiting = iter(texts)
        while batch := list(islice(waiting, self.batch)):
            self.seen += batch
            yield from [self._judge(text, target_fpr) for text in batch]

    def _judge(self, text: str, target_fpr: float | None) -> Report:
        spans = tuple(
            Span(
                match.start(),
                match.end(),
                match.group(),
                0.9,
                (Suggestion("good", 0.7),),
                (Reason("gain", 1.5),),
            )
            for match in re.finditer("bad", text)
        )
        words = len(text.split())
        return make_report(text, len(spans) / max(words, 1), words=words, spans=spans, target_fpr=target_fpr)


def make_report(
    text: str,
    score: float,
    *,
    words: int = 120,
    spans: tuple[Span, ...] = (),
    target_fpr: float | None = None,
) -> Report:
    note = "too few words of English prose to tell" if words < 3 else None
    verdict, threshold = decide(score, words, note, POINTS, target_fpr)
    return Report(
        text=text,
        score=score,
        verdict=verdict,
        kind="spun" if verdict == "flagged" else None,
        spans=spans,
        reasons=(Reason("gain_mean", 2.0),),
        words=words,
        note=note,
        target_fpr=POINTS.default_fpr if target_fpr is None else target_fpr,
        threshold=threshold,
        model=MODEL_ID,
        points=POINTS,
        kind_if_flagged="spun",
    )
