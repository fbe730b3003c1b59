"""Data frames: the same columns in pandas, Polars and Arrow, whatever the reports and the column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.detector import Detector
from mtdetect.errors import InputError, OptionError
from mtdetect.integrations.frames import detect_column, libraries, to_frame
from mtdetect.integrations.frames.schema import COLUMNS, Rows
from mtdetect.results.report import Report, Span, Suggestion
from tests.fakes import FakeDetector, make_report
from tests.interpreter import run_python
from tests.tiny_model import HUMAN, SPUN, tiny_detector

BACKENDS = ("pandas", "polars", "pyarrow")
ROWS: tuple[Rows, ...] = ("documents", "spans")
TEXTS = ["bad news bad", None, "all is well here", "", "so \N{PILE OF POO} bad\r\n"]
MAKE: dict[str, Callable[[list[str | None]], Any]] = {
    "pandas": lambda texts: pd.Series(texts, dtype=object),
    "polars": lambda texts: pl.Series(texts, dtype=pl.String),
    "pyarrow": lambda texts: pa.array(texts, pa.string()),
}


def judge(column: Any, **options: Any) -> Any:
    return detect_column(column, detector=cast("Detector", FakeDetector()), **options)


def records(frame: Any) -> list[dict[str, Any]]:
    """Return a frame's rows as plain values, None for what is missing."""
    if isinstance(frame, pa.Table):
        return cast("list[dict[str, Any]]", frame.to_pylist())
    if isinstance(frame, pl.DataFrame):
        return frame.to_dicts()
    plain = frame.astype(object).where(frame.notna(), None)
    return cast("list[dict[str, Any]]", plain.to_dict("records"))


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_frame_holds_what_the_reports_say(backend: Any, rows: Rows) -> None:
    reports = list(tiny_detector().detect_many([SPUN, HUMAN, "", f"\N{PILE OF POO}\r\n{SPUN}"]))
    found = records(to_frame(reports, rows=rows, backend=backend))
    expected = _documents(reports) if rows == "documents" else _spans(reports)
    assert len(found) == len(expected) >= 4
    assert found == expected


def _documents(reports: list[Report]) -> list[dict[str, Any]]:
    keys = (
        "verdict",
        "score",
        "kind",
        "words",
        "coverage",
        "note",
        "reasons",
        "threshold",
        "target_fpr",
        "format",
    )
    return [
        {"document": number}
        | {key: report.to_dict()[key] for key in keys}
        | {"spans": len(report.spans), "model": report.model.name, "model_sha256": report.model.sha256}
        for number, report in enumerate(reports)
    ]


def _spans(reports: list[Report]) -> list[dict[str, Any]]:
    return [
        {"document": number}
        | span.to_dict()
        | {
            "suggestion": span.suggestions[0].text if span.suggestions else None,
            "suggestion_score": span.suggestions[0].score if span.suggestions else None,
        }
        for number, report in enumerate(reports)
        for span in report.spans
    ]


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_columns_and_types_are_the_same_with_any_rows_or_none(backend: Any, rows: Rows) -> None:
    shapes = [
        to_frame(reports, rows=rows, backend=backend)
        for reports in ([], [None], list(tiny_detector().detect_many([SPUN])))
    ]
    schemas = [dict(frame.dtypes) if backend == "pandas" else frame.schema for frame in shapes]
    assert schemas[0] == schemas[1] == schemas[2]
    names = shapes[0].column_names if backend == "pyarrow" else list(shapes[0].columns)
    assert names == [column.name for column in COLUMNS[rows]]


def test_pandas_types_are_these() -> None:
    documents, spans = (to_frame([], rows=rows).dtypes.astype(str).to_dict() for rows in ROWS)
    assert documents == {
        "document": "int64", "verdict": "category", "score": "Float64", "kind": "category", "spans": "Int64",
        "words": "Int64", "coverage": "Float64", "note": "string", "reasons": "object",
        "threshold": "Float64", "target_fpr": "Float64", "format": "category",
        "model": "string", "model_sha256": "string",
    }  # fmt: skip
    assert spans == {
        "document": "int64", "start": "int64", "end": "int64", "text": "string", "score": "float64",
        "suggestion": "string", "suggestion_score": "Float64", "suggestions": "object", "reasons": "object",
        "interrupted": "bool",
    }  # fmt: skip
    assert list(to_frame([])["verdict"].cat.categories) == ["flagged", "clean", "abstain"]


def test_polars_types_are_these() -> None:
    schema = to_frame([], backend="polars").schema
    assert schema["verdict"] == pl.Enum(["flagged", "clean", "abstain"])
    assert schema["kind"] == pl.Enum(["spun", "translated"])
    spans = to_frame([], rows="spans", backend="polars").schema
    assert spans["suggestions"] == pl.List(pl.Struct({"text": pl.String, "score": pl.Float64}))
    assert (spans["start"], spans["interrupted"]) == (pl.Int64, pl.Boolean)


def test_arrow_types_are_these() -> None:
    schema = to_frame([], backend="pyarrow").schema
    assert schema.field("verdict").type == pa.dictionary(pa.int8(), pa.string())
    assert [field.name for field in schema if not field.nullable] == ["document"]
    spans = to_frame([], rows="spans", backend="pyarrow").schema
    assert spans.field("suggestions").type == pa.list_(
        pa.struct({"text": pa.string(), "score": pa.float64()})
    )
    assert [field.name for field in spans if field.nullable] == ["suggestion", "suggestion_score"]


def test_the_docstring_publishes_the_schema() -> None:
    said = re.findall(r"^ {8}(\w+) +(int|float|string|bool|enum|list) ", to_frame.__doc__ or "", re.M)
    columns = [column for rows in ROWS for column in COLUMNS[rows]]
    named = {tuple: "enum", dict: "list"}
    assert said == [(column.name, named.get(type(column.type), column.type)) for column in columns]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_column_gives_a_frame_of_its_library_in_its_order(backend: str) -> None:
    frame = judge(MAKE[backend](TEXTS))
    assert type(frame).__module__.partition(".")[0] == backend
    found = records(frame)
    assert [row["document"] for row in found] == [0, 1, 2, 3, 4]
    assert [row["spans"] for row in found] == [2, None, 0, 0, 1]
    assert [row["verdict"] for row in found] == ["clean", None, "clean", "abstain", "clean"]
    assert {key: value for key, value in found[1].items() if value is not None} == {"document": 1}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_column_gives_its_spans_with_offsets_into_its_texts(backend: str) -> None:
    found = records(judge(MAKE[backend](TEXTS), rows="spans"))
    assert [row["document"] for row in found] == [0, 0, 4]
    for row in found:
        assert (TEXTS[row["document"]] or "")[row["start"] : row["end"]] == row["text"] == "bad"
        assert (row["suggestion"], row["suggestion_score"]) == ("good", 0.7)
        assert row["suggestions"] == [{"text": "good", "score": 0.7}]


def test_a_pandas_index_is_kept_duplicates_included() -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2), ("b", 3), ("c", 3)])
    column = pd.Series(TEXTS, index=index, name="text")
    assert judge(column).index.equals(index)
    assert list(judge(column, rows="spans").index) == [("a", 1), ("a", 1), ("c", 3)]
    beside = pd.concat([column.to_frame(), judge(column)], axis=1)
    assert beside["document"].tolist() == [0, 1, 2, 3, 4]
    assert judge(column[:0]).index.equals(index[:0])


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["bad", None, float("nan"), pd.NA, pd.NaT]),
        pd.Series(["bad", None, None, None, None], dtype="string"),
        pd.Series(["bad", None, None, None, None], dtype=pd.ArrowDtype(pa.string())),
        pd.Series(["bad", None, None, None, None], dtype="category"),
        pl.Series(["bad", None, None, None, None], dtype=pl.Categorical),
        pa.chunked_array([["bad", None], [None, None, None]]),
        pa.array(["bad", None, None, None, None], pa.large_string()),
        pa.array(["bad", None, None, None, None]).dictionary_encode(),
        ["bad", None, float("nan"), pd.NA, np.nan],
        np.array(["bad", None, None, None, None], dtype=object),
        (text for text in ("bad", None, None, None, None)),
    ],
    ids=lambda column: f"{type(column).__module__}.{type(column).__name__}",
)
def test_what_is_missing_gives_missing_values(column: Any) -> None:
    found = records(judge(column))
    assert [row["spans"] for row in found] == [1, None, None, None, None]


@pytest.mark.parametrize(
    "column", [pd.Series([np.nan, np.nan]), pl.Series([None, None]), pa.nulls(2), [None, None]]
)
def test_a_column_without_any_text_is_all_missing(column: Any) -> None:
    assert [row["score"] for row in records(judge(column))] == [None, None]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("column", [["bad", None], *(make(["bad", None]) for make in MAKE.values())])
def test_the_argument_chooses_the_library_over_the_column(backend: str, column: Any) -> None:
    frame = judge(column, backend=backend)
    assert type(frame).__module__.partition(".")[0] == backend
    assert len(records(frame)) == 2


def test_a_list_gives_a_pandas_frame() -> None:
    assert judge(["bad"]).index.equals(pd.RangeIndex(1))


def test_pandas_columns_without_an_index_are_judged_too() -> None:
    column = pd.Series(["bad", None, "bad", "good"], dtype="string")
    for plain in (column.unique(), column.drop_duplicates().array):
        frame = judge(plain)
        assert frame["spans"].tolist() == [1, pd.NA, 0]
        assert frame.index.tolist() == [0, 1, 2]


def test_what_is_no_detector_is_refused() -> None:
    with pytest.raises(InputError, match=r"expected a detector, got str 'models/en'.*mtdetect\.load"):
        detect_column(["bad"], detector=cast("Detector", "models/en"))


def test_several_processes_give_what_one_gives() -> None:
    column = pd.Series(["A short text.", None, "Another one."])
    pd.testing.assert_frame_equal(detect_column(column, n_process=2), detect_column(column))


def test_options_reach_the_detector() -> None:
    detector = FakeDetector()
    frame = detect_column(["bad"], detector=cast("Detector", detector), target_fpr=0.001, format="html")
    assert frame["target_fpr"].tolist() == [0.001]
    assert detector.formats == ["html"]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pd.Series(["x", 3.5], index=["a", "b"]), r"got float 3\.5 \(row 1, counted from 0, index 'b'\)"),
        (pd.Series([None, b"x"]), r"got bytes b'x' \(row 1, counted from 0, index 1\)"),
        (pl.Series([1, 2]), r"got int 1 \(row 0, counted from 0\)"),
        (pa.array([None, True]), r"got bool True \(row 1, counted from 0\)"),
        (["x", ["y"]], r"got list \['y'\] \(row 1, counted from 0\)"),
    ],
)
def test_a_column_of_something_else_is_refused_by_its_row(column: Any, message: str) -> None:
    detector = FakeDetector()
    with pytest.raises(InputError, match=f"expected a column of strings, {message}.*Make it a string"):
        detect_column(column, detector=cast("Detector", detector))
    assert detector.seen == []


@pytest.mark.parametrize(
    "column",
    [
        pd.DataFrame({"text": ["x"]}), pl.DataFrame({"text": ["x"]}), pl.LazyFrame({"text": ["x"]}),
        pl.col("text"), pa.table({"text": ["x"]}), pd.Index(["x"]), "a text", b"bytes", {"text": "x"}, 3,
        None,
    ],
    ids=lambda column: f"{type(column).__module__}.{type(column).__name__}",
)  # fmt: skip
def test_what_is_no_column_is_refused(column: Any) -> None:
    with pytest.raises(InputError, match=r"expected a column of texts, got .*such as df\['text'\]"):
        judge(column)


def test_unknown_options_are_refused_before_anything_is_judged() -> None:
    with pytest.raises(OptionError, match="rows must be one of documents, spans, got 'words'"):
        judge(["x"], rows="words")
    with pytest.raises(OptionError, match="backend must be one of pandas, polars, pyarrow, got 'dask'"):
        judge(["x"], backend="dask")
    with pytest.raises(OptionError, match="rows must be one of"):
        to_frame([], rows=cast("Any", None))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_library_that_is_not_installed_is_named(backend: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(libraries, "import_module", absent)
    message = f"needs {backend}, which is not installed. Run: pip install {backend}"
    with pytest.raises(OptionError, match=message):
        to_frame([], backend=backend)


@pytest.mark.parametrize(
    ("reports", "message"),
    [
        (make_report("x", 0.1), "expected an iterable of reports, got Report. Pass a list"),
        ([None, "text"], r"expected a Report or None, got str \(number 1, counted from 0\)"),
    ],
)
def test_what_are_no_reports_is_refused(reports: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        to_frame(reports)


def test_reports_are_read_once_and_lazily() -> None:
    def reports() -> Iterator[Report | None]:
        yield make_report("x", 0.1)
        yield None

    assert to_frame(reports())["score"].tolist() == [0.1, pd.NA]


def test_a_span_without_suggestions_has_none() -> None:
    spans = (Span(0, 1, "x", 0.5), Span(2, 3, "y", 0.5, (Suggestion("a", 0.4), Suggestion("b", 0.2))))
    found = records(to_frame([make_report("x y", 0.5, spans=spans)], rows="spans"))
    assert [(row["suggestion"], row["suggestions"]) for row in found] == [
        (None, []),
        ("a", [{"text": "a", "score": 0.4}, {"text": "b", "score": 0.2}]),
    ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_lone_surrogates_are_replaced_one_by_one(backend: Any) -> None:
    report = make_report("x\ud83dy", 0.5, spans=(Span(0, 3, "x\ud83dy", 0.5),))
    assert records(to_frame([report], rows="spans", backend=backend))[0]["text"] == "x\ufffdy"


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=[])), max_size=5))
def test_any_texts_make_frames_that_agree(texts: list[str | None]) -> None:
    for rows in ROWS:
        expected = records(judge(texts, rows=rows))
        for backend in ("polars", "pyarrow"):
            assert records(judge(texts, rows=rows, backend=backend)) == expected


def test_the_public_names_are_lazy_and_bring_in_no_frame_library() -> None:
    assert mtdetect.to_frame is to_frame
    assert mtdetect.detect_column is detect_column
    code = (
        "import sys, mtdetect; mtdetect.to_frame, mtdetect.detect_column\n"
        "print([name for name in ('pandas', 'polars', 'pyarrow', 'spacy', 'numpy') if name in sys.modules])"
    )
    assert run_python(code) == "[]\n"
