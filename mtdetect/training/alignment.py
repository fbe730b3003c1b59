"""Find what a rewriter changed when it does not say so itself.

Words decide: case, punctuation and spacing do not count as changes. So
``Spun(rewritten, changed_regions(original, rewritten)).restored()`` has the words of the original,
but not always its commas and capitals. Two more limits follow from an edit being a stretch of the
*rewritten* text: words that were only dropped are charged to the word after them ("of a man" made
"of man" gives "man" for "a man"), and dropped words at the very end are not reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from mtdetect.training.spinners.base import Edit

_TOKEN = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, folded for comparison, with their offsets."""

    folded: list[str]
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> _Words:
        """Cut ``text`` into words."""
        found = list(_TOKEN.finditer(text))
        return cls([m[0].replace("’", "'").casefold() for m in found], [m.span() for m in found])

    def between(self, text: str, first: int, last: int) -> str:
        """Return the text from word ``first`` up to, not including, word ``last``."""
        return text[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""


def changed_regions(original: str, rewritten: str) -> tuple[Edit, ...]:
    """Return the stretches of ``rewritten`` that differ, each with the original wording.

    An insertion is an edit whose original is empty.

    >>> changed_regions("He left the White House.", "He quit the White Home.")
    (Edit(start=3, end=7, original='left'), Edit(start=18, end=22, original='House'))
    """
    before, after = _Words.of(original), _Words.of(rewritten)
    edits = []
    for i1, i2, j1, j2 in _gaps(before.folded, after.folded):
        if j1 == j2 == len(after.folded):
            continue
        if j1 == j2:
            # The dropped words are charged to the word that follows, which both texts have.
            i2, j2 = i2 + 1, j2 + 1
        start, end = after.spans[j1][0], after.spans[j2 - 1][1]
        edits.append(Edit(start, end, before.between(original, i1, i2)))
    return tuple(edits)


def _gaps(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield ``(i1, i2, j1, j2)`` for each stretch of ``a`` that became another stretch of ``b``.

    Words found once on each side pin the texts together (as in patience diff), so that the costly
    matcher sees only the short stretches between pins.
    """
    at_a = at_b = gap_a = gap_b = 0
    for pin_a, pin_b in [*_pins(a, b), (len(a), len(b))]:
        for i, j, size in _matches(a, b, (at_a, pin_a, at_b, pin_b)):
            if gap_a < i or gap_b < j:
                yield gap_a, i, gap_b, j
            gap_a, gap_b = i + size, j + size
        at_a, at_b = pin_a, pin_b
    if gap_a < len(a) or gap_b < len(b):
        yield gap_a, len(a), gap_b, len(b)


def _matches(
    a: Sequence[str], b: Sequence[str], box: tuple[int, int, int, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield ``(i, j, size)`` for the runs of equal words inside ``box``, in order."""
    i1, i2, j1, j2 = box
    while i1 < i2 and j1 < j2 and a[i1] == b[j1]:
        yield i1, j1, 1
        i1, j1 = i1 + 1, j1 + 1
    if i1 == i2 or j1 == j2:
        return
    for i, j, size in SequenceMatcher(None, a[i1:i2], b[j1:j2], False).get_matching_blocks():
        if size:
            yield i1 + i, j1 + j, size


def _pins(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest rising chain of words that occur once on each side."""
    once_a, once_b = Counter(a), Counter(b)
    where = {word: j for j, word in enumerate(b) if once_b[word] == 1}
    pairs = [(i, where[word]) for i, word in enumerate(a) if once_a[word] == 1 and word in where]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of ``pairs`` whose second members rise.

    >>> _rising([(0, 5), (1, 1), (2, 2), (3, 0), (4, 3)])
    [(1, 1), (2, 2), (4, 3)]
    """
    tails: list[int] = []
    tops: list[int] = []
    back: list[int] = []
    for index, (_, value) in enumerate(pairs):
        level = bisect_left(tails, value)
        tails[level : level + 1] = [value]
        tops[level : level + 1] = [index]
        back.append(tops[level - 1] if level else -1)
    chain, at = [], tops[-1] if tops else -1
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]
