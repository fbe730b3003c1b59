"""What may have stood there: for every word its near-synonyms, for every phrase its plain wordings.

The table is read backwards: the key is what a rewriter leaves behind, the values are what it may
have replaced, up to four words on either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Hashes, Ids, Index

MOST_PHRASE_WORDS = 4
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SIEVE_SHIFT = np.uint64(64 - 21)


@dataclass(frozen=True, slots=True, eq=False)
class WordChoices:
    """Candidate originals of the words at ``token``: parallel arrays, grouped by token in order."""

    token: Index
    original: Ids
    prior: npt.NDArray[np.float32]  # how likely a rewriter makes this swap, 0..1

    def where(self, kept: npt.NDArray[np.bool_]) -> WordChoices:
        """Keep some of the candidates."""
        return WordChoices(self.token[kept], self.original[kept], self.prior[kept])


@dataclass(frozen=True, slots=True, eq=False)
class PhraseChoices:
    """Candidate originals ``(m, 4)``, padded with -1, of the tokens ``start .. start + length``."""

    start: Index
    length: Index
    originals: Ids
    original_length: Index

    def where(self, kept: npt.NDArray[np.bool_]) -> PhraseChoices:
        """Keep some of the candidates."""
        return PhraseChoices(
            self.start[kept], self.length[kept], self.originals[kept], self.original_length[kept]
        )


@dataclass(frozen=True, eq=False)
class Substitutions:
    """The table: words by id in rows of ``words``, phrases by sorted hash."""

    starts: npt.NDArray[np.uint32]  # (V + 1,)
    words: Ids
    priors: npt.NDArray[np.uint8]
    phrase_keys: Hashes  # sorted, with repeats
    phrase_originals: Ids  # (P, 4)
    phrase_openers: npt.NDArray[np.bool_]  # (V,): ids that some phrase begins with

    def of_words(self, ids: Ids) -> WordChoices:
        """List the candidates of every token of a batch."""
        first = self.starts[ids].astype(np.int64)
        counts = self.starts[ids + 1].astype(np.int64) - first
        token = np.repeat(np.arange(len(ids)), counts)
        row = ranges(first, counts)
        priors = self.priors.take(row).astype(np.float32)
        priors /= np.float32(255)
        return WordChoices(token, self.words.take(row), priors)

    def of_phrases(self, ids: Ids) -> PhraseChoices:
        """List the candidates of every stretch of one to four tokens that the table knows."""
        starts, lengths, rows = [], [], []
        start = np.flatnonzero(self.phrase_openers[ids])
        key = np.zeros(len(start), np.uint64)
        for length in range(1, MOST_PHRASE_WORDS + 1):
            inside = start <= len(ids) - length
            start = start[inside]
            key = extend_key(key[inside], ids[start + length - 1])
            at, row = self._rows(key)
            starts.append(start[at])
            lengths.append(np.full(len(at), length))
            rows.append(row)
        originals = self.phrase_originals[np.concatenate(rows)]
        return PhraseChoices(
            np.concatenate(starts), np.concatenate(lengths), originals, (originals >= 0).sum(axis=1)
        )

    def _rows(self, keys: Hashes) -> tuple[Index, Index]:
        """Pair every key with all its rows of the phrases."""
        at = np.flatnonzero(self._sieve[(keys >> _SIEVE_SHIFT).view(np.int64)])
        low = np.searchsorted(self.phrase_keys, keys[at], side="left")
        counts = np.searchsorted(self.phrase_keys, keys[at], side="right") - low
        return np.repeat(at, counts), ranges(low, counts)

    @cached_property
    def _sieve(self) -> npt.NDArray[np.bool_]:
        """Say which first bits some phrase's key has: it keeps most other keys from being searched for."""
        sieve = np.zeros(1 << (64 - int(_SIEVE_SHIFT)), bool)
        sieve[(self.phrase_keys >> _SIEVE_SHIFT).view(np.int64)] = True
        return sieve


def ranges(first: Index, counts: Index) -> Index:
    """Count up from every ``first``, so many steps each.

    >>> ranges(np.array([7, 20]), np.array([3, 2])).tolist()
    [7, 8, 9, 20, 21]
    """
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - (ends - counts), counts)


def extend_key(key: Hashes, ids: Ids) -> Hashes:
    """Lengthen phrase keys by one word each."""
    mixed = (key[: len(ids)] ^ ids[: len(key)].astype(np.uint64)) * _SPREAD
    return mixed ^ (mixed >> np.uint64(29))


def phrase_key(ids: Ids) -> int:
    """Make the key of one whole phrase."""
    key = np.zeros(1, np.uint64)
    for word in ids:
        key = extend_key(key, np.array([word], np.int32))
    return int(key[0])
