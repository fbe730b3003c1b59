"""The command ``schema``: print the JSON Schema of the output."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from typing import get_args

from mtdetect.cli.arguments import with_default
from mtdetect.cli.console import show
from mtdetect.results.schema import SchemaOf, report_schema
from mtdetect.results.tally import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaOptions:
    """Say what to give the JSON Schema of."""

    of: SchemaOf = "line"


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    help_text = with_default("a line of scan --format jsonl, or a report alone")
    parser.add_argument(
        "of", nargs="?", choices=get_args(SchemaOf), default=SchemaOptions().of, help=help_text
    )
    parser.set_defaults(options=SchemaOptions)


def run(options: SchemaOptions) -> ExitCode:
    """Print the schema."""
    show(json.dumps(report_schema(options.of), indent=2))
    return ExitCode.CLEAN
