"""What probably stood in a span's place, best first, as text that can be put there.

A candidate's weight is its gain and how readily a rewriter makes the swap; leaving the text as it is
weighs 0, so that the probabilities of a span's suggestions add up to less than 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtdetect.lexicon import LexicalTable
from mtdetect.ngrams import Floats
from mtdetect.originals import MOST_PHRASE_WORDS, Index
from mtdetect.report import Suggestion
from mtdetect.restoration import Restoration
from mtdetect.tokens import Tokens
from mtdetect.vocabulary import BOUNDARY, CLASSES, Ids, Vocabulary
from mtdetect.wording import phrase_text

LEAST_WEIGHT = np.float32(0.05)  # a swap as rare as that may still have been made
LEAST_PROB = 0.01  # of a suggestion after the first; less is noise to a reader
ARTICLES = {1: "an", 2: "a"}  # by first sound, see LexicalTable.vowel


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Ranked candidate originals ``(m, 4)`` of runs of rows: by run, best first."""

    run: Index
    originals: Ids
    prob: Floats


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold one run's suggestions, and the row their text begins at: the article's, if that must change."""

    start: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Hold the batch that suggestions must fit into, and what is known of its words."""

    tokens: Tokens
    vocabulary: Vocabulary
    lexical: LexicalTable


def propose(place: Place, start: Index, stop: Index, found: Restoration, most: int) -> list[Proposal]:
    """Make the suggestions of disjoint runs ``start .. stop``, given in order."""
    ranked = rank(start, stop, found, most * 2)  # twice as many: some turn out to read alike
    first = np.searchsorted(ranked.run, np.arange(len(start) + 1)).tolist()
    probs, proposals = ranked.prob.tolist(), []
    for run, (begin, end) in enumerate(zip(start.tolist(), stop.tolist(), strict=True)):
        choices = slice(first[run], first[run + 1])
        frame = _Frame(place, begin, end, free=run == 0 or stop[run - 1] < begin)
        proposals.append(frame.proposal(ranked.originals[choices].tolist(), probs[choices], most))
    return proposals


def rank(start: Index, stop: Index, found: Restoration, most: int) -> Candidates:
    """Rank the candidates of every run, with probabilities that leave room for no change."""
    run, originals, value = _gather(start, stop, found)
    known = (originals != -1) <= (originals >= len(CLASSES))
    usable = known.all(axis=1) & (originals[:, 0] >= 0)
    run, originals, value = run[usable], originals[usable], value[usable]
    order = np.lexsort((-value, run))
    run, originals, value = run[order], originals[order], value[order]
    first = np.flatnonzero(np.diff(run, prepend=-1))
    if not len(first):
        return Candidates(run, originals, value)
    group = np.cumsum(np.diff(run, prepend=-1) > 0) - 1
    top = np.maximum(value[first], 0)
    odds = np.exp(value - top[group])
    prob = odds / (np.add.reduceat(odds, first) + np.exp(-top))[group]
    keep = np.arange(len(run)) - first[group] < most
    return Candidates(run[keep], originals[keep], prob[keep])


def _gather(start: Index, stop: Index, found: Restoration) -> tuple[Index, Ids, Floats]:
    """List the candidates whose extent is exactly that of a run."""
    words = found.words
    (single,) = np.nonzero(stop - start == 1)
    run, at = _matches(words.token, start[single])
    alone = np.full((len(at), MOST_PHRASE_WORDS), -1, np.int32)
    alone[:, 0] = words.original[at]
    runs, originals = [single[run]], [alone]
    values = [words.gain[at] + np.log(np.maximum(words.weight[at], LEAST_WEIGHT))]
    for spans in (found.pairs, found.phrases):
        keys = _extent(spans.start, spans.length)
        order = np.argsort(keys, kind="stable")
        run, at = _matches(keys[order], _extent(start, stop - start))
        runs.append(run)
        originals.append(spans.originals[order[at]])
        values.append(spans.gain[order[at]])
    return np.concatenate(runs), np.concatenate(originals), np.concatenate(values).astype(np.float32)


def _extent(start: Index, length: Index) -> Index:
    extent: Index = start * (MOST_PHRASE_WORDS + 1) + length
    return extent


def _matches(keys: Index, wanted: Index) -> tuple[Index, Index]:
    """Pair every wanted key with all its places in sorted ``keys``."""
    low, high = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
    counts = high - low
    which = np.repeat(np.arange(len(wanted)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts) + low[which]


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """Hold one run of rows, and whether the row before belongs to no other."""

    place: Place
    start: int
    stop: int
    free: bool

    def proposal(self, originals: list[list[int]], probs: list[float], most: int) -> Proposal:
        """Write the ranked candidates out, an article before them mended where the best one asks for it."""
        like = self._text(self.start, self.stop)
        words = [[self.place.vocabulary.word(i) for i in row if i >= 0] for row in originals]
        sounds = [int(self.place.lexical.vowel[row[0]]) for row in originals]
        article = bool(sounds) and self._wrong_article(sounds[0])
        opens = not article and self._opens(self.start)
        suggestions: dict[str, Suggestion] = {}
        for some, sound, prob in zip(words, sounds, probs, strict=True):
            if suggestions and (prob < LEAST_PROB or len(suggestions) == most):
                break  # best first: what follows is no better
            text = phrase_text(some, like, opens=opens)
            if text.lower() == like.lower() or not text:
                continue
            text = f"{self._article(sound)} {text}" if article else text
            suggestions.setdefault(text, Suggestion(text, prob))
        return Proposal(self.start - (article and bool(suggestions)), tuple(suggestions.values()))

    def _text(self, start: int, stop: int) -> str:
        """Cut rows out of the document."""
        tokens = self.place.tokens
        text: str = tokens.texts[tokens.doc[start]][tokens.start[start] : tokens.end[stop - 1]]
        return text

    def _opens(self, row: int) -> bool:
        before = self.place.tokens.ids[row - 1]
        return bool(before == BOUNDARY or before in self.place.lexical.sentence_ends)

    def _wrong_article(self, sound: int) -> bool:
        """Say whether the article before the run would not fit a word that begins so."""
        before, lexical = self.place.tokens.ids[self.start - 1], self.place.lexical
        stands = 2 if before in lexical.a_words else 1 if before in lexical.an_words else 0
        return self.free and stands != 0 and sound != 0 and stands != sound

    def _article(self, sound: int) -> str:
        stands = self._text(self.start - 1, self.start)
        fitting = ARTICLES.get(sound, stands.lower())
        return fitting.capitalize() if stands[0].isupper() else fitting
