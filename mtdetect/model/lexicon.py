"""What is known of each word by itself, as arrays over the vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats, Ids
from mtdetect.data_files import read_words
from mtdetect.model.english import WORDS, english_evidence
from mtdetect.model.vocabulary import CLASSES, UNKNOWN, Vocabulary

FUNCTION_WORDS = read_words(WORDS / "function.txt")
# Sounds that spelling gives away; of words in u- and ho-, and of abbreviations, it does not.
VOWEL_SOUND = re.compile(r"[ai]|e(?!u|we)|o(?!ne\b|nce\b|ui)")
CONSONANT_SOUND = re.compile(r"[bcdfgjklmnpqrstvwyz]|h(?!o|ei)|eu|ewe|one\b|once\b")
SPELLED_OUT = re.compile(r"[^aeiouy]+|.")  # spoken letter by letter


@dataclass(frozen=True, slots=True, eq=False)
class LexicalTable:
    """Arrays ``(V,)`` by word id, and the ids of a few special tokens."""

    zipf: Floats  # Zipf frequency after wordfreq; 0 where unknown
    function: npt.NDArray[np.bool_]
    content: npt.NDArray[np.bool_]  # alphabetic and not a function word
    topics: npt.NDArray[np.int8]  # (V, 32): unit topic vectors times 127; zero where a word has no topic
    vowel: npt.NDArray[np.uint8]  # 1 begins with a vowel sound, 2 with a consonant, 0 cannot tell
    a_words: Ids
    an_words: Ids
    braces: Ids
    sentence_ends: Ids
    english: Floats  # what a word says for English, in nats

    @classmethod
    def build(cls, vocabulary: Vocabulary, zipf: Floats, topics: npt.NDArray[np.int8]) -> LexicalTable:
        """Derive the table from the words; frequencies and topic vectors come from the model."""

        def ids(words: str) -> Ids:
            found = vocabulary.ids_of(words.split())
            return found[found != UNKNOWN]

        function = np.zeros(len(vocabulary), bool)
        function[ids(" ".join(sorted(FUNCTION_WORDS)))] = True
        vowel = np.array([_first_sound(word) for word in vocabulary.words], dtype=np.uint8)
        content = np.array([word.isalpha() for word in vocabulary.words]) & ~function
        return cls(
            zipf,
            function,
            content,
            topics,
            vowel,
            ids("a"),
            ids("an"),
            ids("{ } | ^"),
            ids('. ! ? : ; " “ ” ‘ ( - – —'),
            english_evidence(vocabulary, function, zipf),
        )


def word_zipf(vocabulary: Vocabulary) -> Floats:
    """Look the words up in wordfreq."""
    from wordfreq import zipf_frequency

    words = vocabulary.words[len(CLASSES) :]
    return np.array([0.0] * len(CLASSES) + [zipf_frequency(word, "en") for word in words], dtype=np.float32)


def _first_sound(word: str) -> int:
    if not word.isalpha() or SPELLED_OUT.fullmatch(word):
        return 0
    return 1 if VOWEL_SOUND.match(word) else 2 if CONSONANT_SOUND.match(word) else 0
