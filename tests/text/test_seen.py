"""The shipped model on one rewritten article, shown in every way that a reader sees alike."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from functools import cache
from html import escape

import pytest

from mtdetect.detector import load
from mtdetect.model.folder import shipped_folder
from mtdetect.results.report import Report
from tests.places import CASES

pytestmark = pytest.mark.skipif(not shipped_folder().is_dir(), reason="there is no models/en")

HUMAN = (
    "We kept bees behind the garage until I was twelve. My mother wore an old fencing "
    "mask and never once got "
    "stung, while my father, who stayed indoors with the windows shut, was stung every summer. In August the "
    "kitchen smelled of wax and smoke, and wasps came from three streets away to sit on "
    "the lids of the jars. "
    "When the last hive died we did not talk about it. She hung the mask on a nail in the "
    "shed, and it is there "
    "still, with a spider in it, and a strip of tape on the back that says who it belonged to and when."
)
REWRITTEN = ("api-dense-school", "dict-dense-company", "api-dense-money")
PARAGRAPHS = [
    row["text"]
    for line in (CASES / "rewritten.jsonl").read_text(encoding="utf-8").splitlines()
    if (row := json.loads(line))["id"] in REWRITTEN
]
SPUN = "\n\n".join(PARAGRAPHS)
SENTENCES = [one for part in PARAGRAPHS for one in re.split(r"(?<=[.!?])\s+", part)]

Way = Callable[[], str]


def page(body: str, head: str = "") -> str:
    opening = "<!doctype html><html><head><title>Notes</title>" + head
    return f"{opening}</head><body><p>{escape(HUMAN)}</p>{body}</body></html>"


def within(opening: str, closing: str) -> Way:
    return lambda: page("".join(f"{opening}{escape(part)}{closing}" for part in PARAGRAPHS))


def around(opening: str, closing: str = "") -> Way:
    return lambda: page(opening + "".join(f"<p>{escape(part)}</p>" for part in PARAGRAPHS) + closing)


def inside_words(mark: str, head: str = "", block: str = "p") -> Way:
    def show() -> str:
        words = [
            " ".join(
                escape(w[:3]) + mark + escape(w[3:]) if w.isalpha() and len(w) > 5 else escape(w)
                for w in part.split()
            )
            for part in PARAGRAPHS
        ]
        return page("".join(f"<{block}>{part}</{block}>" for part in words), head)

    return show


def hidden(opening: str, head: str = "") -> Way:
    extra = f"{opening}{escape(' '.join([HUMAN] * 4))}</div>"
    return lambda: page(extra + "".join(f"<p>{escape(part)}</p>" for part in PARAGRAPHS), head)


def plain(lay_out: Callable[[list[str]], str]) -> Way:
    return lambda: f"{HUMAN}\n\n{lay_out(PARAGRAPHS)}"


def with_lead(lead: str) -> Way:
    return plain(lambda _: "\n\n".join(lead + sentence for sentence in SENTENCES))


ELEMENTS = """aside footer label pre code samp kbd sup figcaption noscript textarea menu button nav header
    search details section""".split()
WAYS: dict[str, Way] = {
    **{name: within(f"<{name}>", f"</{name}>") for name in ELEMENTS},
    "open dialog": within("<dialog open>", "</dialog>"),
    "drawing": within("<svg><foreignObject><p>", "</p></foreignObject></svg>"),
    "paragraph in a drawing": within("<svg><p>", "</p></svg>"),
    "cells": lambda: page("<table>" + "".join(f"<tr><td>{escape(one)}" for one in SENTENCES) + "</table>"),
    "related": around("<div class='related'>", "</div>"),
    "share": around("<div id='share-this'>", "</div>"),
    "aria-hidden": around("<div aria-hidden=true>", "</div>"),
    "role": around("<div role=search>", "</div>"),
    "unclosed nav": around("<nav><a href='/'>Home</a>"),
    "empty title": around("<title/>"),
    "empty script": around("<script/>"),
    "empty iframe in a drawing": around("<svg><iframe/></svg>"),
    "closed by a block": within("<p hidden>no<div>", "</div>"),
    "stray end tags": inside_words("</li></option>"),
    "inline block element": inside_words("<div style='display: inline'></div>", block="div"),
    "hidden in words": inside_words("<b style='display:none'>qx</b>"),
    "hidden by a rule": inside_words("<b class=no>qx</b>", "<style>.no { font-size: 0 }</style>"),
    "hidden block in words": inside_words("<div hidden>qx</div>", block="div"),
    "numbers": lambda: around("")().replace("e", "&#0000000000101;").replace("&#0000000000101;", "e", 60),
    "gaps by style": lambda: page(
        "".join(
            "<p>" + "".join(f"<b style='margin-right: .3em'>{escape(w)}</b>" for w in part.split()) + "</p>"
            for part in PARAGRAPHS
        )
    ),
    "shown again": around("<div style='visibility:hidden'><div style='visibility:visible'>"),
    "hidden overridden": around("<div hidden style='display:block'>"),
    "beside text without size": hidden("<div style='font-size:0'>"),
    "beside text of the page's colour": hidden("<div style='color:#fff'>"),
    "beside transparent text": hidden("<div style='opacity:0'>"),
    "beside text far away": hidden("<div style='position:absolute;left:-9999px'>"),
    "beside text hidden by a rule": hidden("<div id=no>", "<style>#no { visibility: hidden }</style>"),
    "fragment": lambda: f"<p>{escape(HUMAN)}<br>\n"
    + "<br>\n".join(textwrap.wrap(escape(" ".join(SENTENCES)), 70))
    + "</p>",
    "fence": plain(lambda parts: "```\n" + "\n\n".join(parts) + "\n```"),
    "comment": plain(lambda parts: "<!-- " + "\n\n".join(parts) + " -->"),
    "braces": plain(lambda parts: "{ " + "\n\n".join(parts) + " }"),
    "JSON": lambda: json.dumps({"id": 3, "tags": ["a", "b"], "body": "\n\n".join([HUMAN, *PARAGRAPHS])}),
    "captions": with_lead("Photo: "),
    "read more": with_lead("Read more: "),
    "cookies": with_lead("We use cookies. "),
    "BBCode": plain(lambda parts: "\n\n".join(f"[quote=ann][b]{part}[/b][/quote]" for part in parts)),
    "bullets": plain(lambda _: "\n".join(f"- **Note**: {sentence}" for sentence in SENTENCES)),
    "headings": plain(lambda _: "**Notes**\n\n" + "\n".join(f"# {sentence}" for sentence in SENTENCES)),
    "in backticks": plain(lambda parts: re.sub(r"(\S+ \S+ \S+)", r"`\1`", "\n\n".join(parts))),
    "wrapped with an address": plain(
        lambda parts: "\n\n".join(textwrap.fill(part, 58) for part in parts)
        + "\nhttps://example.org/" + "a-long-way/" * 12
    ),
    "LaTeX": lambda: "\n".join([
        r"\documentclass{article}", r"\begin{document}", r"\section{Notes}\label{sec:notes}", HUMAN, "",
        *("\n\\emph{" + part.replace(" ", "} ", 1) + "~\\cite{key1}\n% a remark" for part in PARAGRAPHS),
        r"\begin{equation}", "x = 1", r"\end{equation}", r"\end{document}",
    ]),
    "wiki": lambda: "{{Infobox\n| name = Notes\n| built = 1901\n}}\n== Notes ==\n" + "\n\n".join([
        HUMAN,
        *(
            re.sub(r"\bthe (\w+)", r"the [[\1 (thing)|\1]]", part) + "<ref>{{cite|title=A}}</ref>"
            for part in PARAGRAPHS
        ),
    ]),
}  # fmt: skip


@cache
def judged(text: str) -> Report:
    return load().detect(text)


@pytest.mark.parametrize("way", WAYS)
def test_what_a_reader_sees_alike_is_judged_alike(way: str) -> None:
    report, expected = judged(WAYS[way]()), judged(f"{HUMAN}\n\n{SPUN}")
    assert expected.verdict == report.verdict == "flagged"
    assert report.score == pytest.approx(expected.score, abs=0.02)
    assert report.words >= 0.97 * expected.words
    assert all(report.text[span.start : span.end] == span.text for span in report.spans)


@pytest.mark.parametrize(
    "debris",
    [
        "<nav><ul><li><a href=/>Home</a><li><a href=/news>News and views</a><li><a "
        "href=/s>Sport</a></ul></nav>",
        "<div class=cookie-box><p>We use cookies to give you the best of what we have. You "
        "can say no.</p></div>",
        "<table><tr><td>1901<td>14.2<td>8<tr><td>1902<td>15.1<td>9</table>",
        "<script>for (var i = 0; i < a.length; i++) { show(a[i]); }</script>",
        "<pre>for line in lines:\n    if line and not line.startswith('#'):\n        print(line)</pre>",
        "<footer>© 2019 The Notes. All rights reserved by those who wrote them.</footer>",
        "<select><option>Alabama<option>Alaska<option>Arizona</select>",
    ],
)
def test_what_nobody_reads_as_prose_is_left_out(debris: str) -> None:
    assert judged(page(debris)).words == judged(page("")).words
    assert judged(page(debris)).coverage == 1.0 or "<pre>" in debris


def test_what_is_left_out_is_counted_and_named() -> None:
    code = "let table = open(path)\nlet rows = table read all lines\nreturn rows where name is known\n" * 30
    report = judged(page(f"<pre>{code}</pre>"))
    assert report.verdict == "abstain"
    assert 0 < report.coverage < 0.5
    assert re.fullmatch(r"\d+ of \d+ words are in code blocks, and were not read: .*", report.note or "")
    assert report.at(0.001).note == report.note


def test_a_page_of_another_language_with_english_menus_gets_no_verdict() -> None:
    danish = (
        "Borgmesteren sagde i går, at den nye bro over åen ikke bliver færdig før til næste "
        "år, fordi jorden er "
        "blødere end nogen havde regnet med, og fordi pengene er brugt. "
    )
    report = judged(f"{danish * 6}\n\n{HUMAN}")
    assert report.verdict == "abstain"
    assert re.search(r"mostly another language: \d+% of the text; \d+% is English", report.note or "")
