"""The lexicon and inflection, on a thesaurus small enough to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtdetect.errors import DataError
from mtdetect.spinners.inflection import analyses, inflect
from mtdetect.spinners.lexicons import MOBY_VARIABLE, Lexicon, load_lexicon, zipf

MYTHES = """UTF-8
war|2
(noun)|warfare|battle (generic term)|peace (antonym)
(verb)|fight (generic term)|make peace (antonym)
big|1
(adj)|large|huge (similar term)|vast (related term)|small (antonym)
Begin|1
(noun)|Menachem Begin
begin|1
(verb)|start|commence
"""
MOBY = """big,large,huge,xqzzyq,bulky
large,big,huge,bulky
huge,big,large
bulky,stout
"""


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    (tmp_path / "th.dat").write_text(MYTHES, encoding="utf-8")
    (tmp_path / "words.txt").write_text(MOBY, encoding="utf-8")
    return load_lexicon(tmp_path / "th.dat", tmp_path / "words.txt")


def test_reach_widens_from_synonyms_to_similar_to_generic(lexicon: Lexicon) -> None:
    assert lexicon.synonyms("big") == ("large",)
    assert set(lexicon.synonyms("big", reach=1)) == {"large", "huge", "vast"}
    assert lexicon.synonyms("big", reach=1)[0] == "large"
    assert lexicon.synonyms("war", "noun", reach=2) == ("warfare", "battle")


def test_antonyms_never_come(lexicon: Lexicon) -> None:
    reached = {term for head in lexicon.heads for term in lexicon.synonyms(head, reach=2)}
    assert not reached & {"peace", "make peace", "small"}


def test_heads_of_different_case_are_one_head_and_names_can_be_left_out(lexicon: Lexicon) -> None:
    assert lexicon.pos("begin") == {"noun", "verb"}
    assert "menachem begin" in lexicon.synonyms("begin")
    assert set(lexicon.synonyms("begin", names=False)) == {"start", "commence"}


def test_unknown_words_have_nothing(lexicon: Lexicon) -> None:
    assert "peace" not in lexicon
    assert (lexicon.synonyms("peace"), lexicon.loose("peace"), lexicon.pos("peace")) == ((), (), frozenset())


def test_moby_ranks_mutual_listings_first_and_drops_the_unknown(lexicon: Lexicon) -> None:
    assert lexicon.loose("big") == ("large", "huge")


def test_moby_is_found_by_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "th.dat").write_text(MYTHES, encoding="utf-8")
    (tmp_path / "words.txt").write_text(MOBY, encoding="utf-8")
    monkeypatch.delenv(MOBY_VARIABLE, raising=False)
    assert load_lexicon(tmp_path / "th.dat").loose("big") == ()
    monkeypatch.setenv(MOBY_VARIABLE, str(tmp_path / "words.txt"))
    assert load_lexicon(tmp_path / "th.dat").loose("big")


def test_a_missing_thesaurus_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="apt-get install mythes-en-us"):
        load_lexicon(tmp_path / "nothing.dat")


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "th.dat").write_text("UTF-8\nnot a thesaurus\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"expected 'head\|count', found 'not a thesaurus'"):
        load_lexicon(tmp_path / "th.dat")


def test_zipf_of_a_phrase_is_below_its_words() -> None:
    assert zipf("right away") < min(zipf("right"), zipf("away"))
    assert zipf("right xqzzyq") == 0


@pytest.mark.parametrize(
    ("form", "reading"),
    [
        ("houses", ("house", "NNS")),
        ("went", ("go", "VBD")),
        ("stopped", ("stop", "VBN")),
        ("better", ("good", "JJR")),
        ("sheep", ("sheep", "NNS")),
        ("quickly", ("quickly", "RB")),
    ],
)
def test_analyses_hold_the_reading(form: str, reading: tuple[str, str]) -> None:
    assert reading in analyses(form)


def test_a_bare_noun_is_no_plural() -> None:
    assert ("poll", "NNS") not in analyses("poll")


@pytest.mark.parametrize(
    ("lemma", "tag", "form"),
    [
        ("turn out to be", "VBD", "turned out to be"),
        ("living quarters", "NNS", "living quarters"),
        ("head of state", "NNS", "heads of state"),
        ("nobelium", "NNS", "nobeliums"),
        ("attainable", "JJR", None),
    ],
)
def test_phrases_and_unknown_words_inflect(lemma: str, tag: str, form: str | None) -> None:
    assert inflect(lemma, tag) == form
