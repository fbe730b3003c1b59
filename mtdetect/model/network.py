"""A small neural network as plain arrays: standardise, a few dense layers, logits out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats

MOST_DEVIATIONS = 6.0  # inputs are clipped there, so that no odd document can run away with the score
EXACT_BITS = 53  # whole numbers of so many bits are added up without rounding


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A matrix ``(F, K)`` that multiplies rows ``(n, F)`` to the same bits whatever rows stand beside them.

    Libraries add up in an order that depends on the shapes, and rounding depends on the order. So both
    factors are rounded beforehand, to whole numbers so small that no sum is rounded.
    """

    weights: npt.NDArray[np.float64]  # whole numbers
    steps: float  # of the rows, in one
    unit: float  # what one stands for in the product

    @classmethod
    def of(cls, weights: Floats, most: float) -> Factor:
        """Prepare a matrix for rows in which no number is above ``most``, signs aside.

        >>> Factor.of(np.float32([[2], [3]]), 1.0).multiply(np.float32([[1, 0.5]])).round(5).tolist()
        [[3.5]]
        """
        bits = (EXACT_BITS - len(weights).bit_length()) // 2
        largest = float(np.abs(weights).max(initial=0))
        steps, fine = (2.0**bits / (bound or 1.0) for bound in (most, largest))
        return cls(np.rint(weights.astype(np.float64) * fine), steps, 1 / (steps * fine))

    def multiply(self, rows: Floats) -> Floats:
        """Multiply rows ``(n, F)`` to ``(n, K)``."""
        whole = rows * np.float64(self.steps)
        np.rint(whole, out=whole)
        product: Floats = ((whole @ self.weights) * self.unit).astype(np.float32)
        return product


@dataclass(frozen=True, eq=False)
class Network:
    """Input mean and scale ``(F,)``, and per layer a matrix and a bias; rectified in between."""

    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]

    @cached_property
    def _forward(self) -> tuple[Factor, ...]:
        """The layers' matrices; what comes out of one bounds what goes into the next."""
        factors, most = [], MOST_DEVIATIONS
        for weights, bias in self.layers:
            factors.append(Factor.of(weights, most))
            most = float((np.abs(weights).sum(axis=0) * most + np.abs(bias)).max())
        return tuple(factors)

    @cached_property
    def _backward(self) -> tuple[Factor, ...]:
        """The transposed matrices of all layers but the last, in reverse."""
        factors, most = [], float(np.abs(self.layers[-1][0][:, 0]).max())
        for weights, _ in reversed(self.layers[:-1]):
            factors.append(Factor.of(weights.T, most))
            most *= float(np.abs(weights).sum(axis=1).max())
        return tuple(factors)

    def standardized(self, matrix: Floats) -> Floats:
        """Centre and scale the columns, clipped."""
        clipped: Floats = np.clip((matrix - self.mean) / self.scale, -MOST_DEVIATIONS, MOST_DEVIATIONS)
        return clipped

    def logits(self, matrix: Floats) -> Floats:
        """Map ``(n, F)`` to logits ``(n, K)``.

        >>> one = np.ones(2, np.float32)
        >>> layer = np.eye(2, dtype=np.float32), 0 * one
        >>> Network(0 * one, one, (layer,)).logits(np.array([[1, -2]])).round(5).tolist()
        [[1.0, -2.0]]
        """
        return self._through(self.standardized(matrix))[0]

    def explained(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Give each row's first logit ``(n,)``, shared out over the columns ``(n, F)``: gradient times input.

        Exact for one layer; for a rectified network, exact for the linear piece the row lies in, so that
        with the network's bias terms the shares add up to the logit.
        """
        values = self.standardized(matrix)
        logits, masks = self._through(values)
        slope = np.repeat(self.layers[-1][0][:, 0][None], len(values), axis=0)
        for factor, mask in zip(self._backward, reversed(masks), strict=True):
            slope = factor.multiply(slope * mask)
        return logits[:, 0], slope * values

    def _through(self, values: Floats) -> tuple[Floats, list[npt.NDArray[np.bool_]]]:
        """Go through all layers; say also which units of each but the last were above 0."""
        masks = []
        for number, (factor, (_, bias)) in enumerate(zip(self._forward, self.layers, strict=True)):
            values = factor.multiply(values) + bias
            if number < len(self.layers) - 1:
                masks.append(values > 0)
                np.maximum(values, 0, out=values)
        return values, masks

    def to_arrays(self, name: str) -> dict[str, Floats]:
        """Give the arrays under names that `from_arrays` reads back."""
        arrays = {f"{name}.mean": self.mean, f"{name}.scale": self.scale}
        for number, (weights, bias) in enumerate(self.layers):
            arrays |= {f"{name}.weights{number}": weights, f"{name}.bias{number}": bias}
        return arrays

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, Floats]) -> Network:
        """Read the arrays back."""
        count = sum(key.startswith(f"{name}.weights") for key in arrays)
        layers = tuple((arrays[f"{name}.weights{i}"], arrays[f"{name}.bias{i}"]) for i in range(count))
        return cls(arrays[f"{name}.mean"], arrays[f"{name}.scale"], layers)


def sigmoid(logits: Floats) -> Floats:
    """Turn logits into probabilities.

    >>> sigmoid(np.array([0.0])).tolist()
    [0.5]
    """
    return np.reciprocal(1 + np.exp(-np.clip(logits, -60, 60)))
