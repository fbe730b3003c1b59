"""A view put together from pieces of its source: stretches kept, stretches rewritten, breaks put in."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mtdetect.results.report import Skipped, SkippedKind, TextFormat
from mtdetect.text.view import View

BLOCK_BREAK = "\n\n"  # the tokenizer parts paragraphs at a blank line
LINE_BREAK = "\n"
# A line break in the source of a page or of a Markdown paragraph only wraps the line.
AS_SPACE = str.maketrans("\n\r\t\f", "    ")


@dataclass(slots=True)
class Pieces:
    """Collect the pieces of ``source`` in order; ``skip`` names what was left out."""

    source: str
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def keep(self, start: int, end: int) -> None:
        """Keep a stretch as it is, its line breaks as spaces."""
        self.rewrite(start, end, self.source[start:end].translate(AS_SPACE))

    def keep_lines(self, start: int, end: int) -> None:
        """Keep a stretch as it is, its line breaks too."""
        self.rewrite(start, end, self.source[start:end])

    def rewrite(self, start: int, end: int, text: str) -> None:
        """Read a stretch as ``text``."""
        if text:
            self.start.append(start)
            self.end.append(end)
            self.text.append(text)

    def part(self, at: int, mark: str = BLOCK_BREAK) -> None:
        """Put in a break before the source's character ``at``."""
        if self.text:
            self.rewrite(at, at, mark)

    def skip(self, start: int, end: int, kind: SkippedKind) -> None:
        """Leave a stretch out and say what it is."""
        if start < end:
            self.skipped.append(Skipped(start, end, kind))

    def view(self, format: TextFormat) -> View:
        """Make the view: in a piece as long as its source each character stands for its own."""
        lengths = np.array([len(text) for text in self.text], np.int32)
        first, last = np.array(self.start, np.int32), np.array(self.end, np.int32)
        stops = np.cumsum(lengths, dtype=np.int32)
        offset = np.arange(lengths.sum(), dtype=np.int32) - np.repeat(stops - lengths, lengths)
        stop = np.repeat(last, lengths)
        start = np.minimum(np.repeat(first, lengths) + offset, stop)
        end = np.minimum(start + 1, stop)
        end[stops - 1] = last  # the last character of an entity takes the rest of it
        text, skipped = "".join(self.text), tuple(self.skipped)
        return View(text, start, end, skipped, format=format)
