"""Marks of lines: what a copy puts between the words goes, and what a writer puts there stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.text.prose.line_marks import undo_line_marks
from mtdetect.text.view import View

PROSE = (
    "The council met on Tuesday evening to talk about the old bridge near the mill. Several people who live",
    "beside the river had written letters, and most of them asked for the same thing. They wanted the road",
    "closed to lorries until the repairs are finished. Nobody spoke against the plan, but two members asked",
    "how long the work would take and who would pay for it when the grant from the county runs out in May.",
)
WHOLE = " ".join(PROSE)


def known(word: str) -> float:
    return (
        5.0 if word in {"agreement", "well", "known", "bridge", *re.findall(r"\w+", WHOLE.lower())} else 0.0
    )


def read(text: str) -> str:
    return " ".join(undo_line_marks(View(text), known).text.split())


@pytest.mark.parametrize(
    "copied",
    [
        "\n".join(f"> {line}" for line in PROSE),
        "\n".join(f"> > {line}" for line in PROSE),
        "\n".join(f"{number} {line}" for number, line in enumerate(PROSE, 17)),
        "\n".join(f"[{number:02d}] {line}" for number, line in enumerate(PROSE, 1)),
        "\n".join(f"0{number}:3{number} {line}" for number, line in enumerate(PROSE, 1)),
        "\n".join(f"[00:0{number}:30] {line}" for number, line in enumerate(PROSE, 1)),
        "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},500\n{line}" for n, line in enumerate(PROSE, 1)),
        f"{PROSE[0]}\n\n- 12 -\n\n{PROSE[1]}\n{PROSE[2]}\n{PROSE[3]}",
        f"{PROSE[0]}\nPage 3 of 40\n{PROSE[1]}\n{PROSE[2]}\n{PROSE[3]}",
        WHOLE.replace("old bridge", "~~old~~ bridge"),
        WHOLE.replace("old bridge", "==old bridge=="),
        WHOLE.replace("repairs", "re-\npairs").replace("council", "coun-\ncil"),
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_marks_of_a_copy_go(copied: str) -> None:
    assert read(copied) == WHOLE


@pytest.mark.parametrize(
    "written",
    [
        "1. Wash the rice until the water runs clear.\n2. Put it in a pan.\n3. Boil it.\n4. Let it rest.",
        "He wrote back at once.\n> Did you mean Friday?\nNo, I meant Monday, as I said before.",
        "12 people came to the first meeting\nand none of them spoke\nuntil the lamp went out",
        "The train leaves at 10:45 and arrives at 12:30.\nThe next one is slower.\nTake the first.",
        "She scored 7 out of 10.\n\n2019\n\nThe year began with rain.",
        "This is a well-\nknown story, and it was told again.",
        "In C the sign == compares two values and ~~x gives x again.",
        "See the list [1] at the end.",
        "def area(self, width):\n    return self.width * width\n" * 8,
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_what_a_writer_puts_stays(written: str) -> None:
    assert read(written) == " ".join(written.split())


def test_offsets_point_into_the_copy() -> None:
    copied = "\n".join(f"> {line}" for line in PROSE).replace("repairs", "re-\n> pairs")
    view = undo_line_marks(View(copied), known)
    at = view.text.index("repairs")
    begin, end = view.source(at, at + len("repairs"))
    assert copied[begin:end] == "re-\n> pairs"


def test_a_text_without_marks_is_the_same_view() -> None:
    view = View("\n".join(PROSE))
    assert undo_line_marks(view, known) is view


@given(st.text(alphabet="\n\r >19:.,[]^~=-|aB", max_size=60))
def test_any_lines_are_read(text: str) -> None:
    view = undo_line_marks(View(text), known)
    places = [view.source(at, at + 1) for at in range(len(view.text))]
    assert all(0 <= begin < end <= len(text) for begin, end in places)
    assert places == sorted(places)
