"""PDF and Word files as their prose, through pypdf and python-docx."""

from __future__ import annotations

import re
from typing import BinaryIO

from mtdetect.documents.refusals import MissingExtraError, RefusedError

# A word that a line end cut in two: small letters on both sides, so that no compound of names is joined.
CUT_WORD = re.compile(r"(?<=[a-z])[-\u2010\xad]\n(?=[a-z])")
PAGE_BREAK = "\n\n"


def read_pdf(stream: BinaryIO) -> tuple[str, tuple[int, ...]]:
    """Give a PDF's text, and where in it each page begins.

    Columns come in the order in which the file has them, words cut by line ends are joined.

    Raises:
        RefusedError: it is damaged, encrypted, or holds no text.

    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ModuleNotFoundError as error:
        raise MissingExtraError("PDF", "pypdf") from error
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError(
                "this PDF needs a password; remove it first, for instance with: qpdf --decrypt"
            )
        pages = [CUT_WORD.sub("", page.extract_text()) for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, NotImplementedError) as error:
        raise RefusedError(f"expected a PDF, got a damaged one ({error}); open and save it again") from error
    if not "".join(pages).strip():
        raise RefusedError(
            "this PDF holds no text but pictures; recognise it first, for instance with: ocrmypdf"
        )
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + len(PAGE_BREAK)
    return PAGE_BREAK.join(pages), tuple(starts)


def read_docx(stream: BinaryIO) -> str:
    """Give the paragraphs and the cells of tables of a Word file, in order.

    Raises:
        RefusedError: it is damaged or of another kind.

    """
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError
        from docx.table import Table
    except ModuleNotFoundError as error:
        raise MissingExtraError(".docx", "python-docx") from error
    from zipfile import BadZipFile

    try:
        document = docx.Document(stream)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise RefusedError(
            f"expected a .docx file, got something else ({error}); save it as .docx"
        ) from error
    parts: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            parts += [cell.text for row in part.rows for cell in row.cells]
        else:
            parts.append(part.text)
    return "\n\n".join(filter(None, parts))
