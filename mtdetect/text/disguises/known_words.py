"""What is known of words before a text is tokenized: how frequent they are, and how well two go together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np

from mtdetect.arrays import Floats, Ids
from mtdetect.model.ngrams import Ngrams
from mtdetect.model.vocabulary import CLASSES, NAME, NUMBER, SYMBOL, UNKNOWN, Vocabulary


class KnownWords:
    """Look words up by their spelling; the tables are made when they are first needed."""

    def __init__(self, vocabulary: Vocabulary, zipf: Floats, ngrams: Ngrams | None = None) -> None:
        self._vocabulary = vocabulary
        self._zipf = zipf
        self._ngrams = ngrams

    @classmethod
    def from_zipf(cls, zipf: Mapping[str, float]) -> KnownWords:
        """Make one of lower-case words and their frequencies, without n-grams.

        >>> words = KnownWords.from_zipf({"white": 5.6, "house": 5.7})
        >>> round(words("house"), 1), words("home")
        (5.7, 0.0)
        """
        vocabulary = Vocabulary.from_words(zipf)
        return cls(vocabulary, np.array([zipf.get(word, 0.0) for word in vocabulary.words], np.float32))

    def __call__(self, word: str) -> float:
        """Give a lower-case word's Zipf frequency, 0 if it is unknown."""
        return self._zipf_of.get(word, 0.0)

    def frequencies(self, words: Iterable[str]) -> list[float]:
        """Give the Zipf frequencies of many lower-case words."""
        known = self._zipf_of
        return [known.get(word, 0.0) for word in words]

    def ids_of(self, words: Iterable[str]) -> Ids:
        """Give the ids of words, whatever their capitals, or of the classes that stand for unknown ones."""
        known = self._id_of
        return np.array([known.get(word.lower()) or _class_of(word) for word in words], np.int32)

    def bonds(self, first: Ids, second: Ids) -> Floats:
        """Say how much oftener than by chance a word follows another, in powers of ten; 0 without n-grams."""
        if self._ngrams is None:
            return np.zeros(len(first), np.float32)
        ngrams = self._ngrams
        prob = ngrams.pair_prob(first, second, ngrams.pairs(first, second))
        return np.log10(prob / ngrams.prob[second]).astype(np.float32)

    @cached_property
    def _zipf_of(self) -> dict[str, float]:
        return dict(zip(self._vocabulary.words, self._zipf.tolist(), strict=True))

    @cached_property
    def _id_of(self) -> dict[str, int]:
        words = self._vocabulary.words[len(CLASSES) :]
        return {word: number for number, word in enumerate(words, start=len(CLASSES))}


def _class_of(word: str) -> int:
    if word[:1].isdigit():
        return NUMBER
    return NAME if word[:1].isupper() else UNKNOWN if word[:1].isalpha() else SYMBOL
