"""What a training run measures of itself: every figure is of documents from sources that were unseen."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mtdetect.calibration import Calibration
from mtdetect.detector import Detector
from mtdetect.evaluation import Judgement, Labelled, judge, spans_to_dict
from mtdetect.metrics import Changed, Marks, SpanFigures, auroc, calibration_error, compare_spans, wilson
from mtdetect.network import Network
from mtdetect.ngrams import Floats
from mtdetect.operating_points import OperatingPoints
from mtdetect.training.calibrating import find_points, source_weights, thresholds_of
from mtdetect.training.drawing import TRANSLATED, is_translated
from mtdetect.training.examples import Example
from mtdetect.training.folds import FoldFeatures
from mtdetect.training.plan import Plan
from mtdetect.training.progress import track
from mtdetect.training.stages import Judged, Networks, fit_documents, fit_tokens, pool_fold, score_fold

RATES = (0.0, 0.12, 0.3, 0.65)  # at which a band begins: a few percent, some, half, nearly everything
BAND_NAMES = ("<0.12", "0.12-0.3", "0.3-0.65", ">=0.65")
HUMAN = "human"
SPAN_SAMPLE = 80  # documents of each generator and fold in which spans are compared
LEAST_DOCUMENTS = 5  # a rate of fewer documents says nothing
# Of human words, that many in a thousand may be flagged: on the quick model of 2026-11 it gave 1.4 spans,
# and the target is 1.5.
MOST_FALSE_PER_1000 = 1.7
THRESHOLDS = np.linspace(0.2, 0.98, 79)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Judged documents with calibrated scores, and the operating points that their human ones give."""

    judged: Judged
    scores: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    points: OperatingPoints

    @classmethod
    def of(cls, judged: Judged, calibration: Calibration) -> Scored:
        """Calibrate the logits and set the thresholds."""
        scores = calibration.prob(judged.logits, judged.words)
        weights = np.zeros(len(scores))
        human = ~judged.rewritten
        sources = [example.source for example in judged.examples]
        weights[human] = source_weights([s for s, is_human in zip(sources, human, strict=True) if is_human])
        weights[~human] = 1.0
        points = find_points(scores[human], judged.words[human], weights[human])
        return cls(judged, scores, weights, points)

    def flagged(self, target: float) -> Marks:
        """Say which documents reach the threshold of their length."""
        return self.scores >= thresholds_of(self.points, self.judged.words, target)


def measure(scored: Scored) -> Row:
    """Measure generators, human registers and calibration."""
    return {
        "documents": {
            "human": int((~scored.judged.rewritten).sum()),
            "rewritten": int(scored.judged.rewritten.sum()),
        },
        "generators": [row for name in _generators(scored) for row in generator_rows(scored, name)],
        "human_registers": list(human_rows(scored)),
        "calibration_error": round(
            calibration_error(scored.scores, scored.judged.rewritten, _balanced(scored)), 4
        ),
    }


def generator_rows(scored: Scored, name: str) -> Iterator[Row]:
    """Measure one generator: all rates first, then band by band."""
    of_it = scored.judged.generators == name
    rates = np.array([example.rate for example in scored.judged.examples])
    band = np.searchsorted(RATES, rates, side="right") - 1
    yield _generator_row(scored, name, "all", of_it)
    for number, label in enumerate(BAND_NAMES):
        inside = of_it & (band == number)
        if inside.sum() >= LEAST_DOCUMENTS:
            yield _generator_row(scored, name, label, inside)


def _generator_row(scored: Scored, name: str, rate: str, where: Marks) -> Row:
    human = ~scored.judged.rewritten
    return {
        "generator": name,
        "rate": rate,
        "documents": int(where.sum()),
        "auroc": round(auroc(scored.scores[human], scored.scores[where]), 4),
        "tpr_at_0.01": round(float(scored.flagged(0.01)[where].mean()), 4),
        "tpr_at_0.001": round(float(scored.flagged(0.001)[where].mean()), 4),
    }


def human_rows(scored: Scored) -> Iterator[Row]:
    """Measure false positives by register at the 1 % point; the first row holds all, weighted by source."""
    human, flagged = ~scored.judged.rewritten, scored.flagged(0.01)
    share = float(np.average(flagged[human], weights=scored.weights[human]))
    yield _human_row("all, by source", share, int(human.sum()))
    registers = np.array([example.register for example in scored.judged.examples])
    for register in sorted(set(registers[human].tolist())):
        where = human & (registers == register)
        if where.sum() >= LEAST_DOCUMENTS:
            yield _human_row(register, float(flagged[where].mean()), int(where.sum()))


def _human_row(register: str, share: float, documents: int) -> Row:
    low, high = wilson(share * documents, documents)
    return {
        "register": register,
        "documents": documents,
        "fpr_at_0.01": round(share, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def _generators(scored: Scored) -> list[str]:
    return sorted(set(scored.judged.generators.tolist()) - {""})


def _balanced(scored: Scored) -> npt.NDArray[np.float64]:
    """Weigh human and rewritten documents alike, as the calibration does."""
    rewritten, weights = scored.judged.rewritten, scored.weights
    balanced: npt.NDArray[np.float64] = np.where(
        rewritten, weights / weights[rewritten].sum(), weights / weights[~rewritten].sum()
    )
    return balanced


def measure_tokens(folds: Sequence[FoldFeatures], scores: Sequence[Floats]) -> Row:
    """Choose the word threshold: where F1 peaks, but with few enough false words in human text."""
    human, labels, values = [], [], []
    for fold, score in zip(folds, scores, strict=True):
        person = np.array([example.generator is None for example in fold.examples])[fold.doc]
        swapped = np.array([bool(example.edits) for example in fold.examples])[fold.doc]
        human.append(score[fold.word & person])
        labels.append(fold.changed[fold.word & swapped])
        values.append(score[fold.word & swapped])
    rows = _threshold_rows(np.concatenate(human), np.concatenate(labels), np.concatenate(values))
    allowed = [row for row in rows if row["false_per_1000_human_words"] <= MOST_FALSE_PER_1000] or rows[-1:]
    return max(allowed, key=lambda row: row["f1"])


def _threshold_rows(human: Floats, labels: Marks, values: Floats) -> list[Row]:
    human, hits, misses = np.sort(human), np.sort(values[labels]), np.sort(values[~labels])
    rows = []
    for threshold in THRESHOLDS:
        true, false, alarms = (len(v) - int(np.searchsorted(v, threshold)) for v in (hits, misses, human))
        rows.append(
            {
                "threshold": round(float(threshold), 2),
                "precision": round(true / max(true + false, 1), 4),
                "recall": round(true / max(len(hits), 1), 4),
                "f1": round(2 * true / max(true + false + len(hits), 1), 4),
                "false_per_1000_human_words": round(1000 * alarms / max(len(human), 1), 3),
            }
        )
    return rows


def measure_spans(folds: Sequence[FoldFeatures], detectors: Sequence[Detector], seed: int) -> list[Row]:
    """Find spans as users get them, in a sample of each fold, with a detector that never saw the fold."""
    judgements: dict[str, list[Judgement]] = defaultdict(list)
    for fold, detector in zip(folds, detectors, strict=True):
        for judgement in judge(_sample(fold.examples, random.Random(seed)), detector):
            judgements[judgement.document.group].append(judgement)
    return [_span_row(name, judgements[name]) for name in sorted(judgements)]


def _sample(examples: Sequence[Example], rng: random.Random) -> list[Labelled]:
    by_name: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if not is_translated(example.generator):  # nearly every word of a translation may differ
            by_name[example.generator or HUMAN].append(example)
    return [
        _labelled(example, name)
        for name, members in sorted(by_name.items())
        for example in rng.sample(members, min(len(members), SPAN_SAMPLE))
    ]


def _labelled(example: Example, group: str) -> Labelled:
    spans = tuple(Changed(edit.start, edit.end, edit.original) for edit in example.edits)
    return Labelled(example.text, example.generator is not None, group, spans=spans)


def _span_row(name: str, judgements: Sequence[Judgement]) -> Row:
    figures = sum((compare_spans(j.found, j.document.spans or ()) for j in judgements), SpanFigures())
    words = sum(judgement.words for judgement in judgements)
    found = sum(len(judgement.found) for judgement in judgements)
    row: Row = {
        "generator": name,
        "documents": len(judgements),
        "spans_per_1000_words": round(1000 * found / max(words, 1), 3),
    }
    return row if name == HUMAN else row | spans_to_dict(figures)


def leave_generators_out(
    folds: Sequence[FoldFeatures],
    without: Sequence[Networks],
    calibration: Calibration,
    plan: Plan,
    seed: int,
) -> list[Row]:
    """Train without a family of generators, on all folds but one, and judge the family in the one left out.

    ``without`` holds the networks that were fitted without each fold: translations taught their token
    network nothing, so that it can stand for one that never saw any.
    """
    rows: list[Row] = []
    names = sorted({e.generator for fold in folds for e in fold.examples if e.generator})
    for left_out in track(
        sorted(set(map(family, names))) if plan.left_out_folds else [], "leaving generators out"
    ):
        for k in range(min(plan.left_out_folds, len(folds))):
            token = without[k].token if is_translated(left_out) else None
            scored = Scored.of(judge_without(left_out, k, folds, token, plan, seed), calibration)
            members = [name for name in _generators(scored) if family(name) == left_out]
            rows += [row | {"fold": k} for name in members for row in generator_rows(scored, name)]
    return rows


def family(generator: str | None) -> str:
    """Name the family of a generator: one engine is left out with all its languages.

    >>> family("apertium_spa"), family("dictionary")
    ('apertium_', 'dictionary')
    """
    name = generator or ""
    return next((prefix for prefix in TRANSLATED if name.startswith(prefix)), name)


def judge_without(
    left_out: str, k: int, folds: Sequence[FoldFeatures], token: Network | None, plan: Plan, seed: int
) -> Judged:
    """Judge fold ``k`` by networks that saw neither the fold nor the family."""
    others = [fold for j, fold in enumerate(folds) if j != k]
    token = token or fit_tokens(others, plan, seed, lambda example: family(example.generator) != left_out)
    pooled = [pool_fold(fold, score_fold(fold, token)) for fold in (*others, folds[k])]
    examples = [example for fold in others for example in fold.examples]
    document = fit_documents(
        np.concatenate(pooled[:-1]),
        examples,
        plan,
        seed,
        lambda example: family(example.generator) != left_out,
    )
    words = np.bincount(folds[k].doc[folds[k].word], minlength=len(folds[k].examples)).astype(np.int64)
    logits = document.logits(pooled[-1])[:, 0].astype(np.float64)
    return Judged(folds[k].examples, words, logits)
