"""The command ``adapt``: fit a model to a user's own texts."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from mtdetect.commands.arguments import (
    declare_allow,
    declare_model,
    declare_reading,
    reading_options,
    with_default,
)
from mtdetect.commands.console import log_progress, show
from mtdetect.exit_codes import ExitCode
from mtdetect.reading import ReadingOptions
from mtdetect.render.inert import inert
from mtdetect.report import InputFormat


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


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    default = AdaptOptions(human=(), out=Path())
    add = parser.add_argument
    add("--human", nargs="+", required=True, metavar="PATH", help="files or folders of people's texts")
    add(
        "--rewritten", nargs="+", default=default.rewritten, metavar="PATH", help="the same of rewritten ones"
    )
    add("--out", type=Path, required=True, metavar="FOLDER", help="where the adapted model goes")
    declare_model(parser)
    declare_allow(parser)
    add("--name", help="the model's name (default: that of the model adapted, with '-adapted')")
    add(
        "--no-generate",
        action="store_true",
        help="make no rewritten examples; without any, set thresholds only",
    )
    add("--group-field", metavar="NAME", help="field of JSON Lines that says which texts belong together")
    declare_reading(parser, default.reading, default.input_format)
    add("--seed", type=int, default=default.seed, help=with_default("the same seed gives the same model"))
    parser.set_defaults(build=_options)


def _options(arguments: argparse.Namespace) -> AdaptOptions:
    return AdaptOptions(
        human=tuple(arguments.human),
        rewritten=tuple(arguments.rewritten),
        out=arguments.out,
        reading=reading_options(arguments),
        input_format=arguments.input_format,
        group_field=arguments.group_field,
        model=arguments.model,
        allow=arguments.allow,
        name=arguments.name,
        generate=not arguments.no_generate,
        seed=arguments.seed,
    )


def run(options: AdaptOptions) -> ExitCode:
    """Adapt a model to a user's own texts."""
    from mtdetect.adapting.command import adapt_files

    log_progress()
    for line in adapt_files(options).split("\n"):
        show(inert(line))
    return ExitCode.CLEAN
