"""Suspicious stretches: from token scores to disjoint runs of rows.

Two swaps side by side are two spans, unless swapping both back at once, or as a phrase, explains
more than swapping each back alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtdetect.arrays import Flags, Floats, Ids, Index
from mtdetect.features.noisy_channel import CandidateScores, WordCandidates, holds
from mtdetect.model.settings import Settings
from mtdetect.model.vocabulary import BOUNDARY, UNKNOWN

# Nats by which a listed phrase may fall short of its best single word: lists of phrases are short and
# telling, and "in line with" is no swap of *line*.
PHRASE_CREDIT = np.float32(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class SpanRows:
    """Disjoint runs of rows ``start .. stop``, by start, each with its likeliest row and that row's score."""

    start: Index
    stop: Index
    best_row: Index
    score: Floats

    def __len__(self) -> int:
        """Count the stretches."""
        return len(self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Runs of several rows that may have been one swap, with the log-likelihood ratio of undoing it."""

    start: Index
    length: Index
    llr: Floats


def find_spans(ids: Ids, scores: Floats, candidates: CandidateScores, settings: Settings) -> SpanRows:
    """Find the stretches of a batch; none holds a boundary row."""
    seed = scores >= settings.span_threshold
    claims = _claims(ids, scores, seed, candidates, settings)
    start, stop, taken = _disjoint(claims, len(ids))
    alone = np.flatnonzero(
        seed & ~taken & ~_left_over(claims, candidates.words, len(ids)) & _telling(ids, candidates)
    )
    start, stop = np.concatenate([start, alone]), np.concatenate([stop, alone + 1])
    order = np.argsort(start)
    start, stop = start[order], stop[order]
    best_row = _best_rows(start, stop, scores)
    return SpanRows(start, stop, best_row, scores[best_row])


def spoken_for(ids: Ids, scores: Floats, candidates: CandidateScores, settings: Settings) -> Flags:
    """Mark the rows that may become part of a span: no span crosses or touches any other row."""
    marked = scores >= settings.span_threshold
    claims = _claims(ids, scores, marked, candidates, settings)
    return marked | _covered(claims, len(ids))


def _telling(ids: Ids, candidates: CandidateScores) -> Flags:
    """Mark words that can be shown for a swap: another wording is known, or the word itself is unknown.

    A name that no list holds, or a word without alternatives, tells a reader nothing however odd it looks.
    """
    telling = ids == UNKNOWN
    telling[candidates.words.token] = True
    telling[candidates.phrases.start] = True
    return telling


def _claims(ids: Ids, scores: Floats, seed: Flags, candidates: CandidateScores, settings: Settings) -> Claims:
    """Choose the phrases and pairs that hold a flagged word and explain more than single words do."""
    single = _single_llrs(len(ids), candidates.words)
    drawn = scores >= settings.span_threshold * settings.companion_share
    pairs, phrases = candidates.pairs, candidates.phrases
    both = drawn[pairs.start] & drawn[pairs.start + 1]
    apart = single[pairs.start] + single[pairs.start + 1]
    pair = holds(seed, pairs.start, pairs.length) & both & (pairs.llr > apart + settings.joint_excess)
    phrase = holds(seed, phrases.start, phrases.length) & (phrases.length > 1)
    phrase &= phrases.llr + PHRASE_CREDIT > _highest(single, phrases.start, phrases.length)
    start = np.concatenate([pairs.start[pair], phrases.start[phrase]])
    length = np.concatenate([pairs.length[pair], phrases.length[phrase]])
    gain = np.concatenate([pairs.llr[pair], phrases.llr[phrase]])
    keep = (gain >= settings.joint_gain) & ~holds(ids == BOUNDARY, start, length)
    return Claims(start[keep], length[keep], gain[keep])


def _left_over(claims: Claims, words: WordCandidates, n: int) -> Flags:
    """Mark rows that are odd only as part of a phrase: a claim holds them, and nothing is gained alone."""
    left_over: Flags = _covered(claims, n) & (_single_llrs(n, words) == 0)
    return left_over


def _covered(claims: Claims, n: int) -> Flags:
    """Mark the rows that some claim holds."""
    covered = np.zeros(n, bool)
    for offset in range(int(claims.length.max(initial=0))):
        covered[(claims.start + offset)[claims.length > offset]] = True
    return covered


def _single_llrs(n: int, words: WordCandidates) -> Floats:
    """Give every row the best gain of swapping it back alone; 0 where nothing is gained."""
    gains = np.zeros(n, np.float32)
    first = np.flatnonzero(np.diff(words.token, prepend=-1))
    if len(first):
        gains[words.token[first]] = np.maximum.reduceat(words.llr, first)
    return np.maximum(gains, 0)


def _highest(values: Floats, start: Index, length: Index) -> Floats:
    """Give every run its highest value."""
    highest = np.zeros(len(start), np.float32)
    for offset in range(int(length.max(initial=0))):
        inside = length > offset
        highest[inside] = np.maximum(highest[inside], values[start[inside] + offset])
    return highest


def _disjoint(claims: Claims, n: int) -> tuple[Index, Index, Flags]:
    """Grant claims, the highest gain first, where nothing was granted yet."""
    taken = np.zeros(n, bool)
    granted: list[tuple[int, int]] = []
    order = np.argsort(-claims.llr, kind="stable")
    starts, stops = claims.start[order], (claims.start + claims.length)[order]
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        if not taken[start:stop].any():
            taken[start:stop] = True
            granted.append((start, stop))
    start_stop = np.array(granted, dtype=np.int64).reshape(-1, 2)
    return start_stop[:, 0], start_stop[:, 1], taken


def _best_rows(start: Index, stop: Index, scores: Floats) -> Index:
    """Find the highest-scored row of every run; the first of equals."""
    best_row = start.copy()
    for offset in range(1, int((stop - start).max(initial=1))):
        at = np.minimum(start + offset, stop - 1)
        best_row = np.where(scores[at] > scores[best_row], at, best_row)
    return best_row
