"""What each word of the vocabulary says for English or against it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from mtdetect.arrays import Flags, Floats, Ids
from mtdetect.data_files import read_words
from mtdetect.model.vocabulary import CLASSES, UNKNOWN, Vocabulary

WORDS = Path(__file__).parent / "words"
FOREIGN_WORDS = read_words(WORDS / "foreign.txt")
SHARED_WORDS = read_words(WORDS / "shared.txt")

# Nats, rounded towards none from the log ratios of each kind's share in English paragraphs and in others
# (docs/robustness.md): 3.0 grammatical, 1.5 shared, 1.4 common, -5.0 foreign, -4.7 unknown. An
# unknown word is less sure than that: slang, jargon and dialect are made of them.
GRAMMATICAL, SHARED, COMMON, KNOWN, RARE, FOREIGN, STRANGE = 2.0, 0.7, 1.0, 0.3, -0.3, -3.0, -2.0

COMMON_ZIPF, KNOWN_ZIPF = 4.0, 3.0  # in ten thousand words, in a million


def english_evidence(vocabulary: Vocabulary, function: Flags, zipf: Floats) -> Floats:
    """Weigh what each word says for English, by word id."""
    evidence = np.select([zipf >= COMMON_ZIPF, zipf >= KNOWN_ZIPF], [COMMON, KNOWN], RARE).astype(np.float32)
    evidence[_ids(vocabulary, FOREIGN_WORDS)] = FOREIGN
    evidence[function] = GRAMMATICAL
    evidence[_ids(vocabulary, SHARED_WORDS)] = SHARED
    evidence[: len(CLASSES)] = 0
    evidence[UNKNOWN] = STRANGE
    return evidence


def _ids(vocabulary: Vocabulary, words: Iterable[str]) -> Ids:
    ids = vocabulary.ids_of(sorted(words))
    return ids[ids != UNKNOWN]
