"""A long document in windows gives the report that it gives as a whole."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import mtdetect
from mtdetect.detector import Detector
from mtdetect.features.extraction import extract_features
from mtdetect.features.pooling import finish, pool, total
from mtdetect.features.token_features import word_weights
from mtdetect.judging.windows import cut_window
from mtdetect.model.columns import NAMES, POOLED
from mtdetect.results.report import Report, Span
from mtdetect.runtime.batches import LONG_TEXT, batches
from mtdetect.tokens.tokenizer import Tokenizer
from tests.places import CASES
from tests.tiny_model import HUMAN, SPUN, tiny_detector, tiny_model

ROUNDING = 1e-5  # sums are taken in another order, and matrices multiplied in other blocks


@contextmanager
def windows_of(rows: int, chars: int = 1_000) -> Iterator[None]:
    """Judge every text in windows of so many rows, tokenized in pieces of so many characters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mtdetect.runtime.batches.LONG_TEXT", -1)
        patch.setattr("mtdetect.judging.windows.WINDOW_ROWS", rows)
        patch.setattr("mtdetect.tokens.tokenizer.PIECE_CHARS", chars)
        yield


def assert_same(windowed: Report, whole: Report) -> None:
    """Compare two reports, their numbers to rounding."""
    assert windowed.score == pytest.approx(whole.score, abs=ROUNDING)
    figures = (
        "text",
        "verdict",
        "kind",
        "kind_if_flagged",
        "words",
        "note",
        "threshold",
        "format",
        "notes",
        "skipped",
    )
    assert [getattr(windowed, name) for name in figures] == [getattr(whole, name) for name in figures]
    assert len(windowed.spans) == len(whole.spans)
    for one, other in zip(windowed.spans, whole.spans, strict=True):
        places = [(span.start, span.end, span.text, span.interrupted) for span in (one, other)]
        assert places[0] == places[1]
        assert [item.text for item in one.suggestions] == [item.text for item in other.suggestions]
        values = [one.score, *(item.score for item in one.suggestions)]
        assert values == pytest.approx([other.score, *(i.score for i in other.suggestions)], abs=ROUNDING)
        assert said(one) == pytest.approx(said(other), abs=10 * ROUNDING)
    assert said(windowed) == pytest.approx(said(whole), abs=10 * ROUNDING)


def said(judged: Report | Span) -> dict[str, float]:
    return {reason.name: reason.contribution for reason in judged.reasons}


@cache
def corpus(name: str) -> tuple[str, ...]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line)["text"] for line in lines)


@cache
def shipped() -> Detector:
    return mtdetect.load()


@pytest.mark.parametrize("joint", ["\n\n", " "])
@pytest.mark.parametrize(("name", "rows"), [("human", 400), ("rewritten", 400), ("rewritten", 1_300)])
def test_windows_change_nothing_in_prose(name: str, rows: int, joint: str) -> None:
    text = joint.join(corpus(name))[:18_000]
    if joint == " ":
        text = text.replace("\n", " ")  # one line, without a paragraph's end to cut at
    whole = shipped().detect(text)
    with windows_of(rows):
        assert_same(shipped().detect(text), whole)
    assert name == "human" or len(whole.spans) > 200


GERMAN = "Der Bäcker hatte gestern geschlossen, also sind wir mit dem Rad in das nächste Dorf gefahren."


def disguised(joint: str) -> str:
    """Join rewritten texts, one paragraph among them in German, and put signs into words that nobody sees."""
    texts = [
        text.replace("would", "wo\u200buld").replace("city", "\u0441ity") for text in corpus("rewritten")[:16]
    ]
    return joint.join([*texts[:8], GERMAN, *texts[8:]])


def page() -> str:
    """Make a page of them, with tags inside words and debris between paragraphs."""
    text = disguised("</p>\n<nav>Home | News</nav><script>a()</script><p>Tom &amp; Ann: ")
    return f"<!doctype html><title>News</title><p>{text.replace('ion', '<b>ion</b>')} See http://a.org/b now."


def debris() -> str:
    """Make a plain text of them, with tags between words and debris between paragraphs."""
    text = disguised("\n\nSee http://a.org/b or {1: 'a', 2: 'b'}.\n\n")
    return text.replace(" of ", " <i>of</i> ")


@pytest.mark.parametrize("rows", [150, 700])
@pytest.mark.parametrize(("text", "format"), [(debris(), "text"), (page(), "html")], ids=["text", "html"])
def test_windows_change_nothing_in_what_is_read_around(text: str, format: str, rows: int) -> None:
    whole = shipped().detect(text)
    with windows_of(rows):
        assert_same(shipped().detect(text), whole)
    assert whole.format == format
    assert {"zero_width", "homoglyphs"} <= {note.name for note in whole.notes}
    assert {"other language", "address"} <= {region.kind for region in whole.skipped}
    assert len(whole.spans) > 100
    assert any(span.interrupted for span in whole.spans)


@pytest.mark.parametrize("unit", ["&", "((", "<a ", "a a ", "a", "![", "http://a.b ", "t\u200bo ", "<p>"])
def test_a_long_text_of_nothing_is_judged_like_any_other(unit: str) -> None:
    text = unit * (LONG_TEXT // len(unit) + 1)
    report = shipped().detect(text)
    assert report.verdict != "flagged"
    ends = [0, *(region.end for region in report.skipped)]
    assert all(region.start >= end for region, end in zip(report.skipped, ends, strict=False))
    assert ends[-1] <= len(text)


@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
@given(st.integers(30, 200), st.integers(110, 2_000), st.randoms(use_true_random=False))
def test_windows_change_nothing_wherever_they_are_cut(rows: int, chars: int, draw: random.Random) -> None:
    sentences = [*SPUN.split(". "), *HUMAN.split(". ")[:20], "<b>He</b> left", "\n\n", "commerce battle"]
    text = ". ".join(draw.choices(sentences, k=20))
    whole = tiny_detector().detect(text)
    with windows_of(rows, chars):
        assert_same(tiny_detector().detect(text), whole)


@pytest.mark.parametrize("text", ["", " \n", "He left.", "word " * 300, "\n" * 300, "Der Hund ist da. " * 60])
def test_windows_change_nothing_in_odd_texts(text: str) -> None:
    whole = shipped().detect(text)
    with windows_of(50, 120):
        assert_same(shipped().detect(text), whole)


def test_a_row_knows_the_same_in_its_window_as_in_the_whole() -> None:
    model = tiny_model()
    model = replace(model, lexical=replace(model.lexical, topics=random_topics(len(model.vocabulary))))
    tokens = Tokenizer().batch([f"{SPUN} {HUMAN}"], model.vocabulary)

    def see(some: object) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        assert isinstance(some, type(tokens))
        return extract_features(some, model).matrix

    local = [not name.startswith("document_") for name in NAMES]
    whole = see(tokens)
    for first in range(0, len(tokens), 70):
        part = cut_window(tokens, first, min(first + 70, len(tokens)))
        mine = see(part.tokens)[part.own]
        assert mine[:, local] == pytest.approx(whole[first : first + 70][:, local], abs=ROUNDING)


def random_topics(rows: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
    return np.random.default_rng(0).integers(-60, 60, (rows, 32)).astype(np.int8)


def test_what_is_pooled_adds_up_over_parts() -> None:
    model, texts = tiny_model(), [SPUN, HUMAN]
    tokens = Tokenizer().batch(texts, model.vocabulary)
    features = extract_features(tokens, model)
    matrix, word = features.matrix, features.word
    weights = word_weights(tokens.doc, tokens.ids, word)
    parts = [
        total(tokens.doc[rows], word[rows], 2, matrix[rows], weights[rows])
        for rows in (slice(0, 31), slice(31, 400), slice(400, None))
    ]
    added = finish({name: sum((part[name] for part in parts), np.zeros(1)) for name in parts[0]})
    assert added.shape == (2, len(POOLED))
    assert added == pytest.approx(pool(tokens.doc, word, 2, matrix, weights), abs=ROUNDING)


def test_a_long_text_is_a_batch_of_its_own() -> None:
    long = "x" * (LONG_TEXT + 1)
    assert [[len(text) for text in batch] for batch in batches(["a", long, "b", "c"])] == [
        [1],
        [LONG_TEXT + 1],
        [1, 1],
    ]


def test_where_no_row_is_quiet_a_window_ends_all_the_same() -> None:
    text = "commerce battle " * 100 + "and he said that it is one of the few. " * 40 + "commerce battle"
    with windows_of(40):
        report = tiny_detector().detect(text)
    assert {span.text for span in report.spans} <= {"commerce battle", "commerce", "battle"}
    assert len(report.spans) > 80
    assert report.spans[-1].end == len(text)
