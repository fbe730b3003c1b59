"""spaCy's tokens of each stretch without white space, remembered: most stretches of a text were met before.

spaCy tokenizes a stretch without a look at those around it, but for its special cases (smileys,
abbreviations), which it also looks for across blanks. Where one may lie there, both stretches are tokenized
as one: so what is remembered adds up to what spaCy makes of the whole text (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Ids, Keys, Offsets
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.tokens.arrays import PAD, assign_ids
from mtdetect.tokens.lexemes import (
    LINE,
    LINES,
    NUMERAL,
    PUNCTUATION,
    SPACE,
    Lexemes,
    make_pipeline,
    tokenize_stretches,
)
from mtdetect.tokens.plain_words import PlainWords
from mtdetect.tokens.special_cases import Crossings, special_cases
from mtdetect.tokens.stretches import TextChunks, split
from mtdetect.tokens.terms import TermTable

if TYPE_CHECKING:
    from spacy.language import Language

# All is forgotten, and learned anew, beyond so many stretches or characters.
MOST_CHUNKS = 100_000
MOST_CHARS = 1_000_000

_SPACE_ROW, _PAD_ROW = 0, 1  # stand for white space, and for the boundary before a text


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Tokens of texts, white space and the boundaries before each text among them: parallel arrays."""

    keys: Keys  # ids, or spaCy's hashes; 0 for white space and boundaries
    start: Offsets  # in all texts joined
    length: Offsets
    flags: npt.NDArray[np.uint8]
    signs: npt.NDArray[np.uint8]
    codes: Ids  # of the words of terms; else 0

    def __len__(self) -> int:
        """Count the tokens."""
        return len(self.keys)


class Chunks:
    """The tokens of stretches, by stretch; one thread's own, as spaCy's tokenizer is not made for sharing."""

    def __init__(self) -> None:
        self.nlp: Language = make_pipeline()
        self._crossings = Crossings.of(self.nlp.tokenizer)
        self._plain = PlainWords(self.nlp, frozenset(special_cases(self.nlp.tokenizer)))
        self._rows: dict[str, int] = {}
        self._chars = 0
        self._first, self._count = _Growing(np.int32), _Growing(np.int32)
        self._closes, self._opens = _Growing(np.uint16), _Growing(np.uint16)
        self._hashes, self._flags, self._signs = _Growing(np.uint64), _Growing(np.uint8), _Growing(np.uint8)
        self._offset, self._length = _Growing(np.int32), _Growing(np.int32)
        self._vocabulary: Vocabulary | None = None
        self._ids = _Growing(np.int32)
        self._terms: TermTable | None = None
        self._codes = _Growing(np.int32)
        zero = np.zeros(1 + PAD, np.int64)
        signs = np.repeat([SPACE, PUNCTUATION], [1, PAD])
        none = zero.astype(np.uint8)
        self._append([" ", ""], Lexemes(np.array([1, PAD]), zero.astype(np.uint64), zero, zero, none, signs))

    def is_full(self) -> bool:
        """Say whether it is time to learn anew."""
        return len(self._rows) >= MOST_CHUNKS or self._chars >= MOST_CHARS

    def columns(
        self, texts: Sequence[str], vocabulary: Vocabulary | None, terms: TermTable | None = None
    ) -> tuple[Columns, Offsets]:
        """Tokenize texts, each behind boundaries; ``vocabulary`` gives the ids, without it hashes are given.

        Also gives where each text begins in all of them joined.
        """
        found = split(texts)
        rows, start = self._joined_where_needed(found, self._rows_of(found.words))
        rows, start, at = _with_spaces(rows, start, found)
        count = self._count.values.take(rows)
        ends = np.cumsum(count, dtype=np.int32)
        shift = self._first.values.take(rows) - (ends - count)
        token = np.arange(len(shift) and ends[-1], dtype=np.int32) + np.repeat(shift, count)
        length, signs = self._length.values.take(token), self._signs.values.take(token)
        spaces = (ends - count)[at]
        length[spaces] = found.space_end - found.space_start
        signs[spaces] |= np.where(found.space_lines > 1, LINES, LINE) * (found.space_lines > 0)
        keys: Keys = self._hashes.values if vocabulary is None else self._known_ids(vocabulary)
        begins = np.repeat(start, count) + self._offset.values.take(token)
        codes = _none(len(token)) if terms is None else self._known_codes(terms).take(token)
        flags = self._flags.values.take(token)
        return Columns(keys.take(token), begins, length, flags, signs, codes), found.origins

    def hashes(self, text: str) -> list[int]:
        """Give the hashes of a text's words, in their order."""
        columns, _ = self.columns([text], None)
        hashes: list[int] = columns.keys[columns.keys != 0].tolist()
        return hashes

    def _rows_of(self, words: Sequence[str]) -> npt.NDArray[np.int32]:
        """Look stretches up; spaCy is asked for those not yet met."""
        rows = np.fromiter(map(self._rows.get, words, repeat(-1)), np.int32, len(words))
        unknown = np.flatnonzero(rows < 0).tolist()
        if unknown:
            self._learn({words[at] for at in unknown})
            rows[unknown] = [self._rows[words[at]] for at in unknown]
        return rows

    def _learn(self, words: Set[str]) -> None:
        """Add stretches not met before."""
        plain = {word: tokens for word in sorted(words) if (tokens := self._plain.tokens(word))}
        odd = sorted(words - plain.keys())
        if plain:
            self._append(list(plain), self._plain.lexemes(plain.values()))
        if odd:
            self._append(odd, tokenize_stretches(self.nlp, odd))

    def _append(self, words: Sequence[str], tokens: Lexemes) -> None:
        rows, size = len(self._first.values), len(self._hashes.values)
        self._rows.update(zip(words, range(rows, rows + len(words)), strict=True))
        self._chars += sum(map(len, words))
        self._first.extend(size + np.cumsum(tokens.count) - tokens.count)
        self._count.extend(tokens.count)
        self._closes.extend([self._crossings.closing(word) for word in words])
        self._opens.extend([self._crossings.opening(word) for word in words])
        self._hashes.extend(tokens.hashes)
        self._offset.extend(tokens.offset)
        self._length.extend(tokens.length)
        self._flags.extend(tokens.flags)
        self._signs.extend(tokens.signs)

    def _known_ids(self, vocabulary: Vocabulary) -> npt.NDArray[np.int32]:
        """Give every token its id, looked up once."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._ids = vocabulary, _Growing(np.int32)
        fresh = slice(len(self._ids.values), None)
        signs = self._signs.values[fresh]
        if len(signs):
            hashes, flags = self._hashes.values[fresh], self._flags.values[fresh]
            self._ids.extend(assign_ids(vocabulary, hashes, flags, (signs & NUMERAL) != 0))
        return self._ids.values

    def _known_codes(self, terms: TermTable) -> Ids:
        """Give every token its code, looked up once."""
        if terms is not self._terms:
            self._terms, self._codes = terms, _Growing(np.int32)
        self._codes.extend(terms.codes(self._hashes.values[len(self._codes.values) :]))
        return self._codes.values

    def _joined_where_needed(
        self, found: TextChunks, rows: npt.NDArray[np.int32]
    ) -> tuple[npt.NDArray[np.int32], Offsets]:
        """Join stretches that a special case may reach across the blank between; give all rows and starts."""
        closes, opens = self._closes.values.take(rows[:-1]), self._opens.values.take(rows[1:])
        suspects = np.flatnonzero(self._crossings.table[closes, opens])
        joints = [at for at in suspects.tolist() if found.are_parted_by_a_blank(at)]
        if not joints:
            return rows, found.start
        kept = np.ones(len(rows), bool)
        kept[np.array(joints) + 1] = False
        first = np.flatnonzero(kept)
        last = np.append(first[1:], len(rows)) - 1
        rows, start, end = rows[first], found.start[first], found.end[last]
        (several,) = np.nonzero(last > first)
        places = zip(start[several].tolist(), end[several].tolist(), strict=True)
        rows[several] = self._rows_of([found.joined[begin:stop] for begin, stop in places])
        return rows, start


def _none(length: int) -> Ids:
    return np.broadcast_to(np.int32(0), length)  # one number, however many rows


def _with_spaces(
    rows: npt.NDArray[np.int32], start: Offsets, found: TextChunks
) -> tuple[npt.NDArray[np.int32], Offsets, npt.NDArray[np.intp]]:
    """Put boundaries and white space between the stretches; say where the white space is."""
    places = np.concatenate([found.origins, found.space_start])
    kinds = np.repeat(
        np.array([_PAD_ROW, _SPACE_ROW], np.int32), [len(found.origins), len(found.space_start)]
    )
    order = np.argsort(places, kind="stable")
    places, kinds = places[order], kinds[order]
    at = np.searchsorted(start, places)
    where = at + np.arange(len(at))
    return np.insert(rows, at, kinds), np.insert(start, at, places), where[kinds == _SPACE_ROW]


class _Growing:
    """An array that grows at its end, in few steps."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room = np.empty(1024, dtype)
        self._size = 0

    @property
    def values(self) -> npt.NDArray[Any]:
        return self._room[: self._size]

    def extend(self, values: npt.ArrayLike) -> None:
        more = np.asarray(values)
        size = self._size + len(more)
        if size > len(self._room):
            room = np.empty(max(size, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self.values
            self._room = room
        self._room[self._size : size] = more
        self._size = size
