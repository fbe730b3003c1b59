"""Networks learn what they are shown, and compute it without scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from mtdetect.errors import DataError
from mtdetect.model.network import sigmoid
from mtdetect.training.networks.fitting import Fitting, fit_network

SMALL = Fitting(units=8, rounds=40, penalty=1e-4, batch=64, step=1e-2)


def ring(rows: int = 600) -> tuple[np.ndarray, np.ndarray]:
    points = np.random.default_rng(0).normal(size=(rows, 2)).astype(np.float32)
    return points * 3 + 5, (points**2).sum(axis=1) > 1.4


def test_a_network_learns_what_no_line_can_part() -> None:
    matrix, labels = ring()
    network = fit_network(matrix, labels, SMALL, seed=0)
    assert ((network.logits(matrix)[:, 0] > 0) == labels).mean() > 0.93


def test_the_arrays_compute_what_scikit_learn_does(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = []
    fit = MLPClassifier.fit
    monkeypatch.setattr(MLPClassifier, "fit", lambda self, x, y: fitted.append(fit(self, x, y)))
    matrix, labels = ring()
    network = fit_network(matrix, labels, SMALL, seed=0)
    theirs = fitted[0].predict_proba(network.standardized(matrix))[:, 1]
    assert np.allclose(sigmoid(network.logits(matrix)[:, 0]), theirs, atol=1e-5)


def test_the_same_seed_gives_the_same_network_and_halves_will_do() -> None:
    matrix, labels = ring()
    one, two = (fit_network(matrix.astype(np.float16), labels, SMALL, seed=3) for _ in range(2))
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(one.layers, two.layers, strict=True))


def test_a_constant_column_does_no_harm() -> None:
    matrix, labels = ring()
    wide = np.concatenate([matrix, np.full((len(matrix), 1), 7, np.float32)], axis=1)
    assert np.isfinite(fit_network(wide, labels, SMALL, seed=0).logits(wide)).all()


def test_labels_of_one_kind_are_refused() -> None:
    matrix, _ = ring()
    with pytest.raises(DataError, match="of one kind only"):
        fit_network(matrix, np.ones(len(matrix), bool), SMALL, seed=0)
