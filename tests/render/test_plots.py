"""Pictures, by what is drawn on them: nothing here looks at pixels."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from matplotlib.text import Annotation

from mtdetect.errors import OptionError
from mtdetect.evaluation.metrics import wilson
from mtdetect.evaluation.reliability import Bin, bin_scores
from mtdetect.render import plots
from mtdetect.render.plots.of_words import MOST_NAMED, UNITS
from mtdetect.results.report import Report, Span
from mtdetect.results.trace import Trace, TracedWord
from tests.fakes import POINTS, make_report

#: Under the fakes' points .6 is flagged at 1 % from 100 words on, .8 below, and .95 at 0.1 %.
SCORES = (0.05, 0.1, 0.2, 0.65, 0.3, 0.7, 0.96, 0.99)
REWRITTEN = (False,) * 4 + (True,) * 4


def reports(scores: tuple[float, ...] = SCORES) -> list[Report]:
    return [make_report("text", score) for score in scores]


def saved(ax: Axes) -> bytes:
    figure, file = ax.figure, io.BytesIO()
    assert isinstance(figure, Figure)
    figure.savefig(file, format="svg")
    return file.getvalue()


def labels_of(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def lines(ax: Axes) -> dict[str, Any]:
    return {str(line.get_label()): line for line in ax.lines}


def bars(ax: Axes) -> dict[str, Any]:
    outlines = [patch for patch in ax.patches if isinstance(patch, StepPatch) and not patch.get_fill()]
    return {str(patch.get_label()): patch.get_data() for patch in outlines}


def points(ax: Axes) -> dict[str, Any]:
    return {str(one.get_label()): one for one in ax.containers if isinstance(one, ErrorbarContainer)}


def trace_of(text: str, spans: tuple[tuple[int, int], ...] = (), **values: list[float]) -> Trace:
    """Trace a text whose words stand between spaces; the first span scores highest."""
    words, at = [], 0
    for number, word in enumerate(text.split(" ")):
        figures = {name: float(values[name][number] if name in values else number) for name in UNITS}
        words.append(TracedWord(at, at + len(word), word, **figures))
        at += len(word) + 1
    marked = tuple(Span(s, e, text[s:e], 0.9 - n / 1000) for n, (s, e) in enumerate(spans))
    return Trace(make_report(text, 0.7, spans=marked), tuple(words))


DRAWN: dict[str, Callable[[Axes | None], Axes]] = {
    "scores": lambda ax: plots.scores(reports(), REWRITTEN, ax=ax),
    "reliability": lambda ax: plots.reliability(reports(), REWRITTEN, ax=ax),
    "operating_points": lambda ax: plots.operating_points(reports(), REWRITTEN, ax=ax),
    "trace": lambda ax: plots.trace(trace_of("The White Home said so", ((4, 14),)), ax=ax),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_drawn_on_the_axes_given(name: str) -> None:
    left, right = Figure().subplots(1, 2)
    assert DRAWN[name](right) is right
    assert right.has_data()
    assert not left.has_data()


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_of_its_own_says_what_its_axes_are_and_can_be_saved(name: str) -> None:
    ax = DRAWN[name](None)
    assert ax.get_xlabel()
    assert ax.get_ylabel()
    assert labels_of(ax)
    assert b"<svg" in saved(ax)


def test_nothing_is_left_with_pyplot() -> None:
    code = (
        "import sys; from mtdetect import plots; from tests.fakes import make_report; "
        "plots.scores([make_report('text', 0.5)]); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("name", DRAWN)
def test_a_missing_matplotlib_names_the_extra(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'mtdetect\[plots\]'"):
        DRAWN[name](None)


def test_importing_plots_needs_no_matplotlib() -> None:
    code = "import sys; sys.modules['matplotlib'] = None; import mtdetect.render.plots"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_scores_are_spread_by_label_each_adding_up_to_1() -> None:
    ax = plots.scores(reports(), ["human"] * 4 + ["spun"] * 4, bins=4)
    drawn = bars(ax)
    assert labels_of(ax) == ["human (4)", "spun (4)", "threshold for 1 % false positives"]
    assert drawn["human (4)"].values.tolist() == [0.75, 0, 0.25, 0]
    assert drawn["spun (4)"].values.tolist() == [0, 0.25, 0.25, 0.5]
    assert drawn["spun (4)"].edges.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert list(lines(ax)["threshold for 1 % false positives"].get_xdata()) == [0.6, 0.6]


def test_scores_without_labels_are_one_spread_and_abstentions_are_left_out() -> None:
    ax = plots.scores([*reports(), make_report("Hi", 0.9, words=1)])
    assert labels_of(ax)[0] == "8 documents"


def test_thresholds_of_several_lengths_are_a_band() -> None:
    both = [make_report("text", 0.5), make_report("text", 0.5, words=50)]
    ax = plots.scores(both)
    (band,) = [patch for patch in ax.patches if str(patch.get_label()).startswith("thresholds for 1 %")]
    bounds = band.get_window_extent().transformed(ax.transData.inverted())
    assert (bounds.x0, bounds.x1) == pytest.approx((0.6, 0.8))


def test_labels_are_text_and_never_formulas_or_controls() -> None:
    ax = plots.scores(reports(), ["$x^2$", "_hidden", "\x1b[1m", "a", "b", "c", "d", "e"])
    assert labels_of(ax)[:3] == ["$x^2$ (1)", " _hidden (1)", "\\x1b[1m (1)"]
    saved(ax)


def test_reliability_draws_the_bins_with_their_intervals() -> None:
    expected = bin_scores(np.array(SCORES), np.array(REWRITTEN))
    drawn = points(plots.reliability(reports(), REWRITTEN))["measured, 95 %"]
    assert drawn.lines[0].get_xydata() == pytest.approx(
        np.array([(one.score, one.share) for one in expected])
    )
    (bars,) = drawn.lines[2]
    ends = [(path[0][1], path[1][1]) for path in bars.get_segments()]
    assert np.array(ends) == pytest.approx(np.array([(one.low, one.high) for one in expected]))


def test_reliability_of_clusters_is_less_sure() -> None:
    def width(clusters: list[str] | None) -> float:
        drawn = points(plots.reliability(reports() * 4, REWRITTEN * 4, clusters))["measured, 95 %"]
        (bars,) = drawn.lines[2]
        return float(sum(path[1][1] - path[0][1] for path in bars.get_segments()))

    assert width([str(number) for number in range(8)] * 4) > width(None)


def test_bins_made_before_can_be_drawn() -> None:
    ax = plots.reliability_of([Bin(0.2, 0.1, 0.0, 0.4, 0.5, 9), Bin(0.8, 0.9, 0.6, 1.0, 0.5, 9)])
    assert [text.get_text() for text in ax.texts] == ["expected error 0.100"]


def test_operating_points_are_what_the_thresholds_gave_with_intervals() -> None:
    ax = plots.operating_points(reports(), REWRITTEN)
    drawn = points(ax)
    assert list(drawn) == ["target 0.1 %: 0 % and 50 %", "target 1 %: 25 % and 75 %"]
    one = drawn["target 1 %: 25 % and 75 %"]
    assert one.lines[0].get_xydata().tolist() == [[0.25, 0.75]]
    across, up = (path.get_segments()[0] for path in one.lines[2])
    assert across[:, 0] == pytest.approx(wilson(1, 4), abs=0.125)
    assert across[1, 0] == pytest.approx(wilson(1, 4)[1])
    assert up[:, 1] == pytest.approx(wilson(3, 4))
    none = drawn["target 0.1 %: 0 % and 50 %"]
    assert none.lines[0].get_xydata().tolist() == [[0.125, 0.5]]  # at the left end: half a document of four
    assert ax.get_xticklabels()[0].get_text() == "none"


def test_the_curve_goes_from_none_to_all() -> None:
    ax = plots.operating_points(reports(), REWRITTEN)
    (curve,) = [line for label, line in lines(ax).items() if label.startswith("all thresholds")]
    assert curve.get_label() == "all thresholds (area 0.938)"
    assert curve.get_xydata()[0].tolist() == [0.125, 0]
    assert curve.get_xydata()[-1].tolist() == [1, 1]
    assert [0.25, 0.75] in curve.get_xydata().tolist()


TEXT = "The White Home said that the commerce battle would soon be over"


def test_a_trace_puts_words_at_their_places_and_tells_those_in_spans() -> None:
    trace = trace_of(TEXT, ((4, 14), (29, 44)))
    for value, label in UNITS.items():
        ax = plots.trace(trace, value=value)
        assert ax.get_ylabel() == label
        others, inside = (np.asarray(some.get_offsets()).tolist() for some in ax.collections)
        centre = {word.text: (word.start + word.end) / 2 for word in trace.words}
        assert [x for x, _ in inside] == [centre[word] for word in ("White", "Home", "commerce", "battle")]
        assert len(others) + len(inside) == len(trace.words)
        assert [y for _, y in inside] == [1, 2, 6, 7]
        assert list(lines(ax)["span"].get_xdata()) == [9, 36.5]


def test_the_line_of_a_trace_is_the_mean_of_the_words_around() -> None:
    trace = trace_of("a b c d e", surprisal=[0, 3, 6, 9, 0])
    mean = lines(plots.trace(trace, window=3))["mean of 3 words"]
    assert mean.get_ydata().tolist() == pytest.approx([1.5, 3, 6, 5, 4.5])
    whole = lines(plots.trace(trace, window=99))["mean of 5 words"]
    assert len(whole.get_ydata()) == 5


def test_some_spans_are_named_at_their_highest_word() -> None:
    ax = plots.trace(trace_of(TEXT, ((4, 14), (29, 44)), surprisal=[0, 9, 1, 0, 0, 0, 2, 8, 0, 0, 0, 0, 0]))
    assert [text.get_text() for text in ax.texts] == ["White Home", "commerce battle"]
    assert [text.xy for text in ax.texts if isinstance(text, Annotation)] == [(6.5, 9.0), (41.0, 8.0)]


def test_names_are_few_and_apart() -> None:
    text = " ".join(["word"] * 400)
    ax = plots.trace(trace_of(text, tuple((5 * n, 5 * n + 4) for n in range(400)), surprisal=[1.0] * 400))
    assert 2 <= len(ax.texts) <= MOST_NAMED


def test_a_spans_words_are_text_and_never_a_formula_or_a_control() -> None:
    text = "The $x^2$ \x1b[1m\n\u202e$ said"
    trace = trace_of(text, ((4, 18),))
    ax = plots.trace(trace)
    (name,) = ax.texts
    assert name.get_text() == "$x^2$ \\x1b[1m \\u202e$"
    assert not name.get_parse_math()
    saved(ax)


def test_a_trace_of_nothing_is_an_empty_picture() -> None:
    empty = Trace(make_report("", 0.1, words=0), ())
    assert labels_of(plots.trace(empty)) == ["word", "word in a span", "span"]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (
            lambda: plots.scores(reports(), ["human"]),
            r"a label for each of the 8 reports, got 1\. Give as many",
        ),
        (lambda: plots.reliability(reports(), [True]), "a truth for each of the 8 reports, got 1"),
        (
            lambda: plots.reliability(reports(), REWRITTEN, ["a"]),
            "a cluster for each of the 8 reports, got 1",
        ),
        (lambda: plots.operating_points(reports(), [True] * 8), r"got only one kind\. Give both"),
        (
            lambda: plots.scores([make_report("Hi", 0.9, words=1)]),
            "expected reports with a verdict, got none",
        ),
        (lambda: plots.operating_points([], []), "expected reports with a verdict, got none"),
        (lambda: plots.trace(trace_of("a"), value="odds"), "surprisal, gain, curvature, score, got 'odds'"),  # type: ignore[arg-type]
        (lambda: plots.trace(trace_of("a"), window=0), "a window of 1 word or more, got 0"),
    ],
)
def test_wrong_arguments_are_refused(draw: Callable[[], Axes], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        draw()


def test_reports_at_two_targets_show_both_thresholds() -> None:
    both = [make_report("text", 0.5), replace(make_report("text", 0.5).at(0.001))]
    assert labels_of(plots.scores(both))[1:] == [
        "threshold for 0.1 % false positives",
        "threshold for 1 % false positives",
    ]
    assert POINTS.targets == (0.001, 0.01)
