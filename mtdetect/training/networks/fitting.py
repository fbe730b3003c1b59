"""Networks from scikit-learn, handed over as plain arrays: no prediction depends on its version."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from mtdetect.errors import DataError
from mtdetect.model.network import Network

LEAST_SCALE = 1e-3  # of a column that hardly varies


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How a network is fitted."""

    units: int
    rounds: int
    penalty: float
    batch: int
    step: float = 2e-3


TOKEN = Fitting(units=48, rounds=12, penalty=1e-4, batch=512)
DOCUMENT = Fitting(units=40, rounds=25, penalty=0.2, batch=128, step=1e-3)


def fit_network(
    matrix: npt.NDArray[np.floating], labels: npt.NDArray[np.bool_], fitting: Fitting, seed: int
) -> Network:
    """Fit a network with one hidden layer; its logit is that of a true label.

    Raises:
        DataError: all labels are the same.

    """
    if labels.all() or not labels.any():
        raise DataError(
            f"expected rewritten and human examples to tell apart, got {len(labels)} of one kind only. "
            "Add more text to the corpus."
        )
    values = matrix.astype(np.float32)
    bare = Network(values.mean(axis=0), values.std(axis=0) + np.float32(LEAST_SCALE), ())
    fitted = MLPClassifier(
        (fitting.units,),
        alpha=fitting.penalty,
        batch_size=min(fitting.batch, len(values)),
        learning_rate_init=fitting.step,
        max_iter=fitting.rounds,
        random_state=seed,
    )
    # One thread: batches are small, and threads that wait for each other on a busy machine cost far more.
    with threadpool_limits(1), warnings.catch_warnings():
        # The number of rounds was chosen, so that not converging within them is no news.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted.fit(bare.standardized(values), labels)
    layers = zip(fitted.coefs_, fitted.intercepts_, strict=True)
    return Network(
        bare.mean, bare.scale, tuple((w.astype(np.float32), b.astype(np.float32)) for w, b in layers)
    )


def mean_network(networks: Sequence[Network]) -> Network:
    """Put networks of one hidden layer and equal scaling side by side; the logit is the mean of theirs.

    >>> one, other = (Network(*np.ones((2, 1)), ((w, w[0]), (w, w[0]))) for w in np.array([[[1.0]], [[3.0]]]))
    >>> mean_network([one, other]).logits(np.array([[2.0]])), one.logits(np.array([[2.0]]))
    (array([[12.]]), array([[3.]]))
    """
    first = networks[0]
    hidden = np.concatenate([network.layers[0][0] for network in networks], axis=1)
    bias = np.concatenate([network.layers[0][1] for network in networks])
    out = np.concatenate([network.layers[1][0] for network in networks]) / len(networks)
    offset = np.mean([network.layers[1][1] for network in networks], axis=0)
    layers = ((hidden, bias), (out.astype(hidden.dtype), offset.astype(hidden.dtype)))
    return Network(first.mean, first.scale, layers)
