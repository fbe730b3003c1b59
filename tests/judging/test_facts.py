from __future__ import annotations

import pytest

from mtdetect.judging.facts import keeps_facts


@pytest.mark.parametrize(
    ("stands", "suggested"),
    [
        ("three", "four"),
        ("a hundred", "a thousand"),
        ("10", "12"),
        ("never", "often"),
        ("don’t", "do"),
        ("fair", "not fair"),
        ("months", "days"),
        ("ten years", "centuries"),
        ("Friday", "Monday"),
        ("dollars", "euros"),
        ("miles", "kilometres"),
        ("northern", "southern"),
        ("twice", "once"),
        ("n't", "just"),
    ],
)
def test_a_fact_that_would_change_is_no_suggestion(stands: str, suggested: str) -> None:
    assert not keeps_facts(stands, suggested)
    assert not keeps_facts(suggested, stands)


@pytest.mark.parametrize(("stands", "suggested"), [("two", "several"), ("nine", "club"), ("1,200", "many")])
def test_a_number_by_itself_stays_a_number(stands: str, suggested: str) -> None:
    assert not keeps_facts(stands, suggested)


@pytest.mark.parametrize(
    ("stands", "suggested"),
    [
        ("commerce", "trade"),
        ("2", "two"),
        ("bucks", "dollars"),
        ("cannot", "can't"),
        ("now no longer", "not"),
        ("with out", "without"),
        ("with no", "without"),
        ("whether or not", "whether"),
        ("ne'er", "never"),
        ("Home", "House"),
        ("minute", "tiny"),
        ("barely", "hardly"),
        ("n't", "not"),
        ("one other", "another"),
        ("one thing", "something"),
        ("the two", "both"),
        ("seven days", "week"),
        ("one hundred years", "century"),
        ("one thousand million", "billion"),
        ("some one", "somebody"),
    ],
)
def test_other_wording_is_free(stands: str, suggested: str) -> None:
    assert keeps_facts(stands, suggested)
