"""The command line: the program's commands, and what becomes of their errors."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from mtdetect.cli import adapt, compare, evaluate, model, scan, schema, spark, spin, train
from mtdetect.cli.arguments import read_options
from mtdetect.cli.console import (
    complain,
    escape_what_cannot_be_encoded,
    is_stdout_closed,
    silence_stdout,
)
from mtdetect.cli.loading import Load, loader
from mtdetect.errors import MtdetectError
from mtdetect.results.tally import ExitCode
from mtdetect.version import __version__

Options = (
    scan.ScanOptions
    | compare.CompareOptions
    | evaluate.EvaluateOptions
    | train.TrainOptions
    | adapt.AdaptOptions
    | spin.SpinOptions
    | model.ModelOptions
    | schema.SchemaOptions
    | spark.SparkOptions
)

EXIT_CODES = "Exit codes: 0 nothing flagged, 1 something flagged, 2 bad usage or unreadable input."
WITHOUT_DETECTOR: dict[type, Callable[[Any], ExitCode]] = {
    evaluate.EvaluateOptions: evaluate.run,
    train.TrainOptions: train.run,
    adapt.AdaptOptions: adapt.run,
    spin.SpinOptions: spin.run,
    schema.SchemaOptions: schema.run,
    spark.SparkOptions: spark.run,
}
EXTRAS = {
    "train": {"sklearn", "scipy", "lemminflect", "tqdm", "wordfreq"},
    "spark": {"pyspark", "pyarrow"},
}


def main(argv: Sequence[str] | None = None, *, load: Load | None = None) -> int:
    """Run one command and return its exit code; tests pass a ``load`` that needs no model."""
    options = parse(argv)
    escape_what_cannot_be_encoded()
    if is_stdout_closed():
        complain("standard output is closed, so results have nowhere to go; redirect it to a file or a pipe.")
        return ExitCode.FAILED
    try:
        code = run(options, load or loader(getattr(options, "allow", None)))
        sys.stdout.flush()
    except (MtdetectError, ModuleNotFoundError) as error:
        complain(_explain(error))
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        silence_stdout()
        return ExitCode.BROKEN_PIPE
    except OSError as error:
        silence_stdout()
        complain(f"expected to read and write without an error of the system, got: {error}")
        return ExitCode.FAILED
    except Exception:  # noqa: BLE001 - a traceback alone would end with 1, as if something were flagged
        silence_stdout()
        traceback.print_exc()
        complain("this is an error of mtdetect itself. Please report it, with the lines above.")
        return ExitCode.FAILED
    return code


def run(options: Options, load: Load) -> ExitCode:
    """Run the command whose options these are."""
    match options:
        case scan.ScanOptions():
            return scan.run(options, load)
        case compare.CompareOptions():
            return compare.run(options, load)
        case model.ModelOptions():
            return model.run(options, load)
        case _:
            return WITHOUT_DETECTOR[type(options)](options)


def parse(argv: Sequence[str] | None = None) -> Options:
    """Read a command line into its options; wrong usage ends the program with code 2.

    >>> parse(["scan", "notes.txt", "--target-fpr", "0.001"]).target_fpr
    0.001
    """
    options: Options = read_options(build_parser().parse_args(argv))
    return options


def build_parser() -> argparse.ArgumentParser:
    """Declare the program and its commands."""
    parser = argparse.ArgumentParser(
        prog="mtdetect",
        description="Find English text that an article spinner rewrote.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"mtdetect {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser
    scan.declare(add("scan", help="judge files, folders or standard input", epilog=EXIT_CODES))
    compare.declare(add("compare", help="show a text beside the source it may come from"))
    evaluate.declare(add("evaluate", help="measure a model on labelled documents"))
    train.declare(add("train", help="train a model"))
    adapt.declare(add("adapt", help="adapt a model to your own texts"))
    spin.declare(add("spin", help="rewrite a text, to try the detector on"))
    model.declare(add("model", help="describe or verify a model"))
    schema.declare(add("schema", help="print the JSON Schema of the output"))
    spark.declare(add("spark", help="judge Parquet files on Apache Spark, restartably"))
    return parser


def _explain(error: Exception) -> str:
    """Name the extra to install where one is missing; anything else speaks for itself."""
    if not isinstance(error, ModuleNotFoundError):
        return str(error)
    for extra, modules in EXTRAS.items():
        if (error.name or "").partition(".")[0] in modules:
            install = f"pip install 'mtdetect[{extra}]'"
            return f"this command needs {error.name}, which is not installed. Run: {install}"
    return f"expected the module {error.name} to be installed, it is not. Install mtdetect anew with pip."
