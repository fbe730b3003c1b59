"""What probably stood in a span's place, best first, as text that can be put there.

Single words are ranked by `WordGains.rank`, several words by their gain; leaving the text as it is
weighs 0, so that the probabilities of a span's suggestions add up to less than 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mtdetect.arrays import Floats, Ids, Index
from mtdetect.features.noisy_channel import LLR_ODDS, CandidateScores
from mtdetect.judging.casing import phrase_text
from mtdetect.judging.facts import keeps_facts
from mtdetect.model.lexicon import LexicalTable
from mtdetect.model.substitutions import MOST_PHRASE_WORDS
from mtdetect.model.vocabulary import BOUNDARY, CLASSES, Vocabulary
from mtdetect.results.report import Suggestion
from mtdetect.tokens.arrays import Tokens

LEAST_PROB = 0.01  # of a suggestion; less is noise to a reader
ARTICLES = {1: "an", 2: "a"}  # by first sound, see LexicalTable.vowel

_phrase_text = lru_cache(maxsize=1 << 14)(phrase_text)  # a rewriter makes the same swaps again and again


@dataclass(frozen=True, slots=True, eq=False)
class RankedCandidates:
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


def propose(
    place: Place, start: Index, stop: Index, candidates: CandidateScores, most: int
) -> list[Proposal]:
    """Make the suggestions of disjoint runs ``start .. stop``, given in order."""
    ranked = rank(start, stop, candidates, most * 2)  # twice as many: some turn out to read alike
    first = np.searchsorted(ranked.run, np.arange(len(start) + 1)).tolist()
    return [
        frame.proposal(ranked.originals[begin:end], ranked.prob[begin:end].tolist(), most)
        for frame, begin, end in zip(_frames(place, start, stop), first, first[1:], strict=False)
    ]


def rank(start: Index, stop: Index, candidates: CandidateScores, most: int) -> RankedCandidates:
    """Rank the candidates of every run, with probabilities that leave room for no change."""
    run, originals, value = _gather(start, stop, candidates)
    known = (originals != -1) <= (originals >= len(CLASSES))
    usable = known.all(axis=1) & (originals[:, 0] >= 0)
    run, originals, value = run[usable], originals[usable], value[usable]
    order = np.lexsort((-value, run))
    run, originals, value = run[order], originals[order], value[order]
    first = np.flatnonzero(np.diff(run, prepend=-1))
    if not len(first):
        return RankedCandidates(run, originals, value)
    group = np.cumsum(np.diff(run, prepend=-1) > 0) - 1
    top = np.maximum(value[first], 0)
    odds = np.exp(value - top[group])
    prob = odds / (np.add.reduceat(odds, first) + np.exp(-top))[group]
    keep = np.arange(len(run)) - first[group] < most
    return RankedCandidates(run[keep], originals[keep], prob[keep])


def _gather(start: Index, stop: Index, candidates: CandidateScores) -> tuple[Index, Ids, Floats]:
    """List the candidates whose extent is exactly that of a run."""
    words = candidates.words
    (single,) = np.nonzero(stop - start == 1)
    run, at = _matches(words.token, start[single])
    alone = np.full((len(at), MOST_PHRASE_WORDS), -1, np.int32)
    alone[:, 0] = words.original[at]
    runs, originals = [single[run]], [alone]
    values = [words.rank[at]]
    for spans in (candidates.pairs, candidates.phrases):
        keys = _extent(spans.start, spans.length)
        order = np.argsort(keys, kind="stable")
        run, at = _matches(keys[order], _extent(start, stop - start))
        runs.append(run)
        originals.append(spans.originals[order[at]])
        values.append(LLR_ODDS * spans.llr[order[at]])
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
    """Hold one run: its first row, its text, whether it opens a sentence, and the article before it."""

    place: Place
    start: int
    like: str
    opens: bool
    article: str  # "" where none stands there, or another run holds it
    fits: int  # the first sound that the article goes with, 0 without one

    def proposal(self, originals: Ids, probs: list[float], most: int) -> Proposal:
        """Write the ranked candidates out, an article before them mended where the best one asks for it."""
        mend = self._is_wrong_before(originals)
        suggestions: dict[str, Suggestion] = {}
        for some, prob in zip(originals, probs, strict=True):
            if prob < LEAST_PROB or len(suggestions) == most:
                break  # best first: what follows is no better
            text = self._written(some, mend=mend)
            if text and keeps_facts(self.like, text):
                suggestions.setdefault(text, Suggestion(text, prob))
        return Proposal(self.start - (mend and bool(suggestions)), tuple(suggestions.values()))

    def _is_wrong_before(self, originals: Ids) -> bool:
        """Say whether the article before the run would not fit the best candidate."""
        if not self.fits or not len(originals):
            return False
        sound = int(self.place.lexical.vowel[originals[0, 0]])
        return sound != 0 and sound != self.fits

    def _written(self, original: Ids, *, mend: bool) -> str:
        """Write one candidate as it would be put there; "" if that is what stands there."""
        words = tuple([self.place.vocabulary.word(i) for i in original.tolist() if i >= 0])
        text = _phrase_text(words, self.like, opens=self.opens and not mend)
        if not text or text.lower() == self.like.lower():
            return ""
        return f"{self._article(int(original[0]))} {text}" if mend else text

    def _article(self, word: int) -> str:
        fitting = ARTICLES.get(int(self.place.lexical.vowel[word]), self.article.lower())
        return fitting.capitalize() if self.article[0].isupper() else fitting


def _frames(place: Place, start: Index, stop: Index) -> Iterator[_Frame]:
    """Look up what stands in each run and before it, for all of them at once."""
    before, lexical = place.tokens.ids[start - 1], place.lexical
    opens = (before == BOUNDARY) | np.isin(before, lexical.sentence_ends)
    fits = np.select([np.isin(before, lexical.a_words), np.isin(before, lexical.an_words)], [2, 1], 0)
    fits[1:][stop[:-1] >= start[1:]] = 0
    likes, articles = _texts(place.tokens, start, stop), _texts(place.tokens, start - 1, start)
    for row, like, article, *rest in zip(
        start.tolist(), likes, articles, opens.tolist(), fits.tolist(), strict=True
    ):
        yield _Frame(place, row, like, rest[0], article if rest[1] else "", rest[1])


def _texts(tokens: Tokens, start: Index, stop: Index) -> list[str]:
    """Cut runs of rows out of their documents."""
    documents, begins, ends = tokens.doc[start], tokens.start[start], tokens.end[stop - 1]
    extents = zip(documents.tolist(), begins.tolist(), ends.tolist(), strict=True)
    return [tokens.texts[document][begin:end] for document, begin, end in extents]
