"""How likely a word is where it stands: interpolated trigrams over a packed table.

Counts of pairs and triples are packed with `fuse.py` as five-bit logarithms. Probabilities are
interpolated after Witten and Bell: the less a context has been seen, the more the shorter one decides.
Word arrays are ids of `vocabulary.py`; all functions are elementwise over arrays of equal shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats, Ids
from mtdetect.model.binary_fuse import MOST_VALUE, FuseMap

ID_BITS = np.uint64(20)
PAIR = np.uint64(1 << 62)  # tells the keys of pairs from those of triples
SKIP = np.uint64(1 << 61)  # and those of words two places apart
# Five bits span counts of 1 to 1.3 million: value v stands for STEP ** (v - 1).
STEP = 1.6
# Distinct continuations of a pair seen n times, about CONTINUATIONS * n ** GROWTH: chosen by hand for English
# counts of this size, and not tuned; see what a successor should try in docs/notes.md.
CONTINUATIONS, GROWTH = 1.3, 0.7
LEAST_COUNT = np.float32(1e-30)  # stands for 0 under a logarithm


def pair_keys(a: Ids, b: Ids) -> npt.NDArray[np.uint64]:
    """Make table keys of word pairs."""
    keys = a.astype(np.uint64)
    keys <<= ID_BITS
    keys |= b.astype(np.uint64)
    keys |= PAIR
    return keys


def triple_keys(a: Ids, b: Ids, c: Ids) -> npt.NDArray[np.uint64]:
    """Make table keys of word triples."""
    shifted = (a.astype(np.uint64) << ID_BITS) | b.astype(np.uint64)
    return (shifted << ID_BITS) | c.astype(np.uint64)


def skip_keys(a: Ids, b: Ids) -> npt.NDArray[np.uint64]:
    """Make table keys of two words with any one between them."""
    return (a.astype(np.uint64) << ID_BITS) | b.astype(np.uint64) | SKIP


def quantize(counts: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """Round counts (1 or more) to five-bit logarithms.

    >>> quantize(np.array([1, 2, 3, 1000])).tolist()
    [1, 2, 3, 16]
    """
    steps = np.rint(np.log(np.maximum(counts, 1)) / np.log(STEP)) + 1
    return np.minimum(steps, MOST_VALUE).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Words ``(n,)`` with two neighbours on either side."""

    l2: Ids
    l1: Ids
    word: Ids
    r1: Ids
    r2: Ids


@dataclass(frozen=True, slots=True, eq=False)
class LogProbs:
    """How well words ``(n,)`` fit where they stand: natural logs of probabilities, and counts."""

    word: Floats  # of the word, given the two before it
    next: Floats  # of the word after it, given it and the one before
    after: Floats  # of the second word after it, given it and the next
    left_count: Floats  # how often (left neighbour, word) was seen
    right_count: Floats
    middle_count: Floats  # how often (left neighbour, word, right neighbour) was seen

    @property
    def total(self) -> Floats:
        """Log-probability of the stretch of text that depends on the word."""
        return self.word + self.next + self.after


@dataclass(frozen=True, eq=False)
class Ngrams:
    """Counts of single words ``(V,)``, their distinct followers ``(V,)``, and the packed table."""

    counts: Floats
    followers: Floats
    table: FuseMap

    @cached_property
    def total(self) -> float:
        """Number of tokens counted."""
        return float(self.counts.sum())

    @cached_property
    def log_prob(self) -> Floats:
        """Log-probability of each word by itself."""
        smoothed = self.counts + np.float32(0.5)
        return np.log(smoothed / smoothed.sum()).astype(np.float32)

    @cached_property
    def prob(self) -> Floats:
        """Probability of each word by itself."""
        return np.exp(self.log_prob)

    def pairs(self, a: Ids, b: Ids) -> Floats:
        """Look up how often ``b`` followed ``a``; never more often than either was seen."""
        seen = _UNPACKED.take(self.table.get(pair_keys(a, b)))
        np.minimum(seen, self.counts.take(a), out=seen)
        return np.minimum(seen, self.counts.take(b), out=seen)

    def triples(self, a: Ids, b: Ids, c: Ids, ab: Floats, bc: Floats) -> Floats:
        """Look up triples, only where both pairs inside have been seen (counts ``ab``, ``bc``)."""
        found = np.zeros(len(a), np.float32)
        most = np.minimum(ab, bc)
        (possible,) = np.nonzero(most > 0)
        keys = triple_keys(a.take(possible), b.take(possible), c.take(possible))
        found[possible] = np.minimum(_UNPACKED.take(self.table.get(keys)), most.take(possible))
        return found

    def skip_pmi(self, a: Ids, b: Ids, content: npt.NDArray[np.bool_]) -> Floats:
        """Tell how much oftener than by chance two content words stand two places apart (log ratio, or 0).

        ``content`` marks, by word id, the words that such pairs were counted for.
        """
        bond = np.zeros(len(a), np.float32)
        (possible,) = np.nonzero(content[a] & content[b])
        one, other = a[possible], b[possible]
        seen = np.minimum(_UNPACKED[self.table.get(skip_keys(one, other))], self.counts[one])
        chance = np.maximum(self.counts[one], 1) * np.maximum(self.counts[other], 1) / np.float32(self.total)
        bond[possible] = np.where(seen > 0, np.log(np.maximum(seen, 1) / chance), 0).clip(0)
        return bond

    def pair_prob(self, a: Ids, b: Ids, ab: Floats) -> Floats:
        """Give P(b | a), with ``ab`` the count of the pair."""
        breadth = self.followers.take(a)
        smoothed: Floats = self.prob.take(b)
        smoothed *= breadth
        smoothed += ab
        breadth += self.counts.take(a)
        smoothed /= breadth
        return smoothed

    def triple_prob(self, abc: Floats, ab: Floats, shorter: Floats) -> Floats:
        """Give P(c | a b) from the counts and the shorter context's ``P(c | b)``."""
        breadth = np.exp(np.float32(GROWTH) * np.log(np.maximum(ab, LEAST_COUNT)))  # a power, but faster
        breadth *= np.float32(CONTINUATIONS)
        breadth += np.float32(0.1)
        smoothed: Floats = breadth * shorter
        smoothed += abc
        breadth += np.maximum(ab, abc)
        smoothed /= breadth
        return smoothed

    def follow(self, words: Ids, pairs: Floats | None = None) -> tuple[Floats, Floats, Floats]:
        """Walk through words ``(n,)``: how likely is each from the third on, given the two before it.

        Gives the counts of the pairs ``(n - 1,)`` and triples ``(n - 2,)`` on the way, and the
        log-probabilities ``(n - 2,)``. The pairs' counts may be passed in when known.
        """
        a, b, c = words[:-2], words[1:-1], words[2:]
        pairs = self.pairs(words[:-1], words[1:]) if pairs is None else pairs
        ab, bc = pairs[:-1], pairs[1:]
        triples = self.triples(a, b, c, ab, bc)
        return pairs, triples, np.log(self.triple_prob(triples, ab, self.pair_prob(b, c, bc)))

    def log_probs(
        self, window: Neighbourhood, outer_left: Floats | None = None, outer_right: Floats | None = None
    ) -> LogProbs:
        """Score words in their places; the outer pairs' counts may be passed in when known."""
        w = window
        outer_left = self.pairs(w.l2, w.l1) if outer_left is None else outer_left
        outer_right = self.pairs(w.r1, w.r2) if outer_right is None else outer_right
        left, right = self.pairs(w.l1, w.word), self.pairs(w.word, w.r1)
        middle = self.triples(w.l1, w.word, w.r1, left, right)
        before = self.triples(w.l2, w.l1, w.word, outer_left, left)
        behind = self.triples(w.word, w.r1, w.r2, right, outer_right)
        return LogProbs(
            np.log(self.triple_prob(before, outer_left, self.pair_prob(w.l1, w.word, left))),
            np.log(self.triple_prob(middle, left, self.pair_prob(w.word, w.r1, right))),
            np.log(self.triple_prob(behind, right, self.pair_prob(w.r1, w.r2, outer_right))),
            left,
            right,
            middle,
        )

    def sequence_log_prob(
        self, words: Ids, lengths: npt.NDArray[np.integer], first_pair: Floats, last_pair: Floats
    ) -> Floats:
        """Score rows ``(n, L)`` of words from the third on, each row up to its length, which is 4 or more.

        The counts of each row's first and last pair are known: rows differ in what stands between.
        """
        one_behind_the_other = words[np.arange(words.shape[1]) < lengths[:, None]]
        ends = np.cumsum(lengths)
        pairs = np.zeros(len(one_behind_the_other) - 1, np.float32)
        unknown = np.ones(len(pairs), bool)
        unknown[ends[:-1] - 1] = False  # the last word of a row and the first of the next are no pair
        for at, counts in ((ends - lengths, first_pair), (ends - 2, last_pair)):
            pairs[at], unknown[at] = counts, False
        (rest,) = np.nonzero(unknown)
        pairs[rest] = self.pairs(one_behind_the_other.take(rest), one_behind_the_other.take(rest + 1))
        _, _, log_prob = self.follow(one_behind_the_other, pairs)
        return stretch_sums(log_prob, ends - lengths, ends - 2)


def stretch_sums(values: Floats, start: npt.NDArray[np.integer], stop: npt.NDArray[np.integer]) -> Floats:
    """Add up each of the stretches ``start .. stop``, which are not empty; equal stretches sum up equally.

    >>> stretch_sums(np.float32([1, 2, 4, 8]), np.array([2, 0]), np.array([4, 3])).tolist()
    [12.0, 7.0]
    """
    closed = np.append(values, np.float32(0))  # a stop may lie behind the last value
    sums: Floats = np.add.reduceat(closed, np.stack([start, stop], axis=1).ravel())[::2]
    return sums


_UNPACKED: Floats = np.concatenate([[0], STEP ** np.arange(MOST_VALUE)]).astype(np.float32)
