"""Lines and columns of a text, as editors count them: a line ends with CR LF, LF or CR."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

LINE_BREAKS = ("\r\n", "\r", "\n")
LINE_BREAK = re.compile("|".join(LINE_BREAKS))


def line_bounds(text: str) -> tuple[list[int], list[int]]:
    r"""Return where each line begins, and where it ends without its break.

    >>> line_bounds("One\r\nTwo\n")
    ([0, 5, 9], [3, 8, 9])
    """
    breaks = [match.span() for match in LINE_BREAK.finditer(text)]
    return [0, *(end for _, end in breaks)], [*(start for start, _ in breaks), len(text)]


class Lines:
    r"""Find the line and column of an offset, both from 1, in code points.

    >>> Lines("One\r\nTwo").place(6)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return line_bounds(self._text)[0]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset; the text's length is one, too."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
