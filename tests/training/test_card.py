"""The model card: its headings, what is measured, what is said not to be, and what a reader may do."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from mtdetect.training.measured.card import write_card
from tests.fakes import POINTS

#: Mitchell et al., Model Cards for Model Reporting, in their order.
HEADINGS = [
    "Model details",
    "Intended use",
    "Factors",
    "Metrics",
    "Evaluation data",
    "Training data",
    "Quantitative analyses",
    "Ethical considerations",
    "Caveats and recommendations",
]
FACTS: dict[str, Any] = {
    "training": {
        "seed": 3,
        "quick": False,
        "folds": 5,
        "words_counted": 1234567,
        "source_names": ["news_health", "my_own"],
    },
    "documents": {"human": 40, "rewritten": 30},
    "generators": [{"generator": "dictionary", "rate": "all", "tpr_at_0.01": 0.4321}],
    "left_out_generators": [{"generator": "wordnet", "rate": "all", "tpr_at_0.01": 0.3456}],
    "human_registers": [{"register": "poetry", "fpr_at_0.01": 0.0123}],
    "spans": [{"generator": "dictionary", "span_f1": 0.6}],
    "power": [{"words": 40, "documents": 400, "flagged": 0.31}],
    "least_words": 70,
    "calibration": [{"score": "as reported", "documents": "all", "expected_error": 0.0234}],
    "reliability": [{"words": "80-159", "expected_error": 0.0256, "score": [0.1]}],
    "fairness": [{"group": "ours: legal", "documents": 20}],
}
OLD = {key: FACTS[key] for key in FACTS if key not in {"power", "least_words", "calibration", "reliability"}}


def sections(card: str) -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", card, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_headings_are_those_of_model_cards_in_their_order() -> None:
    assert list(sections(write_card(FACTS, POINTS))) == HEADINGS


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Model details", "seed 3"),
        ("Intended use", "prose of 70 words or more"),
        ("Evaluation data", "40 human documents and 30"),
        ("Training data", "1,234,567 words of 2 sources, by kind of writing: news (1), not stated (1)"),
        ("Training data", "| my_own | yours to know |"),
        ("Training data", "NOTICE.md"),
        ("Quantitative analyses", "| dictionary | all | 0.432 |"),
        ("Quantitative analyses", "| wordnet | all | 0.346 |"),
        ("Quantitative analyses", "| poetry | 0.012 |"),
        ("Quantitative analyses", "| ours: legal | 20 |"),
        ("Quantitative analyses", "| 40 | 400 | 0.310 |"),
        ("Quantitative analyses", "Below\n70 words the verdict"),
        ("Quantitative analyses", "| as reported | all | 0.023 |"),
        ("Quantitative analyses", "| 80-159 | 0.026 |"),
        ("Quantitative analyses", "| 0.001 | 0 | 0.950 |"),
        ("Ethical considerations", "How to appeal a verdict"),
        ("Ethical considerations", "Non-native writers"),
        ("Caveats and recommendations", "0.1 % point"),
    ],
)
def test_a_section_says_what_belongs_there(heading: str, said: str) -> None:
    assert said in sections(write_card(FACTS, POINTS))[heading]


def test_what_an_older_model_did_not_measure_is_named() -> None:
    card = write_card({**OLD, "fairness": []}, POINTS)
    assert card.count("Not measured for this model") == 3
    assert "prose of 0 words or more" in card  # the points of the fakes begin there


def test_no_heading_or_table_runs_into_what_stands_before_it() -> None:
    lines = write_card(FACTS, POINTS).splitlines()
    for before, line in pairwise(lines):
        if line.startswith("#") or (line.startswith("|") and not before.startswith("|")):
            assert before == "", line


def test_nothing_is_left_to_be_filled_in() -> None:
    assert not re.findall(r"\{\w*\}", write_card(FACTS, POINTS))
