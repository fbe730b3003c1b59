"""What every generator of rewritten text takes and gives."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Swap:
    """A rewritten stretch: code points ``[start, end)`` of the spun text, and what stood there."""

    start: int
    end: int
    original: str


@dataclass(frozen=True, slots=True)
class Spun:
    """A rewritten text with its edits, ordered and disjoint."""

    text: str
    edits: tuple[Swap, ...]

    def restored(self) -> str:
        """Put every original back; equals the source text exactly.

        >>> Spun("the White Home", (Swap(10, 14, "House"),)).restored()
        'the White House'
        """
        parts, at = [], 0
        for edit in self.edits:
            parts += [self.text[at : edit.start], edit.original]
            at = edit.end
        return "".join([*parts, self.text[at:]])


class Spinner(Protocol):
    """A generator: rewrites a text and says exactly what it changed."""

    name: str

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite ``text``; each word that can change does so with probability ``rate``."""
        ...


def apply(text: str, replacements: Iterable[tuple[int, int, str]]) -> Spun:
    """Make the replacements ``(start, end, new)`` (source offsets, disjoint) and record the edits.

    A replacement that changes nothing leaves no edit.

    >>> apply("the White House", [(10, 15, "Home")])
    Spun(text='the White Home', edits=(Swap(start=10, end=14, original='House'),))
    """
    parts: list[str] = []
    edits: list[Swap] = []
    at = length = 0
    for start, end, new in sorted(replacements):
        if text[start:end] == new:
            continue
        parts += [text[at:start], new]
        length += start - at
        edits.append(Swap(length, length + len(new), text[start:end]))
        length += len(new)
        at = end
    return Spun("".join([*parts, text[at:]]), tuple(edits))


def match_case(like: str, word: str) -> str:
    """Give ``word`` the casing of ``like``.

    >>> match_case("House", "home"), match_case("TRADE", "commerce"), match_case("war", "Battle")
    ('Home', 'COMMERCE', 'Battle')
    """
    if len(like) > 1 and like.isupper():
        return word.upper()
    if like[:1].isupper():
        return word[:1].upper() + word[1:]
    return word
