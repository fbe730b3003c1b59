"""A linear correction of the document stage: logistic regression beside what the base model says.

The base model's logit is the offset, and features count as the base model's network standardises them, so
that no correction is the base model itself. A ridge penalty draws towards that; how strong it must be is
what cross-validation by group says, and where it cannot tell, the strongest wins: the base model with
another intercept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mtdetect.adapting.rows import OwnRows
from mtdetect.arrays import Doubles, Flags, Floats
from mtdetect.model.calibration import Calibration
from mtdetect.model.folder import Model
from mtdetect.model.network import Network
from mtdetect.results.operating_points import OperatingPoints

#: Penalties that are tried, the strongest first; without end, only the intercept is fitted.
PENALTIES = (np.inf, 30_000.0, 10_000.0, 3_000.0, 1_000.0, 300.0, 100.0, 30.0)
#: The 522 columns say much the same; what lies outside their main directions is noise in a few hundred texts.
MOST_DIRECTIONS = 100
#: Of the intercept and the slope, as prior deviations of 1 logit and of a half: of texts that the base model
#: parts without error, neither could be told otherwise.
INTERCEPT_PENALTY, SLOPE_PENALTY = 1.0, 4.0
LEAST_SLOPE = 0.2  # a recalibration never turns the order of scores round
LEAST_PROB = 1e-9
ROUNDS, TOLERANCE = 50, 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """What is added to the base network's logit: ``weights`` ``(P,)`` of standardised features."""

    weights: Floats
    penalty: float  # that cross-validation chose

    @classmethod
    def none(cls, columns: int) -> Correction:
        """Leave the base network as it is."""
        return cls(np.zeros(columns, np.float32), float("inf"))

    def __bool__(self) -> bool:
        """Say whether it changes anything."""
        return bool(self.weights.any())

    def logits(self, network: Network, rows: OwnRows) -> Doubles:
        """Give the corrected logits of the base network."""
        standard = network.standardized(rows.pooled).astype(np.float64)
        return network.logits(rows.pooled)[:, 0].astype(np.float64) + standard @ self.weights

    def applied(self, network: Network) -> Network:
        """Build the correction into the network, which stays one: every layer carries the sum along.

        >>> layers = (np.eye(2), np.zeros(2)), (np.ones((2, 1)), np.zeros(1))
        >>> base = Network(np.zeros(2), np.ones(2), layers)
        >>> corrected = Correction(np.array([1.0, -3.0]), 1.0).applied(base)
        >>> corrected.logits(np.array([[2.0, 1.0]])).round(5).tolist()
        [[2.0]]
        """
        if not self:
            return network
        own = self.weights.astype(network.mean.dtype)[:, None]
        layers: list[tuple[Floats, Floats]] = []
        for weights, bias in network.layers[:-1]:
            # A sum passes a rectified layer as two units, one for each sign.
            layers.append((_beside(weights, own, first=not layers), np.pad(bias, (0, 2))))
        weights, bias = network.layers[-1]
        both = np.array([[1], [-1]], weights.dtype)
        layers.append((np.concatenate([weights, both]) if layers else weights + own, bias))
        return replace(network, layers=tuple(layers))


def _beside(weights: Floats, own: Floats, *, first: bool) -> Floats:
    """Put two units beside a layer's: the first layer makes them, the others hand them on."""
    if first:
        return np.concatenate([weights, own, -own], axis=1)
    wider = np.pad(weights, ((0, 2), (0, 2)))
    wider[-2:, -2:] = np.eye(2)
    return wider


@dataclass(frozen=True, slots=True, eq=False)
class CorrectionProblem:
    """Rows made ready for fitting: what the base model says, and the columns that may correct it."""

    rows: OwnRows
    base: Doubles  # logits of the base network
    columns: Doubles  # (n, P): standardised features

    @classmethod
    def of(cls, model: Model, rows: OwnRows) -> CorrectionProblem:
        """Ask the base model."""
        network = model.document_network
        logits = network.logits(rows.pooled)[:, 0].astype(np.float64)
        return cls(rows, logits, network.standardized(rows.pooled).astype(np.float64))

    def where(self, kept: Flags) -> CorrectionProblem:
        """Keep some of the rows."""
        return CorrectionProblem(self.rows.where(kept), self.base[kept], self.columns[kept])


def fit_path(
    problem: CorrectionProblem, calibration: Calibration, penalties: Sequence[float]
) -> list[Correction]:
    """Fit at several penalties, the strongest first; each starts where the one before ended."""
    rows = problem.rows
    slopes = calibration.slopes(rows.words)
    offset = calibration.logit(problem.base, rows.words)
    basis = _directions(problem.columns)
    # The calibration multiplies the network's logit, and with it whatever is added to that.
    reduced = np.column_stack([np.ones(len(rows)), (problem.columns @ basis) * slopes[:, None]])
    found, start = [], np.zeros(reduced.shape[1])
    for penalty in penalties:
        if np.isinf(penalty):
            found.append(Correction.none(problem.columns.shape[1]))
            continue
        ridge = np.full(reduced.shape[1], penalty)
        ridge[0] = INTERCEPT_PENALTY
        start = fit_logistic(reduced, offset, rows.rewritten, ridge, start)
        found.append(Correction((basis @ start[1:]).astype(np.float32), penalty))
    return found


def _directions(columns: Doubles) -> Doubles:
    """Find the main directions of the columns ``(P, d)``."""
    if len(columns) < columns.shape[1]:
        return np.linalg.svd(columns, full_matrices=False)[2][:MOST_DIRECTIONS].T
    _, vectors = np.linalg.eigh(columns.T @ columns)  # of many rows, far quicker
    return vectors[:, ::-1][:, :MOST_DIRECTIONS]


def fit_logistic(columns: Doubles, offset: Doubles, labels: Flags, ridge: Doubles, start: Doubles) -> Doubles:
    """Fit a logistic regression beside a fixed offset by Newton's method, both classes weighing alike.

    >>> columns, labels = np.array([[1.0], [1.0], [-1.0]]), np.array([True, True, False])
    >>> fit_logistic(columns, np.zeros(3), labels, np.array([1.0]), np.zeros(1)).round(2).tolist()
    [0.88]
    """
    weight, found = balanced(labels), start.copy()
    loss = _penalised(columns, offset, labels, ridge, found)
    for _ in range(ROUNDS):
        prob = _sigmoid(offset + columns @ found)
        slope = columns.T @ (weight * (prob - labels)) + ridge * found
        curve = columns.T @ (columns * (weight * prob * (1 - prob))[:, None]) + np.diag(ridge)
        step, length = np.linalg.solve(curve, slope), 1.0
        while (next_loss := _penalised(columns, offset, labels, ridge, found - length * step)) > loss:
            length /= 2
            if length < TOLERANCE:
                return found
        found, gained, loss = found - length * step, loss - next_loss, next_loss
        if gained < TOLERANCE * len(labels):
            break
    return found


def balanced(labels: Flags) -> Doubles:
    """Weigh both classes alike, all weights together being the number of rows."""
    share = labels.mean()
    return np.where(labels, 0.5 / max(share, 1e-9), 0.5 / max(1 - share, 1e-9))


def log_losses(logits: Doubles, labels: Flags) -> Doubles:
    """Give the surprise at each label, in nats."""
    return np.logaddexp(0, np.where(labels, -logits, logits))


def _penalised(columns: Doubles, offset: Doubles, labels: Flags, ridge: Doubles, found: Doubles) -> float:
    losses = balanced(labels) * log_losses(offset + columns @ found, labels)
    return float(losses.sum() + (ridge * found**2).sum() / 2)


def _sigmoid(logits: Doubles) -> Doubles:
    return np.reciprocal(1 + np.exp(-np.clip(logits, -60, 60)))


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Move and stretch calibrated logits; thresholds that are kept move along, so that verdicts do not."""

    shift: float = 0.0
    slope: float = 1.0

    def calibration(self, base: Calibration) -> Calibration:
        """Give the calibration that follows.

        >>> Recalibration(0.5, 2.0).calibration(Calibration(offset=1.0)).offset
        2.5
        """
        return Calibration(
            self.shift + self.slope * base.offset,
            self.slope * base.slope,
            self.slope * base.length,
            self.slope * base.length_slope,
        )

    def points(self, base: OperatingPoints) -> OperatingPoints:
        """Give the thresholds that flag the same logits as before."""
        if self == Recalibration():
            return base
        moved = (replace(row, threshold=self._moved(row.threshold)) for row in base.thresholds)
        return replace(base, thresholds=tuple(moved))

    def _moved(self, prob: float) -> float:
        inner = min(max(prob, LEAST_PROB), 1 - LEAST_PROB)
        return float(_sigmoid(np.array(self.shift + self.slope * np.log(inner / (1 - inner)))))


def recalibrate(calibration: Calibration, logits: Doubles, rows: OwnRows) -> Recalibration:
    """Fit to logits of rows that the correction did not learn from."""
    calibrated = calibration.logit(logits, rows.words)
    columns = np.column_stack([np.ones(len(rows)), calibrated])
    ridge = np.array([INTERCEPT_PENALTY, SLOPE_PENALTY])
    shift, stretch = fit_logistic(columns, calibrated, rows.rewritten, ridge, np.zeros(2)).tolist()
    return Recalibration(shift, max(1 + stretch, LEAST_SLOPE))
