from __future__ import annotations

import gc
import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect import detector as detector_module
from mtdetect.detector import Detector, load
from mtdetect.errors import InputError, ModelError, OptionError
from mtdetect.model.folder import save_model
from mtdetect.results.report import Report
from mtdetect.runtime.batches import MOST_DOCUMENTS, batches
from tests.tiny_model import HUMAN, SENTENCES, SPUN, tiny_detector, tiny_model

ODD = [
    "👩‍👩‍👧",
    "e\u0301",
    "\r\n",
    "\x00",
    "\ud800",
    "שלום עולם",
    "مرحبا",
    "\u202e",
    "<b>",
    "{",
    "ﬁ",
    "İ",
    "\ufeff",
]
PIECES = st.sampled_from([*SPUN.split(". "), *ODD, "White Home", "A", "an enormous", "commerce\n\nbattle"])
ANY_STRING = st.text() | st.text(st.characters(codec=None, categories=None))
ANY_TEXT = ANY_STRING | st.lists(PIECES).map(" ".join)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(tiny_model(), tmp_path / "en", {})
    return tmp_path / "en"


def same(one: Report, other: Report) -> bool:
    def exact(report: Report) -> object:
        spans = [(span.start, span.end, [item.text for item in span.suggestions]) for span in report.spans]
        return report.text, report.verdict, report.words, report.note, spans

    return one.score == pytest.approx(other.score, abs=1e-6) and exact(one) == exact(other)


def test_rewritten_text_is_flagged_and_human_text_is_not() -> None:
    spun, human = tiny_detector().detect_many([SPUN, HUMAN])
    assert (spun.verdict, spun.kind, human.verdict, human.kind) == ("flagged", "spun", "clean", None)
    assert not human.spans


def test_spans_name_what_stood_there() -> None:
    found = {
        span.text: [item.text for item in span.suggestions] for span in tiny_detector().detect(SPUN).spans
    }
    assert found["commerce battle"] == ["trade war"]
    assert found["turn out to be"] == ["become"]
    assert found["with out"] == ["without"]
    assert found["a right away"] == ["an immediate"]
    assert found["attainable"] == ["possible"]
    assert found["an enormous"] == ["a big"]


def test_a_report_can_be_judged_again_and_written_out() -> None:
    report = tiny_detector().detect(SPUN, target_fpr=0.05)
    assert (report.target_fpr, report.threshold) == (0.05, 0.5)
    assert report.at(0.001).threshold == 0.9
    assert json.loads(json.dumps(report.to_dict()))["model"] == {"name": "tiny", "sha256": ""}


@given(ANY_TEXT)
def test_spans_lie_in_the_callers_string(text: str) -> None:
    report = tiny_detector().detect(text)
    assert report.text == text
    assert 0 <= report.score <= 1
    assert all(text[span.start : span.end] == span.text != "" for span in report.spans)
    assert all(0 <= span.score <= 1 for span in report.spans)
    assert all(one.end <= other.start for one, other in zip(report.spans, report.spans[1:], strict=False))
    for span in report.spans:
        assert all(item.text.strip() and 0 <= item.score <= 1 for item in span.suggestions)
        assert [item.score for item in span.suggestions] == sorted(
            (s.score for s in span.suggestions), reverse=True
        )


@given(ANY_TEXT)
def test_one_text_is_judged_as_one_of_many(text: str) -> None:
    (report,) = tiny_detector().detect_many([text])
    assert same(tiny_detector().detect(text), report)


@given(st.lists(ANY_TEXT | st.sampled_from([SPUN, HUMAN, *SENTENCES]), max_size=5))
def test_the_company_does_not_change_a_report(texts: list[str]) -> None:
    together = list(tiny_detector().detect_many(texts))
    assert len(together) == len(texts)
    assert all(
        same(tiny_detector().detect(text), report) for text, report in zip(texts, together, strict=True)
    )


def test_no_window_reaches_into_the_next_document() -> None:
    halves = ["He had gone to see the White", "Home of commerce", "battle with", "out a right", "away deal"]
    together = list(tiny_detector().detect_many(halves))
    assert all(
        same(tiny_detector().detect(text), report) for text, report in zip(halves, together, strict=True)
    )


@pytest.mark.parametrize("text", ["", " \n\t", "<html></html>", "👍", "12 345"])
def test_nothing_to_judge_is_no_error(text: str) -> None:
    report = tiny_detector().detect(text)
    assert (report.verdict, report.spans, report.words) == ("abstain", (), 0)
    assert (report.note or "").startswith("too few words of prose to tell: 0, where at least 20 are needed")


def test_too_few_words_still_show_their_spans() -> None:
    report = tiny_detector().detect("He said that the commerce battle with China could end.")
    assert (report.verdict, report.kind) == ("abstain", None)
    assert [span.text for span in report.spans] == ["commerce battle"]
    assert report.note == (
        "too few words of prose to tell: 10, where at least 20 are needed: "
        "of shorter texts, most that are half rewritten go unnoticed"
    )


def test_another_language_is_not_judged() -> None:
    text = "Der Präsident sagte am Montag, dass die Regierung keine neuen Schulden machen werde. " * 3
    report = tiny_detector().detect(text)
    assert (report.verdict, report.spans) == ("abstain", ())
    assert report.note == (
        "too few words of prose to tell: 0, where at least 20 are needed "
        "(mostly another language: 100% of the characters, and 0% are English)"
    )


def test_many_texts_are_read_a_batch_at_a_time() -> None:
    read = []

    def texts() -> Iterator[str]:
        for number in range(3 * MOST_DOCUMENTS):
            read.append(number)
            yield "He left."

    reports = tiny_detector().detect_many(texts())
    assert read == []
    next(reports)
    assert len(read) == MOST_DOCUMENTS
    assert sum(1 for _ in reports) == 3 * MOST_DOCUMENTS - 1


@pytest.mark.parametrize("n_process", [1, 2])
def test_what_comes_before_an_error_of_the_texts_is_judged(n_process: int) -> None:
    def texts() -> Iterator[str]:
        yield from [SPUN, HUMAN, "He left."]
        raise ConnectionError

    reports = tiny_detector().detect_many(texts(), n_process=n_process)
    assert [report.text for report in islice(reports, 3)] == [SPUN, HUMAN, "He left."]
    with pytest.raises(ConnectionError):
        next(reports)


def test_long_texts_make_short_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.runtime.batches.MOST_CHARS", 10)
    assert list(batches(["12345", "67890", "x" * 99, "", "y"])) == [["12345", "67890"], ["x" * 99], ["", "y"]]


def living_reports() -> int:
    return sum(type(thing) is Report for thing in gc.get_objects())


def test_memory_does_not_grow_with_the_number_of_texts() -> None:
    before = living_reports()
    reports = tiny_detector().detect_many(SPUN for _ in range(4 * MOST_DOCUMENTS))
    for _ in range(3 * MOST_DOCUMENTS):
        next(reports)
    gc.collect()
    assert living_reports() - before < 2 * MOST_DOCUMENTS


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [(b"bytes", "Decode it first"), (None, "Pass the document's text"), (7, "Pass the document's")],
)
def test_what_is_no_text_is_refused(wrong: object, advice: str) -> None:
    with pytest.raises(
        InputError, match=f"expected a string, got {type(wrong).__name__} .text number 0.*{advice}"
    ):
        tiny_detector().detect(wrong)  # type: ignore[arg-type]


def test_what_came_before_a_wrong_text_is_judged() -> None:
    reports = tiny_detector().detect_many([SPUN, HUMAN, 7])  # type: ignore[list-item]
    assert [next(reports).verdict, next(reports).verdict] == ["flagged", "clean"]
    with pytest.raises(InputError, match="text number 2, counted from 0"):
        next(reports)


@pytest.mark.parametrize("wrong", ["one text", b"bytes"])
def test_one_text_for_many_is_refused_at_once(wrong: str) -> None:
    with pytest.raises(
        InputError, match=r"expects an iterable of strings, got one (str|bytes). Call detect\(text\)"
    ):
        tiny_detector().detect_many(wrong)


def test_an_unknown_rate_is_refused_before_anything_is_read() -> None:
    texts = iter(["He left."])
    with pytest.raises(OptionError, match=r"\(0.001, 0.01, 0.05\), got 0.02"):
        tiny_detector().detect_many(texts, target_fpr=0.02)
    assert list(texts) == ["He left."]


def test_threads_share_a_detector() -> None:
    texts = [SPUN, HUMAN, *SENTENCES[:30]]
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(tiny_detector().detect, texts * 3))
    alone = list(tiny_detector().detect_many(texts))
    assert all(same(one, other) for one, other in zip(reports, alone * 3, strict=True))


def test_a_detector_pickles_by_its_folder(folder: Path) -> None:
    detector = load(folder)
    detector.detect(SPUN)
    data = pickle.dumps(detector)
    assert len(data) < 1000
    again = pickle.loads(data)  # noqa: S301 - made right here
    assert same(again.detect(SPUN), detector.detect(SPUN))


def test_a_pickled_detector_refuses_another_model(folder: Path) -> None:
    data = pickle.dumps(load(folder))
    save_model(
        replace(tiny_model(), settings=replace(tiny_model().settings, least_words=7)),
        folder,
        {},
        overwrite=True,
    )
    detector_module._reopened.cache_clear()
    with pytest.raises(
        ModelError, match=r"as when the detector was pickled, got .* Pickle the detector anew"
    ):
        pickle.loads(data)  # noqa: S301 - made right here


def test_a_model_in_memory_has_no_folder() -> None:
    with pytest.raises(ModelError, match=r"got one made in memory\. Save it, then load it"):
        pickle.dumps(tiny_detector())


def test_a_detector_says_what_it_is(folder: Path) -> None:
    detector = load(str(folder))
    assert isinstance(detector, Detector)
    assert detector.folder == folder
    assert detector.model_id.name == "tiny"
    assert detector.points == tiny_model().points


def test_the_shipped_model_is_loaded_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.model.folder.shipped_folder", lambda: folder)
    detector_module._shipped.cache_clear()
    try:
        with ThreadPoolExecutor(4) as pool:
            assert len({id(detector) for detector in pool.map(lambda _: load(), range(8))}) == 1
        assert mtdetect.detect(SPUN).verdict == "flagged"
    finally:
        detector_module._shipped.cache_clear()


def test_a_kind_network_tells_translations() -> None:
    model = replace(tiny_model(), kind_network=tiny_model().document_network)
    assert Detector(model).detect(SPUN).kind == "translated"


def test_a_long_document_is_judged() -> None:
    report = tiny_detector().detect(f"{SPUN} {HUMAN} " * 60)
    assert report.words > 30_000
    assert report.spans[-1].end < len(report.text)
