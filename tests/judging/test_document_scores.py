"""Scores of documents and words, by hand; and every note of abstention, with what it takes to get it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from mtdetect.detector import Detector
from mtdetect.features.pooling import count_words
from mtdetect.judging.document_scores import score_documents
from mtdetect.judging.token_scores import logit, rescale_by_document, score_tokens
from mtdetect.judging.windows import compute_features
from mtdetect.model.calibration import Calibration
from mtdetect.model.columns import POOLED
from mtdetect.model.network import Network
from mtdetect.model.settings import Settings
from mtdetect.model.translation import FARTHEST, NEAREST, move_logits
from mtdetect.results.operating_points import OperatingPoints, Threshold
from mtdetect.results.report import decide
from mtdetect.text.prose import genre
from mtdetect.tokens.arrays import WORD
from mtdetect.tokens.tokenizer import Tokenizer
from tests.tiny_model import HUMAN, SPUN, tiny_model

SENTENCE = "The mayor said that the bank was among the first to arrive in the spring, and {} was there too. "
PLAIN = "".join(
    SENTENCE.format(who) for who in ("Ann", "the union", "a doctor", "his dog", "her lawyer", "nobody")
)


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_a_score_is_the_calibrated_logit_of_the_pooled_features() -> None:
    model = tiny_model()
    tokens = Tokenizer().batch([SPUN, HUMAN], model.vocabulary)
    pooled = compute_features(model, tokens).pooled
    for number, document in enumerate(score_documents(model, tokens, pooled)):
        values = dict(zip(POOLED, pooled[number].clip(-6, 6).tolist(), strict=True))  # as networks read them
        heavy = values["gain.above_3"] + values["phrase_gain.above_3"]
        raw = 30 * heavy + 0.01 * (sum(values.values()) - heavy) - 2
        words = int(count_words(tokens.doc, tokens.has(WORD), 2)[number])
        calibrated = 0.2 - 0.05 * math.log(words) + (0.9 + 0.02 * math.log(words)) * raw
        assert document.words == words
        assert document.score == pytest.approx(sigmoid(calibrated), abs=1e-4)
        threshold = 0.7  # of 1 % false positives, below and above 200 words
        assert document.evidence == pytest.approx(
            calibrated - math.log(threshold / (1 - threshold)), abs=1e-3
        )


def test_a_slope_stays_positive_at_any_length() -> None:
    steep = Calibration(offset=0, slope=0.1, length=0, length_slope=-0.5)
    assert steep.slopes(np.array([1, 2, 10_000])).tolist() == [0.1, 0.01, 0.01]
    assert Calibration(length=2.0).offsets(np.array([0, 1])).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("score", "evidence", "expected"),
    [
        (0.5, -50.0, 0.5 * 0.3),  # a person's document leaves a word three tenths of its score
        (0.5, 0.5, sigmoid(0.125) * 0.65),
        (0.5, 2.0, sigmoid(0.5) * (0.3 + 0.7 * sigmoid(3.0))),
        (0.9, 3.0, sigmoid(math.log(9) + 0.75) * (0.3 + 0.7 * sigmoid(5.0))),
        (0.9, 50.0, sigmoid(math.log(9) + 0.75)),
        (0.0, 50.0, 0.0),
    ],
)
def test_a_word_is_rescaled_by_its_document(score: float, evidence: float, expected: float) -> None:
    rescaled = rescale_by_document(
        np.array([score], np.float32), np.array([evidence], np.float32), Settings()
    )
    assert rescaled.tolist() == pytest.approx([expected], abs=1e-5)


def test_only_words_are_scored_whatever_the_block_they_are_in() -> None:
    network = Network(
        np.array([1], np.float32),
        np.array([2], np.float32),
        ((np.array([[3.0]], np.float32), np.array([-1], np.float32)),),
    )
    matrix = np.arange(9000, dtype=np.float32)[:, None] % 7
    word = np.arange(9000) % 3 > 0
    scores = score_tokens(matrix, word, network)
    expected = [sigmoid(3 * (row % 7 - 1) / 2 - 1) if row % 3 else 0.0 for row in range(9000)]
    assert scores.tolist() == pytest.approx(expected, abs=1e-5)


def test_the_logit_of_certainty_is_finite() -> None:
    assert logit(np.array([0, 1], np.float32)).tolist() == pytest.approx([-13.8, 13.8], abs=0.2)
    assert logit(np.array([0.8], np.float32)).tolist() == pytest.approx([math.log(4)], abs=1e-5)


@pytest.mark.parametrize(
    ("evidence", "factor"), [(0.0, 1.0), (-1.0, math.e), (1.0, 1 / math.e), (9.0, NEAREST), (-9.0, FARTHEST)]
)
def test_a_logit_moves_by_its_distance_from_the_ceiling(evidence: float, factor: float) -> None:
    (moved,) = move_logits(np.array([-3.0]), np.array([evidence]), 1.0)
    assert moved == pytest.approx(1.0 - 1.3 * (4.0 * factor) ** 0.25)


POINTS = OperatingPoints(
    tuple(
        Threshold(fpr, words, threshold, fpr / 2, fpr * 2, 1000)
        for fpr, words, threshold in ((0.01, 40, 0.8), (0.01, 100, 0.7), (0.001, 40, 0.95), (0.001, 100, 0.9))
    )
)


@pytest.mark.parametrize(
    ("score", "words", "fpr", "verdict"),
    [
        (0.8, 99, 0.01, "flagged"),
        (0.799, 99, 0.01, "clean"),
        (0.7, 100, 0.01, "flagged"),
        (0.699, 100, 0.01, "clean"),
        (0.9, 99, 0.001, "clean"),
        (0.9, 100, 0.001, "flagged"),
    ],
)
def test_a_verdict_is_by_rate_and_length(score: float, words: int, fpr: float, verdict: str) -> None:
    assert decide(score, words, None, POINTS, fpr)[0] == verdict


def abstaining(text: str, **settings: float) -> str:
    """Judge a text with the tiny model, and give the note; "" where there is a verdict."""
    model = tiny_model()
    model = replace(model, settings=replace(model.settings, **settings))  # type: ignore[arg-type]
    return Detector(model).detect(text, format="text").note or ""


VERSE = (
    "The mayor said that the bank was old,\nHer lawyer would not say,\n"
    "The doctors had the money found,\nThe dog was far that year,\n"
)
CODE = "def area(self, width):\n    return self.width * width\n"
MIXED = "He was there, and she was not.\n"
#: Each note, with a text that gets it and one that only just does not.
NOTES: dict[str, tuple[str, str]] = {
    "too few words of prose to tell": (PLAIN[:60], PLAIN),
    "mostly code: 100% of the text)": (CODE * 8, PLAIN),
    "mostly another language": ("οι τα και το της " * 30, PLAIN),
    "mostly numbers and signs": ("17 + 4 = 21; " * 20, PLAIN),
    "no sentence ends in it": ("A list of many things\n", PLAIN),
    "too little English to tell": ("Bank mayor doctor dog. " * 20, PLAIN),
    "mostly code: ": (CODE * 20, f"{PLAIN}\n{CODE}" + MIXED * 3),
    "verse or headings": (VERSE * 5, PLAIN.replace(". ", ".\n")),
    "the same words over and over": ("He was in the bank and the mayor was in the court. " * 8, PLAIN),
    "too many unknown words to tell": (PLAIN.replace("mayor", "mxayor").replace("bank", "baxnk"), PLAIN),
}


@pytest.mark.parametrize("note", NOTES)
def test_a_text_that_cannot_be_judged_says_why(note: str) -> None:
    without, judged = NOTES[note]
    assert note in abstaining(without)
    assert abstaining(judged) == ""


def test_a_text_of_code_and_markup_alone_says_so() -> None:
    visible = genre.visible_length(PLAIN)
    seen = genre.Visible(visible, judged=round(0.4 * visible), other_language=0)
    assert genre.why_few_words(PLAIN, seen) == "mostly code, markup or tables: 60% of the characters"
    assert genre.why_few_words(PLAIN, replace(seen, judged=visible // 2 + 1)) is None
    said = genre.not_prose(PLAIN, seen, 0.29) or ""
    assert said.startswith(
        "mostly code, markup or tables: 60% of the characters, and of the words beside it 29%"
    )
    assert genre.not_prose(PLAIN, seen, 0.3) is None


@pytest.mark.parametrize(("least", "abstains"), [(124, False), (125, True)])
def test_the_fewest_words_are_the_models(least: int, abstains: bool) -> None:
    words = Detector(tiny_model()).detect(PLAIN, format="text").words
    assert words == 124
    assert bool(abstaining(PLAIN, least_words=least)) is abstains


def test_the_share_of_grammatical_words_counts_words_and_nothing_else() -> None:
    text = "The bank was in the river and the mayor said so. " * 6  # the was in the and the: 6 of 11
    assert "too little English" not in abstaining(text, least_function_share=0.54)
    assert "55% of the words are grammatical" in abstaining(text, least_function_share=0.56)
