"""The command ``compare``: two files, and how the second differs from the first."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from mtdetect.cli.arguments import declare_allow, declare_input_format, declare_model, with_default
from mtdetect.cli.console import write
from mtdetect.cli.loading import Load
from mtdetect.documents.options import ReadingOptions
from mtdetect.documents.reading import read
from mtdetect.errors import DataError, OptionError
from mtdetect.render.terminal.comparison import render_comparison
from mtdetect.results.documents import STDIN, Document
from mtdetect.results.report import InputFormat
from mtdetect.results.tally import ExitCode

if TYPE_CHECKING:
    from mtdetect.results.comparison import Comparison

CompareFormat = Literal["text", "json", "html"]
AS_ONE_TEXT = ReadingOptions(form="text")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """Say which suspect text ``compare`` shows beside which original, and how."""

    original: str
    suspect: str
    format: CompareFormat = "text"
    input_format: InputFormat = "auto"
    model: Path | None = None
    allow: Path | None = None


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    default = CompareOptions(original="", suspect="")
    add = parser.add_argument
    add("original", metavar="ORIGINAL", help="file with the source, or - for stdin")
    add("suspect", metavar="SUSPECT", help="file with the text that may come from it, or - for stdin")
    add("--format", choices=get_args(CompareFormat), default=default.format, help=with_default("output"))
    declare_input_format(parser, default.input_format)
    declare_model(parser)
    declare_allow(parser)
    parser.set_defaults(options=CompareOptions)


def run(options: CompareOptions, load: Load) -> ExitCode:
    """Show how the second text differs from the first; there is no verdict in the exit code.

    Raises:
        DataError: one of the two cannot be read, or is not one file.
        OptionError: both are standard input.

    """
    from mtdetect.comparing.compare import compare

    if options.original == options.suspect == STDIN:
        raise OptionError("expected one text from standard input, got - for both. Name a file for the other.")
    original, suspect = _text(options.original), _text(options.suspect)
    (report,) = load(options.model).detect_many([suspect.text], format=options.input_format)
    comparison = compare(original.text, report, format=options.input_format)
    write(_written(comparison, options, (original.label, suspect.label)))
    return ExitCode.CLEAN


def _text(path: str) -> Document:
    if path != STDIN and Path(path).is_dir():
        raise DataError(f"{path}: expected a file to compare, got a folder. Name a file in it.")
    (found,) = read([path], AS_ONE_TEXT)
    if not isinstance(found, Document):
        raise DataError(f"{found.label}: {found.message}")
    return found


def _written(comparison: Comparison, options: CompareOptions, names: tuple[str, str]) -> str:
    from mtdetect.render.html.comparison import comparison_page

    match options.format:
        case "text":
            return render_comparison(comparison, names)
        case "json":
            return f"{json.dumps(comparison.to_dict())}\n"
        case "html":
            return f"{comparison_page(comparison, names)}\n"
