"""The numeric core, number by number: every token feature and every pooled one against a slow reference."""

from __future__ import annotations

import pytest

from mtdetect.features.extraction import extract_features, pool_features
from mtdetect.model.columns import EXCEEDANCES, NAMES, POOLED
from mtdetect.tokens.tokenizer import Tokenizer
from tests.features.reference import Document, Text, World, full_model, pooled
from tests.tiny_model import HUMAN, SPUN, WORDS

ODD = (
    "In the {the} U.S. an man saw e.G. 34.eight books, a old Three.5 mark and 2 books of of the big house. "
    "They stated a large battle of commerce; HE said that zorbing Home would turn out to be aged, "
    "whereby yon dog was big."
)
SWAPS = " ".join(
    f"the {left} of {right} was" for left, right in zip(WORDS, [*WORDS][5:] + [*WORDS][:5], strict=True)
)
TEXTS = (f"{SPUN} {HUMAN[:900]}", ODD, "", f"{SWAPS}. {HUMAN[900:1200]}")
MODEL = full_model()
TOKENS = Tokenizer().batch(TEXTS, MODEL.vocabulary)
FEATURES = extract_features(TOKENS, MODEL)
REFERENCE = Text(World(MODEL), TOKENS)
MEASURED = pool_features(TOKENS, FEATURES)


def test_the_reference_has_a_row_for_every_feature() -> None:
    assert set(REFERENCE.rows[0]) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_token_feature_is_what_its_definition_says(name: str) -> None:
    expected = [float(row[name]) for row in REFERENCE.rows]
    assert len(set(expected)) > 1, "the texts must show the feature"
    assert FEATURES.matrix[:, NAMES.index(name)].tolist() == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_every_pooled_feature_is_what_its_definition_says(number: int) -> None:
    document = Document.of(REFERENCE, number)
    expected = {name: pooled(document, name) for name in POOLED}
    assert dict(zip(POOLED, MEASURED[number].tolist(), strict=True)) == pytest.approx(expected, abs=5e-3)


def test_most_pooled_features_differ_from_nothing() -> None:
    shown = (MEASURED != 0).any(axis=0)
    assert shown.mean() > 0.7


def test_what_is_exceeded_is_above_and_not_at_a_step() -> None:
    assert all(list(steps) == sorted(set(steps)) for steps in EXCEEDANCES.values())
