from __future__ import annotations

import numpy as np
import pytest

from mtdetect.arrays import Floats
from mtdetect.features.extraction import extract_features
from mtdetect.features.pooling import count_words, pool
from mtdetect.features.token_features import word_weights
from mtdetect.model.columns import FEATURES, NAMES, POOLED
from mtdetect.tokens.arrays import WORD, Tokens
from mtdetect.tokens.tokenizer import Tokenizer
from tests.tiny_model import HUMAN, SPUN, tiny_model

MODEL, TOKENIZER = tiny_model(), Tokenizer()


def pool_all(tokens: Tokens, documents: int, matrix: Floats) -> Floats:
    word = tokens.has(WORD)
    return pool(tokens.doc, word, documents, matrix, word_weights(tokens.doc, tokens.ids, word))


def look_at(*texts: str) -> tuple[Tokens, Floats]:
    tokens = TOKENIZER.batch(texts, MODEL.vocabulary)
    return tokens, extract_features(tokens, MODEL).matrix


def column(text: str, name: str) -> dict[str, float]:
    tokens, matrix = look_at(text)
    values = matrix[:, NAMES.index(name)].tolist()
    return {text[s:e]: value for s, e, value in zip(tokens.start, tokens.end, values, strict=True)}


def test_names_are_distinct_and_explained() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert len(set(POOLED)) == len(POOLED)
    assert all(feature.meaning for feature in FEATURES)


@pytest.mark.parametrize("texts", [(SPUN, HUMAN), ("",), ("", "x"), ("\n\n\n",), ("<b></b>",)])
def test_every_row_has_finite_values(texts: tuple[str, ...]) -> None:
    tokens, matrix = look_at(*texts)
    assert matrix.shape == (len(tokens), len(NAMES))
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix).all()


@pytest.mark.parametrize(
    ("name", "text", "word", "other"),
    [
        ("gain", "The White Home said that", "Home", "said"),
        ("pair_gain", "that the commerce battle with China", "battle", "China"),
        ("phrase_gain", "would go away Washington", "away", "would"),
        ("article", "was a attainable sign", "attainable", "sign"),
        ("repeated", "of the the books", "the", "books"),
        ("title_inside", "the White house", "White", "house"),
        ("unknown", "the zorbing house", "zorbing", "house"),
        ("function_word", "the house", "the", "house"),
        ("small_number", "the 2 books", "books", "2"),
        ("surprisal", "The White Home said that", "Home", "said"),
    ],
)
def test_a_feature_tells_one_word_from_another(name: str, text: str, word: str, other: str) -> None:
    values = column(text, name)
    assert values[word] > values[other]


def test_rewriting_shows_in_the_document() -> None:
    tokens, matrix = look_at(SPUN, HUMAN)
    pooled = pool_all(tokens, 2, matrix)
    assert pooled.shape == (2, len(POOLED))
    assert pooled[0, POOLED.index("gain.above_3")] > pooled[1, POOLED.index("gain.above_3")] + 0.05


def test_pooling_does_not_depend_on_the_batch() -> None:
    def pooled(*texts: str) -> Floats:
        tokens, matrix = look_at(*texts)
        return pool_all(tokens, len(texts), matrix)

    assert pooled(HUMAN, SPUN, "")[1] == pytest.approx(pooled(SPUN)[0], abs=1e-5)


def test_only_words_are_counted() -> None:
    tokens, _ = look_at("He left, with all of them, at 7 .", "")
    assert count_words(tokens.doc, tokens.has(WORD), 2).tolist() == [7, 0]


def test_a_word_weighs_once_in_a_thousand_rows_of_its_document() -> None:
    doc = np.repeat(np.array([0, 1], np.int32), [2100, 10])
    ids = np.arange(9, 9 + len(doc)).astype(np.int32)
    ids[[0, 999, 1000, 2050, 2105]] = 7
    weights = word_weights(doc, ids, np.ones(len(doc), bool))
    assert weights[[0, 999, 1000, 2050, 2105]].tolist() == [0.5, 0.5, 1, 1, 1]
    assert weights.sum() == pytest.approx(len(doc) - 1)
