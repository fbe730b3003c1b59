"""How much is found at which length, and below which one nothing is said."""

from __future__ import annotations

import logging

import pytest

from mtdetect.training.measured.detection_power import (
    LADDER,
    LEAST_DOCUMENTS,
    LEAST_POWER,
    least_words,
    power_rows,
)
from mtdetect.training.networks.calibrating import LENGTHS
from tests.training.judged import Group, make_scored

HUMAN: list[Group] = [(None, 0.0, words, -3.0, 400) for words in (45, 70, 120, 250)]


def test_power_counts_dense_swaps_alone_by_length() -> None:
    scored = make_scored(
        *HUMAN,
        ("dictionary", 0.5, 45, -3.0, 100),
        ("synonym", 0.5, 120, 9.0, 60),
        ("wordnet", 0.5, 120, -9.0, 60),
        ("dictionary", 0.1, 120, -9.0, 100),  # too light to count
        ("dictionary", 0.9, 120, 9.0, 100),  # more than half of it was swapped
        ("tortured", 0.5, 120, -9.0, 100),  # few words of it were
        ("google_essays", 0.5, 120, -9.0, 100),
    )
    short, long = power_rows(scored)
    assert (short["words"], short["documents"]) == (40, 100)
    assert short["flagged"] < 0.1
    assert (long["words"], long["documents"], long["flagged"]) == (100, 120, 0.5)
    assert long["low"] < 0.5 < long["high"]


def test_the_least_length_is_where_enough_is_seen_from_there_on() -> None:
    shares = (0.2, 0.6, 0.4, 0.5, 0.8)
    rows = [
        {"words": words, "documents": LEAST_DOCUMENTS, "flagged": share}
        for words, share in zip(LADDER, shares, strict=False)
    ]
    assert least_words(rows) == LADDER[3]


def test_a_step_of_few_documents_decides_nothing() -> None:
    rows = [
        {"words": 40, "documents": 400, "flagged": 0.3},
        {"words": 50, "documents": 400, "flagged": LEAST_POWER},
        {"words": 60, "documents": LEAST_DOCUMENTS - 1, "flagged": 0.1},
    ]
    assert least_words(rows) == 50


@pytest.mark.parametrize(
    "rows",
    [[], [{"words": 40, "documents": 5, "flagged": 0.9}], [{"words": 40, "documents": 400, "flagged": 0.2}]],
    ids=["nothing measured", "too few documents", "never enough"],
)
def test_without_a_length_that_is_known_to_do_the_shortest_is_kept(
    rows: list[dict[str, float]], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert least_words(rows) == LENGTHS[0]
    assert "texts of 40 words are judged" in caplog.text


def test_a_model_that_sees_enough_everywhere_judges_the_shortest_without_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert least_words([{"words": 40, "documents": 400, "flagged": 0.7}]) == LENGTHS[0]
    assert not caplog.text
