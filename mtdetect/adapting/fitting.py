"""Fit to a user's texts: folds of whole groups, the penalty that they choose, and what is fitted at it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from mtdetect.adapting.correction import (
    PENALTIES,
    Correction,
    CorrectionProblem,
    Recalibration,
    balanced,
    fit_path,
    log_losses,
    recalibrate,
)
from mtdetect.arrays import Doubles, Index
from mtdetect.errors import DataError
from mtdetect.model.calibration import Calibration

FOLDS = 5
#: Standard errors by which a weaker penalty must do better. With one, 50 texts and a single rewriter could
#: cost .015 of AUROC on other rewriters (docs/adapting.md).
DOUBT = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """A correction, the calibration after it, and logits ``(n,)`` of each text by a fit without it."""

    correction: Correction
    recalibration: Recalibration
    calibration: Calibration
    unseen: Doubles


def deal_folds(labels: Mapping[str, Counter[bool]], seed: int) -> dict[str, int]:
    """Deal groups into folds, large ones first, so that both classes are spread as evenly as can be.

    Raises:
        DataError: all texts of a class are of one group.

    """
    totals = sum(labels.values(), Counter())
    for label, name in ((False, "human"), (True, "rewritten")):
        if totals[label] and sum(counts[label] > 0 for counts in labels.values()) < 2:
            raise DataError(
                f"expected {name} texts of at least two groups (files, authors ...), got one only. What "
                f"is fitted to one cannot be told to hold for another: add texts from elsewhere."
            )
    names = sorted(labels)
    random.Random(seed).shuffle(names)
    held: list[Counter[bool]] = [Counter() for _ in range(FOLDS)]
    dealt = {}
    for name in sorted(names, key=lambda name: -labels[name].total()):
        counts = labels[name]
        fold = min(range(FOLDS), key=lambda k: sum(held[k][x] * counts[x] / totals[x] ** 2 for x in counts))
        held[fold] += counts
        dealt[name] = fold
    return dealt


def count_labels(groups: Sequence[str], rewritten: Sequence[bool]) -> dict[str, Counter[bool]]:
    """Count each group's texts by label.

    >>> count_labels(["a", "b", "a"], [False, True, True])
    {'a': Counter({False: 1, True: 1}), 'b': Counter({True: 1})}
    """
    labels: dict[str, Counter[bool]] = {}
    for group, label in zip(groups, rewritten, strict=True):
        labels.setdefault(group, Counter())[bool(label)] += 1
    return labels


def fit(
    problem: CorrectionProblem, calibration: Calibration, folds: Index, penalties: Sequence[float] = PENALTIES
) -> Refit:
    """Choose a penalty, fit at it, and recalibrate on logits that were fitted without their texts."""
    unseen = _unseen_logits(problem, calibration, folds, penalties)
    again = [recalibrate(calibration, logits, problem.rows) for logits in unseen]
    calibrations = [one.calibration(calibration) for one in again]
    at = _strongest_good(problem, unseen, calibrations)
    correction = fit_path(problem, calibration, penalties[at : at + 1])[0]
    return Refit(correction, again[at], calibrations[at], unseen[at])


def _unseen_logits(
    problem: CorrectionProblem, calibration: Calibration, folds: Index, penalties: Sequence[float]
) -> list[Doubles]:
    """Give every text's logits by fits without its fold, for each penalty."""
    unseen = [problem.base.copy() for _ in penalties]
    for fold in np.unique(folds):
        test = folds == fold
        corrections = fit_path(problem.where(~test), calibration, penalties)
        for logits, correction in zip(unseen, corrections, strict=True):
            logits[test] += problem.columns[test] @ correction.weights
    return unseen


def _strongest_good(
    problem: CorrectionProblem, unseen: Sequence[Doubles], calibrations: Sequence[Calibration]
) -> int:
    """Find the strongest penalty whose loss can hardly be told from the least.

    The error is that of the difference between the two, over groups: texts of a group agree too much.
    """
    rows = problem.rows
    _, group = np.unique(rows.groups, return_inverse=True)
    weight = balanced(rows.rewritten)
    losses = np.array(
        [
            np.bincount(group, weight * log_losses(calibrated.logit(logits, rows.words), rows.rewritten))
            for calibrated, logits in zip(calibrations, unseen, strict=True)
        ]
    )
    worse = losses - losses[losses.sum(axis=1).argmin()]
    error = worse.std(axis=1) * sqrt(losses.shape[1])
    return int(np.flatnonzero(worse.sum(axis=1) <= DOUBT * error)[0])
