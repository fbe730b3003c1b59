"""What lies over a text: marked spans, what was not read, what was noted; cut into runs to be styled.

Nothing here knows a form of output. A run is the longest stretch over which nothing changes, so that whoever
shows a text walks it once, from its beginning to its end, and neither loses nor repeats a character.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from mtdetect.results.report import Note, Skipped, SkippedKind, Span

Value = TypeVar("Value")
Places = list[tuple[int, int, Value]]


@dataclass(frozen=True, slots=True)
class OverlayRun:
    """Hold a stretch of a text and what lies over it: a span's number, what was not read, a note's name."""

    start: int
    end: int
    span: int | None = None
    skipped: SkippedKind | None = None
    note: str | None = None


class Layer(Generic[Value]):
    """Hold places of one sort, in order and disjoint: of two that overlap, the later one begins later.

    >>> Layer([(2, 9, "b"), (0, 4, "a")]).within(1, 6)
    [(1, 4, 'a'), (4, 6, 'b')]
    """

    def __init__(self, places: Iterable[tuple[int, int, Value]]) -> None:
        self._places: Places[Value] = []
        reached = 0
        for start, end, value in sorted(places, key=_bounds):
            if end > max(start, reached):
                self._places.append((max(start, reached), end, value))
                reached = end
        self._starts = [start for start, _, _ in self._places]
        self._ends = [end for _, end, _ in self._places]

    def within(self, start: int, end: int) -> Places[Value]:
        """Return the places that touch a stretch, cut to it."""
        found = self._places[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
        return [(max(start, first), min(end, last), value) for first, last, value in found]


def _bounds(place: tuple[int, int, object]) -> tuple[int, int]:
    return place[:2]


class Overlay:
    """Lay spans, skipped regions and noted places over one text.

    >>> overlay = Overlay([Span(2, 8, "a <b> c", 0.9)], [Skipped(4, 7, "markup")])
    >>> [(run.start, run.end, run.span, run.skipped) for run in overlay.runs(0, 9)]
    [(0, 2, None, None), (2, 4, 0, None), (4, 7, 0, 'markup'), (7, 8, 0, None), (8, 9, None, None)]
    """

    def __init__(
        self, spans: Iterable[Span], skipped: Iterable[Skipped] = (), notes: Iterable[Note] = ()
    ) -> None:
        self._spans = Layer((span.start, span.end, number) for number, span in enumerate(spans))
        self._skipped = Layer((region.start, region.end, region.kind) for region in skipped)
        self._notes = Layer((*place, note.name) for note in notes for place in note.places)

    def runs(self, start: int, end: int) -> Iterator[OverlayRun]:
        """Yield the runs of a stretch in order; together they are the stretch."""
        spans = deque(self._spans.within(start, end))
        skipped = deque(self._skipped.within(start, end))
        notes = deque(self._notes.within(start, end))
        edges = {edge for first, last, _ in (*spans, *skipped, *notes) for edge in (first, last)}
        at = start
        for edge in sorted(edges | {end}):
            if edge > at:
                yield OverlayRun(at, edge, _over(spans, at), _over(skipped, at), _over(notes, at))
                at = edge


def _over(places: deque[tuple[int, int, Value]], at: int) -> Value | None:
    """Return what lies over a character, dropping what ended before it: runs are asked for in order."""
    while places and places[0][1] <= at:
        places.popleft()
    return places[0][2] if places and places[0][0] <= at else None
