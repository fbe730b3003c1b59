"""What every word-by-word spinner promises, and what each is for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.base import Spinner, Spun
from mtdetect.spinners.dictionary import DictionarySpinner
from mtdetect.spinners.lexicons import Lexicon, load_lexicon
from mtdetect.spinners.phrases import FIXED, NOUNS, VERBS, phrase_pairs
from mtdetect.spinners.synonym import SynonymSpinner, read_tag
from mtdetect.spinners.wordnet import WordNetSpinner

MYTHES = """UTF-8
house|2
(noun)|home|dwelling
(verb)|lodge
white|1
(adj)|pale
as|1
(noun)|arsenic|As
no|1
(noun)|nobelium|No
old|1
(adj)|ancient|mature
plan|2
(noun)|idea
(verb)|intend
stylish|1
(adj)|in (similar term)|chic (similar term)
take place|1
(verb)|happen|occur
visit|2
(noun)|call
(verb)|inspect
"""
SOURCE = (
    "The White House said that no plan takes place as planned. He visited an old house, a stylish house,"
    " without the two plans; “many visits”, become immediate. Mail bob@house.org, or as-house's old plan."
)
KINDS = (DictionarySpinner, SynonymSpinner, WordNetSpinner)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path: Path = tmp_path_factory.mktemp("lexicon") / "th.dat"
    path.write_text(MYTHES, encoding="utf-8")
    return load_lexicon(path)


@pytest.fixture(scope="module")
def spinners(lexicon: Lexicon) -> list[Spinner]:
    return [kind(lexicon, seed) for kind in KINDS for seed in range(4)]


def _spin(spinner: Spinner, text: str, *, rate: float = 1.0, names: bool = True, seed: int = 0) -> Spun:
    return spinner.spin(text, rate=rate, touch_names=names, rng=random.Random(seed))


@given(
    pieces=st.lists(st.one_of(st.sampled_from(SOURCE.split(" ")), st.text(max_size=6)), max_size=30),
    rate=st.floats(0, 1),
    names=st.booleans(),
)
def test_the_source_can_always_be_restored(
    spinners: list[Spinner], pieces: list[str], rate: float, names: bool
) -> None:
    text = " ".join(pieces)
    for spinner in spinners:
        spun = _spin(spinner, text, rate=rate, names=names)
        assert spun.restored() == text
        assert all(spun.text[edit.start : edit.end] != edit.original for edit in spun.edits)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seeds_give_the_same_text_whatever_came_before(
    kind: type[DictionarySpinner], lexicon: Lexicon
) -> None:
    fresh, used = kind(lexicon, 5), kind(lexicon, 5)
    _spin(used, "old plans as the house takes place", seed=9)
    assert _spin(fresh, SOURCE, rate=0.5, seed=1) == _spin(used, SOURCE, rate=0.5, seed=1)


@pytest.mark.parametrize("kind", KINDS)
def test_rate_nought_changes_nothing(kind: type[DictionarySpinner], lexicon: Lexicon) -> None:
    assert _spin(kind(lexicon, 0), SOURCE, rate=0.0).edits == ()


def test_names_stay_unless_touched_and_addresses_always(spinners: list[Spinner]) -> None:
    for spinner in spinners:
        assert "White House" in _spin(spinner, SOURCE, names=False).text
        assert "bob@house.org" in _spin(spinner, SOURCE).text
    assert any("Pale" in _spin(spinner, SOURCE).text for spinner in spinners)


def test_the_thesaurus_never_gives_a_function_word(spinners: list[Spinner]) -> None:
    for spinner in spinners:
        spun = _spin(spinner, "a stylish old house", seed=2)
        assert not {spun.text[edit.start : edit.end] for edit in spun.edits} & (FUNCTION_WORDS - {"a", "an"})


def test_dictionary_products_differ_and_swap_phrases(lexicon: Lexicon) -> None:
    texts = {_spin(DictionarySpinner(lexicon, seed), SOURCE).text for seed in range(12)}
    assert len(texts) > 6
    assert any("with out" in text for text in texts)
    assert any(" 2 " in text for text in texts)
    assert any("happens" in text or "occurs" in text for text in texts)


def test_dictionary_leaves_the_article_and_markup(lexicon: Lexicon) -> None:
    source = "It was an immediate and an easy and an available plan. " * 40
    texts = [_spin(DictionarySpinner(lexicon, seed), source).text for seed in range(20)]
    assert any("an right away" in text or "an doable" in text or "an simple" in text for text in texts)
    assert any("{" in text and "}" in text for text in texts)


def test_synonyms_keep_part_of_speech_form_and_article(lexicon: Lexicon) -> None:
    spun = {
        _spin(SynonymSpinner(lexicon, seed), "He visited a plan. They plan to go.").text for seed in range(9)
    }
    assert "He inspected an idea. They intend to go." in spun


def test_an_unclear_part_of_speech_is_left() -> None:
    even = {("plan", "NN"): 1.0, ("plan", "VB"): 1.0}
    assert read_tag(even, "", "") is None
    assert read_tag(even, "to", "a") == ("plan", "VB")
    assert read_tag(even, "their", "was") == ("plan", "NN")


def test_wordnet_makes_elements_of_function_words(lexicon: Lexicon) -> None:
    texts = " ".join(_spin(WordNetSpinner(lexicon, seed), SOURCE).text for seed in range(12))
    assert "nobelium" in texts
    assert "arsenic" in texts


def test_the_phrase_list_is_clean() -> None:
    pairs = phrase_pairs()
    assert len(pairs) == len(set(pairs)) > 300
    for old, new in (*FIXED, *VERBS, *NOUNS, *pairs):
        assert old
        assert new not in ("", old), old
        assert old == old.strip().lower(), old
        assert "  " not in old + new, (old, new)
