"""References that are read off the code: features, pooled features, the command line."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from unittest.mock import patch

from mtdetect.cli.main import build_parser
from mtdetect.model.columns import FEATURES, JOINT_HISTOGRAMS, POOLED, speaks_of
from mtdetect.model.columns import GRID_CELL as CELL

WIDTH = "80"  # columns of the help texts


def features() -> str:
    """Tabulate the token features, in their columns' order."""
    rows = ((str(number), f"`{one.name}`", one.meaning) for number, one in enumerate(FEATURES))
    return table(("column", "feature", "meaning"), rows)


def pooled() -> str:
    """Tabulate how each token feature is pooled over a document."""
    pools = defaultdict[str, list[str]](list)
    for name in POOLED:
        if not CELL.fullmatch(name):
            feature, _, pool = name.partition(".")
            pools[feature].append(pool)
    rows = ((f"`{name}`", ", ".join(f"`{pool}`" for pool in some)) for name, some in pools.items())
    return table(("feature", "pooled as"), rows)


def grids() -> str:
    """Tabulate the grids: pairs of features, whose cells hold shares of words."""
    rows = (
        (f"`{one}`", _steps(rows), f"`{other}`", _steps(columns), str((len(rows) + 1) * (len(columns) + 1)))
        for (one, rows), (other, columns) in JOINT_HISTOGRAMS
    )
    return table(("feature", "cut at", "and feature", "cut at", "cells"), rows)


def pooled_names() -> str:
    """List every pooled feature's name, under the token feature whose name its reasons bear."""
    names = defaultdict[str, list[str]](list)
    for name in POOLED:
        names[speaks_of(name)].append(f"`{name}`")
    listed = "\n".join(f"- {feature}: {' '.join(some)}" for feature, some in names.items())
    body = "\n".join(f"    {line}" for line in listed.splitlines())
    return f'??? note "All {len(POOLED)} names, by the reason that they count for"\n\n{body}'


def command_line() -> str:
    """Show every command's help."""
    with patch.dict("os.environ", {"COLUMNS": WIDTH}):
        return "\n\n".join(
            f"## `{parser.prog}`\n\n```text\n{_help(parser)}\n```" for parser in _parsers(build_parser())
        )


def _help(parser: argparse.ArgumentParser) -> str:
    for action in parser._actions:
        if action.dest == "jobs":
            action.default = "one a processor"  # not those of whoever builds the page
    return parser.format_help().rstrip()


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _parsers(command)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], align: str = "") -> str:
    r"""Write a Markdown table; ``align`` holds an r for each column of numbers.

    >>> print(table(("a", "b"), [("1", "x|y")], "r"))
    | a | b |
    |--:|---|
    | 1 | x\|y |
    """
    rules = ("--:" if align[at : at + 1] == "r" else "---" for at in range(len(head)))
    lines = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'|'.join(rules)}|", *(f"| {line} |" for line in lines)])


def _steps(values: Iterable[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)
