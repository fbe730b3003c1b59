"""Words and their integer ids, keyed by the hash that spaCy's tokenizer already computed.

A token's id comes from one binary search over sorted 64-bit hashes, so no string is touched
on the hot path. The first ids are classes for what is not a word of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

from mtdetect.arrays import Ids

BOUNDARY = 0  #: a document or paragraph edge, and every region that is not prose
UNKNOWN = 1  #: a lower-case word that is not in the vocabulary
NAME = 2  #: the same, capitalised
NUMBER = 3  #: digits in any form
SYMBOL = 4  #: punctuation or symbols not in the vocabulary
CLASSES = ("<boundary>", "<unknown>", "<name>", "<number>", "<symbol>")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Sorted hashes ``(V,)`` of the words, and the words themselves in the same order."""

    hashes: npt.NDArray[np.uint64]
    blob: npt.NDArray[np.uint8]  # the words in UTF-8, one after another
    ends: npt.NDArray[np.uint32]  # where each of them ends

    @classmethod
    def from_words(cls, words: Iterable[str]) -> Vocabulary:
        """Build from distinct lower-case words, in any order.

        >>> vocabulary = Vocabulary.from_words(["white", "house"])
        >>> [vocabulary.word(i) for i in vocabulary.ids_of(["house", "white", "xyzzy"])]
        ['house', 'white', '<unknown>']
        """
        by_hash = sorted((get_string_id(word), word) for word in set(words))
        encoded = [word.encode("utf-8") for _, word in by_hash]
        return cls(
            np.array([key for key, _ in by_hash], dtype=np.uint64),
            np.frombuffer(b"".join(encoded), dtype=np.uint8),
            np.cumsum([len(word) for word in encoded], dtype=np.uint32),
        )

    def __len__(self) -> int:
        """Count the ids, classes included."""
        return len(self.hashes) + len(CLASSES)

    @cached_property
    def _words(self) -> list[str]:
        data, at, words = self.blob.tobytes(), 0, list(CLASSES)
        for end in self.ends.tolist():
            words.append(data[at:end].decode("utf-8"))
            at = end
        return words

    def word(self, word_id: int) -> str:
        """Spell out one id."""
        return self._words[word_id]

    @property
    def words(self) -> list[str]:
        """All words by id, classes first."""
        return self._words

    def lookup(self, hashes: npt.NDArray[np.uint64]) -> Ids:
        """Map spaCy string hashes to ids; ``UNKNOWN`` where there is none."""
        if not len(self.hashes):
            return np.full(len(hashes), UNKNOWN, np.int32)
        at = np.searchsorted(self.hashes, hashes).astype(np.int32)
        at[at == len(self.hashes)] = 0
        return np.where(self.hashes[at] == hashes, at + len(CLASSES), UNKNOWN).astype(np.int32)

    def ids_of(self, words: Iterable[str]) -> Ids:
        """Map lower-case words to ids."""
        return self.lookup(np.array([get_string_id(word) for word in words], dtype=np.uint64))
