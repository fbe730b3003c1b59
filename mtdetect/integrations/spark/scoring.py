"""A column of texts to a column of reports, through Arrow, with one model a worker process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from mtdetect.detector import Detector, load
from mtdetect.errors import InputError, ModelError, OptionError
from mtdetect.model.allow_list import AllowList, AllowSource
from mtdetect.results.report import InputFormat, Report
from mtdetect.text.formats.guessing import check_format

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Batches = Iterator[pa.RecordBatch]

OUTPUT = "mtdetect"  #: the column that holds the reports
MOST_ROWS = 256  # of a batch that is written at a time: a report takes some 20 kB where much is marked

_REASONS = "array<struct<name: string, contribution: double>>"
_SUGGESTIONS = "array<struct<text: string, score: double>>"
REPORT = f"""struct<
    schema_version: int,
    model: struct<name: string, sha256: string>,
    verdict: string,
    kind: string,
    score: double,
    threshold: double,
    target_fpr: double,
    words: int,
    coverage: double,
    note: string,
    spans: array<struct<
        start: int,
        end: int,
        text: string,
        score: double,
        suggestions: {_SUGGESTIONS},
        reasons: {_REASONS},
        interrupted: boolean
    >>,
    reasons: {_REASONS},
    format: string,
    skipped: array<struct<start: int, end: int, kind: string>>,
    notes: array<struct<name: string, count: int, places: array<array<int>>>>
>"""
"""The type of the column of reports: the keys of ``Report.to_dict``, typed."""


@dataclass(frozen=True, slots=True)
class Judging:
    """Hold what a worker must know to judge a column; plain values, as they travel to every task."""

    column: str
    output: str
    folder: Path | None
    sha256: str
    target_fpr: float | None
    format: InputFormat
    type: pa.DataType
    allow: AllowList


def score(
    frame: DataFrame,
    column: str = "text",
    *,
    output: str = OUTPUT,
    model: Path | str | None = None,
    allow: AllowSource = None,
    target_fpr: float | None = None,
    format: InputFormat = "auto",
) -> DataFrame:
    """Add a struct column of reports; it is null where the text is.

    A report is the same, to the byte, however the rows are partitioned and batched.

    ``allow`` names a file with terms that are never marked, and no evidence, or is an iterable of terms; the
    driver reads it.

    Anything that is wrong with the arguments is said before a job starts: a column that is missing or not of
    strings is an InputError, a rate or format that is unknown an OptionError.
    """
    from pyspark.sql.pandas.types import to_arrow_type
    from pyspark.sql.types import StructField, StructType, _parse_datatype_string

    check_column(frame, column)
    if output in frame.columns:
        raise OptionError(
            f"the DataFrame has a column {output!r} already. Drop or rename it, or, in Python, name another "
            f"one with output=..."
        )
    check_format(format)
    terms = AllowList.of(allow)
    detector = load(model)
    detector.points.threshold(0, target_fpr)  # refuses an unknown rate
    kind = _parse_datatype_string(REPORT)
    folder = None if model is None else Path(model).absolute()
    judging = Judging(
        column,
        output,
        folder,
        detector.model_id.sha256,
        target_fpr,
        format,
        to_arrow_type(kind),
        terms,
    )
    schema = StructType([*frame.schema.fields, StructField(output, kind)])
    return frame.mapInArrow(partial(_judged, judging=judging), schema)


def check_column(frame: DataFrame, column: str) -> None:
    """Refuse what is no DataFrame of Spark, and a column that is not there, or holds no strings."""
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StringType

    if not isinstance(frame, DataFrame):
        raise InputError(
            f"expected a DataFrame of Spark, got {type(frame).__name__}. "
            f"A column of pandas, Polars or Arrow is for mtdetect.detect_column, a list for detect_many."
        )
    if not isinstance(column, str):
        raise InputError(f"expected the name of a column, got {type(column).__name__}. Pass a string.")
    if column not in frame.columns:
        raise InputError(
            f"expected a column {column!r}, got {', '.join(frame.columns)}. Name the texts' column."
        )
    kind = frame.schema[column].dataType
    if not isinstance(kind, StringType):
        raise InputError(
            f"expected column {column!r} to hold strings, got {kind.simpleString()}. "
            f"Cast or decode it first, for example with decode(col, 'UTF-8')."
        )


def _judged(batches: Batches, judging: Judging) -> Batches:
    """Add reports to a partition's Arrow batches, as they come."""
    detector = opened(judging.folder, judging.sha256, judging.allow)
    return (_with_reports(some, detector, judging) for batch in batches for some in _slices(batch))


@lru_cache(maxsize=4)
def opened(folder: Path | None, sha256: str, allow: AllowList) -> Detector:
    """Open the model, once a worker process: its arrays are mapped, and shared between the workers."""
    detector = load(folder, allow=allow)
    if detector.model_id.sha256 != sha256:
        raise ModelError(
            f"expected the model with sha256 {sha256}, which the driver has, got {detector.model_id.sha256} "
            f"on an executor. Install the same version of mtdetect, or the same model, everywhere."
        )
    return detector


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    return (batch.slice(at, MOST_ROWS) for at in range(0, batch.num_rows, MOST_ROWS))


def _with_reports(batch: pa.RecordBatch, detector: Detector, judging: Judging) -> pa.RecordBatch:
    texts = batch.column(batch.schema.get_field_index(judging.column)).to_pylist()
    reports = judged_reports(texts, detector, judging)
    rows = [None if report is None else report.to_dict() for report in reports]
    arrays = [*batch.columns, pa.array(rows, judging.type)]
    return pa.RecordBatch.from_arrays(arrays, [*batch.schema.names, judging.output])


def judged_reports(
    texts: Sequence[str | None], detector: Detector, judging: Judging
) -> Iterator[Report | None]:
    """Judge texts; a missing one has no report."""
    there = (text for text in texts if text is not None)
    reports = detector.detect_many(there, target_fpr=judging.target_fpr, format=judging.format)
    return (None if text is None else next(reports) for text in texts)


def as_dict(value: Any) -> dict[str, Any]:
    """Turn a Row of the report column into what ``Report.to_dict`` gives."""
    document: dict[str, Any] = value.asDict(recursive=True)
    return document
