"""Build the table of originals: thesauri inflected, ranked by what the corpus says is exchangeable."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats, Hashes, Ids
from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.model.ngrams import Ngrams
from mtdetect.model.substitutions import MOST_PHRASE_WORDS, Substitutions, phrase_key
from mtdetect.model.vocabulary import CLASSES, UNKNOWN, Vocabulary
from mtdetect.spinners.inflection import analyses, inflect, pos_of
from mtdetect.spinners.lexicons import Lexicon
from mtdetect.training.progress import track

MOST_CHOICES = 20  # per word
MOST_ANALYSES = 4
# How far each kind of listing is trusted, before likeness in the corpus (cosine, 0..1) is added.
DIRECT, SIMILAR, GENERIC, LOOSE, LEARNED = 0.55, 0.3, 0.15, 0.3, 0.8
LIKENESS, COMMONNESS = 0.6, 0.06  # weights of the cosine, and of each power of ten of the count
# A phrase is worth an entry if its rarest pair of neighbours was seen so often.
LEAST_SEEN_ORIGINAL, LEAST_SEEN_LEFT = 200.0, 5.0
RARE_HOMONYM = 3e-5  # share of the corpus below which a word can be a function word's misread synonym

CLITIC = re.compile(r"(n't|'(?:s|re|ve|ll|d|m))\b")  # as the tokenizer parts them

PhrasePair = tuple[str, str]  # what a rewriter leaves, what stood there


@dataclass(frozen=True, slots=True)
class Listed:
    """A candidate original and how far its listing is trusted."""

    word: str
    trust: float


def build_substitutions(
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    vectors: Floats,
    ngrams: Ngrams,
    learned: Mapping[PhrasePair, int],
    phrases: Iterable[PhrasePair],
) -> Substitutions:
    """Make the table for a vocabulary; ``learned`` and ``phrases`` hold (left behind, original)."""
    index = {word: i for i, word in enumerate(vocabulary.words) if i >= len(CLASSES)}
    by_word: dict[str, dict[str, float]] = defaultdict(dict)
    listed_phrases: set[PhrasePair] = set()
    for (left_behind, original), count in learned.items():
        by_word[left_behind][original] = LEARNED * min(1.0, 0.4 + 0.2 * count)
    for word in FUNCTION_WORDS & index.keys():
        _list_homonyms(word, lexicon, by_word, index, ngrams)
    for word in track(sorted(filter(_is_open, index)), "originals"):
        for listed in _listed(word, lexicon):
            if " " in listed.word:
                listed_phrases |= {(word, listed.word), (listed.word, word)}
            elif listed.word not in FUNCTION_WORDS:
                for one, other in ((word, listed.word), (listed.word, word)):
                    by_word[one][other] = max(listed.trust, by_word[one].get(other, 0))
    known = {pair for pair in listed_phrases if _is_seen(pair, vocabulary, ngrams)} | set(phrases)
    starts, words, priors = _word_rows(by_word, index, vectors, ngrams)
    keys, originals = _phrase_rows(known, vocabulary)
    openers = np.zeros(len(vocabulary), bool)
    openers[_first_ids(known, vocabulary)] = True
    return Substitutions(starts, words, priors, keys, originals, openers)


def _is_open(word: str) -> bool:
    return word.isalpha() and len(word) > 1 and word not in FUNCTION_WORDS


def _list_homonyms(
    word: str,
    lexicon: Lexicon,
    by_word: dict[str, dict[str, float]],
    index: Mapping[str, int],
    ngrams: Ngrams,
) -> None:
    """Note what a careless swapper takes a function word for: "as" for arsenic, "in" for Indiana."""
    for synonym in lexicon.synonyms(word, "noun"):
        if (at := index.get(synonym)) and ngrams.prob[at] < RARE_HOMONYM and synonym not in FUNCTION_WORDS:
            by_word[synonym][word] = SIMILAR


def _listed(word: str, lexicon: Lexicon) -> Iterable[Listed]:
    """List the inflected synonyms of all that a form may be."""
    for lemma, tag in analyses(word)[:MOST_ANALYSES]:
        direct, similar = (set(lexicon.synonyms(lemma, pos_of(tag), reach=reach)) for reach in (0, 1))
        for synonym in lexicon.synonyms(lemma, pos_of(tag), reach=2, names=False):
            if (form := inflect(synonym, tag)) and form != word:
                yield Listed(
                    form, DIRECT if synonym in direct else SIMILAR if synonym in similar else GENERIC
                )
        for rank, synonym in enumerate(lexicon.loose(lemma)):
            if pos_of(tag) in lexicon.pos(synonym) and (form := inflect(synonym, tag)) and form != word:
                yield Listed(form, LOOSE * (1 - rank / 60))


def _is_seen(pair: PhrasePair, vocabulary: Vocabulary, ngrams: Ngrams) -> bool:
    """Tell whether both wordings occur in running text."""
    for side, least in zip(pair, (LEAST_SEEN_LEFT, LEAST_SEEN_ORIGINAL), strict=True):
        ids = vocabulary.ids_of(side.split(" "))
        seen = ngrams.pairs(ids[:-1], ids[1:]) if len(ids) > 1 else ngrams.counts[ids]
        if (ids == UNKNOWN).any() or seen.min() < least:
            return False
    return True


def _word_rows(
    by_word: Mapping[str, Mapping[str, float]], index: Mapping[str, int], vectors: Floats, ngrams: Ngrams
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    rows: list[list[tuple[float, int]]] = [[] for _ in range(len(vectors))]
    common = COMMONNESS * np.log10(ngrams.counts.clip(1, 1e6))
    for word, listed in by_word.items():
        if (at := index.get(word)) is None:
            continue
        known = {index[o]: trust for o, trust in listed.items() if o in index and o != word}
        if known:
            ids = list(known)
            likeness = LIKENESS * np.maximum(vectors[ids] @ vectors[at], 0) + common[ids]
            worth = [
                (trust + float(extra), i) for (i, trust), extra in zip(known.items(), likeness, strict=True)
            ]
            rows[at] = sorted(worth, reverse=True)[:MOST_CHOICES]
    starts = np.cumsum([0, *map(len, rows)]).astype(np.uint32)
    flat = [pair for row in rows for pair in row]
    words = np.array([i for _, i in flat], dtype=np.int32)
    return starts, words, np.array([min(255, round(w * 150)) for w, _ in flat], dtype=np.uint8)


def _phrase_rows(pairs: Iterable[PhrasePair], vocabulary: Vocabulary) -> tuple[Hashes, Ids]:
    rows = []
    for left_behind, original in sorted(set(pairs)):
        left, right = (
            vocabulary.ids_of(CLITIC.sub(" \\1", side).split(" ")) for side in (left_behind, original)
        )
        known = not ((left == UNKNOWN).any() or (right == UNKNOWN).any())
        if known and max(len(left), len(right)) <= MOST_PHRASE_WORDS:
            padded = [*right.tolist(), *[-1] * (MOST_PHRASE_WORDS - len(right))]
            rows.append((phrase_key(left), len(left), padded))
    rows.sort()
    return (
        np.array([key for key, _, _ in rows], dtype=np.uint64),
        np.array([original for _, _, original in rows], dtype=np.int32).reshape(-1, MOST_PHRASE_WORDS),
    )


def _first_ids(pairs: Iterable[PhrasePair], vocabulary: Vocabulary) -> npt.NDArray[np.int32]:
    ids = vocabulary.ids_of(sorted({left_behind.split(" ")[0] for left_behind, _ in pairs}))
    return ids[ids != UNKNOWN]
