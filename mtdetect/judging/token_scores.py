"""Token probabilities: how likely a machine put each word where it stands."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats
from mtdetect.model.network import Network, sigmoid
from mtdetect.model.settings import Settings

STEEPNESS = 2.0  # of the step from a person's document to a rewritten one, per logit
MOST_LIFT = 3.0  # logits of evidence; a document further beyond the threshold proves no more of its words
BLOCK_ROWS = 4096  # rows handled at a time, so that they stay in the processor's cache
LEAST_PROB = np.float32(1e-6)


def score_tokens(matrix: Floats, word: npt.NDArray[np.bool_], network: Network) -> Floats:
    """Score the rows ``(n,)`` that are words; every other row gets 0.

    >>> network = Network(np.zeros(1), np.ones(1), ((np.ones((1, 1)), np.zeros(1)),))
    >>> score_tokens(np.zeros((2, 1), np.float32), np.array([True, False]), network).tolist()
    [0.5, 0.0]
    """
    scores = np.zeros(len(matrix), np.float32)
    rows, columns = np.flatnonzero(word), matrix.T
    for begin in range(0, len(rows), BLOCK_ROWS):
        some = rows[begin : begin + BLOCK_ROWS]
        scores[some] = sigmoid(network.logits(columns.take(some, axis=1).T)[:, 0])
    return scores


def rescale_by_document(scores: Floats, evidence: Floats, settings: Settings) -> Floats:
    """Weigh token scores ``(n,)`` by how far each token's document lies beyond the threshold, in logits.

    An odd word in a person's text is an odd word; the same word among many is a rewriter's.

    >>> weighed = rescale_by_document(np.float32([0.5, 0.5]), np.float32([-5, 5]), Settings())
    >>> [round(score, 2) for score in weighed.tolist()]
    [0.15, 0.68]
    """
    step = sigmoid(np.float32(STEEPNESS) * (evidence - np.float32(settings.document_margin)))
    kept = settings.document_floor + (1 - settings.document_floor) * step
    lift = np.float32(settings.document_lift) * np.clip(evidence, 0, np.float32(MOST_LIFT))
    weighed: Floats = sigmoid(logit(scores) + lift) * kept
    return np.where(scores > 0, weighed, 0).astype(np.float32)


def logit(prob: Floats) -> Floats:
    """Turn probabilities into logits, those of 0 and 1 into large ones.

    >>> logit(np.float32([0.5])).tolist()
    [0.0]
    """
    inner = np.clip(prob, LEAST_PROB, 1 - LEAST_PROB)
    logits: Floats = np.log(inner / (1 - inner))
    return logits
