"""The command line's words: each command's options as a frozen value, and the parser that reads them.

A default stands once, in its options; the parser takes it from there.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from mtdetect import __version__
from mtdetect.reading import InputForm, ReadingOptions
from mtdetect.render.writers import ScanFormat
from mtdetect.report import InputFormat
from mtdetect.schema import SchemaOf

SpinFormat = Literal["text", "jsonl"]
EvaluateFormat = Literal["text", "json"]
CompareFormat = Literal["text", "json", "html"]
Color = Literal["auto", "always", "never"]

EXIT_CODES = "Exit codes: 0 nothing flagged, 1 something flagged, 2 bad usage or unreadable input."


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """Say what ``scan`` reads, how it judges and how it shows the result."""

    paths: tuple[str, ...] = ("-",)
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    format: ScanFormat = "text"
    input_format: InputFormat = "auto"
    target_fpr: float | None = None
    fail_above: float | None = None
    model: Path | None = None
    allow: Path | None = None
    color: Color = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """Say which suspect text ``compare`` shows beside which original, and how."""

    original: str
    suspect: str
    format: CompareFormat = "text"
    input_format: InputFormat = "auto"
    model: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateOptions:
    """Say which labelled files ``evaluate`` measures a model on."""

    paths: tuple[Path, ...]
    model: Path | None = None
    format: EvaluateFormat = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """Say what ``train`` learns from and where it leaves the model."""

    data: Path
    out: Path
    quick: bool = False
    seed: int = 0
    work: Path | None = None
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptOptions:
    """Say which texts ``adapt`` fits a model to, and where it leaves the result."""

    human: tuple[str, ...]
    out: Path
    rewritten: tuple[str, ...] = ()
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    input_format: InputFormat = "auto"
    group_field: str | None = None
    model: Path | None = None
    allow: Path | None = None
    name: str | None = None
    generate: bool = True
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SpinOptions:
    """Say which generator rewrites what, and how much of it."""

    path: str
    generator: str
    rate: float = 0.5
    seed: int = 0
    touch_names: bool = False
    format: SpinFormat = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """Say which model to describe, or only to verify."""

    model: Path | None = None
    verify: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaOptions:
    """Say what to give the JSON Schema of."""

    of: SchemaOf = "line"


Options = (
    ScanOptions
    | CompareOptions
    | EvaluateOptions
    | TrainOptions
    | AdaptOptions
    | SpinOptions
    | ModelOptions
    | SchemaOptions
)


def parse(argv: Sequence[str] | None = None) -> Options:
    """Read a command line into its options; wrong usage ends the program with code 2.

    >>> parse(["scan", "notes.txt", "--target-fpr", "0.001"]).target_fpr
    0.001
    """
    arguments = build_parser().parse_args(argv)
    options: Options = arguments.build(arguments)
    return options


def build_parser() -> argparse.ArgumentParser:
    """Declare the program and its commands."""
    parser = argparse.ArgumentParser(
        prog="mtdetect",
        description="Find English text that an article spinner or careless machine translation rewrote.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"mtdetect {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _declare_scan(
        commands.add_parser("scan", help="judge files, folders or standard input", epilog=EXIT_CODES)
    )
    _declare_compare(commands.add_parser("compare", help="show a text beside the source it may come from"))
    _declare_evaluate(commands.add_parser("evaluate", help="measure a model on labelled documents"))
    _declare_train(commands.add_parser("train", help="train a model"))
    _declare_adapt(commands.add_parser("adapt", help="adapt a model to your own texts"))
    _declare_spin(commands.add_parser("spin", help="rewrite a text, to try the detector on"))
    _declare_model(commands.add_parser("model", help="describe or verify a model"))
    _declare_schema(commands.add_parser("schema", help="print the JSON Schema of the output"))
    return parser


def _declare_scan(parser: argparse.ArgumentParser) -> None:
    default = ScanOptions()
    add = parser.add_argument
    add("paths", nargs="*", default=default.paths, metavar="PATH", help="file, folder, or - for stdin")
    add("--format", choices=get_args(ScanFormat), default=default.format, help=_with_default("output"))
    add("--target-fpr", type=_share, metavar="RATE", help="judge at this false-positive rate")
    add("--fail-above", type=_share, metavar="P", help="exit with 1 only where a score is above P")
    _declare_reading(parser, default.reading, default.input_format)
    _declare_model_option(parser)
    _declare_allow_option(parser)
    add("--color", choices=get_args(Color), default=default.color, help=_with_default("highlighting"))
    parser.set_defaults(build=_scan_options)


def _declare_compare(parser: argparse.ArgumentParser) -> None:
    default = CompareOptions(original="", suspect="")
    add = parser.add_argument
    add("original", metavar="ORIGINAL", help="file with the source, or - for stdin")
    add("suspect", metavar="SUSPECT", help="file with the text that may come from it, or - for stdin")
    add("--format", choices=get_args(CompareFormat), default=default.format, help=_with_default("output"))
    _declare_input_format(parser, default.input_format)
    _declare_model_option(parser)
    parser.set_defaults(build=_compare_options)


def _compare_options(arguments: argparse.Namespace) -> CompareOptions:
    return CompareOptions(
        original=arguments.original,
        suspect=arguments.suspect,
        format=arguments.format,
        input_format=arguments.input_format,
        model=arguments.model,
    )


def _declare_reading(
    parser: argparse.ArgumentParser, default: ReadingOptions, input_format: InputFormat
) -> None:
    _declare_input_format(parser, input_format)
    add = parser.add_argument
    add("--input", choices=get_args(InputForm), default=default.form, help=_with_default("kind of input"))
    add("--text-field", default=default.text_field, metavar="NAME", help=_with_default("the text's field"))
    add("--id-field", default=default.id_field, metavar="NAME", help=_with_default("the id's field"))


def _declare_input_format(parser: argparse.ArgumentParser, default: InputFormat) -> None:
    help_text = _with_default("what the texts are written in")
    parser.add_argument("--input-format", choices=get_args(InputFormat), default=default, help=help_text)


def _declare_model_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="model (default: the shipped one)")


def _declare_allow_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--allow", type=Path, metavar="FILE", help="terms to let pass, one a line")


def _scan_options(arguments: argparse.Namespace) -> ScanOptions:
    return ScanOptions(
        paths=tuple(arguments.paths),
        reading=_reading_options(arguments),
        format=arguments.format,
        input_format=arguments.input_format,
        target_fpr=arguments.target_fpr,
        fail_above=arguments.fail_above,
        model=arguments.model,
        allow=arguments.allow,
        color=arguments.color,
    )


def _reading_options(arguments: argparse.Namespace) -> ReadingOptions:
    return ReadingOptions(form=arguments.input, text_field=arguments.text_field, id_field=arguments.id_field)


def _declare_evaluate(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="+", type=Path, metavar="LABELLED.jsonl", help="labelled documents, one a line")
    _declare_model_option(parser)
    add("--format", choices=get_args(EvaluateFormat), default="text", help=_with_default("output"))
    parser.set_defaults(build=_evaluate_options)


def _evaluate_options(arguments: argparse.Namespace) -> EvaluateOptions:
    return EvaluateOptions(paths=tuple(arguments.paths), model=arguments.model, format=arguments.format)


def _declare_train(parser: argparse.ArgumentParser) -> None:
    default = TrainOptions(data=Path(), out=Path())
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="FOLDER", help="text to learn from")
    add("--out", type=Path, required=True, metavar="FOLDER", help="where the model goes")
    add("--quick", action="store_true", help="a small model in minutes, to try things out")
    add("--seed", type=int, default=default.seed, help=_with_default("the same seed gives the same model"))
    add("--work", type=Path, metavar="FOLDER", help="keep intermediate results here, and resume from them")
    add("--jobs", type=_positive, default=default.jobs, help=_with_default("processes at a time"))
    parser.set_defaults(build=_train_options)


def _train_options(arguments: argparse.Namespace) -> TrainOptions:
    return TrainOptions(
        data=arguments.data,
        out=arguments.out,
        quick=arguments.quick,
        seed=arguments.seed,
        work=arguments.work,
        jobs=arguments.jobs,
    )


def _declare_adapt(parser: argparse.ArgumentParser) -> None:
    default = AdaptOptions(human=(), out=Path())
    add = parser.add_argument
    add("--human", nargs="+", required=True, metavar="PATH", help="files or folders of people's texts")
    add(
        "--rewritten", nargs="+", default=default.rewritten, metavar="PATH", help="the same of rewritten ones"
    )
    add("--out", type=Path, required=True, metavar="FOLDER", help="where the adapted model goes")
    _declare_model_option(parser)
    _declare_allow_option(parser)
    add("--name", help="the model's name (default: that of the model adapted, with '-adapted')")
    add(
        "--no-generate",
        action="store_true",
        help="make no rewritten examples; without any, set thresholds only",
    )
    add("--group-field", metavar="NAME", help="field of JSON Lines that says which texts belong together")
    _declare_reading(parser, default.reading, default.input_format)
    add("--seed", type=int, default=default.seed, help=_with_default("the same seed gives the same model"))
    parser.set_defaults(build=_adapt_options)


def _adapt_options(arguments: argparse.Namespace) -> AdaptOptions:
    return AdaptOptions(
        human=tuple(arguments.human),
        rewritten=tuple(arguments.rewritten),
        out=arguments.out,
        reading=_reading_options(arguments),
        input_format=arguments.input_format,
        group_field=arguments.group_field,
        model=arguments.model,
        allow=arguments.allow,
        name=arguments.name,
        generate=not arguments.no_generate,
        seed=arguments.seed,
    )


def _declare_spin(parser: argparse.ArgumentParser) -> None:
    default = SpinOptions(path="", generator="")
    add = parser.add_argument
    add("path", metavar="FILE", help="text or JSON Lines, or - for stdin")
    add("--generator", required=True, metavar="NAME", help="kind of rewriting")
    add("--rate", type=_share, default=default.rate, help=_with_default("share of words to rewrite"))
    add("--seed", type=int, default=default.seed, help=_with_default("the same seed gives the same text"))
    add("--touch-names", action="store_true", help="rewrite proper names too")
    add("--format", choices=get_args(SpinFormat), default=default.format, help=_with_default("output"))
    parser.set_defaults(build=_spin_options)


def _spin_options(arguments: argparse.Namespace) -> SpinOptions:
    return SpinOptions(
        path=arguments.path,
        generator=arguments.generator,
        rate=arguments.rate,
        seed=arguments.seed,
        touch_names=arguments.touch_names,
        format=arguments.format,
    )


def _declare_model(parser: argparse.ArgumentParser) -> None:
    _declare_model_option(parser)
    parser.set_defaults(build=_model_options, verify=None)
    actions = parser.add_subparsers(metavar="ACTION")
    verify = actions.add_parser("verify", help="check a model folder's format, hashes and features")
    verify.add_argument("verify", type=Path, metavar="FOLDER")


def _model_options(arguments: argparse.Namespace) -> ModelOptions:
    if arguments.verify is not None:
        return ModelOptions(model=arguments.verify, verify=True)
    return ModelOptions(model=arguments.model)


def _declare_schema(parser: argparse.ArgumentParser) -> None:
    help_text = _with_default("a line of scan --format jsonl, or a report alone")
    parser.add_argument(
        "of", nargs="?", choices=get_args(SchemaOf), default=SchemaOptions().of, help=help_text
    )
    parser.set_defaults(build=_schema_options)


def _schema_options(arguments: argparse.Namespace) -> SchemaOptions:
    return SchemaOptions(of=arguments.of)


def _with_default(text: str) -> str:
    return f"{text} (default: %(default)s)"


def _share(text: str) -> float:
    """Read a number from 0 to 1.

    >>> _share("0.01")
    0.01
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, got {text!r}")
    return value


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)
