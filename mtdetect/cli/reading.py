"""Turn files, folders, standard input and JSON Lines into documents, one at a time.

What cannot be read becomes a ``Problem`` in its place in the stream, so that
one bad file never stops the rest. Text is decoded as UTF-8, a leading byte
order mark dropped and line ends left alone: offsets count the code points of
what is left.
"""

from __future__ import annotations

import codecs
import json
import os
import reprlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, Literal, NoReturn, TextIO

from mtdetect.results.documents import STDIN, STDIN_LABEL, Document, Problem

JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
TEXT_SUFFIXES = JSONL_SUFFIXES | frozenset(
    {".txt", ".text", ".md", ".markdown", ".rst", ".tex", ".html", ".htm"}
)
"""What a folder scan opens. A file named outright is read whatever its suffix."""

InputForm = Literal["auto", "text", "jsonl"]

# A text takes some 18 times its bytes: decoded, and its tokens. Hundreds of books fit; what is longer is no
# one document, and its end may never come.
MOST_BYTES = 256 * 2**20
SPLIT_FILE = (
    "if it holds many texts, give them as JSON Lines, one on each and any number of them (--input jsonl); "
    "if it is one, split it between lines, for instance with: split -C 64M FILE"
)
SPLIT_LINE = "spread its text over several lines, for instance with one chapter or page on each"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """Say how input is understood; ``auto`` goes by the suffix and takes standard input as one text."""

    form: InputForm = "auto"
    text_field: str = "text"
    id_field: str = "id"


class _RefusedError(Exception):
    """Carry the reason why a file's or a line's content is refused."""


def read(
    paths: Iterable[str | Path], options: ReadingOptions | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Document | Problem]:
    """Yield the documents of files, folders and ``-`` (standard input) in the order given.

    >>> import io
    >>> [document.text for document in read(["-"], stdin=io.BytesIO(b"Plain words."))]
    ['Plain words.']
    """
    chosen = options or ReadingOptions()
    for path in paths:
        if str(path) == STDIN:
            yield from _guard(_read_stream(stdin or _stdin(), STDIN_LABEL, chosen), STDIN_LABEL)
        else:
            yield from _read_path(Path(path), chosen)


def _stdin() -> BinaryIO:
    # Without a standard input, as under some schedulers, Python has None here, whatever its types say.
    stream: TextIO | None = sys.stdin
    return BytesIO() if stream is None else stream.buffer


def _read_path(path: Path, options: ReadingOptions) -> Iterator[Document | Problem]:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:  # in a folder without the right to enter, too long, with a NUL
        yield Problem(str(path), _explain_os_error(error))
        return
    if not is_folder:
        yield from _read_file(path, options)
        return
    empty = True
    for found in _walk(path):
        empty = False
        yield from [found] if isinstance(found, Problem) else _read_file(found, options)
    if empty:
        suffixes = ", ".join(sorted(TEXT_SUFFIXES))
        yield Problem(
            str(path), f"expected a folder with text files ({suffixes}), found none; name files outright"
        )


def _walk(folder: Path) -> Iterator[Path | Problem]:
    """Yield a folder's text files in the order of their names, folders in place, hidden ones left out.

    Folders that wait are kept in a list of our own: they may be nested deeper than calls can be.
    """
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path != folder and not path.is_dir():
                yield path
                continue
            entries = sorted(os.scandir(path), key=_entry_name, reverse=True)
            waiting += [Path(entry.path) for entry in entries if _is_looked_at(entry)]
        except OSError as error:
            yield Problem(str(path), _explain_os_error(error))


def _is_looked_at(entry: os.DirEntry[str]) -> bool:
    """Say whether a folder scan enters or opens an entry; one that cannot be told is tried."""
    if entry.name.startswith("."):
        return False
    try:
        return entry.is_dir(follow_symlinks=False) or _is_text_file(Path(entry.path))
    except OSError:
        return True


def _entry_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_text_file(path: Path) -> bool:
    # A dangling link counts, so that it is reported; a pipe or device does not, since reading may never end.
    return path.suffix.lower() in TEXT_SUFFIXES and (path.is_file() or not path.exists())


def _read_file(path: Path, options: ReadingOptions) -> Iterator[Document | Problem]:
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path itself
        yield Problem(str(path), _explain_os_error(error))
        return
    with stream:
        yield from _guard(_read_stream(stream, str(path), options), str(path))


def _guard(items: Iterator[Document | Problem], label: str) -> Iterator[Document | Problem]:
    """Turn an error in the middle of reading, such as a lost disk, into a last problem."""
    try:
        yield from items
    except OSError as error:
        yield Problem(label, _explain_os_error(error))


def _read_stream(stream: BinaryIO, source: str, options: ReadingOptions) -> Iterator[Document | Problem]:
    if _form(source, options) == "jsonl":
        yield from _read_lines(stream, source, options)
        return
    try:
        yield Document(_decode(_bounded(stream.read(MOST_BYTES + 1), SPLIT_FILE)), source)
    except _RefusedError as refusal:
        yield Problem(source, str(refusal))


def _form(source: str, options: ReadingOptions) -> InputForm:
    if options.form != "auto":
        return options.form
    return "jsonl" if Path(source).suffix.lower() in JSONL_SUFFIXES else "text"


def _read_lines(stream: BinaryIO, source: str, options: ReadingOptions) -> Iterator[Document | Problem]:
    for number, line in enumerate(_lines(stream), start=1):
        content = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if not content.strip():
            continue
        try:
            text, identity = _parse_line(_bounded(content, SPLIT_LINE), options)
            yield Document(text, source, number, identity)
        except _RefusedError as refusal:
            yield Problem(source, str(refusal), number)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Give the lines; of one that is too long, enough to refuse it, the rest is skipped."""
    while line := stream.readline(MOST_BYTES + 1):
        yield line
        while len(line) > MOST_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MOST_BYTES + 1)


def _bounded(content: bytes, advice: str) -> bytes:
    if len(content) > MOST_BYTES:
        raise _RefusedError(
            f"expected a document of at most {MOST_BYTES:,} bytes, got a longer one; {advice}"
        )
    return content


def _parse_line(line: bytes, options: ReadingOptions) -> tuple[str, Any]:
    record = _load_json(_decode(line))
    if not isinstance(record, dict):
        raise _RefusedError(f"expected a JSON object with the text, got {_json_type(record)}")
    if options.text_field not in record:
        raise _RefusedError(
            f"expected the text in the field {options.text_field!r}, found only "
            f"{reprlib.repr(sorted(record))}; name the right one with --text-field"
        )
    text = record[options.text_field]
    if not isinstance(text, str):
        raise _RefusedError(f"expected a string in the field {options.text_field!r}, got {_json_type(text)}")
    return text, record.get(options.id_field)


def _load_json(line: str) -> Any:
    try:
        return json.loads(line, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise _RefusedError(
            f"expected one JSON object on the line, got malformed JSON: {error.msg} "
            f"at column {error.colno}; mend or remove the line"
        ) from error
    except (ValueError, RecursionError) as error:
        raise _RefusedError(f"expected one plain JSON object on the line, but {error}") from error


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


def _decode(content: bytes) -> str:
    if (at := content.find(b"\0")) >= 0:
        raise _RefusedError(
            f"expected text, got binary data (a NUL byte at offset {at}); convert it to UTF-8"
        )
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _RefusedError(
            f"expected UTF-8 text, got byte 0x{error.object[error.start]:02x} at offset {error.start}; "
            f"convert it, for instance with: iconv -f WINDOWS-1252 -t UTF-8"
        ) from error


def _explain_os_error(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"expected a readable file, got: {reason}; check the path and its permissions"
