"""Changes to a text that keep account of where every character stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mtdetect.results.report import NoteName

Place = tuple[int, int]
Zipf = Callable[[str], float]
"""The Zipf frequency of a lower-case word, 0 where it is unknown."""


class TextEdit(NamedTuple):
    """Put ``text`` in the place of a stretch; edits of one text are disjoint and in order."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Disguises:
    """Hold what a pass would change, and by the name of the trick where it is evidence."""

    edits: list[TextEdit] = field(default_factory=list)
    places: dict[NoteName, list[Place]] = field(default_factory=dict)

    def note(self, name: NoteName, start: int, end: int) -> None:
        """Keep a place as evidence."""
        self.places.setdefault(name, []).append((start, end))


def disjoint(edits: list[TextEdit]) -> list[TextEdit]:
    """Keep the first of edits that overlap; the next round sees the others."""
    kept: list[TextEdit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


# How sure a word is: by itself, in the company of others, or only where the disguise is all over the text.
SURE, LIKELY, POSSIBLE = 3, 2, 1
SUPPORT = 2  # sure words that are company enough
PERVASIVE = 3  # sure words from which on a disguise is all over a text,
CHARACTERS_A_CASE = 400  # if there are so many for its length
EASY_ZIPF = 3.0
COMMON_ZIPF = 5.7  # of the commonest words alone
APOSTROPHES = ("'", "’")
NEAR = 24  # characters that a neighbour is looked for in
LAST_WORD = re.compile(r"([A-Za-z]+|\d+|[^\w\s])\s*\Z")
NEXT_WORD = re.compile(r"\s*([A-Za-z]+|\d+|[^\w\s])")


def is_pervasive(cases: int, text: str) -> bool:
    """Say whether a disguise is all over a text.

    >>> is_pervasive(5, "x" * 2000), is_pervasive(5, "x" * 3000), is_pervasive(1, "x")
    (True, False, False)
    """
    return cases >= max(PERVASIVE, len(text) / CHARACTERS_A_CASE)


def least_certainty(cases: int, text: str, tricks: int = 0) -> int:
    """Say how sure a word must be to be changed, given the sure cases and all tricks noted in its text."""
    return POSSIBLE if is_pervasive(cases, text) else LIKELY if max(cases, tricks) >= SUPPORT else SURE


def least_spelled(letters: int) -> float:
    """Say how frequent a word must be to be taken for the one that is spelled: short ones may be chance.

    >>> least_spelled(2), least_spelled(4)
    (5.7, 3.0)
    """
    return {2: COMMON_ZIPF, 3: 4.5}.get(letters, EASY_ZIPF)


def apply(text: str, edits: Sequence[TextEdit]) -> tuple[str, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the changed text, and where each of its characters begins and ends in the old one.

    A replacement of equal length goes character by character; of any other, every character stands for the
    whole stretch. What is deleted inside a word belongs to the character before it.

    >>> text, start, end = apply("a w-o-rd", [TextEdit(3, 4, ""), TextEdit(5, 6, "")])
    >>> text, start.tolist(), end.tolist()
    ('a word', [0, 1, 2, 4, 6, 7], [1, 2, 4, 6, 7, 8])
    """
    bounds = np.array([(edit.start, edit.end, len(edit.text)) for edit in edits], np.int32).reshape(-1, 3)
    changed = "".join(_pieces(text, edits))
    old = np.empty((2 * len(edits) + 1, 2), np.int32)  # untouched stretches and edits by turns
    old[1::2] = bounds[:, :2]
    old[0::2, 0] = np.append(0, bounds[:, 1])
    old[0::2, 1] = np.append(bounds[:, 0], len(text))
    lengths = old[:, 1] - old[:, 0]
    lengths[1::2] = bounds[:, 2]
    one_to_one = np.repeat(lengths == old[:, 1] - old[:, 0], lengths)
    shift = np.repeat(old[:, 0] - (np.cumsum(lengths, dtype=np.int32) - lengths), lengths)
    at = np.arange(len(changed), dtype=np.int32) + shift
    start = np.where(one_to_one, at, np.repeat(old[:, 0], lengths))
    end = np.where(one_to_one, at + 1, np.repeat(old[:, 1], lengths))
    _close(changed, start, end)
    return changed, start, end


def words_with(
    signs: re.Pattern[str], text: str, word: re.Pattern[str], is_letter: Callable[[str], bool]
) -> Iterator[Place]:
    """Find the words that hold a sign; ``word`` matches a row of what ``is_letter`` says is part of a word.

    Every character is looked at once, however long a word is.

    >>> list(words_with(re.compile("0"), "to l0se 00", re.compile(r"[a-z0-9]+"), str.isalnum))
    [(3, 7), (8, 10)]
    """
    at = 0
    for sign in signs.finditer(text):
        start = sign.start()
        if start < at:
            continue
        while start > at and is_letter(text[start - 1]):
            start -= 1
        match = word.match(text, start)
        at = match.end() if match else sign.end()
        yield start, at


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Give the words, numbers or signs right before and after a stretch; "" where there is none.

    >>> neighbours("It said: the end", 9, 12), neighbours("the end", 0, 3)
    ((':', 'end'), ('', 'end'))
    """
    before = LAST_WORD.search(text[max(0, start - NEAR) : start])
    after = NEXT_WORD.match(text[end : end + NEAR])
    return before[1] if before else "", after[1] if after else ""


def follows_apostrophe(text: str, at: int) -> bool:
    """Say whether what begins there is the rest of a word with an apostrophe, as the "s" of "it's".

    >>> follows_apostrophe("it's", 3), follows_apostrophe("'so", 1)
    (True, False)
    """
    before = text[max(0, at - 2) : at]
    return len(before) == 2 and not before[0].isspace() and before[1] in APOSTROPHES


def cased_like(word: str, plain: str) -> str:
    """Give ``plain``, of equal length, the capitals of ``word``.

    >>> cased_like("L0Se", "lose")
    'LoSe'
    """
    if word.isupper() and sum(map(str.isalpha, word)) > 1:
        return plain.upper()
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, plain, strict=True))


def _pieces(text: str, edits: Sequence[TextEdit]) -> Iterator[str]:
    at = 0
    for edit in edits:
        yield text[at : edit.start]
        yield edit.text
        at = edit.end
    yield text[at:]


def _close(text: str, start: npt.NDArray[np.int32], end: npt.NDArray[np.int32]) -> None:
    """Give what was deleted to the character before it, but never a word what follows upon it."""
    for at in np.flatnonzero(start[1:] > end[:-1]).tolist():
        if text[at].isalnum() and not text[at + 1].isalnum():
            start[at + 1] = end[at]
        else:
            end[at] = start[at + 1]
