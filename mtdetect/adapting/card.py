"""The card of an adapted model: what it was fitted to, what that changed, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtdetect.evaluation.markdown import markdown_table
from mtdetect.model.allow_list import AllowList

Facts = Mapping[str, Any]

HEAD = """\
# Model card: {name}

`{parent}` adapted to one user's own texts on {made}. Arrays and JSON only, as its parent; its words,
tables and token network are the parent's, and so are the limits that the parent's card names. No text that
it was adapted to can be read back from it.

- parent: `{parent}`, sha256 `{sha256}`
- texts: {human:,} human and {rewritten:,} rewritten, in {groups:,} groups; half of them longer than
  {median_words} words{generated}
- left out: {without_verdict:,} too short or no English prose, {copies:,} copies
- allow-list: {terms}
- fitted: {fitted} (seed {seed})
"""
USE = """\
## Intended use

Texts like those it was adapted to. For all others the parent is the better choice: thresholds below are
set on this user's texts alone. What the parent's card says of false accusations and appeals holds here too.
"""
MEASURED = """\
## Before and after

Of each text by a fit that had seen neither it nor its group; shares with 95 % intervals. `fpr` is the share
of human texts flagged at a target rate, `tpr` that of rewritten ones.{generated}
"""
GENERATED = """
The rewritten texts were made from the human ones by mtdetect's own generators, each judged by a fit that had
not seen its kind of generator: real rewriters may be harder to find."""
POINTS = """\
## Operating points

A score at or above `threshold` is flagged, in documents of `min_words` words up to the next row's. `low`
and `high` bound the rate of false positives among the human `documents` of that length. `from` says what
the threshold rests on: own texts; the base model, where they were too few; or raised, where they were too
few but reach the base model's threshold too often. The latter two promise no rate beyond their interval.
"""


def write_card(name: str, facts: Facts, messages: Sequence[str], allow: AllowList) -> str:
    """Write the card of an adapted model."""
    generated = facts["texts"]["generated"]
    parts = [
        _head(name, facts, allow),
        USE,
        MEASURED.format(generated=GENERATED if generated else ""),
        markdown_table(list(compared(facts["before"], facts["after"]))),
        POINTS,
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
    return HEAD.format(
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
