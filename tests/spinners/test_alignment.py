"""What alignment must find, and what it says of texts that differ in more than words."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.spinners.alignment import changed_regions
from mtdetect.spinners.base import Spun


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


_FEW_WORDS = st.lists(st.sampled_from(["the", "a", "cat", "dog", "sat", "on", "mat"])).map(" ".join)


@pytest.mark.parametrize(
    ("original", "rewritten", "changes"),
    [
        ("a b c", "a b c", []),
        ("He left, at once.", "He Left at once!", []),
        ("the trade war goes on", "the commerce battle goes on", [("commerce battle", "trade war")]),
        ("we must become rich", "we must turn out to be rich", [("turn out to be", "become")]),
        ("without a word", "with out a word", [("with out", "without")]),
        ("come here now", "come right here now", [("right", "")]),
        ("the word of a man", "the word of man", [("man", "a man")]),
        ("stop it now", "stop it", []),
        ("", "new text", [("new text", "")]),
        ("It’s old", "It's new", [("new", "old")]),
    ],
)
def test_regions(original: str, rewritten: str, changes: list[tuple[str, str]]) -> None:
    edits = changed_regions(original, rewritten)
    assert [(rewritten[e.start : e.end], e.original) for e in edits] == changes


@given(_FEW_WORDS, _FEW_WORDS)
def test_restoring_gives_the_original_words_but_for_a_dropped_ending(original: str, rewritten: str) -> None:
    restored = _words(Spun(rewritten, changed_regions(original, rewritten)).restored())
    assert restored == _words(original)[: len(restored)]


@given(st.text(), st.text())
def test_edits_are_ordered_and_disjoint(original: str, rewritten: str) -> None:
    edits = changed_regions(original, rewritten)
    assert all(0 <= e.start < e.end <= len(rewritten) for e in edits)
    assert all(a.end <= b.start for a, b in pairwise(edits))
