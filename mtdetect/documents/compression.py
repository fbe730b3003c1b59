"""Compressed files, opened as what they hold."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from mtdetect.documents.refusals import MissingExtraError

DAMAGED = (EOFError, zlib.error, lzma.LZMAError)
"""What reading a damaged file raises, beside OSError."""


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading its bytes, decompressed by its suffix.

    Raises:
        OSError: it cannot be opened.
        MissingExtraError: it needs a library that is not installed.

    """
    opened = OPENERS.get(path.suffix.lower(), open)(path, "rb")
    return cast(BinaryIO, opened)


def _open_zstandard(path: Path, mode: str) -> IO[bytes]:
    try:
        import zstandard
    except ModuleNotFoundError as error:
        raise MissingExtraError(".zst", "zstandard") from error
    opened: IO[bytes] = zstandard.open(path, mode)
    return opened


OPENERS: dict[str, Callable[[Path, str], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": _open_zstandard,
}
