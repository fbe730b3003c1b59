"""Two word sequences side by side: where they agree, in time close to linear in their length.

Words found once on each side pin the sequences together (as in patience diff), and between two pins
other words become unique in their turn; what is short enough in the end goes to difflib.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

TOKEN = re.compile(r"\w+(?:['’]\w+)*")
LINE_HYPHEN = re.compile(r"[-\u2010\xad][ \t]*\r?\n[ \t]*")
# Pairs of words that difflib may compare in one stretch: some 20 ms. A longer one without any word that
# occurs as often on both sides is taken as one change: to part it would take time quadratic in its length.
MOST_PAIRS = 250_000
MOST_ROUNDS = 24  # of looking for unique words within ever shorter stretches: each goes over the whole text


class Box(NamedTuple):
    """Hold a stretch ``a[i1:i2]`` beside a stretch ``b[j1:j2]``."""

    i1: int
    i2: int
    j1: int
    j2: int


class MatchingRun(NamedTuple):
    """Hold ``size`` equal words, from ``a[i]`` and ``b[j]`` on."""

    i: int
    j: int
    size: int


@dataclass(frozen=True, slots=True)
class AlignedWords:
    """The words of a text, folded for comparison, with their offsets."""

    folded: list[str]
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> AlignedWords:
        """Cut ``text`` into words.

        >>> AlignedWords.of("It’s OLD.")
        AlignedWords(folded=["it's", 'old'], spans=[(0, 4), (5, 8)])
        """
        found = list(TOKEN.finditer(text))
        return cls([m[0].replace("’", "'").casefold() for m in found], [m.span() for m in found])

    def joined(self, text: str, known: Set[str]) -> AlignedWords:
        r"""Join words that the end of a line cut in two, where that makes a word of the other text.

        >>> text = "in the set-\ntlement of a well-\nknown man"
        >>> AlignedWords.of(text).joined(text, {"settlement", "well", "known"}).folded
        ['in', 'the', 'settlement', 'of', 'a', 'well', 'known', 'man']
        """
        if not LINE_HYPHEN.search(text):
            return self
        folded: list[str] = []
        spans: list[tuple[int, int]] = []
        for word, (start, end) in zip(self.folded, self.spans, strict=True):
            whole = folded[-1] + word if folded else word
            if folded and whole in known and LINE_HYPHEN.fullmatch(text, spans[-1][1], start):
                folded[-1], spans[-1] = whole, (spans[-1][0], end)
            else:
                folded.append(word)
                spans.append((start, end))
        return AlignedWords(folded, spans)

    def __len__(self) -> int:
        """Count the words."""
        return len(self.folded)


def gaps(a: Sequence[str], b: Sequence[str]) -> Iterator[Box]:
    """Yield each stretch of ``a`` that became another stretch of ``b``, in order.

    >>> list(gaps("he left the house".split(), "he soon quit the house".split()))
    [Box(i1=1, i2=2, j1=1, j2=3)]
    """
    at_a = at_b = 0
    for i, j, size in matches(a, b):
        if at_a < i or at_b < j:
            yield Box(at_a, i, at_b, j)
        at_a, at_b = i + size, j + size
    if at_a < len(a) or at_b < len(b):
        yield Box(at_a, len(a), at_b, len(b))


def matches(a: Sequence[str], b: Sequence[str]) -> Iterator[MatchingRun]:
    """Yield the runs of equal words, each as long as can be, in order on both sides.

    >>> list(matches("a b c d".split(), "a b x d".split()))
    [MatchingRun(i=0, j=0, size=2), MatchingRun(i=3, j=3, size=1)]
    """
    last = MatchingRun(0, 0, 0)
    for run in _pieces(a, b):
        if run[:2] == (last.i + last.size, last.j + last.size):
            last = MatchingRun(last.i, last.j, last.size + run.size)
            continue
        if last.size:
            yield last
        last = run
    if last.size:
        yield last


def _pieces(a: Sequence[str], b: Sequence[str]) -> Iterator[MatchingRun]:
    """Yield runs of equal words that may adjoin one another."""
    waiting = [(Box(0, len(a), 0, len(b)), 0)]
    while waiting:
        box, rounds = waiting.pop()
        head = _head(a, b, box)
        if head:
            yield MatchingRun(box.i1, box.j1, head)
            box = Box(box.i1 + head, box.i2, box.j1 + head, box.j2)
        if box.i1 == box.i2 or box.j1 == box.j2:
            continue
        fits = (box.i2 - box.i1) * (box.j2 - box.j1) <= MOST_PAIRS
        chain = pins(a, b, box, most=1 if fits else None) if rounds < MOST_ROUNDS else []
        if chain:
            waiting += [(part, rounds + 1) for part in reversed(_between(box, chain))]
        elif fits:
            yield from _blocks(a, b, box)


def _head(a: Sequence[str], b: Sequence[str], box: Box) -> int:
    """Count the equal words at the beginning of a box."""
    size = 0
    most = min(box.i2 - box.i1, box.j2 - box.j1)
    while size < most and a[box.i1 + size] == b[box.j1 + size]:
        size += 1
    return size


def _between(box: Box, chain: Sequence[tuple[int, int]]) -> list[Box]:
    """Cut a box before each pin; a pin is the head of its part."""
    cuts = [(box.i1, box.j1), *chain, (box.i2, box.j2)]
    return [Box(i1, i2, j1, j2) for (i1, j1), (i2, j2) in pairwise(cuts)]


def _blocks(a: Sequence[str], b: Sequence[str], box: Box) -> Iterator[MatchingRun]:
    matcher = SequenceMatcher(None, a[box.i1 : box.i2], b[box.j1 : box.j2], False)
    for i, j, size in matcher.get_matching_blocks():
        if size:
            yield MatchingRun(box.i1 + i, box.j1 + j, size)


def pins(a: Sequence[str], b: Sequence[str], box: Box, most: int | None = 1) -> list[tuple[int, int]]:
    """Return the longest rising chain of words that occur once on each side of a box.

    Where none does, as in a text that is repeated, the rarest words that occur as often on each side will
    do, if that is no more than ``most`` times: the first beside the first, and so on.
    """
    here, there = a[box.i1 : box.i2], b[box.j1 : box.j2]
    count_a, count_b = Counter(here), Counter(there)
    times = min((count for word, count in count_a.items() if count_b[word] == count), default=0)
    if not times or (most is not None and times > most):
        return []
    chosen = {word for word, count in count_a.items() if count == count_b[word] == times}
    return rising(_beside(_places(here, chosen, box.i1), _places(there, chosen, box.j1)))


def _places(words: Sequence[str], chosen: Set[str], begin: int) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {word: [] for word in chosen}
    for place, word in enumerate(words, begin):
        if word in chosen:
            places[word].append(place)
    return places


def _beside(one: Mapping[str, list[int]], other: Mapping[str, list[int]]) -> list[tuple[int, int]]:
    """Pair the places of each word in turn, in the order of the first."""
    return sorted(pair for word in one for pair in zip(one[word], other[word], strict=True))


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of ``pairs`` whose second members rise.

    >>> rising([(0, 5), (1, 1), (2, 2), (3, 0), (4, 3)])
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
