"""A comparison for a terminal: what it comes to, then the differences, one a line, with their place."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.render.differences import (
    SIMILARITY_MEANING,
    differences,
    similarity,
    suspected,
    suspicion,
)
from mtdetect.render.inert import inert
from mtdetect.render.lines import Lines
from mtdetect.render.wording import percent, verdict
from mtdetect.results.comparison import Comparison, Passage

MOST_CHARS = 60
"""Characters of one side of a difference."""


def render_comparison(comparison: Comparison, names: tuple[str, str]) -> str:
    """Return the whole comparison; places are lines and columns of the suspect."""
    report = comparison.report
    lines = [
        f"{inert(names[1])} beside {inert(names[0])}: similarity {similarity(comparison)}",
        differences(comparison),
        *([f"{suspicion(comparison)}."] if comparison.substitutions else []),
        f"The suspect alone: {verdict(report)}, score {percent(report.score)}",
        SIMILARITY_MEANING,
        "",
        *_differences(comparison),
    ]
    return "".join(f"{line}\n" for line in lines)


def _differences(comparison: Comparison) -> Iterator[str]:
    lines = Lines(comparison.suspect)
    origins = Lines(comparison.original)
    told: list[tuple[int, str]] = [
        (one.suspect_start, f"{one.kind} {_quoted(one.original)} -> {_quoted(one.suspect)} {suspected(one)}")
        for one in comparison.substitutions
    ]
    told += [(one.suspect_start, _moved(one, origins)) for one in comparison.moved]
    for at, words in sorted(told, key=_place):
        yield f"{'{}:{}'.format(*lines.place(at))} {words}".rstrip()


def _moved(passage: Passage, origins: Lines) -> str:
    line, column = origins.place(passage.original_start)
    return f"moved here from {line}:{column} of the original"


def _place(told: tuple[int, str]) -> int:
    return told[0]


def _quoted(text: str) -> str:
    cut = text if len(text) <= MOST_CHARS else f"{text[: MOST_CHARS - 1].rstrip()}\u2026"
    return f'"{inert(cut)}"'
