from __future__ import annotations

import math

import pytest

from mtdetect.model.columns import BASELINE, DOCUMENT, REST, VOCABULARY
from mtdetect.results.report import Reason
from tests.tiny_model import HUMAN, SPUN, tiny_detector


def logit(prob: float) -> float:
    return math.log(prob / (1 - prob))


def total(reasons: tuple[Reason, ...]) -> float:
    return sum(reason.contribution for reason in reasons)


@pytest.mark.parametrize("text", [HUMAN, SPUN, SPUN[:80], HUMAN + SPUN])
def test_a_documents_reasons_add_up_to_its_score(text: str) -> None:
    report = tiny_detector().detect(text)
    assert total(report.reasons) == pytest.approx(logit(report.score), abs=1e-3)


def test_a_spans_reasons_add_up_to_its_score() -> None:
    spans = tiny_detector().detect(SPUN).spans
    assert len(spans) > 5
    for span in spans:
        assert total(span.reasons) == pytest.approx(logit(span.score), abs=1e-3)


def test_reasons_are_few_and_in_the_vocabulary() -> None:
    report = tiny_detector().detect(SPUN)
    for reasons in (report.reasons, *(span.reasons for span in report.spans)):
        assert len(reasons) <= 8
        assert {reason.name for reason in reasons} <= VOCABULARY
        assert len({reason.name for reason in reasons}) == len(reasons)


def test_the_strongest_come_first_and_the_summary_last() -> None:
    report = tiny_detector().detect(SPUN)
    named = [abs(r.contribution) for r in report.reasons if r.name not in {REST, BASELINE}]
    assert named == sorted(named, reverse=True)
    assert report.reasons[-1].name == BASELINE
    assert all(span.reasons[-2].name == DOCUMENT for span in report.spans)


def test_what_was_swapped_is_named() -> None:
    span = next(span for span in tiny_detector().detect(SPUN).spans if span.text == "commerce battle")
    assert {"gain", "pair_gain"} <= {reason.name for reason in span.reasons}
