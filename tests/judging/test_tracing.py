from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtdetect.detector import Detector
from mtdetect.errors import InputError, OptionError
from mtdetect.model.vocabulary import BOUNDARY
from mtdetect.results.trace import Trace
from tests.judging.test_windows import windows_of
from tests.tiny_model import HUMAN, SPUN, tiny_detector

ROUNDING = 1e-5  # as for windows: sums are taken in another order


@pytest.fixture(scope="module")
def tiny() -> Detector:
    return tiny_detector()


def assert_fits(trace: Trace) -> None:
    """Hold a trace against the report that it comes with."""
    text = trace.report.text
    assert all(text[word.start : word.end] == word.text for word in trace.words)
    places = [(word.start, word.end) for word in trace.words]
    assert places == sorted(places)
    for span in trace.report.spans:
        inside = [word.score for word in trace.words if span.start <= word.start and word.end <= span.end]
        assert max(inside) == pytest.approx(span.score, abs=ROUNDING)


@pytest.mark.parametrize("text", [SPUN, HUMAN, "the trade war with China"])
def test_a_trace_has_every_judged_word_and_the_report(tiny: Detector, text: str) -> None:
    trace = tiny.trace(text)
    assert trace.report == tiny.detect(text)
    assert len(trace.words) == trace.report.words
    assert_fits(trace)


def test_spans_are_where_the_words_score_highest(tiny: Detector) -> None:
    trace = tiny.trace(SPUN)
    assert trace.report.spans
    marked = [(span.start, span.end) for span in trace.report.spans]
    inside = [word for word in trace.words if any(s <= word.start and word.end <= e for s, e in marked)]
    outside = [word for word in trace.words if word not in inside]
    for value in ("score", "gain"):
        means = [sum(getattr(word, value) for word in words) / len(words) for words in (inside, outside)]
        assert means[0] > means[1], value


def test_surprisal_is_in_nats(tiny: Detector) -> None:
    model = tiny._model
    assert float(np.exp(model.ngrams.log_prob).sum()) == pytest.approx(1, abs=1e-3)  # natural logarithms
    words = tiny.trace("the trade war with China").words
    ids = [model.vocabulary.words.index(word.text.lower()) for word in words]
    _, _, log_prob = model.ngrams.follow(np.array([BOUNDARY, BOUNDARY, *ids], np.int32))
    assert [word.surprisal for word in words] == pytest.approx((-log_prob).tolist())


def test_offsets_count_in_the_callers_string(tiny: Detector) -> None:
    page = f"<p>{SPUN.replace(' ', ' <b>', 1)}</b></p>"
    trace = tiny.trace(page, format="html")
    assert trace.report.format == "html"
    assert_fits(trace)


def test_a_trace_in_windows_is_that_of_the_whole(tiny: Detector) -> None:
    text = f"{SPUN} {HUMAN} {SPUN}"
    whole = tiny.trace(text)
    with windows_of(50):
        windowed = tiny.trace(text)
    assert len(windowed.words) == len(whole.words)
    for one, other in zip(windowed.words, whole.words, strict=True):
        assert (one.start, one.end, one.text) == (other.start, other.end, other.text)
        for value in ("surprisal", "gain", "curvature", "score"):
            assert getattr(one, value) == pytest.approx(getattr(other, value), abs=1e-3)
    assert_fits(windowed)


@settings(max_examples=30)
@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_traced(text: str) -> None:
    detector = tiny_detector()
    assert_fits(detector.trace(text))
    assert_fits(detector.trace(f"{SPUN} {text} {SPUN}"))


def test_a_trace_of_nothing_is_empty(tiny: Detector) -> None:
    assert tiny.trace("").words == ()
    assert set(tiny.trace("").to_columns()) == {
        "start", "end", "text", "surprisal", "gain", "curvature", "score"
    }  # fmt: skip


def test_a_foreign_text_has_no_words(tiny: Detector) -> None:
    assert tiny.trace("Das Wetter war gestern sehr schlecht und wir blieben zu Hause. " * 9).words == ()


def test_wrong_arguments_are_refused_as_by_detect(tiny: Detector) -> None:
    with pytest.raises(InputError, match="expected a string, got bytes"):
        tiny.trace(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="target_fpr must be one of"):
        tiny.trace("text", target_fpr=0.5)
