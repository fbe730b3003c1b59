"""Plain words, perhaps hyphened, with quotes or brackets around and a sign behind: no need to ask spaCy.

Of stretches that a text has not had before, most are such words, and spaCy takes ten times as long to find
the same (docs/performance.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence, Set
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np
from spacy.strings import get_string_id

from mtdetect.tokens.arrays import ALPHA, TITLE, UPPER, WORD
from mtdetect.tokens.lexemes import LOWER_CASE, Lexemes, look_up

if TYPE_CHECKING:
    from spacy.language import Language

# A full stop is a token of its own only after a small letter: "He left." but "Plan B."
PLAIN = re.compile(r"""(["'(]?)([A-Za-z]+(?:-[A-Za-z]+)*)([,;:!?]|'s|(?<=[a-z])\.|)(["')]?)""")
SIGNS = (*"\"'(,;:!?.)-", "'s")

Lexeme = tuple[int, int, int]  # hash, flags, signs


class PlainWords:
    """Tell plain words from what spaCy must be asked for, and describe their tokens as it would."""

    def __init__(self, nlp: Language, special: Set[str]) -> None:
        self._special = special
        known = look_up(nlp, SIGNS)
        described = zip(known.hashes.tolist(), known.flags.tolist(), known.signs.tolist(), strict=True)
        self._signs: dict[str, Lexeme] = dict(zip(SIGNS, described, strict=True))

    def tokens(self, stretch: str) -> list[str]:
        """Part a plain word into its tokens; none if it is no such word, or spaCy has a rule for a part."""
        if stretch.isascii() and stretch.isalpha():
            return [] if stretch in self._special else [stretch]
        tokens = _parted(stretch)
        return tokens if self._special.isdisjoint(_runs(tokens)) else []

    def lexemes(self, stretches: Collection[Sequence[str]]) -> Lexemes:
        """Describe the tokens of plain words."""
        tokens = list(chain.from_iterable(stretches))
        hashes, flags, signs = zip(*map(self._lexeme, tokens), strict=True)
        count, length = (np.fromiter(map(len, parts), np.int64) for parts in (stretches, tokens))
        begins = np.cumsum(length) - length
        return Lexemes(
            count,
            np.array(hashes, np.uint64),
            begins - np.repeat(begins[np.cumsum(count) - count], count),
            length,
            np.array(flags, np.uint8),
            np.array(signs, np.uint8),
        )

    def _lexeme(self, token: str) -> Lexeme:
        return self._signs.get(token) or _lexeme_of(token)


def _parted(stretch: str) -> list[str]:
    match = PLAIN.fullmatch(stretch)
    if match is None:
        return []
    before, words, sign, closing = match.groups()
    return [token for token in (before, *re.split("(-)", words), sign, closing) if token]


def _runs(tokens: Sequence[str]) -> Iterator[str]:
    """Join all tokens that follow one another: special cases are also found across them."""
    return ("".join(tokens[begin:end]) for begin, end in combinations(range(len(tokens) + 1), 2))


def _lexeme_of(word: str) -> Lexeme:
    """Describe a word of plain letters."""
    flags = ALPHA | WORD
    if word.istitle():
        flags |= TITLE
    elif word.isupper() and len(word) > 1:
        flags |= UPPER
    return get_string_id(word.lower()), int(flags), int(LOWER_CASE) if word.islower() else 0
