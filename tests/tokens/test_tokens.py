from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.model.vocabulary import BOUNDARY, NAME, NUMBER, SYMBOL, UNKNOWN, Vocabulary
from mtdetect.tokens.arrays import PAD, TITLE, UPPER, WORD, Tokens, assign_ids
from mtdetect.tokens.stretches import LONGEST_STRETCH
from mtdetect.tokens.tokenizer import Tokenizer

VOCABULARY = Vocabulary.from_words(["the", "white", "house", "he", "left", "early", ".", "is", "n't"])
TOKENIZER = Tokenizer()
ANY_TEXT = st.text() | st.text(st.characters(codec=None, categories=None))


def tokenize(*texts: str) -> Tokens:
    return TOKENIZER.batch(texts, VOCABULARY)


def words(tokens: Tokens) -> list[str]:
    return [VOCABULARY.word(i) for i in tokens.ids]


def test_classes_stand_for_what_the_vocabulary_lacks() -> None:
    tokens = tokenize("The house Xylo left 1,200 § zorbing")
    assert tokens.ids[PAD:].tolist()[2:] == [NAME, VOCABULARY.ids_of(["left"])[0], NUMBER, SYMBOL, UNKNOWN]


def test_flags_tell_the_spelling() -> None:
    tokens = tokenize("The WHITE house .")
    assert tokens.has(TITLE)[PAD:].tolist() == [True, False, False, False]
    assert tokens.has(UPPER)[PAD:].tolist() == [False, True, False, False]
    assert tokens.has(WORD)[PAD:].tolist() == [True, True, True, False]


def test_every_document_begins_behind_boundaries() -> None:
    tokens = tokenize("the", "", "house")
    assert words(tokens) == ["<boundary>"] * 2 + ["the"] + ["<boundary>"] * 4 + ["house"]
    assert tokens.doc.tolist() == [0, 0, 0, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("text", "boundaries"),
    [
        ("he left.\n\nhe left.", 1),  # a blank line parts two texts
        ("he\nleft early.", 0),  # a wrapped line does not
        ("he left.\nHe left.", 1),  # a line of its own does
        (
            "he left early, and so did all of the others. <br> he left early, and so did all of the others.",
            1,
        ),  # markup
    ],
)
def test_boundaries_part_what_is_not_one_text(text: str, boundaries: int) -> None:
    assert (tokenize(text).ids[PAD:] == BOUNDARY).sum() == boundaries


def test_markup_is_no_word() -> None:
    tokens = tokenize("he left the white house early and <a href='x y z'> nobody in it saw him go away")
    assert tokens.has(WORD).sum() == 14


def test_a_tokenizer_pickles_without_its_strings() -> None:
    assert len(pickle.dumps(TOKENIZER)) < 200


def test_a_tokenizer_learns_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.tokens.chunks.MOST_CHUNKS", 50)
    tokenizer = Tokenizer()
    tokenizer.raw("")
    known = len(tokenizer.nlp.vocab.strings)
    for batch in range(30):
        tokenizer.batch([f"zorb{batch}x{number} he left" for number in range(10)], VOCABULARY)
        assert len(tokenizer.nlp.vocab.strings) < known + 200


@pytest.mark.parametrize("bound", ["MOST_CHUNKS", "MOST_CHARS"])
def test_what_was_learned_anew_is_tokenized_as_before(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    texts = ["The Zorbing house isn't left.", "He zorbed 1,200 houses:\n\nthe White ones."]
    learning = tokenize(*texts)
    monkeypatch.setattr(f"mtdetect.tokens.chunks.{bound}", 0)
    tokenizer = Tokenizer()
    for _ in range(2):
        before = tokenizer.nlp
        anew = tokenizer.batch(texts, VOCABULARY)
        assert tokenizer.nlp is not before
        for name in ("ids", "start", "end", "flags", "doc"):
            assert np.array_equal(getattr(learning, name), getattr(anew, name)), name


def test_a_tokenizer_may_change_its_vocabulary() -> None:
    tokenizer, other = Tokenizer(), Vocabulary.from_words(["zorbing", "left"])
    for vocabulary in (VOCABULARY, other, VOCABULARY):
        tokens = tokenizer.batch(["he left zorbing"], vocabulary)
        assert tokens.ids[PAD:].tolist() == vocabulary.ids_of(["he", "left", "zorbing"]).tolist()


def test_raw_tokens_are_those_of_a_batch() -> None:
    text = "He left 1,200 houses:\n\nthe White ones isn't <br> {x: 1; y: 2} LEFT."
    raw, batch = TOKENIZER.raw(text), tokenize(text)
    assert np.array_equal(assign_ids(VOCABULARY, raw.hashes, raw.flags, raw.number), batch.ids)
    assert np.array_equal(raw.start, batch.start)
    assert np.array_equal(raw.end, batch.end)


@pytest.mark.parametrize("sign", ["(", "'", "ab", "x@y.", "{"])
def test_a_word_of_any_length_is_cut_into_some_that_spacy_can_take(sign: str) -> None:
    tokens = tokenize("he left " + sign * 5_000 + "\n\nhe left")
    assert (tokens.end - tokens.start).max() <= LONGEST_STRETCH
    assert tokens.end[-1] == len(tokens.texts[0])


PIECES = st.lists(
    st.sampled_from(
        "he left the White House . \n \n\n - isn't 1,200 {x} <b> </b> `code` * ; \r\n e.g. (the) \t".split(
            " "
        )
    )
    | st.sampled_from([" ", "  ", "\n", "\n\n", " \n", "word " * 9, "(" * 250, "https://a.b/c?d=e "])
    | st.text(max_size=5)
).map("".join)


@given(PIECES | st.lists(PIECES).map(" ".join), st.integers(1, 40))
def test_a_long_document_is_tokenized_in_pieces_as_the_whole(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mtdetect.tokens.tokenizer.PIECE_CHARS", LONGEST_STRETCH + size)
        long = TOKENIZER.long([text], VOCABULARY)
    whole = tokenize(text)
    for name in ("ids", "start", "end", "flags", "doc"):
        assert np.array_equal(getattr(long, name), getattr(whole, name)), name


@given(ANY_TEXT)
def test_offsets_are_in_order_and_inside(text: str) -> None:
    tokens = tokenize(text)
    start, end = tokens.start[PAD:], tokens.end[PAD:]
    assert (start[1:] >= end[:-1]).all()
    assert (start <= end).all()
    assert not len(end) or end[-1] <= len(text)


@given(ANY_TEXT, ANY_TEXT)
def test_a_document_is_tokenized_alike_in_any_batch(one: str, other: str) -> None:
    both, alone = tokenize(one, other), tokenize(other)
    mine = both.doc == 1
    assert np.array_equal(both.ids[mine], alone.ids)
    assert np.array_equal(both.start[mine], alone.start)
