"""Data frames: reports as a table, and a column of texts judged in one call; pandas, Polars or PyArrow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, get_args

from mtdetect.errors import InputError, OptionError
from mtdetect.integrations.frames.libraries import Backend, build, check_installed, library_of, texts_of
from mtdetect.integrations.frames.schema import Rows, cells
from mtdetect.results.report import InputFormat, Report

if TYPE_CHECKING:
    from mtdetect.detector import Detector


def to_frame(
    reports: Iterable[Report | None], *, rows: Rows = "documents", backend: Backend = "pandas"
) -> Any:
    """Put reports into a data frame, one row a document or one row a span.

    A None among the reports stands for a document that is missing: a row of missing values, and no spans.
    Reports are read one at a time and not kept.

    The columns of ``rows="documents"``:

        document      int     the document's position, from 0; never missing
        verdict       enum    flagged, clean, abstain
        score         float   probability that a machine rewrote the document
        kind          enum    spun, translated; missing unless flagged
        spans         int     number of suspicious spans
        words         int     words of English prose that were judged
        coverage      float   the share of the text's words that was judged
        note          string  why the verdict is "abstain"; missing if it is not
        reasons       list    structs of name (string) and contribution (float)
        threshold     float   the score from which on the document is flagged
        target_fpr    float   the false-positive rate behind the threshold
        format        enum    text, html, markdown: what the text was read as
        model         string  the model's name
        model_sha256  string  its hash

    The columns of ``rows="spans"``:

        document          int     the position of the span's document, from 0
        start             int     offset into the text, in code points
        end               int     likewise, exclusive
        text              string  the characters between; U+FFFD stands for a lone surrogate
        score             float   probability
        suggestion        string  what probably stood there; missing if nothing better is known
        suggestion_score  float   orders suggestions; missing likewise
        suggestions       list    all of them, best first: structs of text (string) and score (float)
        reasons           list    structs of name (string) and contribution (float)
        interrupted       bool    whether the span holds characters that were not read, such as a tag

    Numbers have 64 bits. An enum is a category of pandas, an Enum of Polars, a dictionary of Arrow. In
    pandas, what may be missing has a nullable type (Int64, Float64), and a list is an object; elsewhere it is
    typed.

    >>> frame = to_frame([], rows="spans", backend="polars")
    >>> frame.shape, str(frame.schema["start"])
    ((0, 10), 'Int64')
    """
    if not isinstance(reports, Iterable):
        raise InputError(
            f"expected an iterable of reports, got {type(reports).__name__}. Pass a list, such as [report]."
        )
    _check(rows, backend)
    return build(cells(reports, rows), backend)


def detect_column(
    column: Any,
    *,
    rows: Rows = "documents",
    backend: Backend | None = None,
    detector: Detector | None = None,
    target_fpr: float | None = None,
    format: InputFormat = "auto",
    n_process: int = 1,
) -> Any:
    """Judge a column of texts: a pandas or Polars Series, an Arrow array, or any iterable of strings.

    The frame is one of the column's own library, or of ``backend``; for other iterables, of pandas. Its
    columns are those of ``to_frame``, its rows in the column's order. With pandas they have its index, spans
    that of their document: ``pandas.concat([df, mtdetect.detect_column(df["text"])], axis=1)`` puts them side
    by side, as does ``polars.concat(..., how="horizontal")``.

    A missing text (None, NaN, pandas.NA) gives a row of missing values, and no spans. Anything else but a
    string is an InputError that names the row, raised before any text is judged. ``detector`` None stands for
    the shipped model; ``mtdetect.load`` opens others, or lets terms pass. ``n_process`` is that of
    ``detect_many``: -1 stands for all cores.
    """
    library = library_of(column)
    into: Backend = backend or library or "pandas"
    _check(rows, into)
    texts = texts_of(column, library)
    reports = _detector(detector).detect_many(
        (text for text in texts if text is not None),
        target_fpr=target_fpr,
        format=format,
        n_process=n_process,
    )
    judged = (None if text is None else next(reports) for text in texts)
    return build(cells(judged, rows), into, column.index if library == into == "pandas" else None)


def _detector(detector: Detector | None) -> Detector:
    if detector is None:
        from mtdetect.detector import load

        return load()
    if not hasattr(detector, "detect_many"):
        raise InputError(
            f"expected a detector, got {type(detector).__name__} {detector!r:.60}. "
            f"Pass what mtdetect.load gives."
        )
    return detector


def _check(rows: Rows, backend: Backend) -> None:
    for name, value, choices in (("rows", rows, Rows), ("backend", backend, Backend)):
        if value not in (known := get_args(choices)):
            raise OptionError(f"{name} must be one of {', '.join(known)}, got {value!r}. Choose one of them.")
    check_installed(backend)
