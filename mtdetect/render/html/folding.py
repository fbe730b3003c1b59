"""Which stretches of a long text are worth a reader's eye: those around marks. The others are folded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CONTEXT = 400
"""Characters on either side of a mark: about a paragraph, and what is read to judge a word in it."""

LEAST_FOLDED = 600
"""Folding less than that hides little and interrupts much."""

_SPACE = re.compile(r"\s")
_LINE_BREAK = re.compile(r"\r\n|[\r\n]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold a stretch of a text, and whether it is folded."""

    start: int
    end: int
    folded: bool


def fold(text: str, places: Iterable[tuple[int, int]]) -> list[Stretch]:
    """Part a text into what is shown and what is folded; the beginning always counts as a place.

    Cuts fall on line breaks where there are any near, else between words.

    >>> text = "word " * 400
    >>> [(stretch.start, stretch.end, stretch.folded) for stretch in fold(text, [(0, 4)])]
    [(0, 405, False), (405, 2000, True)]
    """
    stretches, at = [], 0
    for start, end in _windows(text, places):
        if start > at:
            stretches.append(Stretch(at, start, folded=True))
        stretches.append(Stretch(start, end, folded=False))
        at = end
    return [*stretches, Stretch(at, len(text), folded=True)] if at < len(text) else stretches


def _windows(text: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what is shown, in order; two windows with little between them are one."""
    begin, end = 0, 0
    for first, last in [(0, 0), *places]:
        start = _before(text, first)
        if start - end >= LEAST_FOLDED:
            yield begin, end
            begin = start
        end = max(end, _after(text, last))
    yield begin, (len(text) if len(text) - end < LEAST_FOLDED else end)


def _before(text: str, at: int) -> int:
    """Return where to begin showing so that a place has its context."""
    least = max(at - CONTEXT, 0)
    if least == 0:
        return 0
    found = _LINE_BREAK.search(text, least, at) or _SPACE.search(text, least, at)
    return found.end() if found else least


def _after(text: str, at: int) -> int:
    """Return where to stop: behind the last line break within the context, or the next space after it."""
    most = min(at + CONTEXT, len(text))
    breaks = [found.end() for found in _LINE_BREAK.finditer(text, at, most)]
    if breaks or most == len(text):
        return breaks[-1] if breaks and most < len(text) else most
    found = _SPACE.search(text, most, most + CONTEXT)
    return found.end() if found else most
