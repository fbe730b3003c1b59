"""A picture of one document, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mtdetect.arrays import Flags, Reals
from mtdetect.errors import OptionError
from mtdetect.render.inert import inert
from mtdetect.render.plots.axes import BLUE, GREY, VERMILLION, axes, finish
from mtdetect.results.report import Report, Span

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mtdetect.results.trace import Trace

TracedValue = Literal["surprisal", "gain", "curvature", "score"]

UNITS: dict[TracedValue, str] = {
    "surprisal": "surprisal (nats)",
    "gain": "gain of the best other wording (nats)",
    "curvature": "curvature (nats)",
    "score": "score of the word (probability)",
}
MOST_NAMED = 6  # spans whose words are written into a picture
CHAR_WIDTH = 0.011  # of the picture's width, for a character of their names
EDGE = 0.1  # of the width: a name there is written inwards
LEGEND_ROOM = 0.15  # of the height
LONGEST_NAME = 28  # characters


def trace(
    trace: Trace, *, value: TracedValue = "surprisal", window: int = 25, ax: Axes | None = None
) -> Axes:
    """Draw a value along a document, word by word: where in the text the rewriting sits.

    Dots are words, diamonds those inside suspicious spans, which the marks at the bottom show again; the line
    is the mean of ``window`` words. Some of the highest-scored spans are named. A trace comes from
    ``mtdetect.load().trace(text)``.
    """
    if value not in UNITS:
        raise OptionError(
            f"expected value to be one of {', '.join(UNITS)}, got {value!r}. Choose one of them."
        )
    if window < 1:
        raise OptionError(f"expected a window of 1 word or more, got {window!r}. Give a larger one.")
    ax, report = axes(ax), trace.report
    place = np.array([(word.start + word.end) / 2 for word in trace.words])
    height = np.array([getattr(word, value) for word in trace.words], dtype=float)
    inside = _inside(place, report.spans)
    for its, marker, colour, label in (
        (~inside, ".", GREY, "word"),
        (inside, "D", VERMILLION, "word in a span"),
    ):
        ax.scatter(
            place[its], height[its], 14, c=colour, marker=marker, alpha=0.7, label=label, rasterized=True
        )
    if len(height):
        width = min(window, len(height))
        mean = np.convolve(height, np.ones(width), "same") / np.convolve(
            np.ones(len(height)), np.ones(width), "same"
        )
        ax.plot(place, mean, color=BLUE, linewidth=2, label=f"mean of {width} words")
    ax.set(xlabel="place in the text (characters)", ylabel=UNITS[value], xlim=(0, max(len(report.text), 1)))
    _draw_rug(ax, report.spans)
    _name_spans(ax, report, place, height)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + LEGEND_ROOM * (high - low))
    return finish(ax, "upper left", columns=4)


def _inside(place: Reals, spans: tuple[Span, ...]) -> Flags:
    """Say of every place whether it lies in a span."""
    starts, ends = np.array([(span.start, span.end) for span in spans]).reshape(-1, 2).T
    at = np.searchsorted(starts, place, side="right") - 1
    inside: Flags = (at >= 0) & (place < np.append(ends, -1)[at])
    return inside


def _draw_rug(ax: Axes, spans: tuple[Span, ...]) -> None:
    """Mark the spans at the bottom, where no dot hides them."""
    places = [(span.start + span.end) / 2 for span in spans]
    across = ax.get_xaxis_transform()
    heights = [0.0] * len(places)
    ax.plot(
        places, heights, "|", color=VERMILLION, markersize=12, transform=across, clip_on=False, label="span"
    )


def _name_spans(ax: Axes, report: Report, place: Reals, height: Reals) -> None:
    """Write the words of some spans beside their highest dot: the highest-scored ones that have room."""
    taken: list[tuple[float, float]] = []
    for span in sorted(report.spans, key=lambda span: -span.score):
        (its,) = np.nonzero((place >= span.start) & (place < span.end))
        if not len(its):
            continue
        top, name = its[np.argmax(height[its])], _name(span)
        half = CHAR_WIDTH * (len(name) + 2) * len(report.text) / 2
        if all(abs(place[top] - other) >= half + its_half for other, its_half in taken):
            taken.append((float(place[top]), half))
            _write(ax, name, float(place[top]), float(height[top]))
        if len(taken) == MOST_NAMED:
            return


def _name(span: Span) -> str:
    words = inert(" ".join(span.text.split()))
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…"


def _write(ax: Axes, name: str, x: float, y: float) -> None:
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
    left, right = ax.get_xlim()
    side = (x - left) / (right - left)
    where = "left" if side < EDGE else "right" if side > 1 - EDGE else "center"
    style: dict[str, Any] = {"ha": where, "fontsize": "small", "bbox": box, "parse_math": False}
    ax.annotate(name, (x, y), xytext=(0, 7), textcoords="offset points", **style)
