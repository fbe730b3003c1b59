"""The text of a report in HTML: marks with what is told of them, what was not read in grey, folds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from markupsafe import Markup

from mtdetect.render.html.folding import Stretch, fold
from mtdetect.render.html.marks import HtmlMark, Limits
from mtdetect.render.html.markup import join, shown
from mtdetect.render.html.overlay import Layer, Overlay, OverlayRun
from mtdetect.render.wording import KIND_NAMES, note
from mtdetect.results.report import Report, Skipped, SkippedKind

# A tag or an address is seen to be one; of anything else, grey alone does not say what it is.
_SELF_EVIDENT: frozenset[SkippedKind] = frozenset({"markup", "address"})
_REGION_COST = 40


def lay_out(report: Report, marks: Sequence[HtmlMark], limits: Limits, name: str) -> Markup:
    """Return the text: stretches around marks, the others folded, or only counted where the text is long.

    ``name`` begins the ids of what is told, and must be of no other text on the page.
    """
    stretches = fold(report.text, [(mark.span.start, mark.span.end) for mark in marks])
    keep_all = len(report.text) <= limits.text
    visible = [stretch for stretch in stretches if keep_all or not stretch.folded]
    greyed = _greyed(report.skipped, visible, limits.regions)
    painter = _Painter(report, marks, greyed, name)
    return join([painter.stretch(stretch, keep_all) for stretch in stretches])


class _Painter:
    """Turn stretches of one text into HTML."""

    def __init__(
        self, report: Report, marks: Sequence[HtmlMark], greyed: Iterable[Skipped], name: str
    ) -> None:
        self._text = report.text
        self._marks = marks
        self._name = name
        self._overlay = Overlay([mark.span for mark in marks], greyed, report.notes)

    def stretch(self, stretch: Stretch, keep_all: bool) -> Markup:
        if not stretch.folded:
            return self._words(stretch)
        label = f"… {stretch.end - stretch.start:,} characters without marks"
        if keep_all:
            return Markup("<details class=fold><summary>{}</summary>{}</details>").format(
                label, self._words(stretch)
            )
        return Markup("<p class=fold>{}, left out</p>").format(label)

    def _words(self, stretch: Stretch) -> Markup:
        runs = self._overlay.runs(stretch.start, stretch.end)
        return join([self._group(span, group) for span, group in groupby(runs, key=_span)])

    def _group(self, number: int | None, group: Iterator[OverlayRun]) -> Markup:
        words = join([self._run(run) for run in group])
        return words if number is None else mark_up(self._marks[number], words, f"{self._name}-{number}")

    def _run(self, run: OverlayRun) -> Markup:
        return paint(self._text, run)


def paint(text: str, run: OverlayRun) -> Markup:
    """Return the characters of a run: what was noted of them is underlined, what was not read is grey."""
    words = shown(text[run.start : run.end])
    if run.note is not None:
        words = Markup('<u title="{}">{}</u>').format(note(run.note), words)
    if run.skipped is None:
        return words
    kind = "" if run.skipped in _SELF_EVIDENT else KIND_NAMES[run.skipped][0]
    label = Markup(' data-k="{}"').format(kind) if kind else ""
    return Markup("<i class=k{}>{}</i>").format(label, words)


class Explained(Protocol):
    """Describe what a mark must say: its classes, a hint for print, and what is told of it."""

    @property
    def tone(self) -> str:
        """Return the classes that the style sheet has for the mark."""

    @property
    def hint(self) -> Markup:
        """Return what a printed page shows beside the words."""

    @property
    def told(self) -> Markup:
        """Return what is told on hover and on focus."""


def mark_up(mark: Explained, words: Markup, name: str) -> Markup:
    """Return marked words with what is told of them; ``name`` is the id that links them."""
    return Markup(
        '<span class=w><mark class="{}" tabindex=0 aria-describedby={} data-s="{}">{}</mark>'
        "<span class=t role=tooltip id={} hidden>{}</span></span>"
    ).format(mark.tone, name, mark.hint, words, name, mark.told)


def _span(run: OverlayRun) -> int | None:
    return run.span


def _greyed(regions: Iterable[Skipped], visible: Sequence[Stretch], budget: int) -> list[Skipped]:
    """Choose what to grey of what is seen: the longest first, for a page may hold thousands of tags."""
    most = budget // _REGION_COST
    windows = Layer((stretch.start, stretch.end, None) for stretch in visible)
    seen = [region for region in regions if windows.within(region.start, region.end)]
    return seen if len(seen) <= most else sorted(seen, key=_length, reverse=True)[:most]


def _length(region: Skipped) -> int:
    return region.end - region.start
