"""Which spans are marked in HTML, and what a reader is told of each.

What is told takes far more room than the words it is told of, so that it has a budget: the strongest spans
are told in full, further ones without their reasons, and what then is left stays unmarked and is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from markupsafe import Markup

from mtdetect.model.columns import BASELINE, REST
from mtdetect.render.html.markup import join, line
from mtdetect.render.wording import percent, reason, signed, strength
from mtdetect.results.report import Reason, Span, Suggestion

MOST_CHARS = 60
"""Characters of one suggestion: a phrase; more would be a page's worth of tooltip."""

MARKUP_COST = 200
"""What a mark takes beside what is told of it: its elements, and half of a fold between it and the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Say how much of a report goes into a page, in characters.

    Of a text longer than ``text``, only what is around marks is there. ``full`` and ``brief`` are what marks
    told in full and in brief may take, ``regions`` what greying the parts not read may take.
    """

    text: int = 100_000
    full: int = 56_000
    brief: int = 28_000
    regions: int = 8_000


@dataclass(frozen=True, slots=True)
class HtmlMark:
    """Hold a marked span, and what is told of it."""

    span: Span
    told: Markup

    @property
    def tone(self) -> str:
        """Return the style sheet's classes for the span's score, by tenths, and for a cut in it."""
        tenths = f"s{min(int(10 * self.span.score), 9)}"
        return f"{tenths} cut" if self.span.interrupted else tenths

    @property
    def hint(self) -> Markup:
        """Return the first suggestion, which a printed page shows beside the words."""
        return _suggestion(self.span.suggestions[0]) if self.span.suggestions else Markup("")

    @property
    def cost(self) -> int:
        """Return the characters that the mark adds to a page."""
        return len(self.told) + len(self.hint) + MARKUP_COST


def choose(spans: Sequence[Span], limits: Limits) -> list[HtmlMark]:
    """Choose the spans to mark, in the order of the text; the strongest ones are told in full.

    >>> spans = [Span(0, 4, "Home", 0.7), Span(9, 15, "battle", 0.9)]
    >>> [mark.span.text for mark in choose(spans, Limits(full=300, brief=0))]
    ['battle']
    """
    full, brief = limits.full, limits.brief
    chosen: list[tuple[int, HtmlMark]] = []
    for number, span in nlargest((full + brief) // MARKUP_COST, enumerate(spans), key=_strength):
        mark = HtmlMark(span, tell(span))
        if (full := full - mark.cost) < 0:
            mark = HtmlMark(span, tell(span, reasons=False))
            if (brief := brief - mark.cost) < 0:
                break
        chosen.append((number, mark))
    return [mark for _, mark in sorted(chosen, key=_number)]


def _strength(numbered: tuple[int, Span]) -> tuple[float, int]:
    return numbered[1].score, -numbered[0]


def _number(numbered: tuple[int, HtmlMark]) -> int:
    return numbered[0]


def tell(span: Span, *, reasons: bool = True) -> Markup:
    """Say of a span how strong a sign it is, what may have stood there, and why.

    >>> tell(Span(0, 4, "Home", 0.99, (Suggestion("House", 0.9),)))
    Markup('<b>Strong sign, 99.0 %</b><span>Perhaps <bdi>House</bdi></span>')
    """
    lines = [Markup("<b>{} sign, {}</b>").format(strength(span.score).capitalize(), percent(span.score))]
    if span.suggestions:
        wordings = join([Markup("<bdi>{}</bdi>").format(_suggestion(one)) for one in span.suggestions], ", ")
        lines.append(Markup("<span>Perhaps {}</span>").format(wordings))
    if span.interrupted:
        lines.append(Markup("<i>Interrupted by what was not read</i>"))
    return join(lines + ([_because(one) for one in named(span.reasons)] if reasons else []))


def named(reasons: Sequence[Reason]) -> list[Reason]:
    """Leave out what says nothing of this span or document: the rest, and where all of them start."""
    return [one for one in reasons if one.name not in {REST, BASELINE}]


def _because(one: Reason) -> Markup:
    return Markup("<i>{} {}</i>").format(signed(one.contribution), line(reason(one.name), MOST_CHARS * 2))


def _suggestion(suggestion: Suggestion) -> Markup:
    return line(suggestion.text, MOST_CHARS) or Markup("(nothing)")
