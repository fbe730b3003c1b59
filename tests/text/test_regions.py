from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.text.prose.region import Region, merge
from mtdetect.text.prose.regions import skipped_regions, without_inside


def cut(text: str) -> list[str]:
    return [text[region.start : region.end] for region in skipped_regions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left <b>early</b>.", ["<b>", "</b>"]),
        ("See https://example.org/a?b=c for more.", ["https://example.org/a?b=c"]),
        ("Write to jo.doe@example.org today.", ["jo.doe@example.org"]),
        (
            "<script>var a = 'the words of it';</script>Then he left.",
            ["<script>var a = 'the words of it';</script>"],
        ),
        ("Call `os.path.join` first.", ["`os.path.join`"]),
        ("He said so [12] twice.", ["[12]"]),
        ("Tom &amp; Jerry", ["&amp;"]),
        ('He said {"id": 7, "text": "a"} and left.', ['{"id": 7, "text": "a"}']),
    ],
)
def test_debris_is_skipped(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It cost $5 (about 4 euros), he said; that is 20% more.",
        "Is 3 < 4? Of course, and 5 > 4.",
        "Shall I compare thee to a summer's day?\nThou art more lovely and more temperate:\n",
        "Dear all,\n\nI am writing to ask about the job.\n\nBest,\nAnna",
        "Ingredients: 2 eggs, 100 g of flour, 1/2 cup of milk.",
        "The court held in Smith v. Jones (1999) that it may not.",
        "Short lines\nof a free verse\nwith no stop at all\nbut the sea\nand the wind",
        "“Yes,” he said.\n\n“No?”\n\n“No.”\n\n“Why?”",
        "* He came home late.\n* She had left by then.\n* They never met again.\n* That was that.",
        "    He came home late and found\n    that she had left\n    by the back door.",
        "Introduction\n\nThis is how it began, and it went on for years.",
        "The ``quoted words of a man who wrote in the old style'' were his.",
        "{dollars} were spent on {that a} thing",
    ],
)
def test_prose_is_kept(text: str) -> None:
    assert cut(text) == []


def test_a_menu_is_skipped() -> None:
    text = "Home\nNews\nSport\nWeather\nContact\nThe mayor said on Monday that he would not stand again.\n"
    assert cut(text) == ["Home\nNews\nSport\nWeather\nContact\n"]


def test_a_menu_in_one_line_is_skipped() -> None:
    assert cut("He left.\nHome | Site map | Contact us\nShe stayed.") == ["Home | Site map | Contact us\n"]


def test_data_over_several_lines_is_skipped() -> None:
    assert cut("He left.\n.ad {\n  color: red;\n}\nShe stayed.") == [".ad {\n  color: red;\n}"]


def test_calls_are_skipped() -> None:
    line = "$(this).parent().find('ul').show('slow'); // show the list of what is in the shop"
    assert cut(f"He left.\n{line}\nShe stayed.") == [f"{line}\n"]


@pytest.mark.parametrize(
    "piece",
    ["<", "{", "[", "`", "\n", "a{b", "<!--", "<script>", "{;", "[a](", "@", "a.", "http://", "* a\n"],
)
def test_hostile_text_is_parted_in_order(piece: str) -> None:
    for text in ((piece * 200_000)[:200_000], (piece * 200_000)[:200_000] + "}" * 100_000):
        ends = [0]
        for region in skipped_regions(text):  # in linear time: benchmarks/hostile.py measures it
            assert ends[-1] <= region.start < region.end <= len(text)
            ends.append(region.end)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Related story: Mayor leaves office after row", "menu"),
        ("Read also: What we know of the fire", "menu"),
        ("ADVERTISEMENT", "menu"),
        ("We use cookies to make this site work. Accept all cookies or manage your choices.", "menu"),
        ("Image caption: The bridge in the summer of 1978", "media"),
        ("Photo by Jane Doe", "media"),
        ("<!-- slot 7 -->", "hidden"),
        ("<style>.ad b { color: red }</style>", "script"),
        (".ad { color: red; margin: 0 }", "data"),
        ("https://example.org/news", "address"),
    ],
)
def test_debris_has_a_kind(text: str, kind: str) -> None:
    page = f"The mayor said so on Monday.\n{text}\nShe will not stand again."
    assert [region.kind for region in skipped_regions(page)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Related story lines bored her, she said, and so she left the paper.",
        "Image is everything to him.",
        "Read more slowly.",
        "Share this with nobody.",
        "We use sugar.",
        "Advertisement pays for it.",
    ],
)
def test_sentences_that_begin_like_notices_are_kept(text: str) -> None:
    assert cut(f"He left.\n{text}\nShe stayed.") == []


@pytest.mark.parametrize(
    "text",
    [
        "He <b>left</b> early",
        "He left [12] early",
        "He left [4, 5] early",
        "He left [7–9] early",
        "He left [^why] early",
        "He [colour=red]left[/colour] early",
        "He [left](https://example.org/a) early",
        "He left\n\nRelated story: Ten who stayed\n\nearly",
        'He left {"ad": {"id": 7, "slot": "a"}} early',
        "He left <script>show('an ad')</script> early",
    ],
)
def test_debris_in_a_sentence_is_passed_over(text: str) -> None:
    passed = without_inside(text, skipped_regions(text))
    assert len(passed) == len(text)
    assert passed.split() == ["He", "left", "early"]
    assert "\n" not in passed


@pytest.mark.parametrize(
    "text",
    [
        "He left.\nRelated story: Ten who stayed\nEarly on,",
        "See https://example.org for more",
        "Run `ls -l` now",
    ],
)
def test_other_debris_parts_the_text(text: str) -> None:
    assert without_inside(text, skipped_regions(text)) == text


def test_code_is_skipped() -> None:
    line = "for (i = 0; i < n; i++) { a[i] = b[i] + c[i]; }"
    assert line in cut(f"Here is how it goes.\n{line}\nThat is all there is to it.")[0]


@given(st.text(st.sampled_from("<>{}[]()`&;:#@ab\n /.\"'=")))
def test_regions_are_disjoint_and_inside(text: str) -> None:
    regions = skipped_regions(text)
    assert all(0 <= region.start < region.end <= len(text) for region in regions)
    assert all(one[1] < other[0] for one, other in pairwise(regions))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair)))))
def test_merging_keeps_what_is_covered(places: list[tuple[int, int]]) -> None:
    def covered(some: list[Region]) -> set[int]:
        return {at for region in some for at in range(region.start, region.end)}

    regions = [Region(start, end, "markup") for start, end in places]
    assert covered(merge(regions)) == covered(regions)
