"""From bytes to text: by byte order mark, by a page's own word, as UTF-8, and last as Windows-1252."""

from __future__ import annotations

import codecs
import re

from mtdetect.documents.refusals import RefusedError

# The longer marks first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
META_BYTES = 4096  # a browser looks at 1,024
# Windows-1252 takes nearly every byte, so that anything could be read by it. In the languages it was made
# for, fewer than one letter in ten has an accent.
MOST_HIGH_BYTES = 0.1
LIKELY = re.compile("[A-Za-z\\s\"'(]?[À-ÖØ-öø-ÿŒœŠšŽžŸ]|[‘’“”–—…•€£§©®°«»\xa0·´`¡¿ªº½¼¾×÷±²³™]")
UTF8 = "utf-8"


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Decode a document, and name the encoding it was in.

    >>> decode("Café".encode("utf-16")), decode("the café said".encode("windows-1252"))
    (('Café', 'utf-16'), ('the café said', 'windows-1252'))

    Raises:
        RefusedError: it is no text, or not in the encoding that was named or that it names.

    """
    if encoding is not None:
        return _decode_as(content, encoding, f"--encoding {encoding}"), encoding
    for mark, name in MARKS:
        if content.startswith(mark):
            return _decode_as(content, name, "its byte order mark"), name.removesuffix("-sig")
    _refuse_binary(content)
    declared = META.search(content[:META_BYTES])
    if declared is not None and _is_known(declared[1].decode("ascii")):
        name = declared[1].decode("ascii").lower()
        name = (
            "windows-1252" if name in {"iso-8859-1", "latin1", "us-ascii", "ascii"} else name
        )  # as browsers
        return _decode_as(content, name, "its own meta charset"), name
    try:
        return content.decode(UTF8), UTF8
    except UnicodeDecodeError as error:
        return _as_windows_1252(content, error), "windows-1252"


def decode_utf8(content: bytes) -> str:
    """Decode what must be UTF-8.

    Raises:
        RefusedError: it is not.

    """
    _refuse_binary(content)
    try:
        return content.decode(UTF8)
    except UnicodeDecodeError as error:
        raise _no_utf8(error) from error


def _no_utf8(error: UnicodeDecodeError) -> RefusedError:
    return RefusedError(
        f"expected UTF-8 text, got byte 0x{error.object[error.start]:02x} at offset {error.start}; name its "
        f"encoding with --encoding, or convert it, for instance with: iconv -f WINDOWS-1252 -t UTF-8"
    )


def _is_known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding)._is_text_encoding  # codecs has no public word for it
    except LookupError:
        return False


def _decode_as(content: bytes, encoding: str, source: str) -> str:
    if not _is_known(encoding):
        raise RefusedError(f"{encoding!r} is not an encoding that Python knows; name another with --encoding")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError(
            f"expected {encoding} text, as {source} says, got bytes that are not at offset {error.start}; "
            f"name the right encoding with --encoding"
        ) from error
    return text.removeprefix("\ufeff")


def _refuse_binary(content: bytes) -> None:
    if (at := content.find(b"\0")) >= 0:
        raise RefusedError(
            f"expected text, got binary data (a NUL byte at offset {at}); if it is text without a byte order "
            f"mark, name its encoding, for instance with --encoding utf-16-le"
        )


def _as_windows_1252(content: bytes, error: UnicodeDecodeError) -> str:
    """Decode what is no UTF-8 as Windows-1252, if it reads like a text in it."""
    high = sum(byte >= 0x80 for byte in content[:100_000])
    try:
        text = content.decode("windows-1252")
    except UnicodeDecodeError:
        text = ""
    likely = len(LIKELY.findall(text[:100_000]))
    if text and high <= MOST_HIGH_BYTES * min(len(content), 100_000) and likely >= 0.8 * high:
        return text
    raise _no_utf8(error) from error
