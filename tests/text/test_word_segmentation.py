"""Words are found in letters that stand in a row, with the help of their neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.model.binary_fuse import FuseMap
from mtdetect.model.ngrams import Ngrams, pair_keys, quantize
from mtdetect.model.vocabulary import CLASSES, Vocabulary
from mtdetect.text.disguises.known_words import KnownWords
from mtdetect.text.disguises.word_segmentation import LONGEST_ROW, SegmentedRow, break_words

ZIPF = {
    "a": 7.3, "lot": 5.6, "alot": 4.2, "the": 7.7, "others": 5.3, "other": 6.0, "even": 6.0, "seven": 5.3,
    "dna": 4.5, "i": 7.0, "ran": 5.0, "iran": 4.9, "of": 7.4, "men": 5.5, "said": 6.2, "days": 5.8, ".": 7.5,
}  # fmt: skip
COUNT = 1000


def words(*pairs: str) -> KnownWords:
    """Know all words equally well, and some pairs that were seen often."""
    vocabulary = Vocabulary.from_words(ZIPF)
    first, second = (vocabulary.ids_of(side) for side in zip(*(pair.split() for pair in pairs), strict=True))
    table = FuseMap.build(pair_keys(first, second), quantize(np.full(len(pairs), COUNT // 4)))
    size = len(vocabulary)
    ngrams = Ngrams(np.full(size, COUNT, np.float32), np.full(size, 20, np.float32), table)
    return KnownWords(
        vocabulary, np.array([ZIPF.get(word, 0) for word in vocabulary.words], np.float32), ngrams
    )


def broken(letters: str, *pairs: str, before: str = "", after: str = "") -> str:
    return " ".join(break_words([SegmentedRow(letters, before, after)], words(*pairs or ["the men"]))[0])


def test_the_words_of_a_row_decide_about_each_other() -> None:
    assert broken("alot", "a lot") == "a lot"
    assert broken("alot", "other men") == "alot"


@pytest.mark.parametrize(
    ("pairs", "expected"), [(["others even"], "others even"), (["other seven"], "other seven")]
)
def test_words_that_go_together_are_kept_together(pairs: list[str], expected: str) -> None:
    assert broken("otherseven", *pairs) == expected


def test_what_stands_around_a_row_counts() -> None:
    pairs = "of iran", "i ran", "said i", "the men"
    assert broken("iran", *pairs, before="of") == "iran"
    assert broken("iran", *pairs, before="said") == "i ran"
    assert broken("otherseven", "seven days", after="days") == "other seven"
    assert broken("otherseven", "even .", after=".") == "others even"


def test_capitals_begin_words_or_follow_capitals() -> None:
    assert broken("theDNA") == "the DNA"
    assert broken("theMen") == "the Men"
    assert broken("DNAthe") == "DNA the"


def test_what_no_table_knows_stays_whole() -> None:
    assert broken("theZqxkvw") == "the Zqxkvw"


def test_rows_do_not_touch_each_other() -> None:
    rows = [SegmentedRow("others"), SegmentedRow(""), SegmentedRow("even"), SegmentedRow("otherseven")]
    assert break_words(rows, words("other seven"))[:3] == [["others"], [], ["even"]]


def test_a_row_of_any_length_is_read() -> None:
    (parts,) = break_words([SegmentedRow("themen" * LONGEST_ROW)], words("the men", "men the"))
    assert "".join(parts) == "themen" * LONGEST_ROW
    assert set(parts) <= {"the", "men", *(part for part in parts if part not in ZIPF)}
    assert len(parts) >= 1.99 * LONGEST_ROW


@given(
    st.lists(
        st.builds(SegmentedRow, st.text("aotTHEnlr", max_size=40), st.sampled_from(["", "the", "7", "?"]))
    )
)
def test_no_letter_is_lost(rows: list[SegmentedRow]) -> None:
    found = break_words(rows, words("a lot"))
    assert ["".join(parts) for parts in found] == [row.letters for row in rows]
    assert all(parts and all(parts) for parts, row in zip(found, rows, strict=True) if row.letters)


def test_classes_stand_for_words_that_are_unknown() -> None:
    known = words("the men")
    ids = known.ids_of(["The", "Zqx", "zqx", "17", "%"]).tolist()
    assert ids[0] >= len(CLASSES)
    assert [CLASSES[at] for at in ids[1:]] == ["<name>", "<unknown>", "<number>", "<symbol>"]
