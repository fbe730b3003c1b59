from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.errors import DataError, InputError, MtdetectError, OptionError
from mtdetect.results.operating_points import OperatingPoints, Threshold
from mtdetect.results.report import SCHEMA_VERSION, Report, Span, Suggestion, decide
from tests.fakes import MODEL_ID, POINTS, make_report

any_text = st.text(st.characters(codec=None))


@pytest.mark.parametrize(("words", "threshold"), [(0, 0.8), (99, 0.8), (100, 0.6), (10**6, 0.6)])
def test_the_longest_class_that_fits_gives_the_threshold(words: int, threshold: float) -> None:
    assert POINTS.threshold(words).threshold == threshold


def test_a_document_below_every_class_gets_the_shortest() -> None:
    points = OperatingPoints((Threshold(0.01, 50, 0.7, 0, 0.02, 9), Threshold(0.01, 200, 0.5, 0, 0.02, 9)))
    assert points.threshold(10).min_words == 50


@pytest.mark.parametrize("target", [0.02, 0.0, -1, float("nan"), "0.01"])
def test_an_unknown_target_is_refused_with_the_allowed_ones(target: float) -> None:
    with pytest.raises(OptionError, match=r"\(0\.001, 0\.01\), got .*Choose one of them"):
        POINTS.threshold(100, target)


def test_points_without_rows_say_that_there_are_none() -> None:
    with pytest.raises(ValueError, match=r"calibrated for \(none\)"):
        OperatingPoints(()).threshold(5)


def test_operating_points_survive_json() -> None:
    assert OperatingPoints.from_list(json.loads(json.dumps(POINTS.to_list()))) == POINTS
    assert POINTS.targets == (0.001, 0.01)


def test_a_damaged_operating_point_is_refused() -> None:
    with pytest.raises(DataError, match=r"exactly the keys .*'min_words'.*got \['target_fpr'\]"):
        OperatingPoints.from_list([{"target_fpr": 0.01}])


@pytest.mark.parametrize(
    ("score", "note", "verdict"),
    [
        (0.59, None, "clean"),
        (0.6, None, "flagged"),
        (1.0, "too short", "abstain"),
        (0.0, "too short", "abstain"),
    ],
)
def test_decide(score: float, note: str | None, verdict: str) -> None:
    assert decide(score, 120, note, POINTS) == (verdict, 0.6)


def test_at_judges_again_without_looking_at_the_text() -> None:
    report = make_report("some text", 0.7)
    strict = report.at(0.001)
    assert (report.verdict, report.kind) == ("flagged", "spun")
    assert (strict.verdict, strict.kind, strict.threshold, strict.target_fpr) == ("clean", None, 0.95, 0.001)
    assert strict.at(0.01) == report


def test_at_leaves_an_abstention_alone() -> None:
    report = make_report("Hi", 0.99, words=1)
    assert (report.at(0.01).verdict, report.at(0.01).kind, report.at(0.01).note) == (
        "abstain",
        None,
        report.note,
    )


def test_at_refuses_a_target_that_was_never_calibrated() -> None:
    with pytest.raises(OptionError, match="target_fpr must be one of"):
        make_report("text", 0.5).at(0.5)


def test_the_wire_form_has_these_keys_and_no_text() -> None:
    span = Span(0, 3, "bad", 0.9, (Suggestion("good", 0.5),))
    record = make_report("bad text", 0.7, spans=(span,)).to_dict()
    assert set(record) == {
        "schema_version", "model", "verdict", "kind", "score", "threshold", "target_fpr", "words", "coverage",
        "note",
        "spans", "reasons", "format", "skipped", "notes",
    }  # fmt: skip
    assert record["schema_version"] == SCHEMA_VERSION == 1
    assert record["model"] == {"name": MODEL_ID.name, "sha256": MODEL_ID.sha256}
    assert record["spans"] == [
        {"start": 0, "end": 3, "text": "bad", "score": 0.9,
         "suggestions": [{"text": "good", "score": 0.5}], "reasons": [], "interrupted": False}
    ]  # fmt: skip
    assert record["reasons"] == [{"name": "gain_mean", "contribution": 2.0}]


@given(any_text)
def test_any_text_survives_json(text: str) -> None:
    record = make_report(text, 0.2, spans=(Span(0, len(text), text, 0.5),)).to_dict(include_text=True)
    assert json.loads(json.dumps(record)) == record


@given(any_text)
def test_the_repr_is_short_whatever_the_text(text: str) -> None:
    report = make_report(text * 1000, 0.7)
    assert len(repr(report)) < 400
    assert "points" not in repr(report)
    assert "kind_if_flagged" not in repr(report)


def test_results_cannot_be_changed() -> None:
    report = make_report("text", 0.5)
    for result in (report, report.model, report.reasons[0], POINTS, POINTS.thresholds[0]):
        name = dataclasses.fields(result)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, name, None)
        assert not hasattr(result, "__dict__")


def test_reports_compare_by_value_and_can_be_set_members() -> None:
    assert len({make_report("text", 0.5), make_report("text", 0.5), make_report("text", 0.6)}) == 2
    assert isinstance(make_report("text", 0.5), Report)


def test_wrong_arguments_are_the_errors_that_callers_expect() -> None:
    assert issubclass(InputError, TypeError)
    assert issubclass(OptionError, ValueError)
    assert all(issubclass(error, MtdetectError) for error in (InputError, OptionError, DataError))
