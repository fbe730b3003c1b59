"""The examples' paragraphs as the shipped model sees them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape

import mtdetect
from livedocs.repository import ROOT
from mtdetect import Report, Span
from mtdetect.render.wording import count, percent, verdict

LEAST_SCORE = 0.3  # spans of this score have the faintest mark


def spun_paragraph() -> str:
    """Show the first paragraph of the spun example."""
    return _figure(judged("spun_news"))


def human_paragraph() -> str:
    """Show the same paragraph as a person wrote it."""
    return _figure(judged("human_news"))


@cache
def judged(name: str) -> Report:
    """Judge an example of the repository."""
    return mtdetect.detect((ROOT / "examples" / f"{name}.txt").read_text(encoding="utf-8"))


def first_paragraph(report: Report) -> tuple[int, int]:
    """Find the first paragraph after the heading, as places in the text."""
    start = report.text.index("\n\n") + 2
    return start, report.text.index("\n\n", start)


def _figure(report: Report) -> str:
    start, end = first_paragraph(report)
    spans = [span for span in report.spans if start <= span.start < end]
    here = f", {len(spans)} of them here" if spans else ""
    caption = (
        f"{verdict(report)}, score {percent(report.score)}; "
        f"{count(len(report.spans), 'span')} in {count(report.words, 'word')}{here}"
    )
    return (
        f'<figure class="mt-example" markdown="0"><p>{render(report, start, end, spans)}</p>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def render(report: Report, start: int, end: int, spans: Sequence[Span]) -> str:
    """Render a stretch of a report's text with its spans marked."""
    at, parts = start, []
    for span in spans:
        parts += [escape(report.text[at : span.start]), _mark(span)]
        at = span.end
    return "".join([*parts, escape(report.text[at:end])])


def _mark(span: Span) -> str:
    strength = round((span.score - LEAST_SCORE) / (1 - LEAST_SCORE), 2)
    was = span.suggestions[0].text if span.suggestions else "?"
    label = f"{span.text}: {was}, score {span.score:.2f}"
    return (
        f'<mark class="mt-span" tabindex="0" role="note" style="--mt: {strength}" '
        f'aria-label="{escape(label)}" data-was="{escape(was)}">{escape(span.text)}</mark>'
    )
