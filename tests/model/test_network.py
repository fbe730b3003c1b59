from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mtdetect.arrays import Floats
from mtdetect.model.network import MOST_DEVIATIONS, Network, sigmoid


def random_network(sizes: tuple[int, ...], bias: float) -> Network:
    rng = np.random.default_rng(1)
    layers = tuple(
        (rng.normal(size=(a, b)).astype(np.float32), np.full(b, bias, np.float32)) for a, b in pairwise(sizes)
    )
    return Network(np.zeros(sizes[0], np.float32), np.ones(sizes[0], np.float32), layers)


def rows(columns: int) -> Floats:
    return np.random.default_rng(2).normal(size=(20, columns)).astype(np.float32)


def test_one_layer_is_shared_out_exactly() -> None:
    network = random_network((5, 1), 0.7)
    logits = network.logits(rows(5))[:, 0]
    assert network.explained(rows(5))[1].sum(axis=1) + 0.7 == pytest.approx(logits, abs=1e-5)


def test_without_biases_several_layers_are_shared_out_exactly() -> None:
    network = random_network((5, 8, 4, 1), 0)
    logits = network.logits(rows(5))[:, 0]
    assert network.explained(rows(5))[1].sum(axis=1) == pytest.approx(logits, abs=1e-4)


def test_odd_inputs_are_clipped() -> None:
    network = random_network((3, 1), 0)
    assert network.standardized(np.array([[1e9, -1e9, 0]], np.float32)).tolist() == [
        [MOST_DEVIATIONS, -MOST_DEVIATIONS, 0]
    ]


def test_arrays_make_the_same_network() -> None:
    network = random_network((5, 8, 1), 0.1)
    again = Network.from_arrays("token", network.to_arrays("token"))
    assert (again.logits(rows(5)) == network.logits(rows(5))).all()


def test_rows_do_not_depend_on_one_another() -> None:
    network, matrix = random_network((5, 8, 1), 0.1), rows(5)
    assert network.logits(matrix)[3] == pytest.approx(network.logits(matrix[3:4])[0], abs=1e-5)


def test_probabilities_stay_inside() -> None:
    assert sigmoid(np.array([-1e9, 1e9])).tolist() == pytest.approx([0, 1])
