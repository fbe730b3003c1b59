"""One report in HTML: what was decided and on what ground, then the text with its marks."""

from __future__ import annotations

from itertools import count as counter

from markupsafe import Markup

from mtdetect.render.html.marks import MOST_CHARS, HtmlMark, Limits, choose
from mtdetect.render.html.markup import join, line, shown
from mtdetect.render.html.text import lay_out
from mtdetect.render.wording import (
    SCORE_MEANING,
    STRENGTHS,
    VERDICT_MEANINGS,
    count,
    note,
    operating_point,
    percent,
    reason,
    signed,
    skipped,
    verdict,
)
from mtdetect.results.report import Note, Report, Verdict

SIGNS: dict[Verdict, str] = {"flagged": "\u25b2", "clean": "\u25cf", "abstain": "\u25cb"}
"""A shape for each verdict: colour is not all that tells them apart."""

_numbers = counter(1)


def report_section(report: Report, limits: Limits | None = None, *, told_once: bool = False) -> Markup:
    """Return a report as a section of a page; what a page says once is left out if ``told_once``."""
    chosen = limits or Limits()
    marks = choose(report.spans, chosen)
    name = (
        f"mt{report.model.sha256[:4]}-{next(_numbers)}"  # unique on the page, and the same in a fresh process
    )
    body = [
        _facts(report, len(marks), operating_point(report)) if told_once else _head(report, len(marks)),
        _asides(report),
        _legend(marks),
        Markup('<div class=text dir=auto lang="">{}</div>').format(lay_out(report, marks, chosen, name)),
        _reasons(report),
    ]
    return Markup('<div class=report role=group aria-label="{}">{}</div>').format(
        f"Report: {verdict(report)}", join(body)
    )


def badge(report: Report) -> Markup:
    """Return the verdict, with its shape."""
    return Markup('<strong class="verdict {}"><span aria-hidden=true>{}</span> {}</strong>').format(
        report.verdict, SIGNS[report.verdict], verdict(report).capitalize()
    )


def gauge(report: Report) -> Markup:
    """Draw the score as a bar, with its threshold; text beside it says the same."""
    return Markup(
        '<svg class=gauge viewBox="0 0 100 10" preserveAspectRatio=none aria-hidden=true>'
        '<rect class=rail width=100 height=6 y=2 /><rect class="fill {}" width="{:.1f}" height=6 y=2 />'
        '<rect class=limit x="{:.1f}" width=1 height=10 /></svg>'
    ).format(report.verdict, 100 * report.score, 100 * report.threshold - 0.5)


def _head(report: Report, marked: int) -> Markup:
    meaning = f"{SCORE_MEANING} {VERDICT_MEANINGS[report.verdict]}"
    return Markup(
        "<p class=head>{}<span>Score <b>{}</b></span>{}<span class=quiet-ink>{}</span></p>"
        "{}<p class=meaning>{}</p><p class=model>Model {}, sha256 {}</p>"
    ).format(
        badge(report),
        percent(report.score),
        gauge(report),
        operating_point(report).capitalize(),
        _facts(report, marked),
        meaning,
        line(report.model.name, MOST_CHARS),
        line(report.model.sha256, 9),
    )


def _facts(report: Report, marked: int, *judged_at: str) -> Markup:
    found = len(report.spans)
    marks = (
        count(found, "span") + " marked"
        if marked == found
        else f"{marked:,} strongest of {found:,} spans marked"
    )
    facts = [f"{count(report.words, 'word')} judged", marks, f"read as {report.format}", *judged_at]
    return Markup("<p class=facts>{}</p>").format(" \u00b7 ".join(facts))


def _asides(report: Report) -> Markup:
    """Tell why there is no verdict, what was noted, and what was not read."""
    lines = [] if report.note is None else [Markup("<b>No verdict:</b> {}").format(shown(report.note))]
    if report.notes:
        noted = "; ".join(map(_noted, report.notes))
        lines.append(Markup("<b>Noted:</b> <u>{}</u>").format(shown(noted)))
    if report.skipped:
        lines.append(Markup("<b>Not read:</b> <i class=k>{}</i>").format(skipped(report.skipped)))
    return join([Markup("<p class=aside>{}</p>").format(one) for one in lines])


def _noted(one: Note) -> str:
    return f"{note(one.name)}, {one.count:,} in all"


def _legend(marks: list[HtmlMark]) -> Markup:
    """Show what each strength of mark looks like, where there are marks."""
    if not marks:
        return Markup("")
    samples = [
        Markup('<span class="sample s{}">{}</span>').format(int(10 * least) or 3, name)
        for least, name in reversed(STRENGTHS)
    ]
    return Markup(
        "<p class=legend>Signs: {}. Point at a mark, or move to it with Tab, to see what may have stood "
        "there and why.</p>"
    ).format(join(samples, ", "))


def _reasons(report: Report) -> Markup:
    if not report.reasons:
        return Markup("")
    rows = [
        Markup("<tr><td>{}</td><td>{}</td></tr>").format(
            line(reason(one.name), 2 * MOST_CHARS),
            signed(one.contribution),
        )
        for one in report.reasons
    ]
    return Markup(
        "<details class=why><summary>What moved the score</summary><table class=reasons>"
        "<tr><th scope=col>Reason</th><th scope=col>Contribution, in logits</th></tr>{}</table></details>"
    ).format(join(rows))
