"""What several commands' arguments have in common: declarations, and readers of values."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from mtdetect.documents.options import InputForm, ReadingOptions
from mtdetect.results.report import InputFormat

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def with_default(text: str) -> str:
    """Let a help text end with the default."""
    return f"{text} (default: %(default)s)"


def declare_input_format(parser: argparse.ArgumentParser, default: InputFormat) -> None:
    """Declare what the texts are written in."""
    help_text = with_default("what the texts are written in")
    parser.add_argument("--input-format", choices=get_args(InputFormat), default=default, help=help_text)


def declare_reading(
    parser: argparse.ArgumentParser, default: ReadingOptions, input_format: InputFormat
) -> None:
    """Declare how input is understood."""
    declare_input_format(parser, input_format)
    add = parser.add_argument
    add("--input", choices=get_args(InputForm), default=default.form, help=with_default("kind of input"))
    add("--text-field", default=default.text_field, metavar="NAME", help=with_default("the text's field"))
    add("--encoding", metavar="NAME", help="encoding of all text (default: found out, else UTF-8)")
    add("--id-field", default=default.id_field, metavar="NAME", help=with_default("the id's field"))


def read_options(arguments: argparse.Namespace) -> Any:
    """Make the options of the command that was given: each field is the argument of its name."""
    kind = arguments.options
    return kind(**{one.name: _value(arguments, one.name) for one in fields(kind)})


def _value(arguments: argparse.Namespace, name: str) -> object:
    if name == "reading":
        return ReadingOptions(
            form=arguments.input,
            text_field=arguments.text_field,
            id_field=arguments.id_field,
            encoding=arguments.encoding,
        )
    value = getattr(arguments, name)
    return tuple(value) if isinstance(value, list) else value


def as_keywords(options: DataclassInstance) -> dict[str, Any]:
    """Give the fields of options as keyword arguments, values as they are."""
    return {one.name: getattr(options, one.name) for one in fields(options)}


def declare_model(parser: argparse.ArgumentParser) -> None:
    """Declare which model judges."""
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="model (default: the shipped one)")


def declare_allow(parser: argparse.ArgumentParser) -> None:
    """Declare the terms to let pass."""
    parser.add_argument("--allow", type=Path, metavar="FILE", help="terms to let pass, one a line")


def declare_force(parser: argparse.ArgumentParser) -> None:
    """Declare that a model may be replaced."""
    parser.add_argument("--force", action="store_true", help="replace a model that is there")


def share(text: str) -> float:
    """Read a number from 0 to 1.

    >>> share("0.01")
    0.01
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, got {text!r}")
    return value


def job_count(text: str) -> int:
    """Read a number of processes; -1 stands for one a core.

    >>> job_count("-1"), job_count("2")
    (-1, 2)
    """
    return -1 if text == "-1" else positive(text, ", or -1 for all cores")


def positive(text: str, alternative: str = "") -> int:
    """Read a whole number from 1."""
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1{alternative}, got {text!r}")
    return int(text)
