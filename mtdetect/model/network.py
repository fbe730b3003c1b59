"""A small neural network as plain arrays: standardise, a few dense layers, logits out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mtdetect.model.ngrams import Floats

MOST_DEVIATIONS = 6.0  # inputs are clipped there, so that no odd document can run away with the score


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Input mean and scale ``(F,)``, and per layer a matrix and a bias; rectified in between."""

    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]

    def standardized(self, matrix: Floats) -> Floats:
        """Centre and scale the columns, clipped."""
        clipped: Floats = np.clip((matrix - self.mean) / self.scale, -MOST_DEVIATIONS, MOST_DEVIATIONS)
        return clipped

    def logits(self, matrix: Floats) -> Floats:
        """Map ``(n, F)`` to logits ``(n, K)``.

        >>> one = np.ones(2, np.float32)
        >>> layer = np.eye(2, dtype=np.float32), 0 * one
        >>> Network(0 * one, one, (layer,)).logits(np.array([[1, -2]])).tolist()
        [[1.0, -2.0]]
        """
        values = self.standardized(matrix)
        for number, (weights, bias) in enumerate(self.layers):
            values = values @ weights + bias
            if number < len(self.layers) - 1:
                np.maximum(values, 0, out=values)
        return values

    def contributions(self, matrix: Floats) -> Floats:
        """Share each row's first logit out over the columns ``(n, F)``: gradient times input.

        Exact for one layer; for a rectified network, exact for the linear piece the row lies in, so that
        with the network's bias terms the contributions add up to the logit.
        """
        values = self.standardized(matrix)
        masks = []
        hidden = values
        for weights, bias in self.layers[:-1]:
            hidden = hidden @ weights + bias
            masks.append(hidden > 0)
            hidden = np.maximum(hidden, 0)
        slope = np.repeat(self.layers[-1][0][:, 0][None], len(values), axis=0)
        for (weights, _), mask in zip(reversed(self.layers[:-1]), reversed(masks), strict=True):
            slope = (slope * mask) @ weights.T
        shares: Floats = slope * values
        return shares

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
