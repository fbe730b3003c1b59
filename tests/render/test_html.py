"""HTML without a browser: its size, its bounds, and that nothing of a text is ever a part of it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.cli.main import main
from mtdetect.render.html import page as html_page
from mtdetect.render.html.folding import fold
from mtdetect.render.html.marks import Limits, choose
from mtdetect.render.html.markup import asset, shown
from mtdetect.render.html.notebook import show_report, show_reports
from mtdetect.render.wording import NOTE_NAMES, reason
from mtdetect.results.documents import Document
from mtdetect.results.report import Note, Report, Skipped, Span, Suggestion
from mtdetect.results.report_list import Reports
from tests.fakes import FakeDetector, make_report
from tests.html_cases import HOSTILE, REASONS, dense_report, full_report, hostile_report, page, small_page

MOST_OVERHEAD = 100_000
any_text = st.text(st.characters(codec=None))


def overhead(report: Report) -> int:
    """Return how many bytes a report's HTML has beyond what it shows of the text."""
    left_out = len(report.text) > Limits().text
    places = [(mark.span.start, mark.span.end) for mark in choose(report.spans, Limits())]
    there = [one for one in fold(report.text, places) if not (one.folded and left_out)]
    text = "".join(report.text[one.start : one.end] for one in there)
    return len(show_report(report).encode()) - len(shown(text).encode())


class Elements(HTMLParser):
    """Collect what a parser takes for elements and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_tables_have_a_class_for_material_wraps_those_without_and_their_styles_no_longer_reach_them() -> None:
    report = full_report()
    for html in (show_report(report), show_reports(Reports([report]))):
        assert "<table class=" in html
        assert not re.search("<table(?! class=)", html)


@pytest.mark.parametrize("words", [40, 300, 3000, 20_000])
def test_a_dense_report_is_at_most_100_kilobytes_longer_than_its_text(words: int) -> None:
    assert overhead(dense_report(words)) < MOST_OVERHEAD


@pytest.mark.parametrize(
    "lines", [98, 400]
)  # the first is shown whole, of the second only what is near marks
def test_so_is_one_whose_marks_lie_far_apart(lines: int) -> None:
    text = ("word " * 200 + "\n") * lines
    spans = tuple(
        Span(at - 6, at - 2, "word", 0.9, tuple(Suggestion("other", 0.5) for _ in range(5)), REASONS)
        for at in range(1001, len(text), 1001)
    )
    assert 30_000 < overhead(make_report(text, 0.9, spans=spans)) < MOST_OVERHEAD


def test_so_is_one_whose_every_character_is_escaped_and_every_word_a_region() -> None:
    text = "<&\"'> " * 3000
    spans = tuple(
        Span(
            at,
            at + 5,
            text[at : at + 5],
            0.99,
            tuple(Suggestion("\"'<>&" * 40, 0.5) for _ in range(5)),
            REASONS,
        )
        for at in range(0, len(text), 12)
    )
    regions = tuple(Skipped(at + 6, at + 11, "hidden") for at in range(0, len(text), 12))
    report = replace(make_report(text, 0.9, spans=spans), skipped=regions)
    assert overhead(report) < MOST_OVERHEAD


def test_the_strongest_spans_are_told_of_and_the_others_counted() -> None:
    report = dense_report(3000)
    marks = choose(report.spans, Limits())
    weakest = min(mark.span.score for mark in marks)
    assert 150 < len(marks) < len(report.spans)
    assert all(span.score <= weakest for span in report.spans if span not in {mark.span for mark in marks})
    assert [mark.span.start for mark in marks] == sorted(mark.span.start for mark in marks)
    html = show_report(report)
    assert f"{len(marks):,} strongest of 1,500 spans marked" in html
    assert html.count("<mark") == len(marks)
    assert any("<i>" not in mark.told for mark in marks)


def test_a_huge_text_is_shown_around_its_marks_only() -> None:
    text = "Ordinary words of prose.\n" * 200_000
    at = 2_500_000
    report = make_report(text, 0.9, spans=(Span(at, at + 8, text[at : at + 8], 0.9),))
    html = show_report(report)
    assert len(html) < 30_000
    assert re.search(r"… 2,4\d\d,\d{3} characters without marks, left out", html)
    assert f">{text[at : at + 8]}</mark>" in html


def test_a_long_text_is_whole_but_folded() -> None:
    text = "Ordinary words of prose.\n" * 2000
    html = show_report(make_report(text, 0.1))
    assert html.count("Ordinary words of prose.") == 2000
    assert "left out" not in html


@given(any_text, any_text)
def test_no_text_makes_an_element_or_an_attribute(text: str, other: str) -> None:
    span = Span(0, len(text), text, 0.9, (Suggestion(other, 0.5),), REASONS)
    report = replace(
        make_report(f"{text} {other}", 0.9, spans=(span,)),
        note=other,
        notes=(Note(other, 1, ((0, 1),)),),
        skipped=(Skipped(0, 2, "data"),),
    )
    plain = Elements(page([("name", full_report())]))
    html = page([(other, report)])
    found = Elements(html)
    assert found.tags <= plain.tags | {"details", "summary"}
    assert found.attributes <= plain.attributes
    html.encode("ascii")
    show_report(report).encode("utf-8")


def test_a_hostile_report_makes_none_either() -> None:
    plain, hostile = Elements(show_report(full_report())), Elements(show_report(hostile_report()))
    assert hostile.tags <= plain.tags
    assert hostile.attributes <= plain.attributes


def test_words_break_where_the_text_does() -> None:
    html = show_report(make_report("one\r\ntwo\rthree\n\nfour", 0.1))
    assert "one\ntwo\nthree\n\nfour" in html


def test_reasons_and_notes_are_told_in_words() -> None:
    assert reason("gain") == "how much likelier the text is with the best other wording"
    html = show_report(replace(full_report(), notes=(Note("zero_width", 1),)))
    assert NOTE_NAMES["zero_width"] in html
    assert "zero_width" not in html


def test_what_is_no_verdict_says_why() -> None:
    html = show_report(make_report("Hi", 0.5, words=1))
    assert "<b>No verdict:</b> too few words of English prose to tell" in html


def test_styles_and_scripts_are_plain_ascii_and_close_nothing() -> None:
    for names in (("notebook.css", "report.css", "list.css", "page.css"), ("tips.js", "sort.js", "page.js")):
        text = asset(*names)
        assert text.isascii()
        assert "</" not in text
        assert "http" not in text
        assert "url(" not in text


def test_the_page_admits_its_own_style_and_script_and_nothing_else() -> None:
    html = small_page()
    policy = re.search(r'Content-Security-Policy content="([^"]+)"', html)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in unescape(policy[1]).split(";"))
    assert rules["default-src"] == "'none'"
    for element, rule in (("style", "style-src"), ("script", "script-src")):
        (content,) = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert "style=" not in html


def test_a_page_has_one_of_each_id() -> None:
    names = re.findall(r"\sid=([^\s>]+)", page([("a", full_report()), ("b", full_report())]))
    assert len(names) == len(set(names))


def test_the_model_and_the_version_are_named() -> None:
    html = small_page()
    assert "mtdetect 0." in html
    assert f"model fake, sha256 <code>{'ab' * 32}</code>" in html


def test_when_a_page_is_full_documents_keep_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "MOST_CHARS", 60_000)
    clean = make_report("Fine words.\n" * 1000, 0.1)
    html = page([("c", clean)] * 4 + [("f", dense_report(40))] * 4)
    assert html.count("<li data-number=") == 8
    assert html.count("<details class=doc>") < 8
    first_flagged = re.search(r"<li data-number=5 [^>]*>(<\w+)", html)
    assert first_flagged is not None
    assert first_flagged[1] == "<details"  # clean documents had half of the room at most
    assert "documents are listed without their text: the page would grow too large" in html


def test_a_document_is_written_as_soon_as_it_is_judged() -> None:
    writer = html_page.HtmlWriter()
    writer.begin()
    first = writer.document(Document("x", "first.txt"), full_report())
    assert "first.txt" in first
    assert first.startswith("<li")
    assert first.endswith("</li>\n")


def test_scan_writes_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("bad " * 90)
    (tmp_path / "b.txt").write_bytes(b"\xff")
    assert main(["scan", "--format", "html", str(tmp_path)], load=lambda folder: FakeDetector()) == 2
    html = capsys.readouterr().out
    assert html.startswith("<!DOCTYPE html>")
    assert html.endswith("</html>\n")
    assert html.count("<mark") == 90
    assert "b.txt</bdi>" in html
    assert "expected UTF-8 text, got byte 0xff" in html


def test_a_refused_model_leaves_no_half_of_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "--format", "html", "--model", "nowhere", "-"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_text_is_shown_as_it_is_written_up_to_escapes(evil: str) -> None:
    html = show_report(make_report(f"see {evil} here", 0.2))
    assert f"see {shown(evil)} here" in html
    assert "<script>alert" not in html
