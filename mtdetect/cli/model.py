"""The command ``model``: describe a model, or only verify it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from mtdetect.cli.arguments import declare_model
from mtdetect.cli.console import show
from mtdetect.cli.loading import Load
from mtdetect.render.inert import inert
from mtdetect.render.terminal.report import render_model
from mtdetect.results.tally import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """Say which model to describe, or only to verify."""

    model: Path | None = None
    verify: Path | None = None


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    declare_model(parser)
    parser.set_defaults(options=ModelOptions, verify=None)
    actions = parser.add_subparsers(metavar="ACTION")
    verify = actions.add_parser("verify", help="check a model folder's format, hashes and features")
    verify.add_argument("verify", type=Path, metavar="FOLDER")


def run(options: ModelOptions, load: Load) -> ExitCode:
    """Print what a model is; loading refuses a wrong format, hash or feature list."""
    detector = load(options.verify or options.model)
    model = detector.model_id
    if options.verify is not None:
        show(f"{inert(str(detector.folder))}: sound; {inert(model.name)}, sha256 {model.sha256}")
        return ExitCode.CLEAN
    files = sorted(path for path in detector.folder.iterdir() if path.is_file())
    show(render_model(model, detector.points, [(path.name, path.stat().st_size) for path in files]))
    return ExitCode.CLEAN
