"""The function-word, compound, tortured, translation and essay generators."""

from __future__ import annotations

import json
import lzma
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.errors import DataError
from mtdetect.spinners import translation
from mtdetect.spinners.base import Spinner, Spun
from mtdetect.spinners.choices import Choices
from mtdetect.spinners.compounds import CompoundSpinner, article
from mtdetect.spinners.essays import normalised, read_essays
from mtdetect.spinners.function_words import FUNCTION_WORD_RULES, FunctionWordSpinner
from mtdetect.spinners.lexicons import Lexicon
from mtdetect.spinners.phrase_rules import PhraseWords, RuleFinder, make_rule
from mtdetect.spinners.tortured import (
    TorturedRow,
    TorturedSpinner,
    load_rows,
    split,
    word_pairs,
)
from mtdetect.spinners.translation import ApertiumSpinner

LEXICON = Lexicon(
    {
        "artificial": ["(adj)|counterfeit|unreal (similar term)"],
        "intelligence": ["(noun)|consciousness|in|wits"],
        "old": ["(adj)|ancient|aged"],
        "house": ["(noun)|dwelling|abode", "(verb)|shelter"],
        "phone": ["(noun)|cell"],
        "stylish": ["(adj)|in|the"],
        "help": ["(verb)|assist|aid", "(noun)|assistance"],
    }
)
ROWS = (
    TorturedRow("bosom malignancy", "breast cancer", 9),
    TorturedRow("counterfeit consciousness", "artificial intelligence", 30),
    TorturedRow("profound learning", "deep learning", 5),
)
SPINNERS: list[Spinner] = [
    *(FunctionWordSpinner(LEXICON, seed) for seed in range(3)),
    *(CompoundSpinner(LEXICON, seed) for seed in range(3)),
    TorturedSpinner(ROWS),
]
PROSE = (
    "In the old house, artificial intelligence may help us, e.g. by 34.8% or 3 phones.\n"
    "3. Using the telephone is not an old habit; if it is stylish, HELP the IBM House, Dr. Old. "
)
_SNIPPETS = st.lists(
    st.sampled_from([*re.split(r"(?<= )", PROSE), "\r\n", "😀", "\x00", "é́ ", "a ", "’s "])
).map("".join)


def _spin(spinner: Spinner, text: str, rate: float = 0.9, seed: int = 0, names: bool = False) -> Spun:
    return spinner.spin(text, rate=rate, touch_names=names, rng=random.Random(seed))


@pytest.mark.parametrize("spinner", SPINNERS, ids=lambda s: s.name)
@given(text=_SNIPPETS | st.text(), rate=st.floats(0, 1), seed=st.integers(0, 9), names=st.booleans())
def test_restoring_gives_the_source(spinner: Spinner, text: str, rate: float, seed: int, names: bool) -> None:
    spun = _spin(spinner, text, rate, seed, names)
    assert spun.restored() == text
    assert spun == _spin(spinner, text, rate, seed, names)
    assert all(spun.text[e.start : e.end] != e.original for e in spun.edits)


@pytest.mark.parametrize("spinner", SPINNERS, ids=lambda s: s.name)
def test_rate_zero_changes_nothing(spinner: Spinner) -> None:
    assert _spin(spinner, PROSE * 5, rate=0).edits == ()


def test_a_thesaurus_never_gives_a_function_word() -> None:
    choices = Choices(LEXICON, 1, least_zipf=0)
    assert choices.of("stylish", "JJ") == ()
    assert set(choices.of("intelligence", "NN")) == {"consciousness", "wits"}


def test_a_rule_waits_for_the_word_it_needs() -> None:
    finder = RuleFinder([make_rule("may +VB", "might also")])
    assert [rule.puts for rule in finder.at(PhraseWords.of("may help"), 0)] == [("might also",)]
    assert not list(finder.at(PhraseWords.of("may, help"), 0))
    assert not list(finder.at(PhraseWords.of("may"), 0))


def test_the_rules_are_many_and_each_can_change_something() -> None:
    assert len(FUNCTION_WORD_RULES) > 150
    finds = [(rule.find, rule.ahead) for rule in FUNCTION_WORD_RULES]
    assert len(set(finds)) == len(finds)
    assert all(set(rule.puts) - {" ".join(rule.find)} for rule in FUNCTION_WORD_RULES)


def _everything(spinner: Spinner, text: str) -> str:
    return " ".join(_spin(spinner, text, rate=1, seed=seed).text for seed in range(40))


def test_function_words_and_damage_appear() -> None:
    seen = " ".join(_everything(FunctionWordSpinner(LEXICON, seed), PROSE) for seed in range(8))
    phrases = ["Withinside the", "might also", "usage of", "now no longer"]
    damage = ["e.G.", "34.eight%", "Three.", "telecell"]
    assert [mark for mark in phrases + damage if mark not in seen] == []


def test_products_differ_by_seed() -> None:
    texts = {_spin(FunctionWordSpinner(LEXICON, seed), PROSE * 3, rate=0.9).text for seed in range(5)}
    assert len(texts) == 5


def test_compounds_are_swapped_alike_and_articles_repaired() -> None:
    text = "He has a good view of artificial intelligence. An old house uses artificial intelligence."
    seen = [_spin(CompoundSpinner(LEXICON, seed), text, rate=1, seed=seed) for seed in range(30)]
    assert any(spun.text.count("counterfeit consciousness") == 2 for spun in seen)
    assert any("An ancient dwelling" in spun.text for spun in seen)


@pytest.mark.parametrize(
    ("word", "expected"), [("apple", "an"), ("hour", "an"), ("European", "a"), ("one-off", "a")]
)
def test_article(word: str, expected: str) -> None:
    assert article(word) == expected


@pytest.mark.parametrize(
    "spinner", [CompoundSpinner(LEXICON, 1), TorturedSpinner(ROWS)], ids=lambda s: s.name
)
def test_names_are_kept_unless_touched(spinner: Spinner) -> None:
    assert "Breast House" in _spin(spinner, "We saw the Breast House.", rate=1).text
    text = "They live in the Old House."
    assert all(_spin(spinner, text, rate=1, seed=seed).text == text for seed in range(9))


def test_tortured_phrases_are_planted_in_number_and_case() -> None:
    spun = _spin(TorturedSpinner(ROWS), "Breast cancer is rare. Breast cancers are many.", rate=1)
    assert spun.text == "Bosom malignancy is rare. Bosom malignancies are many."


def test_word_pairs_skip_inflections_function_words_and_unequal_lengths() -> None:
    rows = [
        TorturedRow("get right of entry to", "access", 1),
        TorturedRow("cells of blood", "cell of blood", 1),
        TorturedRow("irregular woodland model", "random forest model", 1),
    ]
    assert word_pairs(rows) == {("random", "irregular"): 1, ("forest", "woodland"): 1}


def test_split_is_by_expected_phrase() -> None:
    rows = [TorturedRow(f"t{i}", f"expected {i // 2}", 1) for i in range(200)]
    train, gate = split(rows)
    assert set(train) | set(gate) == set(rows)
    assert not {row.expected for row in train} & {row.expected for row in gate}
    assert 60 < len(train) < 140


def test_load_rows_refuses_another_table(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("a\tb\nc\td\n", encoding="utf-8")
    with pytest.raises(DataError, match="columns tortured, expected, n_papers"):
        load_rows(path)


def test_load_rows_drops_asides_and_unknowns(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text(
        "tortured\texpected\tn_papers\nbosom malignancy (bm)\tbreast cancer\t7\n"
        "odd thing\t???\t1\nx\ty z\t\n",
        encoding="utf-8",
    )
    assert load_rows(path) == (TorturedRow("bosom malignancy", "breast cancer", 7),)


def test_a_missing_engine_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "available", lambda pair: False)
    with pytest.raises(DataError, match="apt-get install apertium apertium-eng-spa"):
        ApertiumSpinner()


@pytest.mark.skipif(not translation.available("eng-spa"), reason="Apertium's eng-spa is not installed")
def test_a_round_trip_changes_sentences_and_leaves_no_marks() -> None:
    texts = ["The government gave a new answer to the old question.\n\nWhere is the big house? Yes.", "Hm."]
    first, second = ApertiumSpinner().spin_many(texts, rate=1.0, touch_names=False, rng=random.Random(0))
    assert first.edits
    assert first.text.count("\n\n") == 1
    assert not set("*@#") & set(first.text)
    assert first.text.endswith("? Yes.")
    assert second == Spun("Hm.", ())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("We dont know a lot about it .", "We do not know a lot about it."),
        ("He said “it is very good”, right?", "He said it is very good, right?"),
        ("@CAPS1 is the best of them all. We all like old books.", "We all like old books."),
        ("You @MONTH1 think that we are wrong!!", "You may think that we are wrong!"),
        ("This sentense is not spelled well at all.", ""),
        ("i like books , and i read them", "I like books, and I read them."),
    ],
)
def test_essays_are_normalised(text: str, clean: str) -> None:
    assert normalised(text, "1") == clean


def test_a_tag_becomes_the_same_name_on_both_sides() -> None:
    one, two = (normalised(f"I met {tag} in the school library.", "5") for tag in ("@PERSON1", "@ PERSON1"))
    assert one == two
    assert "@" not in one


def test_essays_come_in_pairs(tmp_path: Path) -> None:
    path = tmp_path / "essays.jsonl.xz"
    orig = "We all like to read good books in the library. " * 10
    row = {
        "id": "1",
        "orig": orig,
        "bt_zh": "We love to read good books in the library. " * 20,
        "bt_fr": "No.",
    }
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    (pair,) = read_essays(path)
    assert pair.via == "zh"
    assert abs(len(pair.original.split()) - len(pair.rewritten.split())) < 10


def test_a_broken_essay_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "essays.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write("{}\n")
    with pytest.raises(DataError, match="line 1: expected a JSON object with id, orig"):
        list(read_essays(path))
