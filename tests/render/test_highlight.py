"""What lies over a text, and what of it is folded: no character is lost, repeated or moved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtdetect.render.html.folding import CONTEXT, LEAST_FOLDED, fold
from mtdetect.render.html.overlay import Layer, Overlay, OverlayRun
from mtdetect.results.report import Note, Skipped, Span

SIZE = 60
places = st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)).map(lambda two: (min(two), max(two))))


@given(places, places, places, st.integers(0, SIZE), st.integers(0, SIZE))
def test_runs_are_the_stretch_and_say_what_lies_over_each(
    spans: list[tuple[int, int]],
    regions: list[tuple[int, int]],
    noted: list[tuple[int, int]],
    one: int,
    other: int,
) -> None:
    start, end = sorted((one, other))
    overlay = Overlay(
        [Span(*place, "", 0.9) for place in spans],
        [Skipped(*place, "menu") for place in regions],
        [Note("odd", 1, tuple(noted))],
    )
    runs = list(overlay.runs(start, end))
    assert [at for run in runs for at in range(run.start, run.end)] == list(range(start, end))
    for run in runs:
        for at in range(run.start, run.end):
            assert (run.skipped is not None) == any(first <= at < last for first, last in regions)
            assert (run.note is not None) == any(first <= at < last for first, last in noted)
            assert (run.span is None) or spans[run.span][0] <= at < spans[run.span][1]
            assert (run.span is not None) == any(first <= at < last for first, last in spans)


def test_neighbours_of_one_kind_stay_apart() -> None:
    runs = list(Overlay([Span(0, 3, "abc", 0.9), Span(3, 5, "de", 0.4)]).runs(0, 5))
    assert runs == [OverlayRun(0, 3, span=0), OverlayRun(3, 5, span=1)]


def test_of_two_places_that_overlap_the_first_has_what_both_claim() -> None:
    assert Layer([(0, 4, "a"), (2, 3, "inside"), (3, 6, "b")]).within(0, 9) == [(0, 4, "a"), (4, 6, "b")]


@given(
    st.text("ab \n\r", max_size=200).map(lambda text: text * 30),
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 30))),
)
def test_stretches_are_the_text_and_places_are_shown(text: str, wanted: list[tuple[int, int]]) -> None:
    marked = sorted((min(at, len(text)), min(at + size, len(text))) for at, size in wanted)
    stretches = fold(text, marked)
    assert "".join(text[stretch.start : stretch.end] for stretch in stretches) == text
    shown = [(stretch.start, stretch.end) for stretch in stretches if not stretch.folded]
    for first, last in marked:
        assert any(start <= first and last <= end for start, end in shown)
    for stretch in stretches:
        assert not stretch.folded or stretch.end - stretch.start >= LEAST_FOLDED


def test_what_is_shown_is_cut_at_lines_where_there_are_any() -> None:
    text = "A line of words.\n" * 200
    hidden = [stretch for stretch in fold(text, [(1700, 1704)]) if stretch.folded]
    assert len(hidden) == 2
    for stretch in hidden:
        assert text[stretch.start - 1] == "\n"
        assert text[stretch.end - 1] == "\n"


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    stretches = fold("x" * 10_000, [(5000, 5001)])
    assert [stretch.folded for stretch in stretches] == [False, True, False, True]
    assert stretches[2].start == 5000 - CONTEXT
