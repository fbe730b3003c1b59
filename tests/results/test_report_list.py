from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest

import mtdetect
from mtdetect import InputError, OptionError, Reports
from mtdetect.render.html.report_list import MOST_BEHIND, MOST_ROWS
from tests.fakes import FakeDetector, make_report
from tests.html_cases import dense_report

TEXTS = ("bad " * 5, "good words " * 60, "Hi")


@pytest.fixture
def reports(detector: FakeDetector) -> Reports:
    return Reports(detector.detect_many(TEXTS), labels=["a.txt", "b.txt", "c.txt"])


def test_it_is_a_sequence_of_what_the_detector_gives(reports: Reports, detector: FakeDetector) -> None:
    assert list(reports) == list(detector.detect_many(TEXTS))
    assert (len(reports), reports[0].text, reports[-1].text) == (3, TEXTS[0], TEXTS[2])
    assert reports[1] in reports
    assert reports.index(reports[2]) == 2
    assert reports.counts == {"flagged": 1, "clean": 1, "abstain": 1}


def test_slices_are_reports_with_their_labels(reports: Reports) -> None:
    assert isinstance(reports[1:], Reports)
    assert reports[1:].labels == ("b.txt", "c.txt")
    assert reports[::-1][0] == reports[2]
    assert Reports(list(reports))[:1].labels is None


def test_at_judges_all_again(reports: Reports) -> None:
    stricter = Reports([make_report("word", 0.7, words=200)]).at(0.001)
    assert (stricter[0].verdict, stricter[0].target_fpr) == ("clean", 0.001)
    assert reports.at(0.01) == reports
    with pytest.raises(OptionError, match="target_fpr must be one of"):
        reports.at(0.3)


def test_nothing_in_it_changes_and_it_travels(reports: Reports) -> None:
    with pytest.raises(TypeError):
        reports[0] = reports[1]  # type: ignore[index]
    with pytest.raises(AttributeError):
        reports.labels = ()  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(reports)) == reports  # noqa: S301
    assert len({reports, Reports(list(reports), reports.labels)}) == 1
    assert reports != list(reports)


@pytest.mark.parametrize(
    ("reports", "labels", "message"),
    [
        (make_report("one", 0.1), None, r"got one Report. Pass a list: Reports\(\[report\]\)"),
        (["text"], None, r"expected reports, got str \(number 0, counted from 0\). Judge texts first"),
        ([make_report("one", 0.1)], [], "expected a label for each of 1 reports, got 0"),
    ],
)
def test_anything_else_is_refused(reports: Any, labels: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Reports(reports, labels)


def test_labels_may_be_any_objects(reports: Reports) -> None:
    assert Reports(reports, labels=range(3)).labels == ("0", "1", "2")


def test_a_terminal_shows_counts_and_the_first_rows(detector: FakeDetector) -> None:
    lines = repr(Reports(detector.detect_many(["\x1b[2Jbad bad bad\n\nand  so on " * 9] * 30))).splitlines()
    assert lines[0] == "Reports of 30 documents: 0 flagged, 30 clean, 0 abstained"
    assert (
        lines[2]
        == "       0  clean    50.0 %     54     27  \\x1b[2Jbad bad bad and so on \\x1b[2Jbad bad ba..."
    )
    assert lines[-1] == "  ... 10 more"
    assert repr(Reports([])) == "Reports of 0 documents: 0 flagged, 0 clean, 0 abstained"


def test_an_empty_document_has_a_name() -> None:
    assert repr(Reports([make_report("", 0.1, words=0)])).endswith("(empty)")


def test_thousands_of_reports_make_a_bounded_table() -> None:
    few = [replace(dense_report(60), score=0.5 + number / 10_000) for number in range(3)]
    many = Reports([*few, *[make_report("Fine words.", number / 10_000) for number in range(3000)]])
    html = many._repr_html_()
    assert html.count("<tr data-number=") == MOST_ROWS
    assert f"The {MOST_ROWS} highest scores are listed" in html
    assert "<tr data-number=0>" in html
    assert "<tr data-number=3>" not in html
    assert len(html) < MOST_BEHIND + 1000 * MOST_ROWS


def test_reports_behind_rows_are_those_of_the_highest_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.render.html.report_list.MOST_BEHIND", 20_000)
    html = Reports([dense_report(40, 0.6), dense_report(40, 0.9), dense_report(40, 0.7)])._repr_html_()
    assert html.count("<div class=behind>") == 1
    assert "<tr data-number=1><td><details>" in html
    assert "The 1 highest open here; show another one by its number: reports[n]." in html


def test_an_empty_sequence_shows_itself() -> None:
    assert "0 documents: 0 flagged" in mtdetect.Reports([])._repr_html_()
