"""What reads as prose, and of which genre a text is, by its paragraphs."""

from __future__ import annotations

import textwrap

import pytest

from mtdetect.results.report import Skipped
from mtdetect.text.coverage import measure_coverage
from mtdetect.text.formats.guessing import guess_format, read_as
from mtdetect.text.formats.html_styles import Look, change, inline_style
from mtdetect.text.prose.genre import code_share, verse_share
from mtdetect.text.prose.regions import skipped_regions, without_inside
from mtdetect.text.prose.wording import reads_as_prose
from mtdetect.text.source import Source
from mtdetect.text.view import View

STORY = (
    "The ferry was late again on Monday, and those who had waited since six said so. My "
    "sister, who never minds "
    "the rain, had brought a flask of tea, and we sat on the wall and watched the boats "
    "come in. When ours came "
    "at last nobody cheered, but the captain waved, and we found a dry seat near the "
    "engine, where it was warm. "
)


@pytest.mark.parametrize(
    "text",
    [
        "She left before the rain began, and nobody asked her why.",
        "“You can't,” he said, “not in this weather.”",
        "The lodger(s) may use the bath(s) of the house(s).",
        "- The kettle was on, and they had put out the good cups.",
        "Doctors recommend sleep.  It is what most of us lack.",
    ],
)
def test_sentences_read_as_prose(text: str) -> None:
    assert reads_as_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Home",
        "Home Sport Weather Travel Jobs Cars Homes Dating Shop Archive",
        "Jane Doe John Roe Mary Major Richard Miles Ann Other Sam Sung",
        "const a = b(c); if (d) { return e.f(g); } else { h[i] = j; } // and so on",
        "1901 14.2 8 1902 15.1 9 1903 14.8 7 1904 16.0 9 in all",
        "Die Fähre kam am Montag wieder zu spät, und alle, die gewartet hatten, beklagten sich.",
    ],
)
def test_menus_names_code_and_numbers_do_not(text: str) -> None:
    assert not reads_as_prose(text)


@pytest.mark.parametrize("width", [45, 50, 58, 66, 72])
def test_wrapped_prose_is_no_verse(width: int) -> None:
    paragraphs = [textwrap.fill(STORY * 2, width), textwrap.fill(STORY, width - 8)]
    assert verse_share("\n\n".join(paragraphs)) < 0.5
    long = "see https://example.org/" + "boats/" * 20
    assert verse_share("\n\n".join([*paragraphs, long])) < 0.5
    assert verse_share("\n".join([*paragraphs, long])) < 0.5


def test_names_at_the_beginnings_of_wrapped_lines_make_no_verse() -> None:
    text = (
        "Then the mayor met Anna Petersen of Harbour Lane, Tom\nBecker of Mill Road and the "
        "Reverend James Appleby\n"
        "of Saint Mary's, who had brought a letter from Bishop\nHenry Walcott. In it he asked "
        "the town to keep the\n"
        "ferry, as it had since the days of good old Queen\nAnne, and to let the boats of his "
        "friend Captain Robert\n"
        "Lowe land there as they always had, and to pay for it\nwith the money that was left "
        "over from the bridge."
    )
    assert verse_share(text) < 0.5


@pytest.mark.parametrize(
    "line",
    [
        "@rosa_k did you see what they did to the pier, it is all gone",
        "The buyer(s) shall pay the price(s) in the month(s) agreed to",
        "$12 a head is what it was when we were there (but not for her)",
        "You go in -> you sit down -> they bring you what there is to eat;",
    ],
)
def test_prose_with_a_programs_signs_is_no_code(line: str) -> None:
    assert code_share(f"{line}\n" * 8) == 0.0
    assert skipped_regions(f"{line}\n" * 8) == []


def test_code_with_a_comment_is_code() -> None:
    function = (
        "def first_of(lines):\n    # give the first of the lines that is not empty, if there is any at all\n"
        "    kept = [line.strip() for line in lines]\n    found = next(filter(None, kept), None)\n"
        "    self.seen[found] = len(kept)\n    return found\n\n"
    )
    assert code_share(function * 3) > 0.3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[b]She[/b] left [url=http://a.org/b]at once[/url].", "She left at once ."),
        (
            r"It \emph{fell}~\cite{one} at \textbf{once}\label{a}. It \emph{rose}.",
            "It fell at once . It rose .",
        ),
        ("The [[old mill|mill]] of [[Eldham]]<ref>A book</ref> '''burned'''.", "The mill of Eldham burned ."),
        ("He `went to the` pier and `sat on the` wall.", "He went to the pier and sat on the wall."),
    ],
)
def test_marks_inside_sentences_leave_their_words_neighbours(text: str, words: str) -> None:
    regions = skipped_regions(text)
    assert all(region.inside for region in regions)
    assert without_inside(text, regions).split() == words.split()


@pytest.mark.parametrize(
    "text",
    [
        r"\section{One}" "\n" r"\begin{equation}" "\nx = 1\n" r"\end{equation}" "\n" + STORY,
        "{{Infobox|name=x|built=1901}}\n== One ==\n[[File:a.jpg|thumb|A boat]]\n" + STORY,
    ],
)
def test_the_rest_of_latex_and_of_wiki_source_is_left_out(text: str) -> None:
    kept, at = "", 0
    for start, end, *_ in skipped_regions(text):
        kept, at = kept + text[at:start], end
    assert " ".join((kept + text[at:]).split()) == "One " + " ".join(STORY.split())


def test_a_string_of_data_is_read_and_its_line_ends_part() -> None:
    text = '{"id": 7, "body": "' + STORY.strip() + r"\n\nShe \"left\" it." + '", "n": 3}'
    kept, at = [], 0
    for start, end, *_ in skipped_regions(text):
        kept.append(text[at:start])
        at = end
    assert " ".join(" ".join([*kept, text[at:]]).split()) == STORY + 'She "left " it.'.replace('" it', '" it')


@pytest.mark.parametrize(
    ("style", "hides"),
    [
        ("display:none", True),
        ("visibility: hidden", True),
        ("opacity: 0.0", True),
        ("opacity: .4", False),
        ("font-size:0px", True),
        ("font: 0/0 a", True),
        ("color: white", True),
        ("color: #fefefe", True),
        ("color: white; background: navy url(a.png)", False),
        ("color: rgb(9, 9, 9); background-color: #090909", True),
        ("position:absolute; left:-5000px", True),
        ("position:relative; left:-5px", False),
        ("text-indent: -9999px", True),
        ("position:absolute; clip: rect(0 0 0 0)", True),
        ("height:0; overflow:hidden", True),
        ("height:0", False),
        ("transform: scale(0)", True),
        ("transform: scale(0.9)", False),
        ("color: white; background: #ffe", False),
    ],
)
def test_styles_that_hide(style: str, hides: bool) -> None:
    declared = {name: value for name, (value, _) in inline_style(style).items()}
    assert change(Look(), declared, knows_colours=True).hides_text is hides


@pytest.mark.parametrize(
    ("css", "shown"),
    [
        ("p { display: none }", False),
        ("p { display: none } .a { display: block }", True),
        (".a { display: block } p { display: none }", True),
        ("p { display: none !important } .a { display: block }", False),
        ("#b p { visibility: hidden }", False),
        ("p:has(b) { display: none }", True),
        ("@media print { p { display: none } }", True),
        ("p::before, p[ { display: none }", True),
        ("div { font-size: 0 } p { font-size: 12px }", True),
    ],
)
def test_rules_cascade(css: str, shown: bool) -> None:
    page = f"<!doctype html><style>{css}</style><div id=b><p class=a>She left.</p></div>"
    assert (read_as(page, "html").text.strip() == "She left.") is shown


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("<p>She left<br>at once.</p>", "html"),
        ("\n<div class=x>She left.\n\n</div>\n", "html"),
        ("<p> is how a paragraph begins, she said.", "text"),
        ("<b>She</b> left.", "text"),
        ("<p>Then she wrote the <script> tag.</p>", "text"),
    ],
)
def test_a_piece_of_a_page_is_html(text: str, format: str) -> None:
    assert guess_format(text) == format


@pytest.mark.parametrize(
    ("text", "skipped", "coverage"),
    [
        ("She left.", None, 1.0),
        ("She left. one two three", Skipped(10, 23, "code"), 0.4),
        ("She left. one two three", Skipped(10, 23, "script"), 1.0),
        ("She left. one two three", Skipped(10, 23, "menu"), 1.0),
        ("She left. Вчера вечером", Skipped(10, 23, "other language"), 0.5),
    ],
)
def test_coverage_counts_words(text: str, skipped: Skipped | None, coverage: float) -> None:
    view = View(text, skipped=() if skipped is None else (skipped,))
    assert measure_coverage(Source(text, view), 2).share == coverage


def test_a_page_without_words_is_covered() -> None:
    assert measure_coverage(Source("", View("")), 0).share == 1.0
