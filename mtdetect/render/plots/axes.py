"""What all pictures share: colours, axes of their own, how they are finished, and what they refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from mtdetect.errors import OptionError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette, without its yellow, which is too light for lines.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
)
GREY = "#767676"
SIZE = (7.0, 4.5)  # inches

LegendPlace = Literal["best", "upper left", "lower right"]


def axes(ax: Axes | None) -> Axes:
    """Return the axes to draw on: those given, or those of a new figure that pyplot does not know.

    Raises:
        ModuleNotFoundError: matplotlib is missing; the message names the extra.

    """
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "expected matplotlib to be installed, for plots need it; it is not. "
            "Run: pip install 'mtdetect[plots]'",
            name=error.name,
        ) from error
    return Figure(figsize=SIZE, layout="constrained").subplots()


def finish(ax: Axes, loc: LegendPlace, *, columns: int = 1) -> Axes:
    """Add what every picture has: a light grid behind, and a legend inside, so that a title has its room."""
    ax.grid(alpha=0.3)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    style: dict[str, Any] = {
        "loc": loc,
        "ncols": columns,
        "frameon": False,
        "fontsize": "small",
        "columnspacing": 1.2,
    }
    legend = ax.legend(**style)
    for text in legend.get_texts():
        text.set_parse_math(False)  # a label may hold dollars
    return ax


def check_as_many(reports: Sequence[object], others: Sequence[Any], what: str) -> None:
    """Refuse a list that does not go with the reports."""
    if len(reports) != len(others):
        raise OptionError(
            f"expected a {what} for each of the {len(reports)} reports, got {len(others)}. Give as many."
        )
