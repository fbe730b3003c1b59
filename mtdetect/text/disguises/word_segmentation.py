"""Find the words in rows of letters with nothing between them, as in "thetradewar".

The likeliest words are found by dynamic programming over how frequent they are and how well each goes
with the one before it: by frequency alone, *a lot* becomes "alot" and *others even* "other seven".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from mtdetect.arrays import Doubles, Positions
from mtdetect.text.disguises.known_words import KnownWords

LONGEST_PART = 20  # letters of one word
LONGEST_ROW = 1000  # a longer one is cut, and no prose goes on for so long without a sign
CHUNK = 5000  # letters that are read at once
# Doubles in powers of ten: of a word that no table knows and of each of its letters, and of rare short words,
# since lists of words are full of odd ones. Of 27,521 words of human prose (two documents of each of 64
# sources, cut into rows at signs), 1.4 % come out wrong with these; 4.4 % did with frequencies alone, and
# triples of words did not help (2026-11).
UNKNOWN_COST, LETTER_COST = 4.0, 1.3
SHORT_COST = 0.5
SHORT_ZIPF = {2: 5.2, 3: 4.0}  # from which on a word of so many letters is not rare
ONE_LETTER_COST = 4.0  # but for these:
ONE_LETTER = frozenset("ai")
# How much dearer than the cheapest a last word may be, as its neighbours may make up for it.
MARGIN = 5.0
MOST_WAYS = 6  # last words that are kept; eight gave the same words


class SegmentedRow(NamedTuple):
    """Letters, and the word or sign that stands before them and after them, if any does."""

    letters: str
    before: str = ""
    after: str = ""


class WordCuts(NamedTuple):
    """Words that may stand in a row ``(n,)``, ordered by where they end."""

    start: Positions
    end: Positions
    price: Doubles


def break_words(rows: Sequence[SegmentedRow], words: KnownWords) -> list[list[str]]:
    """Part each row into its likeliest words; the time is linear in the letters.

    >>> words = KnownWords.from_zipf({"the": 7.7, "trade": 5.3, "war": 5.5, "rad": 3.4, "warp": 3.3})
    >>> break_words([SegmentedRow("theTradewar"), SegmentedRow("war")], words)
    [['the', 'Trade', 'war'], ['war']]
    """
    found: list[list[str]] = [[] for _ in rows]
    for chunk in _chunks(rows):
        for (number, _), parts in zip(chunk, _likeliest([row for _, row in chunk], words), strict=True):
            found[number] += parts
    return found


def _chunks(rows: Sequence[SegmentedRow]) -> Iterator[list[tuple[int, SegmentedRow]]]:
    """Give the rows some at a time, each with its number, and those that are too long in pieces."""
    chunk: list[tuple[int, SegmentedRow]] = []
    size = 0
    for number, row in enumerate(rows):
        for at in range(0, len(row.letters), LONGEST_ROW):
            piece = row.letters[at : at + LONGEST_ROW]
            ends = at + LONGEST_ROW >= len(row.letters)
            chunk.append((number, SegmentedRow(piece, "" if at else row.before, row.after if ends else "")))
            size += len(piece)
            if size >= CHUNK:
                yield chunk
                chunk, size = [], 0
    if chunk:
        yield chunk


def _likeliest(rows: Sequence[SegmentedRow], words: KnownWords) -> list[list[str]]:
    letters = "".join(row.letters for row in rows)
    bounds = np.array([0, *accumulate(len(row.letters) for row in rows)])
    start, end, price = _candidates(letters, bounds, words)
    spelled = [letters[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    ids = words.ids_of(spelled)
    row = np.searchsorted(bounds, start, "right") - 1
    before, after = (words.ids_of([one[side] for one in rows])[row] for side in (1, 2))
    first, last = start == bounds[row], end == bounds[row + 1]
    first &= np.array([bool(one.before) for one in rows])[row]
    last &= np.array([bool(one.after) for one in rows])[row]
    price[first] -= words.bonds(before[first], ids[first])
    price[last] -= words.bonds(ids[last], after[last])
    parts: list[list[str]] = [[] for _ in rows]
    for at in _cheapest(WordCuts(start, end, price), ids, row, words):
        parts[row[at]].append(spelled[at])
    return parts


def _cheapest(found: WordCuts, ids: npt.NDArray[np.int32], row: Positions, words: KnownWords) -> list[int]:
    """Name the words of the cheapest way through all rows."""
    low, high = (np.searchsorted(found.end, found.start, side) for side in ("left", "right"))
    ways = high - low
    second = np.repeat(np.arange(len(ways)), ways)
    first = np.arange(len(second)) - np.repeat(np.cumsum(ways) - ways - low, ways)
    bonds = np.where(row[first] == row[second], words.bonds(ids[first], ids[second]), 0).tolist()
    total, origin, at = found.price.tolist(), [-1] * len(ways), 0
    for one, (begin, many) in enumerate(zip(low.tolist(), ways.tolist(), strict=True)):
        if many:
            sums = [total[begin + way] - bonds[at + way] for way in range(many)]
            best = min(range(many), key=sums.__getitem__)
            total[one] += sums[best]
            origin[one] = begin + best
            at += many
    (ends,) = np.nonzero(found.end == found.end[-1])
    path = [min(ends.tolist(), key=total.__getitem__)]
    while origin[path[-1]] >= 0:
        path.append(origin[path[-1]])
    return path[::-1]


def _candidates(letters: str, bounds: Positions, words: KnownWords) -> WordCuts:
    """Find the words that may stand there, but for those far dearer than the cheapest way to their end."""
    prices = _prices(letters, bounds, words)
    cheapest = [math.inf] * LONGEST_PART + [0.0]  # as if there were room for a longest word before the first
    for end, row in enumerate(prices.tolist(), start=1):
        cheapest.append(min(map(float.__add__, cheapest[end : end + LONGEST_PART], row)))
    ways = np.array(cheapest)
    sums = sliding_window_view(ways[:-1], LONGEST_PART)[1:] + prices
    kept = np.zeros(sums.shape, bool)
    np.put_along_axis(kept, np.argpartition(sums, MOST_WAYS, axis=1)[:, :MOST_WAYS], True, axis=1)
    row, column = np.nonzero(kept & (sums <= ways[LONGEST_PART + 1 :, None] + MARGIN))
    return WordCuts(row + 1 + column - LONGEST_PART, row + 1, prices[row, column])


def _prices(letters: str, bounds: Positions, words: KnownWords) -> Doubles:
    """Price every word that may stand there ``(n, LONGEST_PART)``: a row for each end, the longest first."""
    lower = " " * LONGEST_PART + letters.lower()
    sizes = np.arange(LONGEST_PART, 0, -1)
    ends = range(LONGEST_PART + 1, len(lower) + 1)
    parts = (lower[at:end] for end in ends for at in range(end - LONGEST_PART, end))
    zipf = np.array(words.frequencies(parts)).reshape(-1, LONGEST_PART)
    short = SHORT_COST * (zipf < np.array([SHORT_ZIPF.get(size, 0.0) for size in sizes.tolist()]))
    known = np.where(zipf > 0, 9 - zipf + short, np.inf)
    known[[sign not in ONE_LETTER for sign in letters.lower()], -1] += ONE_LETTER_COST
    prices = np.minimum(known, UNKNOWN_COST + LETTER_COST * sizes)
    starts = np.arange(1, len(letters) + 1)[:, None] - sizes
    prices[starts < _first_starts(letters, bounds)[:, None]] = np.inf
    return prices


def _first_starts(letters: str, bounds: Positions) -> Positions:
    """Say how far back a word that ends behind each letter may begin: a capital begins one, or follows one.

    >>> _first_starts("theDNAis", np.array([0, 8])).tolist()
    [0, 0, 0, 3, 3, 3, 5, 5]
    """
    starts, first, begins = [], 0, frozenset(bounds.tolist())
    for at, letter in enumerate(letters):
        if at in begins:
            first = at
        elif letter.isupper() != letters[at - 1].isupper():
            first = at if letter.isupper() else at - 1
        starts.append(first)
    return np.array(starts)
