"""Swap words back and see what it gains: the noisy channel, read backwards.

Every candidate original is put in the place of what stands there, and the change of the
log-probability of the words around is its gain. Single words, two neighbours at once
("commerce battle" -> "trade war"), and phrases of up to four words on either side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.ngrams import Fit, Floats, Ngrams, Window
from mtdetect.originals import MOST_PHRASE_WORDS, Index, Originals, PhraseChoices, WordChoices
from mtdetect.tokens import Tokens
from mtdetect.vocabulary import BOUNDARY, Ids

# A pair of candidates is tried only if its words follow each other more often than chance by this much.
LEAST_PAIR_PMI = 2.0
PAIR_CHOICES = 6  # of each neighbour, the likeliest ones


@dataclass(frozen=True, slots=True, eq=False)
class WordGains:
    """Candidate originals of single words, grouped by token: parallel arrays of length ``m``."""

    token: Index
    original: Ids
    weight: Floats
    gain: Floats  # nats, of the whole stretch that depends on the word
    bond_gain: Floats  # the same, each word's own frequency discounted
    left_ratio: Floats  # log ratio of the counts with the left neighbour, candidate to observed
    right_ratio: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SpanGains:
    """Candidate originals of several tokens: ``start .. start + length`` may have been ``originals``."""

    start: Index
    length: Index
    originals: Ids  # (m, 4), padded with -1
    gain: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Restoration:
    """All that could be swapped back in a batch, with the fit of what stands there."""

    observed: Fit
    words: WordGains
    pairs: SpanGains
    phrases: SpanGains


@dataclass(frozen=True, slots=True, eq=False)
class Hidden:
    """Candidates that the table shall not know; training mimics rewriters whose word lists we lack."""

    words: Index  # keys made by `word_key`
    phrases: npt.NDArray[np.bool_]  # (n,): tokens where no phrase may be found


def word_key(token: Index, original: Ids) -> Index:
    """Name a candidate by its token and its word."""
    return (token << 20) | original


def restore(
    tokens: Tokens, ngrams: Ngrams, originals: Originals, hidden: Hidden | None = None
) -> Restoration:
    """Score every candidate original of a batch."""
    around = neighbours(tokens.ids)
    outer_left, outer_right = ngrams.pairs(around.l2, around.l1), ngrams.pairs(around.r1, around.r2)
    observed = ngrams.fit(around, outer_left, outer_right)
    choices, phrases = originals.of_words(tokens.ids), originals.of_phrases(tokens.ids)
    if hidden is not None:
        choices = choices.where(~np.isin(word_key(choices.token, choices.original), hidden.words))
        phrases = phrases.where(~hidden.phrases[phrases.start])
    words = _word_gains(around, outer_left, outer_right, observed, ngrams, choices)
    pairs = _pair_gains(tokens.ids, words, ngrams)
    return Restoration(observed, words, pairs, _phrase_gains(tokens.ids, ngrams, phrases))


def neighbours(ids: Ids) -> Window:
    """Give every token its two neighbours on either side.

    >>> neighbours(np.array([0, 0, 7, 8], np.int32)).l1.tolist()
    [0, 0, 0, 7]
    """
    edged = np.concatenate([[BOUNDARY] * 2, ids, [BOUNDARY] * 2]).astype(np.int32)
    n = len(ids)
    return Window(edged[:n], edged[1 : n + 1], ids, edged[3 : n + 3], edged[4 : n + 4])


def _word_gains(
    around: Window,
    outer_left: Floats,
    outer_right: Floats,
    observed: Fit,
    ngrams: Ngrams,
    choices: WordChoices,
) -> WordGains:
    at = choices.token
    swapped = Window(around.l2[at], around.l1[at], choices.original, around.r1[at], around.r2[at])
    fit = ngrams.fit(swapped, outer_left[at], outer_right[at])
    gain = fit.total - observed.total[at]
    frequency = ngrams.log_prob[choices.original] - ngrams.log_prob[around.word[at]]
    return WordGains(
        at,
        choices.original,
        choices.weight,
        gain,
        gain - frequency,
        np.log1p(fit.left_count) - np.log1p(observed.left_count[at]),
        np.log1p(fit.right_count) - np.log1p(observed.right_count[at]),
    )


def _pair_gains(ids: Ids, words: WordGains, ngrams: Ngrams) -> SpanGains:
    """Swap two adjacent words back together, where the pair of candidates is an idiom of its own."""
    rank = np.arange(len(words.token)) - np.searchsorted(words.token, words.token)
    likely = np.flatnonzero(rank < PAIR_CHOICES)
    token, original = words.token[likely], words.original[likely]
    first = np.searchsorted(token, token + 1)
    counts = np.searchsorted(token, token + 1, side="right") - first
    left = np.repeat(np.arange(len(token)), counts)
    right = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts) + first[left]
    seen = ngrams.pairs(original[left], original[right])
    pmi = np.log(np.maximum(seen, 1e-3) / ngrams.total) - (
        ngrams.log_prob[original[left]] + ngrams.log_prob[original[right]]
    )
    idiom = (seen >= 2) & (pmi > LEAST_PAIR_PMI)
    left, right = left[idiom], right[idiom]
    both = np.full((len(left), MOST_PHRASE_WORDS), -1, np.int32)
    both[:, 0], both[:, 1] = original[left], original[right]
    length = np.full(len(left), 2)
    return SpanGains(token[left], length, both, _span_gains(ids, token[left], length, both, length, ngrams))


def _phrase_gains(ids: Ids, ngrams: Ngrams, found: PhraseChoices) -> SpanGains:
    gain = _span_gains(ids, found.start, found.length, found.originals, found.original_length, ngrams)
    return SpanGains(found.start, found.length, found.originals, gain)


def _span_gains(
    ids: Ids, start: Index, length: Index, originals: Ids, original_length: Index, ngrams: Ngrams
) -> Floats:
    """Compare two wordings between the same two neighbours on either side."""
    if not len(start):
        return np.zeros(0, np.float32)
    edged = np.concatenate([[BOUNDARY] * 2, ids, [BOUNDARY] * (MOST_PHRASE_WORDS + 2)]).astype(np.int32)
    columns = np.arange(MOST_PHRASE_WORDS + 4)
    observed = edged[start[:, None] + columns]
    tail = edged[(start + length + 2)[:, None] + np.arange(2)]
    restored = np.concatenate([observed[:, :2], originals, np.zeros_like(tail)], axis=1)
    rows = np.arange(len(start))
    for offset in range(2):
        restored[rows, original_length + 2 + offset] = tail[:, offset]
    restored[restored < 0] = BOUNDARY
    gain: Floats = ngrams.sequence_log_prob(restored, original_length + 4) - ngrams.sequence_log_prob(
        observed, length + 4
    )
    return gain
