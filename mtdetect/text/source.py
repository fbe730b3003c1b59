"""A document in the caller's own string: spans and skipped stretches, led back from the view read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from mtdetect.results.report import Reason, Skipped, Span, Suggestion
from mtdetect.text.prose.region import Region
from mtdetect.text.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Hold the caller's string, what was read of it, and the regions of that which are no prose."""

    text: str
    view: View
    regions: tuple[Region, ...] = ()

    def span(
        self,
        start: int,
        end: int,
        score: float,
        suggestions: tuple[Suggestion, ...] = (),
        reasons: tuple[Reason, ...] = (),
    ) -> Span:
        """Make the span that a stretch of the view is in the source.

        >>> from mtdetect.text.formats.guessing import read_as
        >>> page = "<p>The White <b>Home</b> said so.</p>"
        >>> source = Source(page, read_as(page, "html"))
        >>> at = source.view.text.index("White Home")
        >>> span = source.span(at, at + 10, 0.9)
        >>> span.text, span.interrupted
        ('White <b>Home', True)
        """
        interrupted = self.view.is_interrupted(start, end) or self._holds_region(start, end)
        begin, finish = self.view.source(start, end)
        return Span(begin, finish, self.text[begin:finish], score, suggestions, reasons, interrupted)

    def skipped(self) -> tuple[Skipped, ...]:
        """Give all that was skipped, in order."""
        if not self.regions:
            return self.view.skipped
        return self.view.all_skipped(Skipped(start, end, kind) for start, end, kind, _ in self.regions)

    def _holds_region(self, start: int, end: int) -> bool:
        at = bisect_right(self.regions, end - 1, key=_start) - 1
        return at >= 0 and self.regions[at].end > start


def _start(region: Region) -> int:
    return region.start
