"""How well words go with the five words on either side: a continuous bag of words with weighted places.

The context vector of a token is the sum of its neighbours' input vectors, each weighted by its place
(Mikolov et al. 2018, "Advances in Pre-Training Distributed Word Representations"). Its product with a
word's output vector is how much likelier the context makes the word than its frequency does, in nats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Bytes, Floats, Ids

REACH = 5  # tokens on either side
BLOCK_ROWS = 4096  # rows handled at a time, so that they stay in the processor's cache


@dataclass(frozen=True, slots=True, eq=False)
class ContextModel:
    """Vectors of the most frequent words, a byte a number; row 0 is all zero and stands for all others."""

    rows: npt.NDArray[np.uint16]  # (V,): each word's row
    inputs: Bytes  # (I, D): what a word expects around it; the rows of the I - 1 most frequent words
    outputs: Bytes  # (O, D): where a word is expected; O >= I
    places: Floats  # (2 * REACH, D): weights from the fifth word before to the fifth after, scales included

    def around(self, ids: Ids, doc: npt.NDArray[np.int32]) -> Floats:
        """Give every token's context vector ``(n, D)``; words of other documents do not count."""
        near = self.rows.take(ids)
        near[near >= len(self.inputs)] = 0
        around = np.empty((len(ids), self.inputs.shape[1]), np.float32)
        for begin in range(0, len(ids), BLOCK_ROWS):
            end = min(begin + BLOCK_ROWS, len(ids))
            around[begin:end] = self._around(near, doc, begin, end)
        return around

    def _around(
        self, near: npt.NDArray[np.uint16], doc: npt.NDArray[np.int32], begin: int, end: int
    ) -> Floats:
        low, high = max(begin - REACH, 0), min(end + REACH, len(near))
        edged = np.zeros((end - begin + 2 * REACH, self.inputs.shape[1]), np.float32)
        edged[low - begin + REACH : high - begin + REACH] = self.inputs.take(near[low:high], axis=0)
        of = np.full(len(edged), -1, np.int32)
        of[low - begin + REACH : high - begin + REACH] = doc[low:high]
        total = np.zeros((end - begin, edged.shape[1]), np.float32)
        for place, weights in enumerate(self.places):
            shift = place + (place >= REACH)
            part = edged[shift : shift + len(total)] * weights
            part[of[shift : shift + len(total)] != of[REACH : REACH + len(total)]] = 0
            total += part
        return total

    def pmi(self, words: Ids, around: Floats, token: npt.NDArray[np.intp]) -> Floats:
        """Tell how much likelier the context of its token makes each word ``(m,)``: nats, 0 if unknown."""
        fit = np.empty(len(words), np.float32)
        rows = self.rows.take(words)
        for begin in range(0, len(words), BLOCK_ROWS):
            block = slice(begin, begin + BLOCK_ROWS)
            vectors = self.outputs.take(rows[block], axis=0).astype(np.float32)
            np.einsum("ij,ij->i", vectors, around.take(token[block], axis=0), out=fit[block])
        return fit
