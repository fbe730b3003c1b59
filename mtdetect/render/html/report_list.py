"""Many reports in HTML: a table to sort, each row with its report behind it.

A notebook keeps what it shows, so that a table has bounds: so many rows, and so many characters of reports
behind them. The highest scores come first where not all find room.
"""

from __future__ import annotations

from heapq import nlargest

from markupsafe import Markup

from mtdetect.render.html.marks import Limits
from mtdetect.render.html.markup import join, line
from mtdetect.render.html.report import badge, gauge, report_section
from mtdetect.render.wording import (
    SCORE_MEANING,
    VERDICT_MEANINGS,
    label_of,
    percent,
    rate,
    summary,
    tally_of,
)
from mtdetect.results.report import Report, Verdict
from mtdetect.results.report_list import Reports

MOST_ROWS = 500
"""Rows of a table; some 700 characters each."""

MOST_BEHIND = 1_500_000
"""Characters of reports behind the rows."""

LIMITS = Limits(text=10_000, full=28_000, brief=20_000, regions=2_000)
"""Of a report behind a row; shown by itself it has more."""

MOST_LABEL_CHARS = 200

_RANKS: dict[Verdict, int] = {"flagged": 2, "clean": 1, "abstain": 0}

_COLUMNS = (
    ("Document", "text"),
    ("Verdict", "number"),
    ("Score", "number"),
    ("Words", "number"),
    ("Spans", "number"),
)


def reports_section(reports: Reports) -> Markup:
    """Return the table as a section of a page."""
    shown = _highest(reports)
    behind = _behind(reports, shown)
    rows = [_row(reports, number, behind.get(number)) for number in sorted(shown)]
    return Markup(
        '<section class=list aria-label="Reports">{}<div class=scroll>'
        "<table class=reports><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></section>"
    ).format(
        _head(reports, len(rows), len(behind)), join([_title(*column) for column in _COLUMNS]), join(rows)
    )


def _highest(reports: Reports) -> list[int]:
    """Return the numbers of the reports that have a row, the highest score first."""
    return nlargest(MOST_ROWS, range(len(reports)), key=lambda number: (reports[number].score, -number))


def _behind(reports: Reports, shown: list[int]) -> dict[int, Markup]:
    """Make the reports behind the rows, as many as there is room for."""
    sections: dict[int, Markup] = {}
    left = MOST_BEHIND
    for number in shown:
        section = report_section(reports[number], LIMITS, told_once=True)
        if (left := left - len(section)) < 0:
            break
        sections[number] = section
    return sections


def _head(reports: Reports, rows: int, behind: int) -> Markup:
    points = sorted({report.target_fpr for report in reports})
    at = f", judged for {' and '.join(map(rate, points))} false positives" if points else ""
    lines = [Markup("<b>{}</b>{}").format(summary(tally_of(reports)), at)]
    if points:
        lines.append(Markup("{} {}").format(SCORE_MEANING, VERDICT_MEANINGS["flagged"].partition(". ")[2]))
    if rows < len(reports):
        lines.append(
            Markup("The {:,} highest scores are listed; slice the reports to see others.").format(rows)
        )
    if behind < rows:
        lines.append(
            Markup("The {:,} highest open here; show another one by its number: reports[{}].").format(
                behind, "n"
            )
        )
    return join([Markup("<p class=meaning>{}</p>").format(one) for one in lines])


def _title(name: str, kind: str) -> Markup:
    return Markup("<th scope=col data-kind={}><button type=button>{}</button></th>").format(kind, name)


def _row(reports: Reports, number: int, behind: Markup | None) -> Markup:
    report = reports[number]
    label = Markup("<span class=number>{}</span> <bdi>{}</bdi>").format(
        number, line(label_of(reports, number), MOST_LABEL_CHARS)
    )
    return Markup("<tr data-number={}><td>{}</td>{}</tr>").format(
        number, _opening(label, behind), _values(report)
    )


def _opening(label: Markup, behind: Markup | None) -> Markup:
    if behind is None:
        return Markup("<div class=closed>{}</div>").format(label)
    return Markup("<details><summary>{}</summary><div class=behind>{}</div></details>").format(label, behind)


def _values(report: Report) -> Markup:
    return Markup(
        "<td data-v={}>{}</td><td data-v={:.6f}><span class=score>{}<span>{}</span></span></td>"
        "<td data-v={}>{:,}</td><td data-v={}>{:,}</td>"
    ).format(
        _RANKS[report.verdict],
        badge(report),
        report.score,
        gauge(report),
        percent(report.score),
        report.words,
        report.words,
        len(report.spans),
        len(report.spans),
    )
