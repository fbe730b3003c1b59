"""How near words are to the topic of the text around them: a swapped word tends to leave it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Bytes, Floats, Ids
from mtdetect.tokens.arrays import Tokens, within_reach

REACH = 60  # tokens on either side
MOST_NOISE = 400.0  # length that a sum of a few unrelated vectors (each of 127) reaches; no topic below
BLOCK_ROWS = 8192  # rows handled at a time, so that they stay in the processor's cache


def topic_around(tokens: Tokens, topics: Bytes) -> Floats:
    """Average the topic vectors of the words near each token, itself left out: ``(n, 32)``, unit length."""
    vectors = topics.take(tokens.ids, axis=0)
    sums = np.zeros((len(vectors) + 1, vectors.shape[1]), np.int32)
    np.cumsum(vectors, axis=0, dtype=np.int32, out=sums[1:])
    low, high = within_reach(tokens.doc, REACH)
    near: Floats = (sums.take(high, axis=0) - sums.take(low, axis=0) - vectors).astype(np.float32)
    norm = np.sqrt(np.einsum("ij,ij->i", near, near))
    near /= np.maximum(norm, np.float32(MOST_NOISE))[:, None]
    return near


def topic_similarity(topics: Bytes, words: Ids, topic: Floats, token: npt.NDArray[np.intp]) -> Floats:
    """Tell how near each word is to the topic around its token, as a cosine."""
    fit = np.empty(len(words), np.float32)
    for begin in range(0, len(words), BLOCK_ROWS):
        rows = slice(begin, begin + BLOCK_ROWS)
        vectors = topics.take(words[rows], axis=0).astype(np.float32)
        np.einsum("ij,ij->i", vectors, topic.take(token[rows], axis=0), out=fit[rows])
    fit /= np.float32(127)
    return fit
