"""Texts as spaCy's tokenizer sees them: stretches without white space, and white space that is a token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Offsets

# spaCy strips affixes one by one and copies the rest each time: 20,000 brackets in a row took it 53 s. Longer
# stretches than this are cut; hardly any outside addresses is.
LONGEST_STRETCH = 100
SEPARATOR = "\n"  # between two texts; white space, but not the blank that two stretches may meet at
BLANK, LINE_END = ord(" "), ord("\n")
# All white space lies below; a code point beyond is looked up as the last entry.
_IS_SPACE = np.array([chr(code).isspace() for code in range(0x3002)])


@dataclass(frozen=True, slots=True, eq=False)
class TextChunks:
    """The stretches and the white space of texts, as places in ``joined``, which holds the texts in a row."""

    joined: str
    origins: Offsets  # (texts,): where each text begins
    words: list[str]
    start: Offsets  # (words,)
    end: Offsets
    space_start: Offsets  # of white space that is a token
    space_end: Offsets
    space_lines: Offsets  # line ends in it

    def are_parted_by_a_blank(self, at: int) -> bool:
        """Say whether nothing but a blank stands between a stretch and the next one."""
        return self.joined[self.end[at] : self.start[at + 1]] == " "


def split(texts: Sequence[str]) -> TextChunks:
    r"""Find the stretches of texts; white space is a token unless it is one blank between two of them.

    >>> found = split(["He  left.\n\nShe", "stayed. "])
    >>> found.words, found.origins.tolist(), found.start.tolist()
    (['He', 'left.', 'She', 'stayed.'], [0, 15], [0, 4, 11, 15])
    >>> found.space_start.tolist(), found.space_end.tolist(), found.space_lines.tolist()
    ([3, 9], [4, 11], [0, 2])
    """
    joined = SEPARATOR.join(texts)
    lengths = [0, *(len(text) + 1 for text in texts[:-1])]
    origins = np.array(list(accumulate(lengths)), np.int32)
    points = _code_points(joined)
    space = _IS_SPACE.take(points, mode="clip")
    words, start, end = _cut(joined, *_runs(~space))
    space[origins[1:] - 1] = False
    return TextChunks(joined, origins, words, start, end, *_spaces(points, origins, *_runs(space)))


def _code_points(text: str) -> npt.NDArray[np.unsignedinteger]:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _runs(marked: npt.NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    """Give where each run of marked places begins, and where it ends."""
    edged = np.zeros(len(marked) + 2, bool)
    edged[1:-1] = marked
    edges = np.flatnonzero(edged[1:] != edged[:-1]).astype(np.int32)
    return edges[::2], edges[1::2]


def _cut(joined: str, start: Offsets, end: Offsets) -> tuple[list[str], Offsets, Offsets]:
    """Cut the stretches out, those that are too long in parts."""
    lengths = end - start
    if lengths.max(initial=0) <= LONGEST_STRETCH:
        return joined.split(), start, end
    parts = -(-lengths // LONGEST_STRETCH)
    part = np.arange(parts.sum(), dtype=np.int32) - np.repeat(np.cumsum(parts, dtype=np.int32) - parts, parts)
    start = np.repeat(start, parts) + part * np.int32(LONGEST_STRETCH)
    end = np.minimum(start + np.int32(LONGEST_STRETCH), np.repeat(end, parts))
    return [joined[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)], start, end


def _spaces(
    points: npt.NDArray[np.unsignedinteger], origins: Offsets, start: Offsets, end: Offsets
) -> tuple[Offsets, Offsets, Offsets]:
    """Keep the white space that is a token: at a text's beginning all of it, else all but a first blank."""
    after_blank = start + (points[start] == BLANK)
    first = np.searchsorted(start, origins)
    first = first[first < len(start)]
    opening = first[np.isin(start[first], origins)]
    after_blank[opening] = start[opening]
    kept = after_blank < end
    start, end = after_blank[kept], end[kept]
    lines = np.flatnonzero(points == LINE_END)
    return start, end, (np.searchsorted(lines, end) - np.searchsorted(lines, start)).astype(np.int32)
