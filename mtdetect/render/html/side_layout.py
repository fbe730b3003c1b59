"""Two texts side by side: which stretch of the one stands beside which of the other, row by row.

Nothing here knows a form of output. The rows run through the suspect from its beginning to its end, each
with what it goes back to; together they are all of both texts.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from mtdetect.render.html.folding import Stretch, fold
from mtdetect.results.comparison import Comparison, Passage, Substitution

LEAST_ROW = 200
"""Characters: headings, lines of verse and broken lines share a row with what follows."""

LONGEST_ROW = 1_500
"""Characters, after which the end of a sentence ends a row too, and after twice as many any difference."""

MOST_PIECES = 100
"""Pieces of a row, of which every second may be a difference with all that is told of it."""

LONGEST_CHANGE = 4_000
"""Characters of one difference; of a longer one only the beginning and the end are shown."""

_BREAK = re.compile(r"(?P<line>(?:[^\S\r\n]*(?:\r\n|[\r\n]))+)|[.!?][\"')\u2019\u201d]*[^\S\r\n]+")

Place = tuple[int, int]
Numbered = deque[tuple[int, Substitution]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a stretch of the original and one of the suspect: alike, or the difference of this number."""

    original: Place
    suspect: Place
    change: int | None = None

    @property
    def size(self) -> int:
        """Return the characters of the longer side."""
        return max(self.original[1] - self.original[0], self.suspect[1] - self.suspect[0])


@dataclass(frozen=True, slots=True)
class SideRow:
    """Hold what stands side by side, whether it is folded, and whether it opens a passage or was moved."""

    pieces: tuple[Piece, ...]
    folded: bool = False
    opens: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Stand where, in the original, a passage stood that the suspect has elsewhere."""

    passage: Passage


def rows(comparison: Comparison) -> Iterator[SideRow | Origin]:
    """Part two texts into rows, in the suspect's order."""
    waiting = deque(enumerate(comparison.substitutions))
    gone = {one.original_end: one for one in comparison.moved if one.original_start < one.original_end}
    for passage in _whole(comparison):
        if not passage.is_moved:
            yield from _origins(gone, passage.original_start)
        for number, row in enumerate(_rows(comparison, list(_pieces(passage, waiting)))):
            yield replace(row, opens=number == 0, moved=passage.is_moved)
    yield from _origins(gone, len(comparison.original))


def _whole(comparison: Comparison) -> list[Passage]:
    """Give the passages with what of a page's markup stands before, between and after them."""
    passages = comparison.passages
    left = _stretched([(one.original_start, one.original_end) for one in passages], len(comparison.original))
    right = _stretched([(one.suspect_start, one.suspect_end) for one in passages], len(comparison.suspect))
    return [Passage(*a, *b, one.is_moved) for a, b, one in zip(left, right, passages, strict=True)]


def _stretched(places: list[Place], length: int) -> list[Place]:
    """Let each place begin where the one before it in the text ends, and the last one end with the text.

    >>> _stretched([(5, 8), (1, 4)], 9)
    [(4, 9), (0, 4)]
    """
    whole, begin = list(places), 0
    order = sorted(range(len(places)), key=places.__getitem__)
    for at in order:
        whole[at] = begin, places[at][1]
        begin = places[at][1]
    whole[order[-1]] = whole[order[-1]][0], length
    return whole


def _origins(gone: dict[int, Passage], at: int) -> list[Origin]:
    """Give the moved passages that stood right before a place, in the original's order."""
    found: list[Origin] = []
    while at in gone:
        passage = gone.pop(at)
        found.append(Origin(passage))
        at = passage.original_start
    return found[::-1]


def _pieces(passage: Passage, waiting: Numbered) -> Iterator[Piece]:
    """Yield a passage's differences, taken from those waiting, and what is between them."""
    a, b = passage.original_start, passage.suspect_start
    while waiting and _is_within(waiting[0][1], a, passage):
        number, one = waiting.popleft()
        if a < one.original_start or b < one.suspect_start:
            yield Piece((a, one.original_start), (b, one.suspect_start))
        a, b = one.original_end, one.suspect_end
        yield Piece((one.original_start, a), (one.suspect_start, b), number)
    if a < passage.original_end or b < passage.suspect_end:
        yield Piece((a, passage.original_end), (b, passage.suspect_end))


def _is_within(one: Substitution, begin: int, passage: Passage) -> bool:
    # At the edge of two passages, the place in the suspect alone does not tell whose a deletion is.
    in_original = begin <= one.original_start and one.original_end <= passage.original_end
    return in_original and one.suspect_end <= passage.suspect_end


def _rows(comparison: Comparison, pieces: list[Piece]) -> Iterator[SideRow]:
    row: list[Piece] = []
    for piece in pieces:
        for part, folded in _folded(comparison, piece):
            if folded:
                yield from [SideRow(tuple(row))] if row else []
                yield SideRow((part,), folded=True)
                row = []
                continue
            for some, least in _broken(comparison, part):
                row.append(some)
                if sum(one.size for one in row) >= least or len(row) == MOST_PIECES:
                    yield SideRow(tuple(row))
                    row = []
    if row:
        yield SideRow(tuple(row))


def _folded(comparison: Comparison, piece: Piece) -> list[tuple[Piece, bool]]:
    """Part a long piece into its ends and what is folded between them, each side by its own breaks."""
    if piece.change is not None and piece.size <= LONGEST_CHANGE:
        return [(piece, False)]
    is_last = piece.original[1] == len(comparison.original) and piece.suspect[1] == len(comparison.suspect)
    left = _stretches(comparison.original, piece.original, to_the_end=is_last)
    right = _stretches(comparison.suspect, piece.suspect, to_the_end=is_last)
    nothing = Stretch(0, 0, folded=False)
    return [
        (Piece(_place(a, piece.original), _place(b, piece.suspect), piece.change), a.folded or b.folded)
        for a, b in zip_longest(left, right, fillvalue=nothing)
    ]


def _stretches(text: str, place: Place, *, to_the_end: bool) -> list[Stretch]:
    stretch = text[slice(*place)]
    return fold(stretch, [] if to_the_end else [(len(stretch), len(stretch))])


def _place(stretch: Stretch, within: Place) -> Place:
    """Lead a stretch to the whole text; an empty one stands at the end."""
    if stretch.start == stretch.end:
        return within[1], within[1]
    return within[0] + stretch.start, within[0] + stretch.end


def _broken(comparison: Comparison, piece: Piece) -> Iterator[tuple[Piece, float]]:
    """Yield a piece in parts after which a row may end, and the size from which on it does."""
    if piece.change is not None:
        yield piece, float("inf")
        return
    (a, end_a), (b, end_b) = piece.original, piece.suspect
    left = list(_BREAK.finditer(comparison.original, a, end_a))
    right = list(_BREAK.finditer(comparison.suspect, b, end_b))
    if len(left) == len(right):  # else tags or references hold some: the sides do not run alike
        for one, other in zip(left, right, strict=True):
            yield Piece((a, one.end()), (b, other.end())), LEAST_ROW if one["line"] else LONGEST_ROW
            a, b = one.end(), other.end()
    if a < end_a or b < end_b:
        yield Piece((a, end_a), (b, end_b)), 2 * LONGEST_ROW
