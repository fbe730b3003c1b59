"""A text as it is read, and where each of its characters stood in the source.

Markup is left out and entities are resolved before a text is tokenized, yet every offset that a
caller sees counts in the caller's own string. A view keeps both sides together, and a view of a
view still leads back to the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Offsets
from mtdetect.results.report import Note, Skipped, TextFormat


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Hold what is read of a source; without ``start`` and ``end`` it is the source itself.

    Both ascend. A character that stands for several of the source (an entity) spans them, one that was put
    in (the break between two paragraphs) spans none, and what no character spans was not read.
    """

    text: str
    start: Offsets | None = None  # (len(text),) where in the source each character begins
    end: Offsets | None = None  # and where it ends, exclusive
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Note, ...] = ()
    format: TextFormat = "text"

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return where a half-open, non-empty stretch of ``text`` stood in the source.

        >>> view = View("AT&T").rewritten("AT", np.array([0, 3]), np.array([2, 4]))
        >>> view.source(0, 1), view.source(1, 2), view.source(0, 2)
        ((0, 2), (3, 4), (0, 4))
        """
        if self.start is None or self.end is None:
            return start, end
        return int(self.start[start]), int(self.end[end - 1])

    def is_interrupted(self, start: int, end: int) -> bool:
        """Say whether the source of a stretch holds characters that were not read.

        >>> view = View("AT&T").rewritten("AT", np.array([0, 3]), np.array([2, 4]))
        >>> view.is_interrupted(0, 1), view.is_interrupted(0, 2)
        (False, True)
        """
        if self.start is None or self.end is None:
            return False
        return bool((self.start[start + 1 : end] != self.end[start : end - 1]).any())

    def rewritten(
        self,
        text: str,
        start: npt.NDArray[np.integer],
        end: npt.NDArray[np.integer],
        *,
        skipped: Iterable[Skipped] = (),
        notes: Iterable[Note] = (),
    ) -> View:
        """Return a view of this view: every offset given counts in ``self.text`` and is led to the source.

        What was skipped and noted before is kept.
        """
        if not len(text) == len(start) == len(end):
            raise ValueError(f"expected an offset a character: {len(text)}, {len(start)}, {len(end)}")
        begins, finishes = self._lead(start, end)
        return View(
            text,
            begins,
            finishes,
            self.all_skipped(skipped),
            (*self.notes, *map(self._note_in_source, notes)),
            self.format,
        )

    def all_skipped(self, regions: Iterable[Skipped]) -> tuple[Skipped, ...]:
        """Add regions of ``text`` to what was skipped before: disjoint and in order, placed in the source.

        A region of ``text`` may reach over what was skipped before; the longer of the two names both.
        """
        joined: list[Skipped] = []
        for region in sorted((*self.skipped, *self._skipped_in_source(tuple(regions))), key=_by_start):
            if joined and region.start < joined[-1].end:
                last = joined[-1]
                kind = max(last, region, key=_length).kind
                joined[-1] = Skipped(last.start, max(last.end, region.end), kind)
            elif region.start < region.end:
                joined.append(region)
        return tuple(joined)

    def _lead(self, start: npt.NDArray[np.integer], end: npt.NDArray[np.integer]) -> tuple[Offsets, Offsets]:
        """Lead stretches of ``text``, empty ones among them, to the source."""
        if self.start is None or self.end is None:
            return start.astype(np.int32), end.astype(np.int32)
        begins = np.append(self.start, self.end[-1:] if len(self.end) else 0)[start]
        finishes = np.append(np.int32(0), self.end)[end]
        return begins.astype(np.int32), np.where(start == end, begins, finishes).astype(np.int32)

    def _places(self, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Lead places to the source, all at once: each time goes over the whole text."""
        start, end = np.array(places, np.int32).reshape(-1, 2).T
        begins, finishes = self._lead(start, end)
        return list(zip(begins.tolist(), finishes.tolist(), strict=True))

    def _skipped_in_source(self, regions: Sequence[Skipped]) -> Iterator[Skipped]:
        places = self._places([(region.start, region.end) for region in regions])
        for region, place in zip(regions, places, strict=True):
            yield Skipped(*place, region.kind)

    def _note_in_source(self, note: Note) -> Note:
        return replace(note, places=tuple(self._places(note.places)))


def _by_start(region: Skipped) -> tuple[int, int]:
    return region.start, region.end


def _length(region: Skipped) -> int:
    return region.end - region.start
