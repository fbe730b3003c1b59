"""Swap words back and see what it gains: the noisy channel, read backwards.

Every candidate original is put in the place of what stands there, and the change of the
log-probability of the words around is its gain. Single words, two neighbours at once
("commerce battle" -> "trade war"), and phrases of up to four words on either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats, Ids, Index
from mtdetect.features.topics import topic_around, topic_similarity
from mtdetect.model.contexts import ContextModel
from mtdetect.model.lexicon import LexicalTable
from mtdetect.model.ngrams import LogProbs, Neighbourhood, Ngrams, stretch_sums
from mtdetect.model.substitutions import MOST_PHRASE_WORDS, PhraseChoices, Substitutions, WordChoices, ranges
from mtdetect.model.vocabulary import BOUNDARY
from mtdetect.tokens.arrays import ALLOWED, Tokens

# Fitted to choose the true original among its rivals on 26,395 swaps, 2026-11, of sources that the counts had
# not seen but the context vectors had: first choice right for .69, where gain, weight and topic alone had
# .66, and gain and weight .63. The weight is taken lower (6.2 was fitted): the generators share their
# thesauri with the table, other rewriters less so.
LLR_ODDS, CONTEXT_ODDS, FREQUENCY_ODDS = np.float32(0.30), np.float32(0.44), np.float32(0.25)
PRIOR_ODDS, TOPIC_ODDS = np.float32(5.0), np.float32(2.8)
LEAST_PRIOR, EVEN_PRIOR = np.float32(0.05), np.float32(0.67)

# A pair of candidates is tried only if its words follow each other more often than chance by this much.
LEAST_PAIR_PMI = 2.0
LEAST_PAIR_COUNT = 2
PAIR_CHOICES = 6  # of each neighbour, the likeliest ones


@dataclass(frozen=True, slots=True, eq=False)
class WordCandidates:
    """Candidate originals of single words, grouped by token: parallel arrays of length ``m``."""

    token: Index
    original: Ids
    prior: Floats  # how readily a rewriter makes this swap
    llr: Floats  # log-likelihood ratio in nats, of all that depends on the word
    delta_pmi: Floats  # the same, each word's own frequency discounted
    left_ratio: Floats  # log ratio of the counts with the left neighbour, candidate to observed
    right_ratio: Floats
    topic_gain: Floats  # how much nearer the candidate is to the topic around, in cosines
    context_delta_pmi: Floats  # how much more the five words on either side call for it, in nats

    @property
    def frequency(self) -> Floats:
        """How much more frequent each candidate is than what stands there, in nats."""
        return self.llr - self.delta_pmi

    @property
    def context_llr(self) -> Floats:
        """How much likelier each candidate is among the five words on either side, in nats."""
        return self.context_delta_pmi + self.frequency

    @property
    def rank(self) -> Floats:
        """How likely each candidate is to be the original, as log-odds against leaving the word."""
        weight = np.log(np.maximum(self.prior, LEAST_PRIOR) / EVEN_PRIOR)
        fit = LLR_ODDS * self.llr + CONTEXT_ODDS * self.context_delta_pmi + FREQUENCY_ODDS * self.frequency
        return fit + PRIOR_ODDS * weight + TOPIC_ODDS * self.topic_gain


@dataclass(frozen=True, slots=True, eq=False)
class PhraseCandidates:
    """Candidate originals of several tokens: ``start .. start + length`` may have been ``originals``."""

    start: Index
    length: Index
    originals: Ids  # (m, 4), padded with -1
    llr: Floats  # log-likelihood ratio in nats


@dataclass(frozen=True, slots=True, eq=False)
class CandidateScores:
    """All that could be swapped back in a batch, with the fit of what stands there."""

    observed: LogProbs
    topic_similarity: Floats  # (n,): how near each word is to the topic around it, as a cosine
    context_pmi: Floats  # (n,): how much the five words on either side call for each word, in nats
    words: WordCandidates
    pairs: PhraseCandidates
    phrases: PhraseCandidates


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """The words of a batch with two boundaries on either side ``(n + 4,)``, and the walk through them."""

    edged: Ids
    pairs: Floats  # (n + 3,): how often each word was seen after the one before it
    triples: Floats  # (n + 2,): the same after the two before it
    log_prob: Floats  # (n + 2,): of each word from the third on, given the two before it

    @classmethod
    def through(cls, ids: Ids, ngrams: Ngrams) -> Walk:
        """Look every pair and triple of a batch up, once."""
        edged = _edged(ids)
        return cls(edged, *ngrams.follow(edged))

    @property
    def around(self) -> Neighbourhood:
        """Every word of the batch in its window."""
        return Neighbourhood(*(_part(self.edged, offset, 4) for offset in range(5)))

    @property
    def observed(self) -> LogProbs:
        """How well every word of the batch fits where it stands."""
        word, following, after = (_part(self.log_prob, offset, 2) for offset in range(3))
        left, right = _part(self.pairs, 1, 3), _part(self.pairs, 2, 3)
        return LogProbs(word, following, after, left, right, _part(self.triples, 1, 2))

    def stretch_log_prob(self, start: Index, length: Index) -> Floats:
        """Add up what depends on the words ``start .. start + length``: they and the two after them."""
        return stretch_sums(self.log_prob, start, start + length + 2)


def _part(values: npt.NDArray[Any], offset: int, surplus: int) -> npt.NDArray[Any]:
    """Cut ``surplus`` elements off, the first ``offset`` and the rest from the end."""
    return values[offset : len(values) - surplus + offset]


@dataclass(frozen=True, slots=True, eq=False)
class Dropout:
    """Candidates that the table shall not know; training mimics rewriters whose word lists we lack."""

    words: Index  # keys made by `word_key`
    phrases: npt.NDArray[np.bool_]  # (n,): tokens where no phrase may be found


def word_key(token: Index, original: Ids) -> Index:
    """Name a candidate by its token and its word."""
    return (token << 20) | original


class LookupTables(Protocol):
    """What candidates and features are looked up in: a model, or a fold's tables in training."""

    @property
    def ngrams(self) -> Ngrams:
        """How often words follow one another."""

    @property
    def substitutions(self) -> Substitutions:
        """What each word may have replaced."""

    @property
    def contexts(self) -> ContextModel:
        """Which words go with the words around."""

    @property
    def lexical(self) -> LexicalTable:
        """What is known of each word alone."""


def score_candidates(tokens: Tokens, tables: LookupTables, hidden: Dropout | None = None) -> CandidateScores:
    """Score every candidate original of a batch."""
    ngrams, substitutions, contexts, topics = (
        tables.ngrams,
        tables.substitutions,
        tables.contexts,
        tables.lexical.topics,
    )
    walk = Walk.through(tokens.ids, ngrams)
    choices, phrases = substitutions.of_words(tokens.ids), substitutions.of_phrases(tokens.ids)
    if hidden is not None:
        choices = choices.where(~np.isin(word_key(choices.token, choices.original), hidden.words))
        phrases = phrases.where(~hidden.phrases[phrases.start])
    if (allowed := tokens.has(ALLOWED)).any():
        choices = choices.where(~allowed[choices.token])
        phrases = phrases.where(~holds(allowed, phrases.start, phrases.length))
    topic = topic_around(tokens, topics)
    fit = topic_similarity(topics, tokens.ids, topic, np.arange(len(tokens)))
    nearer = topic_similarity(topics, choices.original, topic, choices.token) - fit.take(choices.token)
    around = contexts.around(tokens.ids, tokens.doc)
    called_for = contexts.pmi(tokens.ids, around, np.arange(len(tokens)))
    more = contexts.pmi(choices.original, around, choices.token) - called_for.take(choices.token)
    words = _score_words(walk, ngrams, choices, nearer, more)
    return CandidateScores(
        walk.observed,
        fit,
        called_for,
        words,
        _score_pairs(walk, words, ngrams),
        _score_phrases(walk, ngrams, phrases),
    )


def holds(marked: npt.NDArray[np.bool_], start: Index, length: Index) -> npt.NDArray[np.bool_]:
    """Say of every stretch of rows whether it holds a marked one."""
    before = np.concatenate([[0], np.cumsum(marked)])
    holds: npt.NDArray[np.bool_] = before[start + length] > before[start]
    return holds


def neighbours(ids: Ids) -> Neighbourhood:
    """Give every token its two neighbours on either side.

    >>> neighbours(np.array([0, 0, 7, 8], np.int32)).l1.tolist()
    [0, 0, 0, 7]
    """
    edged, n = _edged(ids), len(ids)
    return Neighbourhood(edged[:n], edged[1 : n + 1], ids, edged[3 : n + 3], edged[4 : n + 4])


def _edged(ids: Ids) -> Ids:
    edge = np.full(2, BOUNDARY, np.int32)
    return np.concatenate([edge, ids, edge])


def _score_words(
    walk: Walk, ngrams: Ngrams, choices: WordChoices, nearer: Floats, more: Floats
) -> WordCandidates:
    around, observed = walk.around, walk.observed
    outer_left, outer_right = _part(walk.pairs, 0, 3), _part(walk.pairs, 3, 3)
    at = choices.token
    l2, l1, r1, r2 = (neighbour.take(at) for neighbour in (around.l2, around.l1, around.r1, around.r2))
    swapped = Neighbourhood(l2, l1, choices.original, r1, r2)
    fit = ngrams.log_probs(swapped, outer_left.take(at), outer_right.take(at))
    gain = fit.total - observed.total.take(at)
    frequency = ngrams.log_prob.take(choices.original) - ngrams.log_prob.take(around.word).take(at)
    return WordCandidates(
        at,
        choices.original,
        choices.prior,
        gain,
        gain - frequency,
        np.log1p(fit.left_count) - np.log1p(observed.left_count).take(at),
        np.log1p(fit.right_count) - np.log1p(observed.right_count).take(at),
        nearer,
        more,
    )


def _score_pairs(walk: Walk, words: WordCandidates, ngrams: Ngrams) -> PhraseCandidates:
    """Swap two adjacent words back together, where the pair of candidates is an idiom of its own."""
    left, right = _adjacent(words.token, len(walk.edged))
    one, other = words.original.take(left), words.original.take(right)
    seen = ngrams.pairs(one, other)
    often = np.flatnonzero(seen >= LEAST_PAIR_COUNT)
    chance = ngrams.log_prob[one[often]] + ngrams.log_prob[other[often]]
    idiom = often[np.log(seen[often] / np.float32(ngrams.total)) - chance > LEAST_PAIR_PMI]
    both = np.full((len(idiom), MOST_PHRASE_WORDS), -1, np.int32)
    both[:, 0], both[:, 1] = one[idiom], other[idiom]
    start, length = words.token[left[idiom]], np.full(len(idiom), 2)
    return PhraseCandidates(start, length, both, _span_llr(walk, start, length, both, length, ngrams))


def _adjacent(token: Index, rows: int) -> tuple[Index, Index]:
    """Pair the first candidates of each token with the first of the next; ``token`` is in order."""
    counts = np.bincount(token, minlength=rows + 1)
    first = np.cumsum(counts) - counts
    left = np.flatnonzero(np.arange(len(token)) - first[token] < PAIR_CHOICES)
    following = np.minimum(counts, PAIR_CHOICES)[token[left] + 1]
    return np.repeat(left, following), ranges(first[token[left] + 1], following)


def _score_phrases(walk: Walk, ngrams: Ngrams, found: PhraseChoices) -> PhraseCandidates:
    gain = _span_llr(walk, found.start, found.length, found.originals, found.original_length, ngrams)
    return PhraseCandidates(found.start, found.length, found.originals, gain)


def _span_llr(
    walk: Walk, start: Index, length: Index, originals: Ids, original_length: Index, ngrams: Ngrams
) -> Floats:
    """Compare two wordings between the same two neighbours on either side."""
    if not len(start):
        return np.zeros(0, np.float32)
    rows = np.arange(len(start))
    restored = np.empty((len(start), MOST_PHRASE_WORDS + 4), np.int32)
    restored[:, 2:-2] = originals
    for offset in range(2):
        restored[:, offset] = walk.edged.take(start + offset)
        restored[rows, original_length + 2 + offset] = walk.edged.take(start + length + 2 + offset)
    before, behind = walk.pairs.take(start), walk.pairs.take(start + length + 2)
    likelihood = ngrams.sequence_log_prob(restored, original_length + 4, before, behind)
    return likelihood - walk.stretch_log_prob(start, length)
