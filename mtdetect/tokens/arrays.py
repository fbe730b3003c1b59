"""A batch of documents as arrays: one row a token.

A batch is flat: the documents stand one behind the other, each behind two boundary rows, so
that no window of three reaches from one document into another. Offsets are code points into
each document's own string.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Ids
from mtdetect.model.vocabulary import BOUNDARY, NAME, NUMBER, SYMBOL, UNKNOWN, Vocabulary
from mtdetect.text.prose.region import Region

PAD = 2  #: boundary rows before each document
ALPHA, TITLE, UPPER, PUNCT, WORD, ALLOWED = (np.uint8(1 << bit) for bit in range(6))


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A batch of documents as parallel arrays, one row a token (``n`` rows in all)."""

    ids: Ids
    start: npt.NDArray[np.int32]  # code points into the document's own string
    end: npt.NDArray[np.int32]
    doc: npt.NDArray[np.int32]  # which document of the batch
    flags: npt.NDArray[np.uint8]
    texts: tuple[str, ...]
    regions: tuple[tuple[Region, ...], ...] = ()  # what is not prose of each text

    def __len__(self) -> int:
        """Count the rows, boundary rows included."""
        return len(self.ids)

    def rows(self, begin: int, end: int) -> Tokens:
        """Cut rows out; they keep their documents' numbers."""
        cut = slice(begin, end)
        return Tokens(
            self.ids[cut], self.start[cut], self.end[cut], self.doc[cut], self.flags[cut], self.texts
        )

    def has(self, flag: np.uint8) -> npt.NDArray[np.bool_]:
        """Say for every row whether it carries ``flag``."""
        return (self.flags & flag) != 0


def within_reach(doc: npt.NDArray[np.int32], reach: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Give the rows within reach of each row in its own document, as begin and end.

    >>> [bounds.tolist() for bounds in within_reach(np.array([0, 0, 0, 1], np.int32), 1)]
    [[0, 0, 1, 3], [2, 3, 3, 4]]
    """
    edges = np.flatnonzero(np.diff(doc, prepend=-1))
    at = np.arange(len(doc))
    begin, finish = edges[doc], np.append(edges[1:], len(doc))[doc]
    return np.maximum(at - reach, begin), np.minimum(at + reach + 1, finish)


def assign_ids(
    vocabulary: Vocabulary,
    hashes: npt.NDArray[np.uint64],
    flags: npt.NDArray[np.uint8],
    number: npt.NDArray[np.bool_],
) -> Ids:
    """Give every token its word id, or the class of what the vocabulary does not hold."""
    ids = vocabulary.lookup(hashes)
    missing = ids == UNKNOWN
    ids[missing & ((flags & (TITLE | UPPER)) != 0)] = NAME
    ids[missing & ((flags & WORD) == 0)] = SYMBOL
    ids[number] = NUMBER
    ids[hashes == 0] = BOUNDARY
    return ids
