"""``scan --format html``: a page that needs nothing beside itself, written as the documents come.

The page is a list of documents, each with its report folded away. What can be known only at the end, the
counts and the histogram, is written last; the page's script moves it to the top, and without scripts a link
leads there.
"""

from __future__ import annotations

from markupsafe import Markup

from mtdetect.render.html.histogram import Histogram
from mtdetect.render.html.marks import Limits
from mtdetect.render.html.markup import ascii_only, asset, content_policy, line, shown
from mtdetect.render.html.report import badge, gauge, report_section
from mtdetect.render.wording import SCORE_MEANING, VERDICT_MEANINGS, count, percent, rate, summary
from mtdetect.results.documents import Document, Problem
from mtdetect.results.report import ModelId, Report
from mtdetect.results.tally import Tally
from mtdetect.version import __version__

MOST_CHARS = 10_000_000
"""Characters of reports on a page; beyond, documents have their line only, or no browser would open it.
Documents that are not flagged may take half of them: a page is read for those that are."""

LIMITS = Limits(text=20_000, full=28_000, brief=20_000, regions=4_000)
"""Of one report on a page."""

MOST_LABEL_CHARS = 300

STYLES = ("report.css", "page.css")
SCRIPTS = ("tips.js", "page.js")


class HtmlWriter:
    """Write a page: its head, then the documents, then what they add up to."""

    def __init__(self) -> None:
        self._histogram = Histogram()
        self._left = MOST_CHARS
        self._without_text = 0
        self._number = 0
        self._model: ModelId | None = None
        self._target_fpr: float | None = None

    def begin(self) -> str:
        """Open the page, as far as the list of documents."""
        style = asset(*STYLES)
        return _write(asset("head.html").format(policy=content_policy(style, asset(*SCRIPTS)), style=style))

    def document(self, document: Document, report: Report) -> str:
        """Write one document: a line, and its report behind it as long as the page has room."""
        self._histogram.add(report)
        self._model, self._target_fpr = report.model, report.target_fpr
        self._number += 1
        return _write(_item(self._number, document.label, report, self._behind(report)))

    def problem(self, problem: Problem) -> str:
        """Write one input that could not be read, in its place."""
        self._number += 1
        return _write(
            _PROBLEM.format(self._number, line(problem.label, MOST_LABEL_CHARS), shown(problem.message))
        )

    def end(self, tally: Tally) -> str:
        """Write the counts, the histogram, and how to read them."""
        return _write(
            asset("tail.html").format(
                summary=summary(tally),
                without=_without(self._without_text),
                histogram=self._histogram.draw() if tally.judged else "",
                meaning=SCORE_MEANING,
                flagged=VERDICT_MEANINGS["flagged"],
                clean=VERDICT_MEANINGS["clean"],
                abstain=VERDICT_MEANINGS["abstain"],
                rate="" if self._target_fpr is None else _expected(self._target_fpr),
                made=_made_by(self._model),
                script=asset(*SCRIPTS),
            )
        )

    def _behind(self, report: Report) -> Markup | None:
        reserved = 0 if report.verdict == "flagged" else MOST_CHARS // 2
        section = report_section(report, LIMITS, told_once=True) if self._left > reserved else None
        if section is None or len(section) > self._left - reserved:
            self._without_text += 1
            return None
        self._left -= len(section)
        return section


def _write(html: Markup) -> str:
    return ascii_only(f"{html}\n")


def _item(number: int, label: str, report: Report, behind: Markup | None) -> Markup:
    name = line(label, MOST_LABEL_CHARS)
    row = _ROW.format(
        badge=badge(report),
        gauge=gauge(report),
        score=percent(report.score),
        label=name,
        facts=f"{count(report.words, 'word')}, {count(len(report.spans), 'span')}",
    )
    return _ITEM.format(
        number=number,
        verdict=report.verdict,
        score=f"{report.score:.6f}",
        words=report.words,
        spans=len(report.spans),
        content=_CLOSED.format(row) if behind is None else _OPENING.format(row, behind),
    )


def _without(documents: int) -> Markup:
    if not documents:
        return Markup("")
    return Markup("<p>{}: the page would grow too large. Scan them by themselves to see it.</p>").format(
        "1 document is listed without its text"
        if documents == 1
        else f"{documents:,} documents are listed without their text"
    )


def _expected(target_fpr: float) -> str:
    return (
        f"Thresholds are set so that {rate(target_fpr)} of documents by people are expected to be flagged "
        f"too; they differ with the length of a document."
    )


def _made_by(model: ModelId | None) -> Markup:
    name = (
        ""
        if model is None
        else Markup(", model {}, sha256 <code>{}</code>").format(
            line(model.name, MOST_LABEL_CHARS), line(model.sha256, MOST_LABEL_CHARS)
        )
    )
    return Markup("mtdetect {}{}").format(__version__, name)


_ROW = Markup(
    "{badge}<span class=score>{gauge}<span>{score}</span></span><bdi class=label>{label}</bdi>"
    "<span class=facts>{facts}</span>"
)
_ITEM = Markup(
    "<li data-number={number} data-verdict={verdict} data-score={score} data-words={words} "
    "data-spans={spans}>{content}</li>"
)
_OPENING = Markup("<details class=doc><summary>{}</summary>{}</details>")
_CLOSED = Markup('<div class="doc bare">{}</div>')
_PROBLEM = Markup(
    '<li data-verdict=unreadable data-number={}><div class="doc bare"><strong class=verdict>'
    "<span aria-hidden=true>\u2715</span> Unreadable</strong><span></span><bdi class=label>{}</bdi>"
    "<span class=facts>{}</span></div></li>"
)
