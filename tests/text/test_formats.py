from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.errors import OptionError
from mtdetect.results.report import InputFormat
from mtdetect.text.formats.guessing import FORMATS, LONGEST_GUESSED, check_format, guess_format, read_as
from mtdetect.text.view import View
from tests.pages import ARTICLE, html_page, littered, markdown_page
from tests.tiny_model import tiny_detector

TAGS = """<p> </p> <b> </b> <i <br/> <li hidden> <table> <td> </table> <nav> </nav> <b/>
    <div/> </div>
    <script> </script> <title> <svg> <svg/> <sup> <!-- --> </> <![CDATA[ ]]>
    &amp; &lt &notit; &#65; &#x1F469;
    &NotEqualTilde; & ; < > = ' " / word a é 👩 \x00 \ud800 \u2028 \x0b""".split(" ")
SIGNS = """# ## * ** _ ` `` ``` > - 1. [ ]( ](http://a.b) ] ![ <b> <br> <div> </div> &amp; \\ |a|b| |-|-| ---
    === <http://a.b> [r]: /x [r] ~ word a é 👩 \x00 \ud800 \u2028 \x0b""".split(" ")
SENTENCE = "The ferry was late again, and those who had waited in the rain since six said so."
BLANKS = [" ", "\n", "\r\n", "\r", "\n\n", "    ", "\t", "\n> ", "\n- "]


def texts(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([*filter(str.strip, pieces), *BLANKS]), max_size=25).map("".join)


def read(text: str, format: InputFormat) -> str:
    """Give the paragraphs that are read, parted by bars."""
    blocks = read_as(text, format).text.split("\n\n")
    return " | ".join(" ".join(block.split()) for block in blocks if block.strip())


def check_places(text: str, view: View) -> None:
    """Check that every character read stands where the view says, and nothing twice."""
    assert view.start is not None
    assert view.end is not None
    places = list(zip(view.start.tolist(), view.end.tolist(), strict=True))
    assert len(places) == len(view.text)
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    for char, (start, end) in zip(view.text, places, strict=True):
        source = text[start:end]
        assert source == char or (char in " \n" and not source.strip()) or "&" in text
    skipped = [(region.start, region.end) for region in view.skipped]
    assert all(0 <= start < end <= len(text) for start, end in skipped)
    assert all(one[1] <= other[0] for one, other in pairwise(skipped))
    for start, end in skipped:
        assert not any(start <= first < last <= end for first, last in places)


@given(st.text(st.characters(codec=None)) | texts(TAGS))
def test_any_text_is_html(text: str) -> None:
    check_places(text, read_as(text, "html"))


@given(st.text(st.characters(codec=None)) | texts(SIGNS))
def test_any_text_is_markdown(text: str) -> None:
    check_places(text, read_as(text, "markdown"))


@given(texts(TAGS + SIGNS), st.sampled_from(["auto", "text", "html", "markdown"]))
def test_spans_and_skipped_lie_in_the_callers_string(text: str, format: InputFormat) -> None:
    text = f"He said the commerce <b>battle</b> would {text} turn out to be with out end."
    report = tiny_detector().detect(text, format=format)
    assert report.text == text
    assert report.format == format or format == "auto"
    assert all(text[span.start : span.end] == span.text != "" for span in report.spans)
    assert all(one.end <= other.start for one, other in pairwise(report.spans))
    assert all(0 <= region.start < region.end <= len(text) for region in report.skipped)
    assert all(one.end <= other.start for one, other in pairwise(report.skipped))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>He <b>left</b> <a href='/x'>at once</a>.</p><p>She", "He left at once. | She"),
        ("un<b>believ</b>able", "unbelievable"),
        ("one<p>two<div>three<br>four", "one | two | three four"),
        ("He<script>if (a</b) '</p>'</script> left", "He left"),
        ("He<!-- was > --> left<style>p{}</style>", "He left"),
        ("<template>no</template><noscript>no</noscript>yes", "yes"),
        ("<nav>no<ul><li>no</nav>yes<footer>no</footer>", "yes"),
        ("<div><nav>no</div>yes", "yes"),
        ("<pre>no</pre>Run <code>ls</code> now<svg><title>no</title></svg>", "Run | now"),
        ("<ul><li hidden>no<li>yes</ul><p hidden>no<p>yes", "yes | yes"),
        ("<div style='display: none'>no</div><i aria-hidden=TRUE>or </i>yes", "or yes"),
        ("<div role=navigation>no</div>yes", "yes"),
        ("<div class='cookie-banner'>We use cookies.</div>yes", "yes"),
        (f"<div class='cookie-banner'><p>{SENTENCE}</div>", SENTENCE),
        ("<table><tr><td>1<td>2</table>yes", "yes"),
        (f"<table><tr><td>{SENTENCE}</table>", SENTENCE),
        ("He said so<sup>[1]</sup>.", "He said so."),
        ("<textarea><p>no</textarea>yes", "yes"),
        ("AT&amp;T &lt;b&gt; &copy &notit; &nosuch; a & b", "AT&T <b> © ¬it; &nosuch; a & b"),
        ("a < b and c <3 <", "a < b and c <3 <"),
        ("one</>two", "onetwo"),
        ("He\r\nleft", "He left"),
    ],
)
def test_the_prose_of_html(page: str, expected: str) -> None:
    assert read(page, "html") == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("# News #\n\nHe *left* __at once__.", "News | He left at once."),
        ("News\n====\nHe\nleft", "News | He left"),
        ("> He said\n> so\n\n- one\n  more\n- two", "He said so | one more | two"),
        ("[He *left*](http://a.b 'c') [at once][r]\n\n[r]: http://a.b", "He left at once"),
        ("He ![a ship](a.png) left", "He left"),
        ("Run `ls -l` now or see <http://a.b>.", "Run | now or see | ."),
        ("```\nno\n```\nyes\n\n|a|b|\n|-|-|\n|1|2|\n\nyes", "yes | yes"),
        ("2 * 3, \\*a\\* and snake_case AT&amp;T", "2 * 3, *a* and snake_case AT&T"),
        (
            "<div><p>He <b>left</b></p><nav>no</nav></div>\n\nHe <b>stayed</b><br>there",
            "He left | He stayed there",
        ),
        ("---\ntitle: no\n---\nyes", "yes"),
        ("    An indented line\n    of prose", "An indented line of prose"),
        ("> a\r\n> b\r\n\r\n-\tc\r\n\td", "a b | c d"),
    ],
)
def test_the_prose_of_markdown(page: str, expected: str) -> None:
    assert read(page, "markdown") == expected


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (ARTICLE, "text"),
        (littered(), "text"),
        (html_page(), "html"),
        (markdown_page(), "markdown"),
        ("\ufeff", "text"),
        ("  <!-- a --><!DOCTYPE html>He left.", "html"),
        ("<p>He</p><p>left</p><p>early</p>", "html"),
        ("He <b>left</b> <i>very</i> <b>early</b>.", "text"),
        ("<p>One</p><p>two</p><p>three</p> and the <script> tag", "text"),
        ("He *left* **early** and 2 * 3", "text"),
        ("# Only a heading\n\nHe left.", "text"),
        ("# News\n\n**He** left.", "markdown"),
        ("I <3 you & </3", "text"),
    ],
)
def test_the_guess(text: str, format: str) -> None:
    assert guess_format(text) == format


@pytest.mark.parametrize("text", ["# One\n\n[Two](https://two.org)", "<!doctype html><p>One"])
def test_a_text_too_long_to_guess_about_is_plain_unless_the_caller_says_what_it_is(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = guess_format(text)
    monkeypatch.setitem(LONGEST_GUESSED, known, len(text) + 3)
    assert guess_format(f"{text}...") == known != guess_format(f"{text}....") == "text"
    assert read_as(f"{text}....", known).format == known


def test_an_unknown_format_is_refused_before_anything_is_read() -> None:
    with pytest.raises(
        OptionError, match=r"one of auto, text, html, markdown, got 'pdf'\. Choose one of them"
    ):
        check_format("pdf")
    texts = iter(["He left."])
    with pytest.raises(OptionError, match="got 'pdf'"):
        tiny_detector().detect_many(texts, format="pdf")  # type: ignore[arg-type]
    assert list(texts) == ["He left."]
    assert all(check_format(known) == known for known in FORMATS)


def test_a_span_over_a_tag_says_so() -> None:
    page = "<p>He said that the commerce <b>battle</b> with China could turn out to be long.</p>"
    found = {span.text: span.interrupted for span in tiny_detector().detect(page, format="html").spans}
    assert found["commerce <b>battle"] is True
    assert found["turn out to be"] is False


def test_a_span_over_a_mark_in_plain_text_says_so() -> None:
    found = {
        span.text: span.interrupted for span in tiny_detector().detect("the commerce <b>battle</b> of").spans
    }
    assert found == {"commerce <b>battle": True}


def test_the_shipped_formats_are_those_of_a_report() -> None:
    assert tiny_detector().detect("").format == "text"
