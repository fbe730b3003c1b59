"""What training says of its scores as probabilities: tables for a model's facts."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mtdetect.evaluation.reliability import Bin, expected_error, from_columns
from mtdetect.model.columns import POOLED
from mtdetect.model.translation import Translation
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.training.measured.measuring import Scored
from mtdetect.training.measured.reliability import (
    ALL,
    BEFORE,
    LEAST_DOCUMENTS,
    REPORTED,
    WITHOUT,
    measure_reliability,
    reported_scores,
)
from tests.training.judged import make_scored


def scored() -> Scored:
    return make_scored(
        (None, 0.0, 100, -0.5, 600),  # human and swapped as many: then these logits are the true odds
        (None, 0.0, 200, -0.5, 600),
        ("dictionary", 0.5, 100, 0.5, 500),
        ("dictionary", 0.5, 200, 0.5, LEAST_DOCUMENTS - 1),
        ("google_essays", 1.0, 100, -2.0, 300),
    )


def test_errors_are_told_with_and_without_neural_translations_before_and_after() -> None:
    some = scored()
    reported = np.full(len(some.scores), 0.5)
    rows = measure_reliability(some, reported)["calibration"]
    errors = {(row["score"], row["documents"]): row["expected_error"] for row in rows}
    assert set(errors) == {(one, two) for one in (REPORTED, BEFORE) for two in (ALL, WITHOUT)}
    assert errors[BEFORE, ALL] > errors[BEFORE, WITHOUT] + 0.02
    assert [row["rewritten"] for row in rows] == [999, 699, 999, 699]
    assert all(row["low"] <= row["expected_error"] <= row["high"] + 0.01 for row in rows[2:])


def test_tables_are_of_all_and_of_each_length_with_enough_of_both_labels() -> None:
    facts = measure_reliability(scored(), scored().scores)
    tables = facts["reliability"]
    assert [table["words"] for table in tables] == ["all", "80-159"]
    bins = from_columns({name: tables[0][name] for name in Bin.__slots__})
    assert sum(one.documents for one in bins) == 1899  # neural translations are not among them
    assert expected_error(bins) == pytest.approx(tables[0]["expected_error"], abs=1e-3)
    assert {name: sum(counts) for name, counts in facts["score_histogram"].items()} == {
        "human": 1200,
        "rewritten": 699,
    }
    assert json.loads(json.dumps(facts)) == facts


def test_reported_scores_move_by_what_words_and_grammar_say_and_never_cross_a_threshold() -> None:
    some = make_scored((None, 0.0, 100, -3.0, 400), ("dictionary", 0.5, 100, 4.0, 50))
    vocabulary = Vocabulary.from_words(["the"])
    pooled = np.zeros((len(some.scores), len(POOLED)), np.float32)
    pooled[:200, 0] = 1
    weights = np.zeros(len(POOLED), np.float32)
    weights[0] = 1.0
    translation = Translation(
        np.zeros(len(vocabulary), np.float16), weights, np.zeros(len(POOLED), np.float32)
    )
    moved = reported_scores(some, [pooled[:300], pooled[300:]], translation, vocabulary)
    low = some.scores < some.points.lowest
    assert moved[:200][low[:200]].mean() > moved[200:400][low[200:400]].mean() + 0.02
    assert (moved[low] < some.points.lowest).all()
    assert moved[~low] == pytest.approx(some.scores[~low], abs=1e-4)


def test_without_signs_of_translation_reports_carry_the_calibrated_scores() -> None:
    some = scored()
    assert reported_scores(some, [], None, Vocabulary.from_words([])) is some.scores
