"""Turn files, folders and standard input into documents, one at a time.

What cannot be read becomes a ``Problem`` in its place in the stream, so that one bad file never stops the
rest. Line ends are left alone: offsets count the code points of a document's text.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TextIO

from mtdetect.documents import mail, records, refusals
from mtdetect.documents.compression import DAMAGED, open_bytes
from mtdetect.documents.decoding import decode
from mtdetect.documents.office import read_docx, read_pdf
from mtdetect.documents.options import TEXT_SUFFIXES, InputForm, ReadingOptions, form_of, inner_suffix
from mtdetect.documents.refusals import MissingExtraError, NoTextError, RefusedError, bounded
from mtdetect.documents.sources import latex_prose, notebook_prose
from mtdetect.documents.subtitles import spoken_words
from mtdetect.results.documents import STDIN, STDIN_LABEL, Document, Problem

CONVERTED = {"subtitles": spoken_words, "ipynb": notebook_prose, "tex": latex_prose}
Items = Iterator[Document | Problem]
LeftOut = Counter[str]  # files of a folder that were not opened, by suffix


def read_documents(
    paths: Iterable[str | Path],
    *,
    form: InputForm = "auto",
    text_field: str = "text",
    id_field: str = "id",
    encoding: str | None = None,
) -> Iterator[Document | Problem]:
    """Yield the documents of files and folders, as ``mtdetect scan`` reads them.

    A file's suffix decides what it is, compressed (``.gz``, ``.bz2``, ``.xz``, ``.zst``) or not; ``form``
    says so for all. What cannot be read is a ``Problem`` in its place, with its source and a message.

        texts = (item.text for item in read_documents(["posts/"]) if isinstance(item, mtdetect.Document))
        for report in mtdetect.load().detect_many(texts): ...
    """
    options = ReadingOptions(form=form, text_field=text_field, id_field=id_field, encoding=encoding)
    return read(paths, options)


def read(
    paths: Iterable[str | Path],
    options: ReadingOptions | None = None,
    *,
    stdin: BinaryIO | None = None,
    left_out: LeftOut | None = None,
) -> Iterator[Document | Problem]:
    """Yield the documents of files, folders and ``-`` (standard input) in the order given.

    ``left_out`` counts the files of folders that were not opened.

    >>> import io
    >>> [document.text for document in read(["-"], stdin=io.BytesIO(b"Plain words."))]
    ['Plain words.']
    """
    chosen = options or ReadingOptions()
    counted = Counter[str]() if left_out is None else left_out
    for path in paths:
        if str(path) == STDIN:
            yield from _guard(_read_stdin(stdin or _stdin(), chosen), STDIN_LABEL)
        else:
            yield from _read_path(Path(path), chosen, counted)


def _stdin() -> BinaryIO:
    # Without a standard input, as under some schedulers, Python has None here, whatever its types say.
    stream: TextIO | None = sys.stdin
    return BytesIO() if stream is None else stream.buffer


def _read_stdin(stream: BinaryIO, options: ReadingOptions) -> Iterator[Document | Problem]:
    """Read standard input; its first line shows whether it is JSON."""
    if options.form != "auto":
        yield from _read_stream(stream, STDIN_LABEL, options.form, options)
        return
    first = stream.readline(refusals.MOST_BYTES + 1)
    if records.looks_like_json(first, options):
        yield from records.read_json_lines(_Rest(first, stream), STDIN_LABEL, options)
        return
    content = bounded(first + stream.read(refusals.MOST_BYTES + 1 - len(first)))
    if records.is_json_array(content):
        yield from records.read_json(content, STDIN_LABEL, options)
    else:
        yield _as_text(content, STDIN_LABEL, options)


class _Rest(BytesIO):
    """A stream of which the first line was read already."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._first, self._stream = first, stream

    def readline(self, size: int | None = -1, /) -> bytes:
        """Give the first line once, then those of the stream."""
        if self._first:
            first, self._first = self._first, b""
            return first
        return self._stream.readline(-1 if size is None else size)


def _read_path(path: Path, options: ReadingOptions, left_out: LeftOut) -> Iterator[Document | Problem]:
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:  # in a folder without the right to enter, too long, with a NUL
        yield Problem(str(path), _explain_os_error(error))
        return
    if not is_folder:
        yield from _read_file(path, options)
        return
    empty = True
    for found in _walk(path, left_out):
        empty = False
        yield from [found] if isinstance(found, Problem) else _read_found(found, options, left_out)
    if empty:
        suffixes = ", ".join(sorted(TEXT_SUFFIXES))
        yield Problem(
            str(path), f"expected a folder with text files ({suffixes}), found none; name files outright"
        )


def _walk(folder: Path, left_out: LeftOut) -> Iterator[Path | Problem]:
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
            waiting += [Path(entry.path) for entry in entries if _is_looked_at(entry, left_out)]
        except OSError as error:
            yield Problem(str(path), _explain_os_error(error))


def _is_looked_at(entry: os.DirEntry[str], left_out: LeftOut) -> bool:
    """Say whether a folder scan enters or opens an entry; one that cannot be told is tried."""
    if entry.name.startswith("."):
        return False
    try:
        if entry.is_dir(follow_symlinks=False) or _is_text_file(Path(entry.path)):
            return True
        left_out[Path(entry.name).suffix.lower() or "no suffix"] += 1
    except OSError:
        return True
    return False


def _entry_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_text_file(path: Path) -> bool:
    # A dangling link counts, so that it is reported; a pipe or device does not, since reading may never end.
    return inner_suffix(path) in TEXT_SUFFIXES and (path.is_file() or not path.exists())


def _read_found(path: Path, options: ReadingOptions, left_out: LeftOut) -> Iterator[Document | Problem]:
    """Read a file that a folder scan found: tables without texts are passed over, and what needs an extra."""
    try:
        yield from _read_file(path, options, named=False)
    except NoTextError:
        left_out[f"{inner_suffix(path)} without {options.text_field!r}"] += 1
    except MissingExtraError:
        left_out[f"{inner_suffix(path)} (pip install 'mtdetect[documents,frames]')"] += 1


def _read_file(path: Path, options: ReadingOptions, *, named: bool = True) -> Iterator[Document | Problem]:
    passed_over = () if named else (NoTextError, MissingExtraError)
    try:
        with open_bytes(path) as stream:
            items = _read_stream(stream, str(path), form_of(path, options), options)
            yield from _guard(items, str(path), passed_over)
    except passed_over:
        raise
    except RefusedError as refusal:
        yield Problem(str(path), str(refusal))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path itself
        yield Problem(str(path), _explain_os_error(error))


def _guard(
    items: Iterator[Document | Problem], label: str, passed_over: tuple[type[RefusedError], ...] = ()
) -> Iterator[Document | Problem]:
    """Turn an error in the middle of reading, such as a lost disk, into a last problem."""
    try:
        yield from items
    except passed_over:
        raise
    except RefusedError as refusal:
        yield Problem(label, str(refusal))
    except OSError as error:
        yield Problem(label, _explain_os_error(error))
    except DAMAGED as error:
        yield Problem(label, f"expected a sound compressed file, got a damaged one ({error}); fetch it again")


def _read_stream(
    stream: BinaryIO, source: str, form: InputForm, options: ReadingOptions
) -> Iterator[Document | Problem]:
    """Read one file's content as what it is."""
    if form == "jsonl":
        yield from records.read_json_lines(stream, source, options)
    else:
        yield from READERS.get(form, _read_text)(_whole(stream), source, options, form)


def _read_records(content: bytes, source: str, options: ReadingOptions, form: InputForm) -> Items:
    if form == "parquet":
        yield from records.read_parquet(BytesIO(content), source, options)
    elif form == "json":
        yield from records.read_json(content, source, options)
    else:
        yield from records.read_table(content, source, options, "," if form == "csv" else "\t")


def _read_mail(content: bytes, source: str, options: ReadingOptions, form: InputForm) -> Items:  # noqa: ARG001
    if form == "eml":
        text, identity = mail.read_message(content)
        yield Document(text, source, None, identity)
        return
    for number, message in enumerate(mail.split_mailbox(content), start=1):
        try:
            text, identity = mail.read_message(message)
            yield Document(text, source, number, identity)
        except RefusedError as refusal:
            yield Problem(source, str(refusal), number)


def _read_office(content: bytes, source: str, options: ReadingOptions, form: InputForm) -> Items:  # noqa: ARG001
    if form == "pdf":
        text, pages = read_pdf(BytesIO(content))
        yield Document(text, source, pages=pages)
    else:
        yield Document(read_docx(BytesIO(content)), source)


def _read_text(content: bytes, source: str, options: ReadingOptions, form: InputForm) -> Items:
    document = _as_text(content, source, options)
    convert = CONVERTED.get(form)
    yield document if convert is None else replace(document, text=convert(document.text))


READERS: dict[str, Callable[[bytes, str, ReadingOptions, InputForm], Items]] = {
    **dict.fromkeys(("parquet", "json", "csv", "tsv"), _read_records),
    **dict.fromkeys(("eml", "mbox"), _read_mail),
    **dict.fromkeys(("pdf", "docx"), _read_office),
}


def _whole(stream: BinaryIO) -> bytes:
    return bounded(stream.read(refusals.MOST_BYTES + 1))


def _as_text(content: bytes, source: str, options: ReadingOptions) -> Document:
    text, encoding = decode(content, options.encoding)
    return Document(text, source, encoding=encoding)


def _explain_os_error(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"expected a readable file, got: {reason}; check the path and its permissions"
