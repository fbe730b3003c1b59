"""The command ``evaluate``: measure a model on labelled documents."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from mtdetect.commands.arguments import declare_allow, declare_model, with_default
from mtdetect.exit_codes import ExitCode

EvaluateFormat = Literal["text", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateOptions:
    """Say which labelled files ``evaluate`` measures a model on."""

    paths: tuple[Path, ...]
    model: Path | None = None
    allow: Path | None = None
    format: EvaluateFormat = "text"


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("paths", nargs="+", type=Path, metavar="LABELLED.jsonl", help="labelled documents, one a line")
    declare_model(parser)
    declare_allow(parser)
    add("--format", choices=get_args(EvaluateFormat), default="text", help=with_default("output"))
    parser.set_defaults(build=_options)


def _options(arguments: argparse.Namespace) -> EvaluateOptions:
    return EvaluateOptions(
        paths=tuple(arguments.paths),
        model=arguments.model,
        allow=arguments.allow,
        format=arguments.format,
    )


def run(options: EvaluateOptions) -> ExitCode:
    """Print how well a model does on labelled documents."""
    from mtdetect.evaluation.command import evaluate_files

    evaluate_files(
        options.paths, model=options.model, allow=options.allow, format=options.format, stream=sys.stdout
    )
    return ExitCode.CLEAN
