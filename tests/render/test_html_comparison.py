"""A comparison in HTML without a browser: all of both texts, marks where the differences are, bounds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.cli.main import main
from mtdetect.model.folder import save_model
from mtdetect.render.html.comparison import SCRIPTS, STYLES, comparison_page
from mtdetect.render.html.comparison_sides import MOST_CHARS, MOST_TOLD
from mtdetect.render.html.markup import asset, line, shown
from mtdetect.render.html.notebook import show_comparison
from mtdetect.render.html.side_layout import LONGEST_ROW, Origin, SideRow, rows
from mtdetect.results.comparison import Comparison
from mtdetect.results.report import Note, Skipped
from tests.comparing.test_comparing import PARAGRAPHS, TEXTS, compared, span
from tests.fakes import FakeDetector, make_report
from tests.html_cases import HOSTILE
from tests.tiny_model import HUMAN, SPUN, tiny_model

#: A notebook's output has its styles, and a style attribute for each thing hidden, beside the rows.
MOST = 1.1 * MOST_CHARS


class Sides(HTMLParser):
    """Collect the two columns of a comparison, and its marks by the id of what is told of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts = ["", ""]
        self.marks: dict[str, str] = {}
        self.told: dict[str, str] = {}
        self._column = 1
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= set(values)
        kind, name = tag, values.get("aria-describedby", "")
        if tag == "td" and values.get("dir") == "auto":
            self._column, kind = 1 - self._column, "side"
        elif values.get("role") == "tooltip":
            kind, name = "told", values["id"]
        if kind == "mark":
            self.marks.setdefault(name, "")
        self._open.append((kind, name))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = dict(self._open)
        if "told" in inside:
            self.told[inside["told"]] = self.told.get(inside["told"], "") + data
        elif "side" in inside:
            self.texts[self._column] += data
            if "mark" in inside:
                self.marks[inside["mark"]] += data


def looked_at(comparison: Comparison) -> Sides:
    return Sides(re.sub(r"<(style|script)>.*?</\1>", "", show_comparison(comparison), flags=re.DOTALL))


def normal(text: str) -> str:
    return str(shown(text).unescape())


def told(text: str) -> str:
    return str(line(text, MOST_TOLD).unescape())


def all_of_it(comparison: Comparison) -> tuple[str, str]:
    """Return what the columns hold: the original in the order of the passages, and the suspect."""
    parts = [comparison.original[one.original_start : one.original_end] for one in comparison.passages]
    return "".join(parts), comparison.suspect


def assert_faithful(comparison: Comparison) -> None:
    sides = looked_at(comparison)
    assert tuple(sides.texts) == tuple(map(normal, all_of_it(comparison)))
    for number, one in enumerate(comparison.substitutions):
        for side, here, there in (("a", one.original, one.suspect), ("b", one.suspect, one.original)):
            (name,) = [name for name in sides.told if name.endswith(f"-{number}{side}")]
            assert sides.marks[name] == normal(here)
            quoted = "nothing" if not there else "spacing" if there.isspace() else told(there)
            assert sides.told[name].startswith(f"{one.kind.capitalize()}In the ")
            assert f": {quoted}" in sides.told[name]


@given(TEXTS, TEXTS)
def test_both_texts_are_there_with_their_differences_marked(original: str, suspect: str) -> None:
    assert_faithful(compared(original, suspect))


@given(st.permutations(PARAGRAPHS), st.lists(st.sampled_from(PARAGRAPHS), max_size=4))
def test_so_they_are_where_paragraphs_were_moved(one: list[str], other: list[str]) -> None:
    assert_faithful(compared("\n\n".join(one), "\n\n".join(other)))


def test_long_texts_are_folded_and_whole() -> None:
    prose = "".join(f"A quiet morning, number {number}.\n" for number in range(900))
    comparison = compared(prose + "The big end.\n" + prose, prose + "The large end.\n" + prose)
    assert_faithful(comparison)
    html = show_comparison(comparison)
    assert len(re.findall(r"… [\d,]+ characters without differences</summary>", html)) == 2
    assert "left out" not in html


def test_a_moved_passage_is_marked_where_it_stands_and_where_it_stood() -> None:
    comparison = compared(
        "\n\n".join(PARAGRAPHS) + "\n", "\n\n".join([PARAGRAPHS[0], *PARAGRAPHS[2:], PARAGRAPHS[1]])
    )
    parts = list(rows(comparison))
    (origin,) = [one for one in parts if isinstance(one, Origin)]
    moved = [one for one in parts if isinstance(one, SideRow) and one.moved]
    assert origin.passage in comparison.moved
    assert [one.opens for one in moved] == [True] + [False] * (len(moved) - 1)
    before, after = parts[parts.index(origin) - 1], parts[parts.index(origin) + 1]
    assert isinstance(before, SideRow)
    assert isinstance(after, SideRow)
    assert comparison.original[slice(*before.pieces[0].original)].startswith("The ferry")
    assert comparison.original[slice(*after.pieces[0].original)].startswith("Nobody expected")
    html = show_comparison(comparison)
    assert "moved from here:</span> <bdi>Volunteers from Ballinskelligs" in html
    assert html.count("moved: in the original, this passage stands elsewhere") == 1


def test_paragraphs_stand_beside_each_other() -> None:
    suspect = "\n\n".join(one.replace("the ", "that ") for one in PARAGRAPHS * 3)
    starts = [
        row.pieces[0]
        for row in rows(compared("\n\n".join(PARAGRAPHS * 3), suspect))
        if isinstance(row, SideRow)
    ]
    assert len(starts) >= 6
    for piece in starts[1:]:
        assert suspect[: piece.suspect[0]].endswith("\n\n")
        assert "\n\n".join(PARAGRAPHS * 3)[: piece.original[0]].endswith("\n\n")


def test_one_long_line_is_parted_at_its_sentences() -> None:
    original = "".join(f"On day {day} the weather was good and the sea was calm. " for day in range(200))
    comparison = compared(original, original.replace("good", "fine"))
    parts = [row for row in rows(comparison) if isinstance(row, SideRow)]
    assert max(sum(piece.size for piece in row.pieces) for row in parts) < 2 * LONGEST_ROW
    assert all(original[: row.pieces[-1].original[1]].endswith(". ") for row in parts)


def test_what_mtdetect_suspected_and_suggested_is_told_apart() -> None:
    original, suspect = "the White House soon said very little", "the White Home soon stated very small"
    spans = (span(suspect, "Home", "Residence", "house"), span(suspect, "stated", "told"))
    html = show_comparison(compared(original, suspect, *spans))
    tones = re.findall(r'<mark class="([^"]+)"', html)
    assert tones == [
        "replaced suggested a", "replaced suspected a", "replaced a",
        "replaced suggested b", "replaced suspected b", "replaced b",
    ]  # fmt: skip
    assert html.count("<i>mtdetect suspected it by itself</i>") == 2
    said = "Without the original, mtdetect suspected 2 of 3, and suggested the original's words for 1."
    assert shown(said) in html


def test_the_head_says_what_a_similarity_is_not() -> None:
    html = show_comparison(compared("one two three four", "one two four five"))
    assert "<strong>Similarity 75.0 %</strong><span>1 inserted, 1 deleted</span>" in html
    assert "It is no proof" in html
    assert "Similarity 100.0 %</strong><span>no differences" in show_comparison(compared("one", "one"))


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_texts_are_shown_as_written_up_to_escapes(evil: str) -> None:
    comparison = compared(f"see {evil} and {evil[::-1]} here", f"see {evil * 2} or {evil} there")
    notes = (Note(evil, 1, ((0, 3),)),)
    hostile = replace(
        comparison,
        report=replace(
            comparison.report, notes=notes, note=evil, model=replace(comparison.report.model, name=evil)
        ),
        skipped=(Skipped(0, 6, "script"),),
    )
    assert_faithful(hostile)
    for html in (show_comparison(hostile), comparison_page(hostile, (evil, evil))):
        sides = Sides(re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL))
        assert not sides.tags & {"img", "svg", "iframe", "script", "a"}
        assert not [name for name in sides.attributes if name.startswith("on") or name in {"src", "href"}]


def test_a_page_is_read_with_its_tags() -> None:
    original = "<html><p>The cat, they <b>said</b>, was <i>big</i>.</p></html>"
    suspect = replace(make_report("<div><p>The cat, they said, was large.</p></div>", 0.5), format="html")
    sides = looked_at(mtdetect.compare(original, suspect, format="html"))
    assert tuple(sides.texts) == (original, suspect.text)


@pytest.mark.parametrize(
    ("original", "suspect"),
    [
        ("one two " * 100_000, "three four " * 100_000),
        ("".join(f"w{n} x " for n in range(20_000)), "".join(f"w{n} y " for n in range(20_000))),
        ("", "<&\"'> " * 100_000),
        ("a\n" * 200_000, "a\n" * 200_000 + "b"),
    ],
    ids=["all replaced", "every second word", "all new", "one word at the end"],
)
def test_however_long_the_texts_the_output_is_bounded(original: str, suspect: str) -> None:
    html = show_comparison(compared(original, suspect))
    assert len(html) < MOST
    assert "left out" in html


def test_letters_that_all_differ_are_shown_as_far_as_there_is_room() -> None:
    original, suspect = ("".join(f"{chr(0x4E00 + n)} {word} " for n in range(3000)) for word in "bc")
    html = show_comparison(compared(original, suspect))
    assert html.count("<mark ") > 500
    assert len(html) < MOST


def test_what_is_left_out_is_counted() -> None:
    html = show_comparison(
        compared("".join(f"w{n} x " for n in range(20_000)), "".join(f"w{n} y " for n in range(20_000)))
    )
    said = re.search(
        r"… ([\d,]+) further characters of the suspect, with ([\d,]+) differences, left out", html
    )
    assert said is not None
    assert int(said[2].replace(",", "")) + html.count("role=tooltip") / 2 == 20_000


def test_the_restored_text_stands_beside_the_text() -> None:
    text = "the White Home soon stated very little"
    report = make_report(text, 0.9, spans=(span(text, "Home", "House"), span(text, "stated", "said")))
    comparison = mtdetect.compare(report.restored, report)
    assert [(one.original, one.suggested) for one in comparison.substitutions] == [
        ("House", True),
        ("said", True),
    ]
    assert_faithful(comparison)


def test_styles_and_scripts_are_plain_ascii_and_close_nothing() -> None:
    for names in (STYLES, SCRIPTS):
        text = asset(*names)
        assert text.isascii()
        assert not [bad for bad in ("</", "http", "url(") if bad in text]


class TestCommand:
    """``mtdetect compare``."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> list[str]:
        paths = [tmp_path / "original.txt", tmp_path / "suspect.txt"]
        paths[0].write_text("one two\nthree four")
        paths[1].write_text("one two\nbad four")
        return [str(path) for path in paths]

    def run(self, *words: str) -> int:
        return main(["compare", *words], load=lambda folder: FakeDetector())

    def test_it_lists_differences(self, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(*files) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"{files[1]} beside {files[0]}: similarity 75.0 %\n1 replaced\n")
        assert out.endswith('\n\n2:1 replaced "three" -> "bad" suspected\n')
        assert "It is no proof" in out

    def test_it_gives_json(self, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run("--format", "json", *files) == 0
        out = capsys.readouterr().out
        assert '"similarity": 0.75' in out
        assert '"original": "three"' in out

    def test_it_writes_a_page(self, files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run("--format", "html", *files) == 0
        html = capsys.readouterr().out
        assert html.startswith("<!DOCTYPE html>")
        assert html.isascii()
        assert "style=" not in html  # the page's policy would not let it pass
        assert html.count("<mark ") == 2

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("-", "-"), "expected one text from standard input, got - for both"),
            ((".", "-"), "expected a file to compare, got a folder"),
            (("nowhere.txt", "-"), "nowhere.txt: expected a readable file"),
        ],
    )
    def test_other_input_is_refused(
        self,
        words: tuple[str, str],
        message: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert self.run(*words) == 2
        assert message in capsys.readouterr().err


def test_allowed_terms_are_not_suspected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "tiny"
    save_model(tiny_model(), model, {"name": "tiny"})
    for name, text in {"original": HUMAN, "suspect": SPUN, "terms": "commerce battle\n"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    files = str(tmp_path / "original.txt"), str(tmp_path / "suspect.txt")
    terms = "--allow", str(tmp_path / "terms.txt")
    said = []
    for options in ((), terms):
        assert main(["compare", *files, "--format", "json", "--model", str(model), *options]) == 0
        found = json.loads(capsys.readouterr().out)["substitutions"]
        said.append({one["suspect"]: one["suspected"] for one in found})
    assert any("commerce battle" in text and suspected for text, suspected in said[0].items()), said[0]
    assert not any("commerce battle" in text and suspected for text, suspected in said[1].items())
