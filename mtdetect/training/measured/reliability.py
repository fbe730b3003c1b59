"""Out of fold, what a training run's scores are worth as probabilities: tables for the model's facts.

What counts is the score that reports carry. Signs of machine translation move it below all thresholds
(``model/translation.py``), on purpose; figures are given before and after, with and without neural
translations, whose documents calibration cannot place otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Doubles, Flags, Floats
from mtdetect.evaluation.reliability import bin_scores, error_interval, expected_error, to_columns
from mtdetect.judging.token_scores import logit
from mtdetect.model.network import sigmoid
from mtdetect.model.translation import Translation, move_logits
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.training.measured.measuring import Row, Scored
from mtdetect.training.networks.calibrating import LENGTHS
from mtdetect.training.networks.translating import count_words
from mtdetect.training.plan import TOO_FLUENT

TABLE_BINS = 20
HISTOGRAM_BINS = 20  # of equal width
LEAST_DOCUMENTS = 200  # of each label, for a length class to have a table of its own
REPORTED, BEFORE = "as reported", "before signs of translation"
ALL, WITHOUT = "all", "without neural translations"


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationSet:
    """Out-of-fold scores beside the truth, parallel."""

    scores: Doubles
    rewritten: Flags
    words: npt.NDArray[np.int64]
    sources: npt.NDArray[np.str_]

    def __getitem__(self, rows: Flags) -> CalibrationSet:
        """Take some documents."""
        return CalibrationSet(self.scores[rows], self.rewritten[rows], self.words[rows], self.sources[rows])


def reported_scores(
    scored: Scored, pooled: Sequence[Floats], translation: Translation | None, vocabulary: Vocabulary
) -> Doubles:
    """Give the scores that reports would carry: those below all thresholds are moved."""
    if translation is None:
        return scored.scores
    counts = count_words((example.text for example in scored.judged.examples), vocabulary)
    preferred = counts.matrix @ translation.words.astype(np.float64) / np.sqrt(counts.words)
    evidence = preferred + (np.concatenate(pooled) - translation.mean) @ translation.pooled
    ceiling = float(logit(np.array(scored.points.lowest)))
    logits = logit(scored.scores)  # type: ignore[arg-type]
    moved: Doubles = sigmoid(move_logits(logits, evidence, ceiling))  # type: ignore[arg-type, assignment]
    return moved


def measure_reliability(scored: Scored, reported: Doubles) -> Row:
    """Make the tables: calibration errors, bins by length class, and how the scores are spread."""
    fluent = np.isin(scored.judged.generators, list(TOO_FLUENT))
    told, before = _told(scored, reported), _told(scored, scored.scores)
    rows = [
        _error_row(name, documents, some[kept])
        for name, some in ((REPORTED, told), (BEFORE, before))
        for documents, kept in ((ALL, np.ones_like(fluent)), (WITHOUT, ~fluent))
    ]
    return {
        "calibration": rows,
        "reliability": list(reliability_tables(told[~fluent])),
        "score_histogram": _histogram(told[~fluent]),
    }


def _told(scored: Scored, scores: Doubles) -> CalibrationSet:
    sources = np.array([example.source for example in scored.judged.examples])
    return CalibrationSet(scores, scored.judged.rewritten, scored.judged.words, sources)


def _error_row(name: str, documents: str, told: CalibrationSet) -> Row:
    low, high = error_interval(told.scores, told.rewritten, told.sources)
    error = expected_error(bin_scores(told.scores, told.rewritten))
    return {
        "score": name,
        "documents": documents,
        "human": int((~told.rewritten).sum()),
        "rewritten": int(told.rewritten.sum()),
        "expected_error": round(error, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def reliability_tables(told: CalibrationSet) -> Iterator[Row]:
    """Give bins of all documents and of each length class that has enough; intervals are by source."""
    everything = np.ones(len(told.scores), bool)
    yield _table("all", told, everything)
    for least, end in pairwise((*LENGTHS, 10**9)):
        inside = (told.words >= least) & (told.words < end)
        labels = told.rewritten[inside]
        if min(labels.sum(), (~labels).sum()) >= LEAST_DOCUMENTS:
            yield _table(f"{least}-{end - 1}" if end < 10**9 else f"{least}-", told, inside)


def _table(words: str, told: CalibrationSet, inside: Flags) -> Row:
    some = told[inside]
    bins = bin_scores(some.scores, some.rewritten, some.sources, TABLE_BINS)
    return {"words": words, "expected_error": round(expected_error(bins), 4), **to_columns(bins)}


def _histogram(told: CalibrationSet) -> dict[str, list[int]]:
    edges = np.linspace(0, 1, HISTOGRAM_BINS + 1)
    labels = (("human", ~told.rewritten), ("rewritten", told.rewritten))
    return {name: np.histogram(told.scores[of_it], edges)[0].tolist() for name, of_it in labels}
