"""Pictures of many documents' scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

from mtdetect.arrays import Flags, Reals
from mtdetect.errors import OptionError
from mtdetect.evaluation.metrics import auroc, wilson
from mtdetect.evaluation.reliability import Bin, bin_scores, expected_error
from mtdetect.render.inert import inert
from mtdetect.render.plots.axes import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    axes,
    check_as_many,
    finish,
)
from mtdetect.render.wording import rate
from mtdetect.results.report import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
LINES = ("-", "--", "-.", ":", "-", "--")
MARKERS = "osD^v"
ROUND_THE_UNIT = (-0.02, 1.02)  # so that marks at 0 and 1 are seen whole
SCORE = "score (probability that a machine rewrote the document)"


def scores(
    reports: Iterable[Report],
    labels: Sequence[object] | None = None,
    *,
    bins: int = 20,
    ax: Axes | None = None,
) -> Axes:
    """Draw how scores are spread, for each label apart, and the thresholds that the reports were judged by.

    Each label's bars add up to 1. Where documents of several lengths have several thresholds, the range of
    them is shaded.
    """
    judged = list(reports)
    names = [None] * len(judged) if labels is None else [_name(label) for label in labels]
    check_as_many(judged, names, "label")
    pairs = [(report, name) for report, name in zip(judged, names, strict=True) if _has_verdict(report)]
    kept = _some([report for report, _ in pairs])
    ax = axes(ax)
    edges = np.linspace(0, 1, bins + 1)
    for name, (colour, line) in zip(dict.fromkeys(name for _, name in pairs), _styles(), strict=False):
        values = [report.score for report, its in pairs if its == name]
        counts, _ = np.histogram(values, edges)
        text = f"{len(values):,} documents" if name is None else f"{name} ({len(values):,})"
        ax.stairs(counts / len(values), edges, fill=True, alpha=0.25, color=colour)
        ax.stairs(counts / len(values), edges, color=colour, linestyle=line, linewidth=1.5, label=text)
    _draw_thresholds(ax, kept)
    ax.set(xlabel=SCORE, ylabel="share of documents", xlim=(0, 1))
    return finish(ax, "best")


def reliability(
    reports: Iterable[Report],
    rewritten: Sequence[bool],
    clusters: Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of documents that were truly rewritten beside their scores, with 95 % intervals.

    Human and rewritten documents weigh alike. Documents of one cluster, such as pages of one site, prove
    hardly more than one of them: intervals are as wide as that makes them.
    """
    judged = list(reports)
    check_as_many(judged, rewritten, "truth")
    if clusters is not None:
        check_as_many(judged, clusters, "cluster")
    kept = [at for at, report in enumerate(judged) if _has_verdict(report)]
    values, truth = _labelled([judged[at] for at in kept], [rewritten[at] for at in kept])
    groups = None if clusters is None else np.array([clusters[at] for at in kept], dtype=str)
    return reliability_of(bin_scores(values, truth, groups), ax=ax)


def reliability_of(bins: Sequence[Bin], *, ax: Axes | None = None) -> Axes:
    """Draw bins of scores that were made before, such as those in a model's facts."""
    ax = axes(ax)
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle="--", label="perfect")
    middle, shares = [one.score for one in bins], [one.share for one in bins]
    reach = np.array([(one.share - one.low, one.high - one.share) for one in bins]).reshape(-1, 2).T
    bars = np.maximum(reach, 0)  # a bound that equals the share may lie a rounding error within
    ax.errorbar(
        middle, shares, yerr=bars, fmt="o-", color=BLUE, markersize=5, capsize=3, label="measured, 95 %"
    )
    ax.text(0.97, 0.04, f"expected error {expected_error(bins):.3f}", ha="right", transform=ax.transAxes)
    ax.set(xlabel=SCORE, ylabel="share truly rewritten", xlim=ROUND_THE_UNIT, ylim=ROUND_THE_UNIT)
    return finish(ax, "upper left")


def operating_points(reports: Iterable[Report], rewritten: Sequence[bool], *, ax: Axes | None = None) -> Axes:
    """Draw the share of rewritten documents flagged against that of people's, for all thresholds.

    The marks are what the model's own thresholds gave at each target, with 95 % intervals (Wilson's) in both
    directions, documents counting alike; a model has several thresholds at a target, by length, so that a
    mark need not lie on the curve. The axis of people's documents is logarithmic: rates below what so many
    documents can show stand at its left end.
    """
    judged = list(reports)
    check_as_many(judged, rewritten, "truth")
    pairs = [pair for pair in zip(judged, rewritten, strict=True) if _has_verdict(pair[0])]
    kept = [report for report, _ in pairs]
    values, truth = _labelled(kept, [true for _, true in pairs])
    if truth.all() or not truth.any():
        raise OptionError("expected documents by people and rewritten ones, got only one kind. Give both.")
    ax = axes(ax)
    least = 0.5 / int((~truth).sum())
    _draw_curve(ax, values, truth, least)
    for colour, marker, target in zip(
        cycle(COLOURS[1:]), cycle(MARKERS), kept[0].points.targets, strict=False
    ):
        flagged = np.array([report.at(target).verdict == "flagged" for report in kept])
        _draw_point(ax, flagged, truth, target, least, colour, marker)
    _scale_rates(ax, least)
    ax.set(xlabel="people's documents flagged", ylabel="rewritten documents flagged")
    return finish(ax, "lower right")


def _name(label: object) -> str:
    """Write a label; matplotlib would hide one that begins with an underscore."""
    name = inert(str(label))
    return f" {name}" if name.startswith("_") else name


def _has_verdict(report: Report) -> bool:
    return report.verdict != "abstain"


def _some(reports: list[Report]) -> list[Report]:
    if not reports:
        raise OptionError(
            "expected reports with a verdict, got none. Short texts get none; give longer ones."
        )
    return reports


def _labelled(reports: list[Report], rewritten: Sequence[bool]) -> tuple[Reals, Flags]:
    return np.array([report.score for report in _some(reports)]), np.array(rewritten, dtype=bool)


def _draw_thresholds(ax: Axes, reports: list[Report]) -> None:
    """Draw a line at the threshold, or a band over the thresholds, of each target that was judged by."""
    for target in sorted({report.target_fpr for report in reports}):
        limits = [report.threshold for report in reports if report.target_fpr == target]
        low, high = min(limits), max(limits)
        if high > low:
            ax.axvspan(
                low, high, color=GREY, alpha=0.3, label=f"thresholds for {rate(target)} false positives"
            )
        else:
            ax.axvline(
                low, color="black", linestyle=":", label=f"threshold for {rate(target)} false positives"
            )


def _draw_curve(ax: Axes, values: Reals, truth: Flags, least: float) -> None:
    """Draw the share of both kinds at or above each score, from the highest score down."""
    limits = np.concatenate([[np.inf], np.unique(values)[::-1]])
    human, machine = np.sort(values[~truth]), np.sort(values[truth])
    reached = [1 - np.searchsorted(some, limits, side="left") / len(some) for some in (human, machine)]
    area = auroc(values[~truth], values[truth])
    label = f"all thresholds (area {area:.3f})"
    ax.plot(np.maximum(reached[0], least), reached[1], color=BLUE, drawstyle="steps-post", label=label)


def _draw_point(
    ax: Axes, flagged: Flags, truth: Flags, target: float, least: float, colour: str, marker: str
) -> None:
    """Draw what the thresholds for one target gave, with intervals."""
    shares, bars = [], []
    for kind in (~truth, truth):
        hits, count = int(flagged[kind].sum()), int(kind.sum())
        low, high = wilson(hits, count)
        shares.append(hits / count)
        bars.append([[hits / count - low], [high - hits / count]])
    across = max(shares[0], least)
    left, right = across - max(shares[0] - bars[0][0][0], least), shares[0] + bars[0][1][0] - across
    reach = np.maximum([[left], [right]], 0)
    label = f"target {rate(target)}: {rate(round(shares[0], 4))} and {rate(round(shares[1], 3))}"
    at = ([across], [shares[1]])
    ax.errorbar(
        *at, np.maximum(bars[1], 0), reach, fmt=marker, color=colour, capsize=3, label=label, zorder=3
    )
    ax.axvline(target, color=colour, linewidth=1, linestyle=":")


def _scale_rates(ax: Axes, least: float) -> None:
    """Scale the axis of people's documents by logarithms, its left end for none of them."""
    decades = [10.0**power for power in range(-6, 1) if 10.0**power > 1.5 * least]
    ax.set(xscale="log", xlim=(least / 1.3, 1.05), ylim=ROUND_THE_UNIT)
    ax.set_xticks([least, *decades], ["none", *map(rate, decades)])
    shares = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    ax.set_yticks(shares, list(map(rate, shares)))


def _styles() -> Iterator[tuple[str, str]]:
    """Yield colours with lines; the seventh label has the first colour again."""
    return zip(cycle(COLOURS), cycle(LINES))
