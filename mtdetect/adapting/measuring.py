"""Before and after: every figure is of texts that neither the fit nor the thresholds had seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mtdetect.adapting.correction import Correction, CorrectionProblem, Recalibration, balanced, log_losses
from mtdetect.adapting.fitting import Refit, fit
from mtdetect.adapting.points import flags, own_points
from mtdetect.adapting.rows import OwnRows
from mtdetect.arrays import Doubles, Flags, Index
from mtdetect.evaluation.metrics import auroc, wilson
from mtdetect.model.calibration import Calibration
from mtdetect.results.operating_points import OperatingPoints

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class OwnScores:
    """Texts with their calibrated logits, and which of them each target flags."""

    logits: Doubles
    flagged: dict[float, Flags] = field(default_factory=dict)

    @classmethod
    def by(
        cls, calibration: Calibration, points: OperatingPoints, logits: Doubles, words: Index
    ) -> OwnScores:
        """Judge by a calibration and its points."""
        calibrated = calibration.logit(logits, words)
        scores = calibration.prob(logits, words)
        return cls(calibrated, {target: flags(points, scores, words, target) for target in points.targets})


def judge_unseen(
    problem: CorrectionProblem,
    calibration: Calibration,
    points: OperatingPoints,
    folds: Index,
    penalties: Sequence[float] | None,
) -> OwnScores:
    """Judge every fold by what the others alone would have given; without penalties, by thresholds only."""
    rows = problem.rows
    logits = np.zeros(len(rows))
    flagged = {target: np.zeros(len(rows), bool) for target in points.targets}
    for fold in np.unique(folds):
        test = folds == fold
        judged = _judge_fold(problem, calibration, points, folds, penalties, test)
        logits[test] = judged.logits
        for target, marks in judged.flagged.items():
            flagged[target][test] = marks
    return OwnScores(logits, flagged)


def _judge_fold(
    problem: CorrectionProblem,
    calibration: Calibration,
    points: OperatingPoints,
    folds: Index,
    penalties: Sequence[float] | None,
    test: Flags,
) -> OwnScores:
    train, held = problem.where(~test), problem.where(test)
    found = as_it_is(train, calibration)
    if penalties is not None:
        found = fit(train, calibration, folds[~test], penalties)
    logits = held.base + held.columns @ found.correction.weights
    own = own_points(*human_scores(found, train.rows), found.recalibration.points(points))
    return OwnScores.by(found.calibration, own.points, logits, held.rows.words)


def as_it_is(problem: CorrectionProblem, calibration: Calibration) -> Refit:
    """Leave the base model's scores as they are."""
    return Refit(Correction.none(problem.columns.shape[1]), Recalibration(), calibration, problem.base)


def human_scores(found: Refit, rows: OwnRows) -> tuple[Doubles, Index]:
    """Give scores and lengths of the human texts, each by a fit without it."""
    human = ~rows.rewritten
    return found.calibration.prob(found.unseen, rows.words)[human], rows.words[human]


def loss(judged: OwnScores, rewritten: Flags) -> float:
    """Give the mean surprise at the labels, in nats, both classes weighing alike."""
    return float((balanced(rewritten) * log_losses(judged.logits, rewritten)).mean())


def figures(judged: OwnScores, rewritten: Flags) -> Figures:
    """Sum up how well texts are told apart, and the share flagged of either class at each target."""
    found: Figures = {}
    if rewritten.any():
        auc = auroc(judged.logits[~rewritten], judged.logits[rewritten])
        found = {"auroc": round(auc, 4), "log_loss": round(loss(judged, rewritten), 4)}
    for target, marks in judged.flagged.items():
        found[f"fpr_at_{target:g}"] = _share(marks[~rewritten])
        if rewritten.any():
            found[f"tpr_at_{target:g}"] = _share(marks[rewritten])
    return found


def _share(marks: Flags) -> list[float]:
    """Give a share and the ends of its interval."""
    low, high = wilson(float(marks.sum()), len(marks))
    return [round(float(value), 4) for value in (marks.mean(), low, high)]
