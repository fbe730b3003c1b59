"""Word vectors from the corpus: which words stand between the same neighbours.

Factorises the positive pointwise mutual information of words with their left and right
neighbours (Levy and Goldberg 2014), so that near vectors mean exchangeable words.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix, hstack
from sklearn.utils.extmath import randomized_svd

from mtdetect.arrays import Counts, Hashes

DIMENSIONS = 96
CONTEXTS = 12_000  # most frequent words that serve as neighbours
SMOOTHING = 0.75  # of context frequencies


def embed(keys: Hashes, counts: Counts, words: Counts, seed: int) -> npt.NDArray[np.float32]:
    """Give unit vectors ``(V, 96)`` from pair keys and counts."""
    left = ((keys >> np.uint64(20)) & np.uint64(0xFFFFF)).astype(np.int64)
    right = (keys & np.uint64(0xFFFFF)).astype(np.int64)
    contexts = np.argsort(-words)[:CONTEXTS]
    column = np.full(len(words), -1)
    column[contexts] = np.arange(len(contexts))
    sides = [
        _positive_pmi(word, column[near], counts, (len(words), len(contexts)))
        for word, near in ((right, left), (left, right))
    ]
    factors, scale, _ = randomized_svd(hstack(sides).tocsr(), DIMENSIONS, n_iter=2, random_state=seed)
    vectors = (factors * np.sqrt(scale)).astype(np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _positive_pmi(
    word: npt.NDArray[np.int64], near: npt.NDArray[np.int64], counts: Counts, shape: tuple[int, int]
) -> csr_matrix:
    kept = near >= 0
    word, near, counts = word[kept], near[kept], counts[kept]
    of_word = np.bincount(word, counts, shape[0])
    of_near = np.bincount(near, counts, shape[1]) ** SMOOTHING
    of_near /= of_near.sum()
    pmi = np.log(counts / (of_word[word] * of_near[near]))
    positive = pmi > 0
    return coo_matrix((pmi[positive].astype(np.float32), (word[positive], near[positive])), shape).tocsr()
