"""Counting folds and packing all but one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mtdetect.model.vocabulary import BOUNDARY
from mtdetect.training.corpus.corpora import find_sources
from mtdetect.training.corpus.counting import (
    Size,
    choose_vocabulary,
    count_folds,
    deal_folds,
    pack,
    word_total,
)
from mtdetect.training.corpus.tokenized import TokenizedSource, tokenize_sources

SIZE = Size(words=100, least_word=1, least_sources=1, entries=1000, least_pair=1, least_triple=1)
TEXTS = {
    "a": "the white house and the white house sees old dogs",
    "b": "the old dirt road\n\nthe white cat",
    "c": "old cats",
}


@pytest.fixture
def sources(tmp_path: Path) -> list[TokenizedSource]:
    data = tmp_path / "data"
    data.mkdir()
    for name, text in TEXTS.items():
        (data / f"{name}.txt").write_text(text, encoding="utf-8")
    return tokenize_sources(find_sources(data), tmp_path / "tokens", None, 1)


def test_words_are_kept_by_count_and_breadth(sources: list[TokenizedSource]) -> None:
    assert [word_total(source) for source in sources] == [10, 7, 2]
    broad = choose_vocabulary(sources, Size(words=100, least_word=1))
    assert set(broad.words[5:]) == {"the", "white", "old"}
    assert len(choose_vocabulary(sources, Size(words=2, least_word=1)).words) == 5 + 2


def test_a_table_holds_the_counts_of_its_folds_only(sources: list[TokenizedSource], tmp_path: Path) -> None:
    vocabulary = choose_vocabulary(sources, SIZE)
    folders = count_folds(sources, {"a": 0, "b": 1, "c": 1}, vocabulary, tmp_path / "counts")
    the, white, house = vocabulary.ids_of(["the", "white", "house"])[:, None]
    both, second = pack(folders, SIZE), pack(folders[1:], SIZE)
    assert both.pairs(the, white).round().tolist() == [3]
    assert second.pairs(the, white).round().tolist() == [1]
    assert second.pairs(white, house).tolist() == [0]
    assert both.triples(the, white, house, both.pairs(the, white), both.pairs(white, house)).round() == [2]
    assert both.counts[the] == 4


def test_nothing_is_counted_across_a_blank_line(sources: list[TokenizedSource], tmp_path: Path) -> None:
    vocabulary = choose_vocabulary(sources, SIZE)
    table = pack(count_folds(sources, {"a": 0, "b": 0, "c": 0}, vocabulary, tmp_path / "counts"), SIZE)
    road, the = vocabulary.ids_of(["road", "the"])[:, None]
    assert table.pairs(road, the).tolist() == [0]
    assert table.pairs(road, np.array([BOUNDARY], np.int32)).tolist() == [1]


def test_pruning_keeps_pairs_and_the_triples_that_say_most(
    sources: list[TokenizedSource], tmp_path: Path
) -> None:
    vocabulary = choose_vocabulary(sources, SIZE)
    folders = count_folds(sources, {"a": 0, "b": 0, "c": 0}, vocabulary, tmp_path / "counts")
    pairs = len(np.load(folders[0] / "pair_keys.npy"))
    small = Size(entries=pairs + 1, least_pair=1, least_triple=1)
    the, white = vocabulary.ids_of(["the", "white"])[:, None]
    assert pack(folders, small).pairs(the, white).round().tolist() == [3]


def test_sources_are_dealt_whole_and_evenly() -> None:
    words = {f"s{i}": 2**i for i in range(8)}
    dealt = deal_folds(words, 3)
    totals = [sum(words[name] for name in words if dealt[name] == fold) for fold in range(3)]
    assert set(dealt) == set(words)
    assert max(totals) == 2**7
