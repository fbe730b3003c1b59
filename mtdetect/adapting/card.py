"""The card of an adapted model: what it was fitted to, what that changed, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mtdetect.data_files import read_passages
from mtdetect.evaluation.markdown import markdown_table
from mtdetect.model.allow_list import AllowList

Facts = Mapping[str, Any]

TEXT = read_passages(Path(__file__).parent / "card.md")


def write_card(name: str, facts: Facts, messages: Sequence[str], allow: AllowList) -> str:
    """Write the card of an adapted model."""
    generated = facts["texts"]["generated"]
    parts = [
        _head(name, facts, allow),
        TEXT["USE"],
        TEXT["MEASURED"].format(generated=f"\n{TEXT['GENERATED'].rstrip()}" if generated else ""),
        markdown_table(list(compared(facts["before"], facts["after"]))),
        TEXT["POINTS"],
        markdown_table(facts["points"]),
        *(
            ["## What the texts could not support\n", *(f"- {message}\n" for message in messages)]
            if messages
            else []
        ),
    ]
    return "\n".join(parts)


def _head(name: str, facts: Facts, allow: AllowList) -> str:
    texts, parent = facts["texts"], facts["adapted_from"]
    made_by = ", ".join(f"{count} by {name}" for name, count in texts["generated"].items())
    return TEXT["HEAD"].format(
        name=name,
        parent=parent["name"],
        sha256=parent["sha256"],
        made=facts["made"],
        seed=facts["seed"],
        terms=f"{len(allow.terms):,} terms" if allow else "none",
        fitted=_fitted(facts["fitted"]),
        human=texts["human"],
        rewritten=texts["rewritten"],
        groups=texts["groups"],
        median_words=texts["median_words"],
        generated=f"; rewritten for the purpose: {made_by}" if made_by else "",
        **facts["left_out"],
    )


def _fitted(fitted: Facts) -> str:
    if fitted["correction"]:
        penalty = f"ridge penalty {fitted['penalty']:g}"
        return f"a correction of the document network ({penalty}), calibration, thresholds"
    return "calibration and thresholds" if fitted["recalibrated"] else "thresholds only"


def compared(before: Facts, after: Facts) -> Iterator[dict[str, str]]:
    """Give the figures before and after, as they are shown."""
    for name in before:
        yield {"figure": name, "before": _figure(before[name]), "after": _figure(after[name])}


def _figure(value: float | Sequence[float]) -> str:
    """Write a figure, a share with its interval.

    >>> _figure(0.5), _figure([0.1, 0.05, 0.2])
    ('0.500', '0.100 [0.050, 0.200]')
    """
    if isinstance(value, float):
        return f"{value:.3f}"
    share, low, high = value
    return f"{share:.3f} [{low:.3f}, {high:.3f}]"
