"""Reports and pages to show: of every verdict, with everything a report may hold, and hostile ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mtdetect.render.html.page import HtmlWriter
from mtdetect.results.documents import Document, Problem
from mtdetect.results.report import Note, Reason, Report, Skipped, Span, Suggestion
from mtdetect.results.tally import Tally
from tests.fakes import make_report

REASONS = (Reason("gain", 1.5), Reason("zipf_gap", -0.4), Reason("document", 0.7), Reason("baseline", -2.0))

TEXT = """The White Home said on Monday that the commerce battle would drag on.

Shares fell <b>sharply</b> after the news, and the crown dropped to a file low.
{"slot": 7, "size": [300, 250]}
Nobody in Brightwater was much surprised: the h\u0430rbour had been quiet since spring.
"""
SIGNS = (
    ("White Home", 0.97),
    ("commerce battle", 0.88),
    ("drag on", 0.35),
    ("fell <b>sharply", 0.62),
    ("file low", 0.7),
)


def span_at(text: str, words: str, score: float, *suggestions: str, start: int = 0) -> Span:
    at = text.index(words, start)
    wordings = tuple(Suggestion(one, 0.5) for one in suggestions)
    return Span(at, at + len(words), words, score, wordings, REASONS, interrupted="<" in words)


def place(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def full_report() -> Report:
    """Return a flagged report with spans of every strength, regions not read, and a note."""
    spans = tuple(span_at(TEXT, words, score, "White House", "building") for words, score in SIGNS)
    regions = (
        Skipped(*place(TEXT, "<b>"), "markup"),
        Skipped(*place(TEXT, '{"slot": 7, "size": [300, 250]}'), "data"),
    )
    notes = (Note("homoglyphs", 3, (place(TEXT, "\u0430"),)),)
    return replace(make_report(TEXT, 0.93, spans=spans), skipped=regions, notes=notes)


def dense_report(words: int, score: float = 0.97) -> Report:
    """Return a report of a long text, every second word of which is marked."""
    text = "".join(
        f"word{number:06d}\n" if number % 20 == 19 else f"word{number:06d} " for number in range(words)
    )
    spans = tuple(
        span
        for number, match in enumerate(re.finditer(r"\w+", text))
        if number % 2 == 0
        for span in [
            Span(
                *match.span(),
                match.group(),
                0.3 + 0.7 * (number * 7919 % 1000) / 1000,
                tuple(Suggestion(f"other wording {one}", 0.5) for one in range(5)),
                REASONS,
            )
        ]
    )
    return make_report(text, score, words=words, spans=spans)


def clean_report() -> Report:
    return make_report("A quiet morning at the harbour.\n" * 80, 0.12, words=480)


def short_report() -> Report:
    return make_report("Hi there.", 0.4, words=2)


#: What a hostile document, label, note or suggestion may hold.
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</style><img src=http://evil.example/x onerror=alert(3)>",
    "\"><svg onload=alert(4)>",
    "' onmouseover='alert(5)' autofocus onfocus='alert(6)",
    "</details></bdi></mark></title></textarea><iframe src=//evil.example></iframe>",
    "<!--", "]]>", "<![CDATA[", "{}{0}{__class__} %s ${7*7} {{7*7}} `${alert(7)}`",
    "&lt;script&gt; &amp; &#x3c;", "javascript:alert(8)",
    "line\u2028separator\u2029and\x0b\x0c\x85more",
    "\x1b[31mred\x07\x00\x9b", "\u202egpj.exe\u2066", "\ud800lone\udfff", "\ufeff\u200b\u00ad\U000e0041",
    "@import url(//evil.example)", "url(http://evil.example/y)",
)  # fmt: skip


def hostile_report() -> Report:
    """Return a report that is hostile wherever a text may stand."""
    text = "\n".join(f"bad {evil} bad" for evil in HOSTILE)
    spans, at = [], 0
    for evil in HOSTILE:
        span = span_at(text, evil, 0.95, *HOSTILE, start=at)
        spans.append(replace(span, reasons=(Reason(evil, 1.0),), interrupted=True))
        at = span.end
    region = Skipped(0, text.index("\n"), "script")
    note = Note("<script>alert(9)</script>", 2, ((4, 9),))
    report = replace(make_report(text, 0.9, spans=tuple(spans)), skipped=(region,), notes=(note,))
    return replace(report, note="".join(HOSTILE), reasons=tuple(Reason(evil, -1.0) for evil in HOSTILE))


def page(documents: Iterable[tuple[str, Report]], problems: Iterable[Problem] = ()) -> str:
    """Return the page that a scan of these documents writes."""
    writer, tally = HtmlWriter(), Tally()
    parts = [writer.begin()]
    for label, report in documents:
        parts.append(writer.document(Document(report.text, label), report))
        tally = tally.with_report(report)
    for problem in problems:
        parts.append(writer.problem(problem))
        tally = tally.with_problem()
    return "".join([*parts, writer.end(tally)])


def small_page() -> str:
    documents = (("b.txt", full_report()), ("a10.txt", clean_report()), ("a9.txt", short_report()))
    return page(documents, [Problem("c.bin", "expected UTF-8 text, got byte 0xff")])
