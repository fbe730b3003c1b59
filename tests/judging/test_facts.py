from __future__ import annotations

import pytest

from mtdetect.judging.facts import keeps_facts


@pytest.mark.parametrize(
    ("stands", "suggested"),
    [
        ("three", "four"),
        ("a hundred", "a thousand"),
        ("10", "12"),
        ("two", "several"),
        ("never", "often"),
        ("don’t", "do"),
        ("fair", "not fair"),
        ("months", "days"),
        ("Friday", "Monday"),
        ("dollars", "euros"),
        ("miles", "kilometres"),
        ("northern", "southern"),
        ("twice", "once"),
    ],
)
def test_a_fact_that_would_change_is_no_suggestion(stands: str, suggested: str) -> None:
    assert not keeps_facts(stands, suggested)
    assert not keeps_facts(suggested, stands)


@pytest.mark.parametrize(
    ("stands", "suggested"),
    [
        ("commerce", "trade"),
        ("2", "two"),
        ("bucks", "dollars"),
        ("cannot", "can't"),
        ("now no longer", "not"),
        ("with out", "without"),
        ("Home", "House"),
        ("minute", "tiny"),
    ],
)
def test_other_wording_is_free(stands: str, suggested: str) -> None:
    assert keeps_facts(stands, suggested)
