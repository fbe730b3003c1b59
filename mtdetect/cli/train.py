"""The command ``train``: make a model from a folder of text."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, field
from pathlib import Path

from mtdetect.cli.arguments import as_keywords, declare_force, positive, with_default
from mtdetect.cli.console import log_progress
from mtdetect.results.tally import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """Say what ``train`` learns from and where it leaves the model."""

    data: Path
    out: Path
    force: bool = False
    quick: bool = False
    seed: int = 0
    work: Path | None = None
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    default = TrainOptions(data=Path(), out=Path())
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="FOLDER", help="text to learn from")
    add("--out", type=Path, required=True, metavar="FOLDER", help="where the model goes")
    declare_force(parser)
    add("--quick", action="store_true", help="a small model in minutes, to try things out")
    add("--seed", type=int, default=default.seed, help=with_default("the same seed gives the same model"))
    add("--work", type=Path, metavar="FOLDER", help="keep intermediate results here, and resume from them")
    add("--jobs", type=positive, default=default.jobs, help=with_default("processes at a time"))
    parser.set_defaults(options=TrainOptions)


def run(options: TrainOptions) -> ExitCode:
    """Train a model from a folder of text."""
    from mtdetect.training.pipeline import train as train_model

    log_progress()
    train_model(**as_keywords(options))
    return ExitCode.CLEAN
