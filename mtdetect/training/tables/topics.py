"""Topic vectors from the corpus: which words keep company in the same stretch of text.

Latent semantic analysis (Deerwester et al. 1990) of stretches of ``STRETCH`` tokens: words are
weighted by log inverse stretch frequency, and the singular vectors make the space.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from mtdetect.arrays import Ids
from mtdetect.model.vocabulary import CLASSES

DIMENSIONS = 40  # the first ones tell registers apart rather than topics and are dropped
DROPPED = 8
STRETCH = 80  # tokens
MOST_STRETCHES = 700_000  # a sample of them is enough; more costs only time
COMMON = 0.02  # a word in a larger share of the stretches says nothing about their topic


def topic_vectors(sources: Iterable[Ids], words: int, seed: int) -> npt.NDArray[np.int8]:
    """Give vectors ``(words, 32)``, unit length times 127; zero for words that say nothing."""
    stretches = _sampled(sources, np.random.default_rng(seed))
    rows = np.repeat(np.arange(len(stretches)), STRETCH)
    matrix = csr_matrix((np.ones(len(rows), np.float32), (rows, stretches.ravel())), (len(stretches), words))
    matrix.data[:] = 1
    share = np.asarray(matrix.sum(axis=0)).ravel() / len(stretches)
    weight = np.where((share > 0) & (share < COMMON), -np.log(np.maximum(share, 1e-7)), 0).astype(np.float32)
    weight[: len(CLASSES)] = 0
    matrix = matrix.multiply(weight[None, :]).tocsr()
    _, _, factors = randomized_svd(matrix, DIMENSIONS, n_iter=3, random_state=seed)
    vectors = factors[DROPPED:].T / np.maximum(np.sqrt(share[:, None] * len(stretches)), 1)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.where((weight > 0)[:, None], vectors / np.maximum(length, 1e-12), 0)
    rounded: npt.NDArray[np.int8] = np.rint(unit * 127).astype(np.int8)
    return rounded


def _sampled(sources: Iterable[Ids], rng: np.random.Generator) -> npt.NDArray[np.int32]:
    """Cut every source into stretches, and sample them evenly over the corpus."""
    cut = [ids[: len(ids) // STRETCH * STRETCH].reshape(-1, STRETCH) for ids in sources]
    total = sum(len(part) for part in cut)
    share = min(1.0, MOST_STRETCHES / max(total, 1))
    kept = [part[np.sort(rng.permutation(len(part))[: int(np.ceil(len(part) * share))])] for part in cut]
    return np.concatenate(kept)
