"""What a training run measures of itself: every figure is of documents from sources that were unseen."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Flags, Floats
from mtdetect.detector import Detector
from mtdetect.evaluation.judging import TARGETS, Judgement, judge
from mtdetect.evaluation.labelled import Labelled
from mtdetect.evaluation.metrics import Changed, SpanFigures, auroc, compare_spans, wilson
from mtdetect.evaluation.tables import spans_to_dict
from mtdetect.model.calibration import Calibration
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.training.examples.examples import Example
from mtdetect.training.examples.folds import FoldFeatures
from mtdetect.training.examples.sampling import TRANSLATED, is_translated
from mtdetect.training.networks.calibrating import find_points, thresholds_of, usual
from mtdetect.training.networks.stages import UnseenScores, fit_documents, pool_fold
from mtdetect.training.plan import Plan
from mtdetect.training.progress import track

RATES = (0.0, 0.12, 0.3, 0.65)  # at which a band begins: a few percent, some, half, nearly everything
BAND_NAMES = ("<0.12", "0.12-0.3", "0.3-0.65", ">=0.65")
HUMAN = "human"
SPAN_SAMPLE = 80  # documents of each generator and fold in which spans are compared
LEAST_DOCUMENTS = 5  # a rate of fewer documents says nothing

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Judged documents with calibrated scores, and the operating points that their human ones give."""

    judged: UnseenScores
    scores: npt.NDArray[np.float64]
    points: OperatingPoints
    unusual: tuple[str, ...]  # sources that the thresholds promise nothing for

    @classmethod
    def of(cls, judged: UnseenScores, calibration: Calibration) -> Scored:
        """Calibrate the logits and set the thresholds."""
        scores = calibration.prob(judged.logits, judged.words)
        sources = np.array([example.source for example in judged.examples])
        human = np.flatnonzero(~judged.rewritten)
        kept = human[usual(scores[human], judged.words[human], sources[human])]
        unusual = sorted(set(sources[human].tolist()) - set(sources[kept].tolist()))
        return cls(judged, scores, find_points(scores[kept], judged.words[kept]), tuple(unusual))

    def flagged(self, target: float) -> Flags:
        """Say which documents reach the threshold of their length."""
        return self.scores >= thresholds_of(self.points, self.judged.words, target)


def measure(scored: Scored) -> Row:
    """Measure generators and human registers."""
    return {
        "documents": {
            "human": int((~scored.judged.rewritten).sum()),
            "rewritten": int(scored.judged.rewritten.sum()),
        },
        "generators": [row for name in _generators(scored) for row in generator_rows(scored, name)],
        "human_registers": list(human_rows(scored)),
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


def _generator_row(scored: Scored, name: str, rate: str, where: Flags) -> Row:
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
    """Measure false positives by register at the 1 % and 0.1 % points; the first row holds all."""
    human = ~scored.judged.rewritten
    flagged = {target: scored.flagged(target) for target in TARGETS}
    yield _human_row("all", flagged, human)
    sources = np.array([example.source for example in scored.judged.examples])
    for source in scored.unusual:
        where = human & (sources == source)
        yield _human_row(f"set aside: {source}", flagged, where)
    registers = np.array([example.register for example in scored.judged.examples])
    for register in sorted(set(registers[human].tolist())):
        where = human & (registers == register)
        if where.sum() >= LEAST_DOCUMENTS:
            yield _human_row(register, flagged, where)


def _human_row(register: str, flagged: Mapping[float, Flags], where: Flags) -> Row:
    documents = int(where.sum())
    row: Row = {"register": register, "documents": documents}
    for target, suffix in zip(TARGETS, ("", "_at_0.001"), strict=True):
        hits = int(flagged[target][where].sum())
        low, high = wilson(hits, documents)
        row[f"fpr_at_{target}"] = round(hits / documents, 4)
        row |= {f"low{suffix}": round(low, 4), f"high{suffix}": round(high, 4)}
    return row


def _generators(scored: Scored) -> list[str]:
    return sorted(set(scored.judged.generators.tolist()) - {""})


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
    folds: Sequence[FoldFeatures], calibration: Calibration, plan: Plan, seed: int
) -> list[Row]:
    """Train without a family of generators, on all folds but one, and judge it in the one left out."""
    rows: list[Row] = []
    pooled = [pool_fold(fold) for fold in folds] if plan.left_out_folds else []
    names = sorted({family(e.generator) for fold in folds for e in fold.examples if e.generator})
    for left_out in track(names if plan.left_out_folds else [], "leaving generators out"):
        for k in range(min(plan.left_out_folds, len(folds))):
            scored = Scored.of(judge_without(left_out, k, folds, pooled, plan, seed), calibration)
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
    left_out: str, k: int, folds: Sequence[FoldFeatures], pooled: Sequence[Floats], plan: Plan, seed: int
) -> UnseenScores:
    """Judge fold ``k`` by a network that saw neither the fold nor the family."""
    others = [j for j in range(len(folds)) if j != k]
    document = fit_documents(
        np.concatenate([pooled[j] for j in others]),
        [example for j in others for example in folds[j].examples],
        plan,
        seed,
        lambda example: family(example.generator) != left_out,
    )
    words = np.bincount(folds[k].doc[folds[k].word], minlength=len(folds[k].examples)).astype(np.int64)
    return UnseenScores(folds[k].examples, words, document.logits(pooled[k])[:, 0].astype(np.float64))
