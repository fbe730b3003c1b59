"""A stretch of a text that is not prose, and how such stretches are joined."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mtdetect.results.report import SkippedKind


class Region(NamedTuple):
    """Hold a stretch that is not prose, and whether the sentence around it goes on as if it were a space."""

    start: int
    end: int
    kind: SkippedKind
    inside: bool = False


def merge(regions: Iterable[Region]) -> list[Region]:
    """Join regions that touch or overlap; the longest says what they are.

    >>> parts = [Region(5, 9, "data"), Region(0, 3, "code"), Region(3, 4, "menu")]
    >>> [tuple(region[:3]) for region in merge(parts)]
    [(0, 4, 'code'), (5, 9, 'data')]
    """
    joined: list[Region] = []
    longest = Region(0, 0, "data")
    for region in sorted(regions):
        if joined and region.start <= joined[-1].end:
            last = joined[-1]
            contained = region.end <= last.end or region.start == last.start
            if region.end - region.start > longest.end - longest.start:
                longest = region
            inside = longest.inside if contained else last.inside and region.inside
            joined[-1] = Region(last.start, max(region.end, last.end), longest.kind, inside)
        else:
            joined.append(region)
            longest = region
    return joined
