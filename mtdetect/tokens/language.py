"""Which paragraphs are not English, by what their words say for and against it.

Each word counts for English or against it, and a paragraph is judged by the sum. Names, numbers and signs
say nothing, so a paragraph of names is left as it is; so does a rewriter's work, which stays in English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from mtdetect.arrays import Flags, Floats
from mtdetect.model.vocabulary import BOUNDARY
from mtdetect.text.prose.region import Region
from mtdetect.tokens.arrays import WORD, Tokens

Segment = tuple[int, int, int]  # document of the batch, start, end

OTHER_SCRIPT = -1.0  # each letter of a word that has no Latin one; not every script parts its words
# Letters of other scripts; between the two ranges lie punctuation, arrows and mathematical signs.
SCRIPTS = ((0x370, 0x2000), (0x2E80, 0xD800))
#: Nats against English that paragraphs in a row must reach together. From 2 to 8 the errors hardly differ;
#: 8 takes four unknown words with nothing English between them.
TOLL = 8.0


def english_only(tokens: Tokens, evidence: Floats) -> tuple[Tokens, list[Segment]]:
    """Leave the paragraphs out that are not English, and say where they stand."""
    rows = foreign_rows(tokens, evidence)
    if not rows.any():
        return tokens, []
    foreign = foreign_regions(tokens, rows)
    return replace(leave_out(tokens, rows), regions=_joined(tokens, foreign)), foreign


def foreign_rows(tokens: Tokens, evidence: Floats) -> Flags:
    """Mark the rows of paragraphs that are not English; one too short to tell goes with its neighbours."""
    said = np.where(tokens.has(WORD), evidence[tokens.ids], np.float32(0)) + _other_scripts(tokens)
    paragraph = np.cumsum(tokens.ids == BOUNDARY)
    sums = np.bincount(paragraph, said)
    first = np.zeros(len(sums), np.int64)
    first[paragraph[::-1]] = tokens.doc[::-1]
    doubtful = np.bincount(first, np.minimum(sums, 0), minlength=len(tokens.texts)) < -TOLL
    foreign = np.zeros(len(sums), bool)
    for document in np.flatnonzero(doubtful):
        its = np.flatnonzero(first == document)
        foreign[its] = _against(sums[its].tolist())
    return foreign[paragraph] & (tokens.ids != BOUNDARY)


def foreign_regions(tokens: Tokens, rows: Flags) -> list[Segment]:
    """Give the stretches of marked rows, across the boundaries that stand between them."""
    at = np.flatnonzero(rows)
    if not len(at):
        return []
    seen = np.cumsum(~rows & (tokens.ids != BOUNDARY))[at]  # what lies between two stretches
    parts = np.flatnonzero(np.diff(seen) | np.diff(tokens.doc[at])) + 1
    firsts, lasts = at[np.append(0, parts)], at[np.append(parts - 1, len(at) - 1)]
    columns = tokens.doc[firsts], tokens.start[firsts], tokens.end[lasts]
    return list(zip(*(column.tolist() for column in columns), strict=True))


def leave_out(tokens: Tokens, rows: Flags) -> Tokens:
    """Drop the marked rows; the boundaries around them stay."""
    keep = ~rows
    return replace(
        tokens,
        ids=tokens.ids[keep],
        start=tokens.start[keep],
        end=tokens.end[keep],
        doc=tokens.doc[keep],
        flags=tokens.flags[keep],
    )


def _joined(tokens: Tokens, foreign: Iterable[Segment]) -> tuple[tuple[Region, ...], ...]:
    """Put foreign stretches among each document's regions, in place of what they cover."""
    joined = [list(regions) for regions in tokens.regions]
    for document, start, end in foreign:
        rest = [region for region in joined[document] if region.end <= start or region.start >= end]
        joined[document] = sorted([*rest, Region(start, end, "other language")])
    return tuple(tuple(regions) for regions in joined)


def _against(sums: list[float]) -> list[bool]:
    """Choose English or not for paragraphs in a row: the likeliest path, with a toll for leaving English.

    >>> _against([30.0, -6.0, 0.5, -9.0, 25.0, -3.0])
    [False, True, True, True, False, False]
    """
    english, other = 0.0, -TOLL
    stayed: list[tuple[bool, bool]] = []  # for either state, whether the paragraph before was English
    for value in sums:
        before = english >= other, english - TOLL > other
        english, other = max(english, other) + value, max(english - TOLL, other)
        stayed.append(before)
    is_other = other > english
    path = []
    for from_english, entered in reversed(stayed):
        path.append(is_other)
        is_other = not entered if is_other else not from_english
    return path[::-1]


def _other_scripts(tokens: Tokens) -> Floats:
    """Count against English the letters of words that are wholly in another script."""
    said = np.zeros(len(tokens), np.float32)
    for document, text in enumerate(tokens.texts):
        if text.isascii():
            continue
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        other = np.zeros(len(points) + 1, np.int32)
        np.cumsum(np.any([(points >= low) & (points < high) for low, high in SCRIPTS], axis=0), out=other[1:])
        if other[-1]:
            rows = slice(*np.searchsorted(tokens.doc, (document, document + 1)))
            start, end = tokens.start[rows], tokens.end[rows]
            letters = np.where(tokens.ids[rows] == BOUNDARY, 0, other[end] - other[start])
            said[rows] = OTHER_SCRIPT * letters * (letters == end - start)
    return said
