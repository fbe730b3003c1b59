"""Where spaCy's special cases may reach across a blank, from one stretch of text into the next.

spaCy looks for the tokens of a special case such as ":)" wherever they follow one another, so in ": )" too.
It then leaves them as they are, but what overlaps with them is no longer taken for a special case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokenizer import Tokenizer


def special_cases(tokenizer: Any) -> Iterable[str]:
    """List what spaCy's tokenizer takes apart by a rule of its own."""
    cases: Iterable[str] = tokenizer.rules
    return cases


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """Numbers for the ends and beginnings of stretches, and which of them a special case may join."""

    ends: dict[str, int]
    begins: dict[str, int]
    table: npt.NDArray[np.bool_]  # (ends + 1, begins + 1); 0 stands for all other stretches
    longest: int  # of all ends and begins, in characters

    @classmethod
    def of(cls, tokenizer: Any) -> Crossings:
        """Find where the tokenizer parts its own special cases if it does not know them."""
        ignorant = Tokenizer(
            tokenizer.vocab,
            prefix_search=tokenizer.prefix_search,
            suffix_search=tokenizer.suffix_search,
            infix_finditer=tokenizer.infix_finditer,
            token_match=tokenizer.token_match,
            url_match=tokenizer.url_match,
        )
        cases = [case for case in special_cases(tokenizer) if not case.isalnum() and not case.isspace()]
        tokens = [token.text for token in ignorant("\n".join(cases))]
        return cls.between({pair for pair in pairwise(tokens) if "\n" not in pair})

    @classmethod
    def between(cls, pairs: Iterable[tuple[str, str]]) -> Crossings:
        """Mark what ends like the first and what begins like the second token of some pair.

        >>> crossings = Crossings.between([(":", ")"), ("Mr", ".")])
        >>> here = crossings.closing("so:"), crossings.opening(").")
        >>> bool(crossings.table[here]), crossings.closing("so"), crossings.opening("there")
        (True, 0, 0)
        """
        pairs = sorted(pairs)
        ends = {end: number for number, end in enumerate(dict.fromkeys(end for end, _ in pairs), start=1)}
        begins = {begin: number for number, begin in enumerate({begin: 0 for _, begin in pairs}, start=1)}
        rows, columns = _holders(ends, _tails), _holders(begins, _heads)
        table = np.zeros((len(ends) + 1, len(begins) + 1), bool)
        for end, begin in pairs:
            for row in rows[end]:
                table[row, columns[begin]] = True
        return cls(ends, begins, table, max(map(len, (*ends, *begins)), default=0))

    def closing(self, word: str) -> int:
        """Give the number of a stretch's longest end; its row covers the shorter ones."""
        ends = self.ends
        for size in range(self.longest, 0, -1):
            if (tail := word[-size:]) in ends:
                return ends[tail]
        return 0

    def opening(self, word: str) -> int:
        """Give the number of a stretch's longest beginning."""
        begins = self.begins
        for size in range(self.longest, 0, -1):
            if (head := word[:size]) in begins:
                return begins[head]
        return 0


def _tails(text: str) -> list[str]:
    return [text[at:] for at in range(len(text))]


def _heads(text: str) -> list[str]:
    return [text[:at] for at in range(len(text), 0, -1)]


def _holders(numbers: dict[str, int], parts: Callable[[str], list[str]]) -> dict[str, list[int]]:
    """Say of every text in which of them it is a part, itself among them."""
    holders: dict[str, list[int]] = {text: [] for text in numbers}
    for text, number in numbers.items():
        for part in parts(text):
            if part in holders:
                holders[part].append(number)
    return holders
