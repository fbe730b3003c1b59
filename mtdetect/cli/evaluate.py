"""The command ``evaluate``: measure a model on labelled documents."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from mtdetect.cli.arguments import declare_allow, declare_model, with_default
from mtdetect.cli.console import show
from mtdetect.results.tally import ExitCode

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
    parser.set_defaults(options=EvaluateOptions)


def run(options: EvaluateOptions) -> ExitCode:
    """Print how well a model does on labelled documents.

    Raises:
        DataError: a line is malformed; it is named by its number.

    """
    from mtdetect.detector import load
    from mtdetect.evaluation.judging import judge
    from mtdetect.evaluation.labelled import read_labelled
    from mtdetect.evaluation.tables import render, tabulate, to_dict

    documents = [document for path in options.paths for document in read_labelled(path)]
    rows = tabulate(judge(documents, load(options.model, allow=options.allow)))
    show(json.dumps([to_dict(row) for row in rows], indent=1) if options.format == "json" else render(rows))
    return ExitCode.CLEAN
