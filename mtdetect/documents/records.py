"""Records with a text field: JSON Lines, JSON arrays, CSV, TSV and Parquet."""

from __future__ import annotations

import codecs
import csv
import io
import json
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from math import isfinite
from typing import Any, BinaryIO, NoReturn

from mtdetect.documents import refusals
from mtdetect.documents.decoding import decode, decode_utf8
from mtdetect.documents.options import ReadingOptions
from mtdetect.documents.refusals import MissingExtraError, NoTextError, RefusedError, bounded
from mtdetect.results.documents import Document, Problem

SPLIT_LINE = "spread its text over several lines, for instance with one chapter or page on each"
PARQUET_ROWS = 1000  # read at a time
Items = Iterator[Document | Problem]


def read_json_lines(stream: BinaryIO, source: str, options: ReadingOptions) -> Items:
    """Yield the document of each line; a bad line is a problem in its place."""
    for number, line in enumerate(_lines(stream), start=1):
        content = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if content.strip():
            yield from _document(lambda content=content: _parsed(content, options), source, number, options)


def read_json(content: bytes, source: str, options: ReadingOptions) -> Items:
    """Yield the documents of a JSON array of records or strings, of one record, or of JSON Lines."""
    text, _ = decode(content, options.encoding)
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        yield from read_json_lines(io.BytesIO(text.encode("utf-8", "surrogatepass")), source, options)
        return
    records = value if isinstance(value, list) else [value]
    for number, record in enumerate(records, start=1):
        record = {options.text_field: record} if isinstance(record, str) else record
        yield from _document(lambda record=record: record, source, number, options)


def read_table(content: bytes, source: str, options: ReadingOptions, delimiter: str) -> Items:
    """Yield the document of each row of a table whose first row names its columns."""
    text, _ = decode(content, options.encoding)
    csv.field_size_limit(refusals.MOST_BYTES)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    _check_columns(rows.fieldnames or [], options)
    try:
        for number, row in enumerate(rows, start=1):
            yield Document(row[options.text_field] or "", source, number, row.get(options.id_field))
    except csv.Error as error:
        yield Problem(source, f"expected a table, got: {error}; correct that row", rows.line_num)


def read_parquet(stream: BinaryIO, source: str, options: ReadingOptions) -> Items:
    """Yield the document of each row of a Parquet file."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError as error:
        raise MissingExtraError("Parquet", "pyarrow", "frames") from error
    try:
        file = ParquetFile(stream)
        names = file.schema_arrow.names
        _check_columns(names, options)
        wanted = [name for name in (options.text_field, options.id_field) if name in names]
        rows = chain.from_iterable(
            batch.to_pylist() for batch in file.iter_batches(PARQUET_ROWS, columns=wanted)
        )
        for number, row in enumerate(rows, start=1):
            yield from _document(lambda row=row: row, source, number, options)
    except ArrowException as error:
        raise RefusedError(
            f"expected a Parquet file, got something else ({error}); check how it was written"
        ) from error


def looks_like_json(line: bytes, options: ReadingOptions) -> bool:
    """Say whether a first line is a record of JSON Lines.

    >>> [looks_like_json(line, ReadingOptions()) for line in (b'{"text": "Words."}', b"{Words}")]
    [True, False]
    """
    if not line.lstrip(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        return False
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and options.text_field in record


def is_json_array(content: bytes) -> bool:
    """Say whether content is an array of records or strings, and not prose in brackets.

    >>> is_json_array(b'["Words."]'), is_json_array(b"[1] Words."), is_json_array(b"[1, 2]")
    (True, False, False)
    """
    if not content.lstrip(codecs.BOM_UTF8).lstrip().startswith(b"["):
        return False
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return bool(value) and all(isinstance(one, (dict, str)) for one in value)


def _document(make: Any, source: str, number: int, options: ReadingOptions) -> Items:
    """Make a document of one record, or a problem of what is wrong with it."""
    try:
        record = make()
        yield Document(_text_of(record, options), source, number, record.get(options.id_field))
    except NoTextError as refusal:
        if number == 1:
            raise
        yield Problem(source, str(refusal), number)
    except RefusedError as refusal:
        yield Problem(source, str(refusal), number)


def _text_of(record: Any, options: ReadingOptions) -> str:
    if not isinstance(record, dict):
        raise RefusedError(f"expected a JSON object with the text, got {_json_type(record)}")
    if options.text_field not in record:
        raise _no_field(record, options)
    text = record[options.text_field]
    if not isinstance(text, str):
        raise RefusedError(f"expected a string in the field {options.text_field!r}, got {_json_type(text)}")
    return text


def _check_columns(names: Iterable[str], options: ReadingOptions) -> None:
    if options.text_field not in names:
        raise _no_field(dict.fromkeys(names), options)


def _no_field(record: Mapping[str, Any], options: ReadingOptions) -> NoTextError:
    return NoTextError(
        f"expected the text in the field {options.text_field!r}, found only "
        f"{reprlib.repr(sorted(record))}; name the right one with --text-field"
    )


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Give the lines; of one that is too long, enough to refuse it, the rest is skipped."""
    most = refusals.MOST_BYTES
    while line := stream.readline(most + 1):
        yield line
        while len(line) > most and not line.endswith(b"\n"):
            line = stream.readline(most + 1)


def _parsed(line: bytes, options: ReadingOptions) -> Any:
    text = _decoded(bounded(line, SPLIT_LINE), options)
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise RefusedError(
            f"expected one JSON object on the line, got malformed JSON: {error.msg} "
            f"at column {error.colno}; correct or remove the line"
        ) from error
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"expected one plain JSON object on the line, but {error}") from error


def _decoded(line: bytes, options: ReadingOptions) -> str:
    """Decode a line; JSON is UTF-8, unless somebody says otherwise."""
    return decode_utf8(line) if options.encoding is None else decode(line, options.encoding)[0]


def _refuse_constant(name: str) -> NoReturn:
    # Python alone would read and write these; no other JSON reader would take them from our output.
    raise ValueError(f"{name} is no JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError(f"the number {digits} is too large to be written again")
    return number


def _json_type(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
