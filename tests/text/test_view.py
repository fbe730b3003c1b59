from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.results.report import Note, Skipped
from mtdetect.text.view import View


def without(view: View, char: str) -> View:
    """Leave a character out, as markup is."""
    keep = np.array([at for at, one in enumerate(view.text) if one != char], np.int64)
    return view.rewritten(view.text.replace(char, ""), keep, keep + 1)


def test_a_text_is_its_own_source() -> None:
    view = View("some text")
    assert view.source(2, 5) == (2, 5)
    assert not view.is_interrupted(0, 9)


@given(st.text("abx|"))
def test_a_view_of_a_view_leads_to_the_source(text: str) -> None:
    view = without(without(View(text), "x"), "|")
    assert view.text == text.replace("x", "").replace("|", "")
    for start in range(len(view.text)):
        for end in range(start + 1, len(view.text) + 1):
            first, last = view.source(start, end)
            assert text[first:last].replace("x", "").replace("|", "") == view.text[start:end]
            assert view.is_interrupted(start, end) == (last - first > end - start)


def test_what_was_put_in_spans_nothing() -> None:
    view = without(View("a|b|"), "|")  # "ab"
    again = view.rewritten("a\nb\n", np.array([0, 1, 1, 2]), np.array([1, 1, 2, 2]))
    assert again.start is not None
    assert again.end is not None
    assert (again.start.tolist(), again.end.tolist()) == ([0, 2, 2, 3], [1, 2, 3, 3])


def test_what_was_skipped_and_noted_is_led_to_the_source() -> None:
    begins = np.array([0, 2, 3, 4])
    first = View("a|b|c").rewritten("ab|c", begins, begins + 1, skipped=[Skipped(1, 2, "markup")])
    begins = np.array([0, 1, 3])
    skipped, notes = [Skipped(2, 3, "markup")], [Note("odd", 9, ((1, 2),))]
    second = first.rewritten("abc", begins, begins + 1, skipped=skipped, notes=notes)
    assert second.skipped == (Skipped(1, 2, "markup"), Skipped(3, 4, "markup"))
    assert second.notes == (Note("odd", 9, ((2, 3),)),)


def test_what_was_skipped_stays_disjoint() -> None:
    first = View("a|b|c").rewritten("abc", *offsets(0, 2, 4), skipped=[Skipped(1, 2, "hidden")])
    assert first.all_skipped([Skipped(0, 2, "data")]) == (Skipped(0, 3, "data"),)


def offsets(*begins: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    return np.array(begins), np.array(begins) + 1


def test_a_view_needs_an_offset_a_character() -> None:
    with pytest.raises(ValueError, match="an offset a character: 2, 1, 1"):
        View("ab").rewritten("ab", np.array([0]), np.array([1]))
