"""Documents as a scan reads them, and inputs that it cannot read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STDIN = "-"

STDIN_LABEL = "<stdin>"


@dataclass(frozen=True, slots=True)
class Document:
    """Hold one text, where it came from, and for a file of many texts its line or row (from 1) and id.

    Attributes:
        text: The text, decoded; offsets count its code points.
        source: The file as it was named or found, or "<stdin>".
        line: The line of JSON Lines, the row of a table, the number of a message in a mailbox.
        id: The record's own id, of any type.
        encoding: The encoding that a text file was in.
        pages: Where each page of a PDF begins in the text.

    """

    text: str
    source: str
    line: int | None = None
    id: Any = None
    encoding: str = "utf-8"
    pages: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """Return the place as ``file`` or ``file:line``, with the document's id if it has one.

        >>> Document("Hello", "posts.jsonl", 3).label, Document("Hello", "posts.jsonl", 3, "p7").label
        ('posts.jsonl:3', 'posts.jsonl:3 (p7)')
        """
        place = _place(self.source, self.line)
        return place if self.id is None else f"{place} ({self.id})"


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what could not be read and why; ``line`` is that of JSON Lines, from 1."""

    source: str
    message: str
    line: int | None = None

    @property
    def label(self) -> str:
        """Return the place as ``file`` or ``file:line``.

        >>> Problem("posts.jsonl", "malformed", 3).label
        'posts.jsonl:3'
        """
        return _place(self.source, self.line)


def _place(source: str, line: int | None) -> str:
    return source if line is None else f"{source}:{line}"
