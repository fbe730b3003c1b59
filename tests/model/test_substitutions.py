from __future__ import annotations

import numpy as np

from mtdetect.arrays import Ids
from mtdetect.model.substitutions import phrase_key
from mtdetect.model.vocabulary import BOUNDARY
from tests.tiny_model import make_substitutions, tiny_model

VOCABULARY, SUBSTITUTIONS = tiny_model().vocabulary, tiny_model().substitutions


def ids(text: str) -> Ids:
    return VOCABULARY.ids_of(text.split())


def test_words_give_their_originals_by_token() -> None:
    found = SUBSTITUTIONS.of_words(ids("the settlement of home"))
    assert found.token.tolist() == [1, 1, 3]
    assert [VOCABULARY.word(i) for i in found.original] == ["agreement", "deal", "house"]
    assert found.prior.tolist() == [1, 1, 1]


def test_phrases_are_found_where_they_stand() -> None:
    found = SUBSTITUTIONS.of_phrases(ids("he would turn out to be with out a deal"))
    extents = sorted(zip(found.start.tolist(), found.length.tolist(), strict=True))
    assert extents == [(2, 4), (6, 2)]


def test_phrases_give_their_originals_padded() -> None:
    found = SUBSTITUTIONS.of_phrases(ids("a right away"))
    assert [VOCABULARY.word(i) for i in found.originals[0] if i >= 0] == ["an", "immediate"]
    assert found.original_length.tolist() == [2]
    assert (found.originals[0, 2:] == -1).all()


def test_one_word_may_stand_for_a_phrase() -> None:
    found = SUBSTITUTIONS.of_phrases(ids("had found cash in"))
    assert (found.start.tolist(), found.length.tolist(), found.original_length.tolist()) == ([2], [1], [2])


def test_a_phrase_of_several_originals_gives_them_all() -> None:
    both = {"go away": "leave", "with out": "without"}
    table = make_substitutions(VOCABULARY, {}, both)
    doubled = type(table)(
        table.starts,
        table.words,
        table.priors,
        np.repeat(table.phrase_keys, 2),
        np.repeat(table.phrase_originals, 2, axis=0),
        table.phrase_openers,
    )
    assert len(doubled.of_phrases(ids("go away with out")).start) == 4


def test_nothing_is_found_across_the_end_of_a_batch() -> None:
    assert len(SUBSTITUTIONS.of_phrases(ids("turn out to")).start) == 0
    assert len(SUBSTITUTIONS.of_phrases(ids("turn")).start) == 0
    assert len(SUBSTITUTIONS.of_phrases(np.zeros(0, np.int32)).start) == 0


def test_a_boundary_has_no_originals() -> None:
    assert len(SUBSTITUTIONS.of_words(np.array([BOUNDARY], np.int32)).token) == 0


def test_phrase_keys_tell_order_and_length() -> None:
    keys = {phrase_key(ids(text)) for text in ("go away", "away go", "go", "go away go")}
    assert len(keys) == 4
