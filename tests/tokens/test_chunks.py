"""Tokens put together from remembered stretches are spaCy's own, of any text."""

from __future__ import annotations

import re
import string
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy import blank
from spacy.tokens import Token

from mtdetect.tokens.arrays import ALPHA, TITLE, UPPER
from mtdetect.tokens.chunks import Chunks, _Growing
from mtdetect.tokens.lexemes import LINE, LINES, LOWER_CASE, NUMERAL, PUNCTUATION, SPACE
from mtdetect.tokens.special_cases import Crossings, special_cases
from mtdetect.tokens.stretches import LONGEST_STRETCH, split

SPACY = blank("en")
CHUNKS = Chunks()
CASES = sorted(special_cases(SPACY.tokenizer))
READABLE = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
# Special cases, parts of them, and what stands between words: where stretches could depend on one another.
PART = st.tuples(st.sampled_from(CASES), st.integers(0, 12)).flatmap(
    lambda cut: st.sampled_from([cut[0], cut[0][: cut[1]], cut[0][cut[1] :]])
)
WORD = st.text(READABLE, max_size=4) | st.sampled_from(
    "word The U.S. it's (e.g. 10 1,200 http://a.b/c".split()
)
GAP = st.sampled_from([" ", " ", " ", "  ", "\n", " \n", "\n\n ", "\t", "\u3000", ""])
TEXT = st.lists(st.tuples(PART | WORD, GAP)).map(lambda pairs: "".join(map("".join, pairs))) | st.text(
    READABLE
)
Row = tuple[int, int, int, list[bool]]


def by_spacy(text: str) -> list[Row]:
    return [
        (0 if token.is_space else token.lower, token.idx, len(token), told(token)) for token in SPACY(text)
    ]


def told(token: Token) -> list[bool]:
    if token.is_space:
        return [False] * 6 + [True]
    numeral = token.like_num and not token.is_alpha
    upper = token.is_upper and len(token) > 1
    return [token.is_alpha, token.is_title, upper, token.is_punct, token.is_lower, numeral, False]


def by_chunks(*texts: str) -> list[list[Row]]:
    columns, origins = CHUNKS.columns(texts, None)
    flags = [columns.flags & flag != 0 for flag in (ALPHA, TITLE, UPPER)]
    signs = [columns.signs & sign != 0 for sign in (PUNCTUATION, LOWER_CASE, NUMERAL, SPACE)]
    document = np.searchsorted(origins, columns.start, side="right") - 1
    parts = columns.keys, columns.start - origins[document], columns.length, np.stack(flags + signs, axis=1)
    rows = zip(document.tolist(), *(part.tolist() for part in parts), strict=True)
    found: list[list[Row]] = [[] for _ in texts]
    for at, key, start, length, marks in rows:
        if length:  # else a boundary before a text
            found[at].append((key, start, length, marks))
    return found


@given(TEXT)
@example("so ): -) she (: said ' 'Cause 8 )-: Mr .")
@example(" \u2028 a  b\x1c\n")
def test_tokens_are_spacys_own(text: str) -> None:
    if max(map(len, text.split()), default=0) <= LONGEST_STRETCH:
        assert by_chunks(text) == [by_spacy(text)]


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_texts_of_one_batch_do_not_see_one_another(texts: list[str]) -> None:
    assert by_chunks(*texts) == [by_chunks(text)[0] for text in texts]


def test_special_cases_in_a_row_are_spacys_own() -> None:
    odd = [case for case in CASES if not case.isalnum() and not case.isspace()]
    for text in (" ".join(odd), "\n".join(odd), " ".join(" ".join(case) for case in odd)):
        assert by_chunks(text) == [by_spacy(text)]


LETTERS = st.text(string.ascii_letters, min_size=1, max_size=5) | st.sampled_from(
    [part for case in CASES for part in re.findall("[A-Za-z]+", case)]
)
OPENING, SIGN = st.sampled_from(["", *"\"'(-"]), st.sampled_from(["", *string.punctuation, "'s", "'S", "n't"])


@settings(max_examples=300)
@given(st.builds("".join, st.tuples(OPENING, LETTERS, SIGN, LETTERS | st.just(""), SIGN, SIGN)))
def test_words_with_signs_around_are_spacys_own(word: str) -> None:
    assert by_chunks(word) == [by_spacy(word)]


@pytest.mark.parametrize("sign", ["", *string.punctuation, "'s", "...", "--", '",', '."', ".)", ")."])
def test_special_cases_with_signs_around_are_spacys_own(sign: str) -> None:
    text = "\n".join(before + case + sign for case in CASES for before in ("", '"', "'", "(", "a-"))
    assert by_chunks(text) == [by_spacy(text)]


def test_letters_before_and_after_any_sign_are_spacys_own() -> None:
    for text in map("".join, product(("a", "A", "1", ""), string.punctuation, ("b", "B", "2", ""))):
        assert by_chunks(text) == [by_spacy(text)]


def test_unreadable_characters_stand_for_others() -> None:
    assert by_chunks("a\0b \ud800") == [by_spacy("a\ufffdb \ufffd")]


def test_long_stretches_are_cut() -> None:
    long = "x" * (2 * LONGEST_STRETCH + 1)
    found = split([f"a {long}"])
    assert [len(word) for word in found.words] == [1, LONGEST_STRETCH, LONGEST_STRETCH, 1]
    assert found.start.tolist() == [0, 2, 2 + LONGEST_STRETCH, 2 + 2 * LONGEST_STRETCH]


@pytest.mark.parametrize("lines", [0, 1, 2, 3])
def test_line_ends_are_counted(lines: int) -> None:
    columns, _ = CHUNKS.columns(["he  " + "\n" * lines + " left"], None)
    (space,) = np.flatnonzero(columns.signs & SPACE)
    assert bool(columns.signs[space] & LINE) == (lines == 1)
    assert bool(columns.signs[space] & LINES) == (lines > 1)


def test_what_may_cross_is_told_by_all_shorter_ends() -> None:
    crossings = Crossings.between([(".", "a"), ("p.", "b")])
    row = crossings.table[crossings.closing("p.")]
    assert row[crossings.opening("a")]
    assert row[crossings.opening("b")]
    assert not crossings.table[crossings.closing("x."), crossings.opening("b")]


def test_a_growing_array_keeps_what_it_holds() -> None:
    growing = _Growing(np.int32)
    for part in range(50):
        growing.extend(range(100 * part, 100 * part + 100))
    assert growing.values.tolist() == list(range(5000))
