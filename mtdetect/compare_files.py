"""The command ``mtdetect compare``: two files, and how the second differs from the first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from mtdetect.arguments import CompareOptions
from mtdetect.comparing import compare
from mtdetect.comparison import Comparison
from mtdetect.errors import DataError, OptionError
from mtdetect.reading import STDIN, Document, ReadingOptions, read
from mtdetect.render.html_comparison import comparison_page
from mtdetect.render.terminal_comparison import render_comparison
from mtdetect.report import InputFormat, Report

AS_ONE_TEXT = ReadingOptions(form="text")


class Detects(Protocol):
    """Describe what comparing needs of a detector."""

    def detect_many(self, texts: Iterable[str], *, format: InputFormat = "auto") -> Iterator[Report]:
        """Judge texts lazily and in order."""


def compare_files(options: CompareOptions, detector: Detects) -> str:
    """Compare the texts of two files, and return what to write of it.

    Raises:
        DataError: one of the two cannot be read, or is not one file.
        OptionError: both are standard input.

    """
    if options.original == options.suspect == STDIN:
        raise OptionError("expected one text from standard input, got - for both. Name a file for the other.")
    original, suspect = _text(options.original), _text(options.suspect)
    (report,) = detector.detect_many([suspect.text], format=options.input_format)
    comparison = compare(original.text, report, format=options.input_format)
    return _written(comparison, options, (original.label, suspect.label))


def _text(path: str) -> Document:
    if path != STDIN and Path(path).is_dir():
        raise DataError(f"{path}: expected a file to compare, got a folder. Name a file in it.")
    (found,) = read([path], AS_ONE_TEXT)
    if not isinstance(found, Document):
        raise DataError(f"{found.label}: {found.message}")
    return found


def _written(comparison: Comparison, options: CompareOptions, names: tuple[str, str]) -> str:
    match options.format:
        case "text":
            return render_comparison(comparison, names)
        case "json":
            return f"{json.dumps(comparison.to_dict())}\n"
        case "html":
            return f"{comparison_page(comparison, names)}\n"
