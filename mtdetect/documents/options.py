"""How input is understood: its form by suffix or by name, its fields, its encoding."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

InputForm = Literal[
    "auto", "text", "jsonl", "json", "csv", "tsv", "parquet", "subtitles", "eml", "mbox", "pdf", "docx",
    "ipynb", "tex",
]  # fmt: skip
"""What a file holds; "auto" goes by the suffix."""

FORMS: dict[str, InputForm] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".eml": "eml",
    ".mbox": "mbox",
    ".pdf": "pdf",
    ".docx": "docx",
    ".ipynb": "ipynb",
    ".tex": "tex",
}
PLAIN_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".rst", ".html", ".htm", ".xhtml"})
COMPRESSED_SUFFIXES = frozenset({".gz", ".bz2", ".xz", ".zst"})
TEXT_SUFFIXES = PLAIN_SUFFIXES | FORMS.keys()
"""What a folder scan opens, compressed or not. A file named outright is read whatever its suffix."""

RECORDS: frozenset[InputForm] = frozenset({"jsonl", "json", "csv", "tsv", "parquet"})
"""Forms of many documents, each a record with its text in a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """Say how input is understood.

    Attributes:
        form: What the input is; "auto" goes by the suffix, and recognises JSON on standard input.
        text_field: The field or column of a record that holds its text.
        id_field: The one that holds its id, if there is one.
        encoding: The encoding of all text; without it, a byte order mark, a page's own word for it, UTF-8.

    """

    form: InputForm = "auto"
    text_field: str = "text"
    id_field: str = "id"
    encoding: str | None = None


def inner_suffix(path: Path) -> str:
    """Give a file's suffix in small letters, that of what is compressed where it is.

    >>> inner_suffix(Path("posts.JSONL.gz")), inner_suffix(Path("page.html"))
    ('.jsonl', '.html')
    """
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix in COMPRESSED_SUFFIXES else suffix


def form_of(path: Path, options: ReadingOptions) -> InputForm:
    """Give what a file is read as.

    >>> form_of(Path("a.csv"), ReadingOptions()), form_of(Path("a.csv"), ReadingOptions(form="text"))
    ('csv', 'text')
    """
    return FORMS.get(inner_suffix(path), "text") if options.form == "auto" else options.form
