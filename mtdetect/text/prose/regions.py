"""Where a text is not prose: markup, code, addresses, menus. Such regions are neither scored nor flagged."""

from __future__ import annotations

from collections.abc import Iterable

from mtdetect.text.prose.lines import lines_without_prose
from mtdetect.text.prose.markup import SPINNER_MARK, find_markup
from mtdetect.text.prose.region import Region, merge

# Debris in the midst of a sentence is passed over; an address or code may stand for one of its words.
PASSED_OVER = frozenset({"data", "hidden", "media", "menu", "script"})


def skipped_regions(text: str) -> list[Region]:
    """Find the regions of ``text`` that are not prose: disjoint, in order, in code points.

    >>> page = 'He left. {"ad": {"id": 7}} <b>She</b> stayed.'
    >>> [(page[start:end], kind, inside) for start, end, kind, inside in skipped_regions(page)]
    [('{"ad": {"id": 7}}', 'data', False), ('<b>', 'markup', True), ('</b>', 'markup', True)]
    """
    markup = find_markup(text)
    regions = merge([*markup, *lines_without_prose(_blanked(text, markup))])
    return [
        region._replace(inside=_goes_on(text, region)) if not region.inside else region for region in regions
    ]


def without_inside(text: str, regions: Iterable[Region]) -> str:
    """Put spaces over the regions inside sentences, so that the words on both sides are neighbours.

    >>> page = "He <b>left</b> early."
    >>> without_inside(page, skipped_regions(page))
    'He    left     early.'
    """
    pieces: list[str] = []
    at = 0
    for start, end, kind, inside in regions:
        if inside:
            if kind in PASSED_OVER:  # and over the blank lines around it
                start = max(at, len(text[max(0, start - 20) : start].rstrip()) + max(0, start - 20))
                end += len(text[end : end + 20]) - len(text[end : end + 20].lstrip())
            pieces += [text[at:start], " " * (end - start)]
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _goes_on(text: str, region: Region) -> bool:
    """Tell debris in the midst of a sentence: no stop before it, a small letter behind it."""
    if region.kind not in PASSED_OVER:
        return False
    before, behind = (
        text[max(0, region.start - 20) : region.start].rstrip(),
        text[region.end : region.end + 20].lstrip(),
    )
    return before[-1:].isalpha() and behind[:1].islower()


def _blanked(text: str, regions: list[Region]) -> str:
    """Put blanks over ``regions`` and a spinner's braces, so that a line is judged by its other words."""
    pieces: list[str] = []
    at = 0
    for start, end, *_ in regions:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    blanked = "".join([*pieces, text[at:]])
    return SPINNER_MARK.sub(lambda mark: "a" * len(mark.group()), blanked) if "{" in blanked else blanked
