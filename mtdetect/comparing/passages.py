"""Passages of two texts that belong together, those among them that were moved included.

An alignment runs in order, so a paragraph that was moved is missing from it on both sides. What it
leaves over is searched for words that are found once on each side: a band of them is a moved passage.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from mtdetect.text.alignment import Box, MatchingRun, matches, rising

# A run of equal words this long holds two texts together. Between two such runs, matches that make up less
# than SPARSE of SPARSE_WORDS or more are chance (articles, prepositions), and the stretch was replaced.
STRONG_RUN = 3
SPARSE, SPARSE_WORDS = 0.3, 12
# A moved passage shows by so many words found once on each side, none so far from the last.
LEAST_PINS = 5
MOST_DISTANCE = 100
MOST_EDGE = 12  # words between such a band and the edge of what was left over that still belong to it

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WordPassage:
    """Hold a stretch of one text beside the stretch of the other that it became, and the words they share."""

    box: Box
    runs: tuple[MatchingRun, ...]
    moved: bool = False


def pair_passages(a: Sequence[str], b: Sequence[str]) -> list[WordPassage]:
    """Pair the passages of ``a`` and ``b``, by their place in ``b``; together they are all of both.

    >>> first, second = [f"a{n}" for n in range(9)], [f"b{n}" for n in range(6)]
    >>> [(tuple(passage.box), passage.moved) for passage in pair_passages(first + second, second + first)]
    [((9, 15, 0, 6), True), ((0, 9, 6, 15), False)]
    """
    runs = _stretched(a, b, _without_chance(list(matches(a, b)), len(a), len(b)))
    left_over = _left_over(runs, len(a), len(b))
    boxes = _moved(a, b, left_over)
    parts = [WordPassage(box, tuple(_within(a, b, box)), moved=True) for box in boxes]
    parts += _stationary(runs, left_over, boxes)
    return sorted(parts, key=lambda part: (part.box.j1, part.box.j2, part.box.i1))


def _within(a: Sequence[str], b: Sequence[str], box: Box) -> Iterator[MatchingRun]:
    for i, j, size in matches(a[box.i1 : box.i2], b[box.j1 : box.j2]):
        yield MatchingRun(box.i1 + i, box.j1 + j, size)


def _left_over(runs: Sequence[MatchingRun], length_a: int, length_b: int) -> list[Box]:
    """Give the stretches before, between and after the runs, empty ones too."""
    edges = [MatchingRun(0, 0, 0), *runs, MatchingRun(length_a, length_b, 0)]
    return [Box(x.i + x.size, y.i, x.j + x.size, y.j) for x, y in pairwise(edges)]


def _without_chance(runs: Sequence[MatchingRun], length_a: int, length_b: int) -> list[MatchingRun]:
    """Drop the short runs of stretches that share hardly more than any two texts do."""
    kept: list[MatchingRun] = []
    strong = [
        MatchingRun(0, 0, 0),
        *(run for run in runs if run.size >= STRONG_RUN),
        MatchingRun(length_a, length_b, 0),
    ]
    for before, after in pairwise(strong):
        i, j = before.i + before.size, before.j + before.size
        weak = runs[bisect_left(runs, (i,)) : bisect_left(runs, after)]
        words = max(after.i - i, after.j - j)
        if words < SPARSE_WORDS or sum(run.size for run in weak) >= SPARSE * words:
            kept += weak
        if after.size:
            kept.append(after)
    return kept


def _stretched(a: Sequence[str], b: Sequence[str], runs: Sequence[MatchingRun]) -> list[MatchingRun]:
    """Let each run reach back over equal words that no run before it has."""
    stretched: list[MatchingRun] = []
    least_i = least_j = 0
    for i, j, size in runs:
        end_i, end_j = i + size, j + size
        while i > least_i and j > least_j and a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
        stretched.append(MatchingRun(i, j, end_i - i))
        least_i, least_j = end_i, end_j
    return stretched


def _moved(a: Sequence[str], b: Sequence[str], left_over: Sequence[Box]) -> list[Box]:
    """Find the passages that lie in one left-over stretch of ``a`` and in another of ``b``.

    What was found is cut out, and the rest is searched again: of paragraphs in reverse order, each round
    finds one of a stretch.
    """
    here = [Part(box.i1, box.i2, gap) for gap, box in enumerate(left_over)]
    there = [Part(box.j1, box.j2, gap) for gap, box in enumerate(left_over)]
    boxes: list[Box] = []
    while found := _best_boxes(a, b, here, there):
        boxes += found
        here = [part for one in here for part in one.without([box[:2] for box in found])]
        there = [part for one in there for part in one.without([box[2:] for box in found])]
    return boxes


class Part(NamedTuple):
    """Hold a stretch of one text that belongs to no passage yet, and the gap between runs that it was in."""

    begin: int
    end: int
    gap: int

    def without(self, places: Iterable[Place]) -> Iterator[Part]:
        """Yield what is left of it beside some places.

        >>> [tuple(part) for part in Part(0, 9, 4).without([(2, 4), (20, 30)])]
        [(0, 2, 4), (4, 9, 4)]
        """
        at = self.begin
        for begin, end in sorted(places):
            if at <= begin < end <= self.end:
                if at < begin:
                    yield Part(at, begin, self.gap)
                at = end
        if at < self.end:
            yield Part(at, self.end, self.gap)


def _best_boxes(a: Sequence[str], b: Sequence[str], here: Sequence[Part], there: Sequence[Part]) -> list[Box]:
    """Give the longest bands that do not overlap on either side, widened to the edges of their parts."""
    boxes: list[Box] = []
    taken_a: list[Place] = []
    taken_b: list[Place] = []
    for band, outer in sorted(_bands(a, b, here, there), key=_pins, reverse=True):
        box = _widened(a, b, band, outer)
        if _is_free(taken_a, box.i1, box.i2) and _is_free(taken_b, box.j1, box.j2):
            insort(taken_a, (box.i1, box.i2))
            insort(taken_b, (box.j1, box.j2))
            boxes.append(box)
    return boxes


def _is_free(taken: Sequence[Place], begin: int, end: int) -> bool:
    """Say whether no disjoint stretch that is taken overlaps this one.

    >>> _is_free([(2, 4), (8, 9)], 4, 8), _is_free([(2, 4), (8, 9)], 3, 8)
    (True, False)
    """
    at = bisect_left(taken, (begin, end))
    return (at == len(taken) or taken[at][0] >= end) and (at == 0 or taken[at - 1][1] <= begin)


def _pins(found: tuple[list[Place], Box]) -> int:
    return len(found[0])


def _bands(
    a: Sequence[str], b: Sequence[str], here: Sequence[Part], there: Sequence[Part]
) -> Iterator[tuple[list[Place], Box]]:
    """Yield the rising chains of words found once on each side, and the parts they lie in.

    A chain is cut where its members are far apart.
    """
    mine = [(i, at) for at, part in enumerate(here) for i in range(part.begin, part.end)]
    theirs = [(j, at) for at, part in enumerate(there) for j in range(part.begin, part.end)]
    once_a, once_b = Counter(a[i] for i, _ in mine), Counter(b[j] for j, _ in theirs)
    where = {b[j]: (j, at) for j, at in theirs if once_b[b[j]] == 1}
    pairs: dict[Place, list[Place]] = defaultdict(list)
    for i, at in mine:
        if once_a[a[i]] == 1 and a[i] in where:
            j, other = where[a[i]]
            if here[at].gap != there[other].gap:
                pairs[at, other].append((i, j))
    for (at, other), some in pairs.items():
        outer = Box(*here[at][:2], *there[other][:2])
        yield from ((band, outer) for band in _near(rising(some)) if len(band) >= LEAST_PINS)


def _near(chain: Sequence[Place]) -> Iterator[list[Place]]:
    """Cut a chain where its next member is too far away on either side."""
    band: list[Place] = []
    for i, j in chain:
        if band and max(i - band[-1][0], j - band[-1][1]) > MOST_DISTANCE:
            yield band
            band = []
        band.append((i, j))
    if band:
        yield band


def _widened(a: Sequence[str], b: Sequence[str], band: Sequence[Place], outer: Box) -> Box:
    """Reach from a band over equal words, and to the edges of its parts where they are near on both sides."""
    (i1, j1), (i2, j2) = band[0], (band[-1][0] + 1, band[-1][1] + 1)
    while i1 > outer.i1 and j1 > outer.j1 and a[i1 - 1] == b[j1 - 1]:
        i1, j1 = i1 - 1, j1 - 1
    while i2 < outer.i2 and j2 < outer.j2 and a[i2] == b[j2]:
        i2, j2 = i2 + 1, j2 + 1
    if max(i1 - outer.i1, j1 - outer.j1) <= MOST_EDGE:
        i1, j1 = outer.i1, outer.j1
    if max(outer.i2 - i2, outer.j2 - j2) <= MOST_EDGE:
        i2, j2 = outer.i2, outer.j2
    return Box(i1, i2, j1, j2)


def _stationary(
    runs: Sequence[MatchingRun], left_over: Sequence[Box], moved: Sequence[Box]
) -> Iterator[WordPassage]:
    """Yield what lies between the moved passages, in order."""
    from_a, from_b = sorted(box[:2] for box in moved), sorted(box[2:] for box in moved)
    i = j = 0
    own: list[MatchingRun] = []
    for at, gap in enumerate(left_over):
        for (end_i, end_j), (next_i, next_j) in _cuts(gap, from_a, from_b):
            if i < end_i or j < end_j:
                yield WordPassage(Box(i, end_i, j, end_j), tuple(own))
            i, j, own = next_i, next_j, []
        own += runs[at : at + 1]
    end = left_over[-1]
    if i < end.i2 or j < end.j2 or not moved:
        yield WordPassage(Box(i, end.i2, j, end.j2), tuple(own))


def _cuts(gap: Box, from_a: Sequence[Place], from_b: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield where to stop and where to go on around the moved passages that a left-over stretch holds."""
    for begin, end in from_a[bisect_left(from_a, (gap.i1, gap.i1)) : bisect_left(from_a, (gap.i2, gap.i2))]:
        yield (begin, gap.j1), (end, gap.j1)
    for begin, end in from_b[bisect_left(from_b, (gap.j1, gap.j1)) : bisect_left(from_b, (gap.j2, gap.j2))]:
        yield (gap.i2, begin), (gap.i2, end)
