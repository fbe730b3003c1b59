"""The shipped model on labelled cases: what it must find, what it must leave alone, and what it gets wrong.

``cases/human.jsonl`` and ``cases/rewritten.jsonl`` were written for this test, before any model saw them, and
no text was changed for what a model said of it. Figures in comments: model of 2026-11-22. MTDETECT_MODEL
names another model's folder to try.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from mtdetect import Report, Span
from mtdetect.detector import Detector, load
from mtdetect.model.folder import shipped_folder
from tests.places import CASES, ROOT

EXAMPLES = ROOT / "examples"
MODEL = os.environ.get("MTDETECT_MODEL")

Case = dict[str, Any]

FALSE_ALARMS: dict[str, str] = {}
MISSED = {
    "mt-dense-city": "a calque swaps no word for its synonym; only rule-based translation was trained on",
    "mt-dense-novel": "likewise, and its sentences are short and plain",
    "mt-mod-contract": "likewise",
    "mt-mod-tour": "likewise",
    "dict-mod-space": "just below the threshold of its length (.867 of .868); the former model flagged it",
}

pytestmark = pytest.mark.skipif(
    MODEL is None and not shipped_folder().is_dir(),
    reason="there is no models/en: `mtdetect train --data path/to/corpus --out models/en` makes it",
)


def read_cases(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


HUMAN = read_cases(CASES / "human.jsonl")
REWRITTEN = read_cases(CASES / "rewritten.jsonl")
SWAPPED = [case for case in REWRITTEN if case["family"] != "translated"]


@cache
def detector() -> Detector:
    return load(MODEL)


@cache
def judged() -> dict[str, Report]:
    """Judge every case, once for all tests."""
    cases = HUMAN + REWRITTEN
    reports = detector().detect_many(case["text"] for case in cases)
    return {case["id"]: report for case, report in zip(cases, reports, strict=True)}


def flagged(cases: list[Case], target_fpr: float = 0.01) -> list[str]:
    """List the flagged cases with their scores."""
    reports = judged()
    return [
        f"{case['id']} ({reports[case['id']].score:.3f})"
        for case in cases
        if reports[case["id"]].at(target_fpr).verdict == "flagged"
    ]


def of(density: str, cases: list[Case] = REWRITTEN) -> list[Case]:
    return [case for case in cases if case["density"] == density]


def params(cases: list[Case], known: dict[str, str]) -> list[Any]:
    """Make a parameter of every case, a strict xfail of every known failure."""

    def marks(name: str) -> list[pytest.MarkDecorator]:
        return [pytest.mark.xfail(strict=True, reason=known[name])] if name in known else []

    return [pytest.param(case, id=case["id"], marks=marks(case["id"])) for case in cases]


# People's texts: 78 of them, none flagged at 1 %; 3 abstained (two of verse, one of headlines).


@pytest.mark.parametrize("case", params(HUMAN, FALSE_ALARMS))
def test_a_persons_text_is_not_flagged(case: Case) -> None:
    assert judged()[case["id"]].verdict != "flagged"


def test_at_most_one_of_the_persons_texts_is_flagged() -> None:
    assert len(flagged(HUMAN)) <= 1, flagged(HUMAN)


def test_no_persons_text_is_flagged_at_the_cautious_operating_point() -> None:
    assert flagged(HUMAN, 0.001) == []


def test_no_learner_of_english_is_flagged() -> None:
    learners = [case for case in HUMAN if case["register"] == "non-native English"]
    assert len(learners) >= 9
    assert flagged(learners) == []


def test_few_words_of_a_persons_are_marked() -> None:
    # Measured: none in 12,000 words.
    reports = [judged()[case["id"]] for case in HUMAN]
    words = sum(report.words for report in reports)
    assert sum(len(report.spans) for report in reports) <= words * 2 / 1000


# Rewritten texts. Dense (a third of the content words or more): 15 of 17 flagged, the rest translations.
# Moderate: 11 of 14, two of the rest translations. Light: 4 of 12, which is no failure: a few swaps prove
# nothing.


@pytest.mark.parametrize("case", params(of("dense") + of("moderate"), MISSED))
def test_a_rewritten_text_is_flagged(case: Case) -> None:
    assert judged()[case["id"]].verdict == "flagged"


@pytest.mark.parametrize("family", sorted({case["family"] for case in SWAPPED}))
def test_dense_rewriting_is_flagged_in_every_family_even_cautiously(family: str) -> None:
    # Measured at 0.1 %: all but one, tortured-dense-finance.
    cases = [case for case in of("dense", SWAPPED) if case["family"] == family]
    assert len(flagged(cases, 0.001)) >= 0.75 * len(cases), flagged(cases, 0.001)


def test_light_rewriting_scores_higher_than_people() -> None:
    # Measured: medians .39 and .31; .59 and .26 before signs of translation move what lies below all
    # thresholds, which also draws those scores together.
    light = median(judged()[case["id"]].score for case in of("light"))
    assert light > median(judged()[case["id"]].score for case in HUMAN) + 0.05


@pytest.mark.parametrize("case", params(of("dense", SWAPPED), {}))
def test_swapped_text_is_called_spun(case: Case) -> None:
    assert judged()[case["id"]].kind == "spun"


# Spans and suggestions.


def test_spans_are_stretches_of_the_text_in_order_and_disjoint() -> None:
    for report in judged().values():
        end = 0
        for span in report.spans:
            assert end <= span.start < span.end
            assert report.text[span.start : span.end] == span.text
            end = span.end


def test_most_spans_hold_a_swap() -> None:
    # Measured: 0.86 of 799 spans in the dense texts.
    found = [bool(edits_in(case, span)) for case, span in dense_spans()]
    assert sum(found) >= 0.75 * len(found)


def test_the_first_suggestion_is_often_the_original() -> None:
    # Measured: 0.36 of the spans that hold a swap, letter case aside, and 0.39 in moderate texts. Neighbours
    # that were swapped as well take the context away that would tell.
    right = [
        bool(span.suggestions) and span.suggestions[0].text.lower() in edits
        for case, span in dense_spans()
        if (edits := edits_in(case, span))
    ]
    assert sum(right) >= 0.25 * len(right)


def dense_spans() -> list[tuple[Case, Span]]:
    return [(case, span) for case in of("dense", SWAPPED) for span in judged()[case["id"]].spans]


def edits_in(case: Case, span: Span) -> set[str]:
    """Give the originals of the swaps that a span overlaps, in lower case."""
    return {
        edit["original"].lower()
        for edit in case["spans"]
        if edit["start"] < span.end and span.start < edit["start"] + len(edit["left"])
    }


# The cases themselves.


def test_the_cases_are_of_comparable_length_and_distinct() -> None:
    assert len({case["id"] for case in HUMAN + REWRITTEN}) == len(HUMAN + REWRITTEN)
    for case in HUMAN + REWRITTEN:
        assert 90 <= len(case["text"].split()) <= 250, case["id"]


def test_the_swaps_of_the_cases_stand_where_they_say() -> None:
    for case in REWRITTEN:
        for edit in case.get("spans", ()):
            assert case["text"].startswith(edit["left"], edit["start"]), case["id"]


# The bundled examples and the README.


def test_the_spun_example_is_flagged_and_its_swaps_are_found() -> None:
    report = detector().detect((EXAMPLES / "spun_news.txt").read_text(encoding="utf-8"))
    assert (report.verdict, report.kind) == ("flagged", "spun")
    assert len(report.spans) >= 5
    first = {span.text: span.suggestions[0].text for span in report.spans if span.suggestions}
    wanted = {
        "Home": "House",
        "commerce battle": "trade war",
        "elevating": "raising",
        "misplaced": "lost",
        "mentioned": "said",
        "Inventory": "Stock",
        "examine": "study",
        "as a result of": "because",
        "predicted": "expected",
    }
    assert {text: first.get(text) for text in wanted} == wanted


def test_the_human_example_is_clean() -> None:
    report = detector().detect((EXAMPLES / "human_news.txt").read_text(encoding="utf-8"))
    assert report.verdict == "clean"
    assert len(report.spans) <= 2  # measured: none


def test_the_example_posts_are_judged_as_they_are_labelled() -> None:
    posts = read_cases(EXAMPLES / "posts.jsonl")
    reports = detector().detect_many(post["text"] for post in posts)
    verdicts = {post["id"]: report.verdict for post, report in zip(posts, reports, strict=True)}
    assert verdicts == {post["id"]: "flagged" if post["label"] == "spun" else "clean" for post in posts}


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_python_of_the_first_pages_runs(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(ROOT)
    import_module("mtdetect.integrations.spacy")  # stands for the entry point, where nothing is installed
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, page, "exec"), names)
    assert names["report"].verdict == "flagged"
    if page == "README.md":
        assert len(capsys.readouterr().out.splitlines()) == len(names["report"].spans)
    else:
        assert names["doc"]._.mtdetect["verdict"] == "flagged"
        assert names["judged"]["verdict"].isna().tolist() == [False, True]
