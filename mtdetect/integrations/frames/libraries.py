"""The libraries: a column of theirs becomes a list of texts, and cells become a frame of theirs.

Each builds its own table, in a line or two, from plain lists and the schema. An interchange layer was tried
and could not say all of it: narwhals 2.29 has no enum for PyArrow, and for pandas no whole numbers with gaps.
Nothing is imported before it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Literal, NamedTuple, get_args

from mtdetect.errors import InputError, OptionError
from mtdetect.integrations.frames.schema import POSITION, Column, Type

Backend = Literal["pandas", "polars", "pyarrow"]
Cells = Sequence[tuple[Column, list[Any]]]

COLUMN_CLASSES = {"pandas": {"Series"}, "polars": {"Series"}, "pyarrow": {"Array", "ChunkedArray"}}
PLAIN_CLASS = "ExtensionArray"  # a column of pandas without its index, such as df["text"].unique()


class Names(NamedTuple):
    """Name a type in each library."""

    pandas: str
    pandas_nullable: str
    polars: str
    pyarrow: str


TYPES = {
    "int": Names("int64", "Int64", "Int64", "int64"),
    "float": Names("float64", "Float64", "Float64", "float64"),
    "bool": Names("bool", "boolean", "Boolean", "bool_"),
    "string": Names("string", "string", "String", "string"),
}


def library_of(column: object) -> Backend | None:
    """Tell by its class which library a column is of; what is no column is refused."""
    classes = type(column).__mro__
    roots = {cls.__module__.partition(".")[0] for cls in classes}
    names = {cls.__name__ for cls in classes}
    for library in get_args(Backend):
        if library in roots and not names.isdisjoint(COLUMN_CLASSES[library]):
            return library
    is_frame = not roots.isdisjoint(COLUMN_CLASSES) and PLAIN_CLASS not in names
    if is_frame or isinstance(column, (str, bytes, Mapping)) or not isinstance(column, Iterable):
        raise InputError(_no_column(column))
    return None


def _no_column(column: object) -> str:
    return (
        f"expected a column of texts, got {type(column).__module__}.{type(column).__name__}. "
        f"Name the column, such as df['text'], or pass a list of strings."
    )


def texts_of(column: Any, library: Backend | None) -> list[str | None]:
    """Read a column's texts, None for each that is missing; what is no text is refused."""
    match library:
        case "pandas":
            values = column.astype(object).where(column.notna(), None).tolist()
        case "polars":
            values = column.to_list()
        case "pyarrow":
            values = column.to_pylist()
        case None:
            values = [None if _is_missing(value) else value for value in column]
    for row, value in enumerate(values):
        if value is not None and not isinstance(value, str):
            raise InputError(_no_text(value, row, column if library == "pandas" else None))
    return values


def _is_missing(value: object) -> bool:
    """Know None, NaN, pandas.NA and pandas.NaT in a list, without pandas.

    >>> [_is_missing(value) for value in (None, float("nan"), "", "nan")]
    [True, True, False, False]
    """
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def _no_text(value: object, row: int, series: Any) -> str:
    label = "" if series is None else f", index {series.index[row]!r}"
    return (
        f"expected a column of strings, got {type(value).__name__} {value!r:.60} "
        f"(row {row}, counted from 0{label}). "
        f"Make it a string, or None if there is no text."
    )


def check_installed(backend: Backend) -> None:
    """Refuse a library that is not there, before any work is done for it."""
    try:
        import_module(backend)
    except ModuleNotFoundError as error:
        raise OptionError(
            f"backend={backend!r} needs {error.name}, which is not installed. "
            f"Run: pip install {backend}. Or name another backend."
        ) from error


def build(cells: Cells, backend: Backend, index: Any = None) -> Any:
    """Build a frame; ``index`` has the documents' labels, for pandas."""
    return BUILDERS[backend](cells, index)


def _to_pandas(cells: Cells, index: Any) -> Any:
    import pandas as pd

    def dtype(column: Column) -> Any:
        match column.type:
            case str(name):
                return TYPES[name].pandas_nullable if column.nullable else TYPES[name].pandas
            case tuple(categories):
                return pd.CategoricalDtype(list(categories))
            case _:
                return "object"

    frame = pd.DataFrame({column.name: pd.Series(values, dtype=dtype(column)) for column, values in cells})
    return frame if index is None else frame.set_axis(index.take(frame[POSITION.name]))


def _to_polars(cells: Cells, index: Any) -> Any:  # noqa: ARG001 - Polars has none
    import polars as pl

    def dtype(type: Type) -> Any:
        match type:
            case str(name):
                return getattr(pl, TYPES[name].polars)
            case tuple(categories):
                return pl.Enum(categories)
            case fields:
                return pl.List(pl.Struct({name: dtype(field) for name, field in fields.items()}))

    return pl.DataFrame([pl.Series(column.name, values, dtype(column.type)) for column, values in cells])


def _to_pyarrow(cells: Cells, index: Any) -> Any:  # noqa: ARG001 - Arrow has none
    import pyarrow as pa

    def dtype(type: Type) -> Any:
        match type:
            case str(name):
                return getattr(pa, TYPES[name].pyarrow)()
            case tuple():
                return pa.dictionary(pa.int8(), pa.string())
            case fields:
                return pa.list_(pa.struct([(name, dtype(field)) for name, field in fields.items()]))

    def array(type: Type, values: Sequence[Any]) -> Any:
        if not isinstance(type, tuple):
            return pa.array(values, dtype(type))
        codes = [None if value is None else type.index(value) for value in values]
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(type))

    schema = pa.schema([pa.field(column.name, dtype(column.type), column.nullable) for column, _ in cells])
    return pa.table([array(column.type, values) for column, values in cells], schema=schema)


BUILDERS: dict[Backend, Callable[[Cells, Any], Any]] = {
    "pandas": _to_pandas,
    "polars": _to_polars,
    "pyarrow": _to_pyarrow,
}
