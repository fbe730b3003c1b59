"""The command ``spin``: rewrite a text as a spinner would, to try the detector on."""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass
from typing import Literal, get_args

from mtdetect.cli.arguments import share, with_default
from mtdetect.cli.console import show
from mtdetect.documents.reading import read
from mtdetect.errors import DataError
from mtdetect.results.documents import Problem
from mtdetect.results.tally import ExitCode

SpinFormat = Literal["text", "jsonl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpinOptions:
    """Say which generator rewrites what, and how much of it."""

    path: str
    generator: str
    rate: float = 0.5
    seed: int = 0
    touch_names: bool = False
    format: SpinFormat = "text"


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    default = SpinOptions(path="", generator="")
    add = parser.add_argument
    add("path", metavar="FILE", help="text or JSON Lines, or - for stdin")
    add("--generator", required=True, metavar="NAME", help="kind of rewriting")
    add("--rate", type=share, default=default.rate, help=with_default("share of words to rewrite"))
    add("--seed", type=int, default=default.seed, help=with_default("the same seed gives the same text"))
    add("--touch-names", action="store_true", help="rewrite proper names too")
    add("--format", choices=get_args(SpinFormat), default=default.format, help=with_default("output"))
    parser.set_defaults(options=SpinOptions)


def run(options: SpinOptions) -> ExitCode:
    """Rewrite texts with one of the generators that the detector is trained on."""
    from mtdetect.spinners import make

    spinner, rng = make(options.generator, options.seed), random.Random(options.seed)
    for item in read([options.path]):
        if isinstance(item, Problem):
            raise DataError(f"{item.label}: {item.message}")
        spun = spinner.spin(item.text, rate=options.rate, touch_names=options.touch_names, rng=rng)
        edits = [{"start": edit.start, "end": edit.end, "original": edit.original} for edit in spun.edits]
        as_text = options.format == "text"
        show(spun.text if as_text else json.dumps({"id": item.id, "text": spun.text, "edits": edits}))
    return ExitCode.CLEAN
