"""The shipped model on human prose of many groups: no group may be flagged more than promised.

``cases/fairness`` holds imitations, written for this by a language model (docs/fairness.md says how); no text
was changed for what a detector said of it. Figures: model of 2026-11-22. MTDETECT_MODEL names another model's
folder to try.
"""

from __future__ import annotations

import os
from collections import defaultdict
from functools import cache
from typing import Any

import pytest

from mtdetect import Report
from mtdetect.detector import load
from mtdetect.evaluation.labelled import Labelled
from mtdetect.model.folder import shipped_folder
from quality.fairness import OURS, PROMISED, read_cases
from quality.house_style import edit
from tests.places import CASES

MODEL = os.environ.get("MTDETECT_MODEL")
TEXTS = list(read_cases(CASES / "fairness"))

KNOWN = {
    "police and military reports": "report-naval-signal, report-coroner-sudden-death, report-burglary: terse",
    "sports reports": "sport-league-two and sport-cycling: phrases of the trade, rare elsewhere",
    "technical": "tech-building-spec and tech-bug-report: dense terms, notes without subjects",
    "medical letters": "med-us-hp: notes without subjects and verbs, clinical terms",
    "academic abstracts and methods": "acad-geology: dense terms",
    "news, Indian": "in-temple-festival: idiom that the counts hardly know",
    "news, British": "uk-budget-analysis: clauses without verbs, figures of speech",
    "lists and minutes": "list-todo: orders and names, hardly a sentence",
}

pytestmark = pytest.mark.skipif(
    MODEL is None and not shipped_folder().is_dir(),
    reason="there is no models/en: `mtdetect train --data path/to/corpus --out models/en` makes it",
)


def groups() -> dict[str, list[Labelled]]:
    found: dict[str, list[Labelled]] = defaultdict(list)
    for case in TEXTS:
        found[case.group.removeprefix(OURS)].append(case)
    return found


@cache
def judged() -> dict[str, Report]:
    """Judge every case, once for all tests."""
    reports = load(MODEL).detect_many(case.text for case in TEXTS)
    return {str(case.cluster): report for case, report in zip(TEXTS, reports, strict=True)}


def flagged(cases: list[Labelled], target_fpr: float = 0.01) -> list[str]:
    """List the flagged cases with their scores."""
    reports = {str(case.cluster): judged()[str(case.cluster)] for case in cases}
    return [
        f"{name} ({report.score:.3f})"
        for name, report in reports.items()
        if report.at(target_fpr).verdict == "flagged"
    ]


def params() -> list[Any]:
    """Make a parameter of every group, a strict xfail of those with known failures."""
    return [
        pytest.param(
            name,
            marks=[pytest.mark.xfail(strict=True, reason=KNOWN[name])] if name in KNOWN else [],
        )
        for name in groups()
    ]


@pytest.mark.parametrize("group", params())
def test_no_group_is_flagged_more_than_promised(group: str) -> None:
    cases = groups()[group]
    assert len(flagged(cases)) <= PROMISED * len(cases), flagged(cases)


def test_few_of_all_human_texts_are_flagged() -> None:
    # Measured: 12 of 401 (3.0 %, interval 1.7 to 5.2 %); the former model flagged 9. The thresholds are set
    # on the corpus and promise nothing for texts that were chosen to be hard.
    assert len(flagged(TEXTS)) <= 12, flagged(TEXTS)


def test_hardly_any_is_flagged_at_the_cautious_operating_point() -> None:
    # Measured: acad-geology alone (.982, the threshold being .978). The former model flagged none.
    assert len(flagged(TEXTS, 0.001)) <= 1, flagged(TEXTS, 0.001)


def test_a_copy_editor_makes_no_news_suspect() -> None:
    # Measured: none newly flagged.
    news = [case for case in TEXTS if case.group.startswith(f"{OURS}news, ")]
    edited = [(case, text) for case in news if (text := edit(case.text)) != case.text]
    assert len(edited) >= 25
    reports = load(MODEL).detect_many(text for _, text in edited)
    newly = [
        case.cluster
        for (case, _), report in zip(edited, reports, strict=True)
        if report.verdict == "flagged" and judged()[str(case.cluster)].verdict != "flagged"
    ]
    assert newly == []


# The cases themselves.


def test_the_cases_are_distinct_and_of_comparable_length() -> None:
    assert len({case.cluster for case in TEXTS}) == len({case.text for case in TEXTS}) == len(TEXTS)
    assert all(80 <= len(case.text.split()) <= 250 for case in TEXTS)


def test_every_polished_text_has_its_draft() -> None:
    found = groups()
    drafts = {str(case.cluster).removeprefix("draft-") for case in found["non-native drafts"]}
    assert {str(case.cluster).removeprefix("polished-") for case in found["LLM-polished"]} == drafts
