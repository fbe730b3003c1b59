from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.detector import Detector
from mtdetect.errors import ModelError
from mtdetect.model.columns import POOLED, TRANSLATION
from mtdetect.model.folder import Model, load_model, save_model
from mtdetect.model.translation import Translation, move_logits
from tests.tiny_model import HUMAN, SPUN, tiny_detector, tiny_model

LOGITS = st.floats(-20, 20)
NOTHING = np.zeros(len(POOLED), np.float32)


def translating(*preferred: str) -> Model:
    """Give the tiny model weights: its translations prefer these words."""
    weights = np.full(len(tiny_model().vocabulary), -0.05, np.float16)
    weights[tiny_model().vocabulary.ids_of(preferred)] = 1
    return replace(tiny_model(), translation=Translation(weights, NOTHING, NOTHING))


@given(LOGITS, LOGITS, LOGITS)
def test_no_logit_crosses_the_ceiling(logit: float, evidence: float, ceiling: float) -> None:
    moved = move_logits(np.array([logit]), np.array([evidence]), ceiling)[0]
    assert (moved < ceiling) == (logit < ceiling) or math.isclose(logit, ceiling, abs_tol=1e-9)
    assert logit < ceiling or moved == logit


@given(LOGITS, LOGITS, LOGITS, LOGITS)
def test_more_of_either_evidence_never_lowers_a_score(
    logit: float, other: float, one: float, two: float
) -> None:
    low, high = sorted((logit, other))
    less, more = sorted((one, two))
    moved = move_logits(np.array([low, high, low]), np.array([less, less, more]), 0.5)
    assert moved[0] <= moved[1]
    assert moved[0] <= moved[2]


def test_evidence_adds_up_by_document_and_counts_words_only() -> None:
    ids, doc = np.array([1, 2, 1, 1, 1], np.int32), np.array([0, 0, 1, 1, 1], np.int32)
    word = np.array([True, True, True, False, False])
    translation = Translation(*(np.array(some, np.float32) for some in ([0, 1, 3], [2], [5])))
    evidence = translation.evidence(ids, doc, word, np.array([[5], [5.5], [4]], np.float32))
    assert evidence.tolist() == pytest.approx([4 / math.sqrt(2), 2, -2])


def test_preferred_words_raise_a_score_that_is_below_all_thresholds() -> None:
    plain = tiny_detector().detect(HUMAN)
    usual = Detector(translating()).detect(HUMAN)
    preferred = Detector(translating("that", "not", "of")).detect(HUMAN)
    assert usual.score < preferred.score < min(row.threshold for row in plain.points.thresholds)
    reasons = {reason.name: reason.contribution for reason in preferred.reasons}
    assert reasons[TRANSLATION] > 0
    total = sum(reasons.values())
    assert total == pytest.approx(math.log(preferred.score / (1 - preferred.score)), abs=1e-6)


@pytest.mark.parametrize("text", [HUMAN, SPUN, HUMAN + SPUN, SPUN[:80], ""])
def test_no_verdict_and_no_span_depends_on_signs_of_translation(text: str) -> None:
    plain = tiny_detector().detect(text)
    report = Detector(translating("that", "the", "of")).detect(text)
    assert report.spans == plain.spans
    for target in plain.points.targets:
        assert report.at(target).verdict == plain.at(target).verdict


def test_a_flagged_score_stays_as_it_was() -> None:
    report = Detector(translating("that")).detect(SPUN)
    assert report.verdict == "flagged"
    assert report.score == tiny_detector().detect(SPUN).score


def test_the_weights_come_back_from_a_folder(tmp_path: Path) -> None:
    model = translating("that")
    save_model(model, tmp_path / "en", {})
    loaded = load_model(tmp_path / "en")
    assert loaded.translation is not None
    for name in ("words", "pooled", "mean"):
        assert np.array_equal(getattr(loaded.translation, name), getattr(model.translation, name))


def test_weights_for_other_words_are_refused(tmp_path: Path) -> None:
    model = replace(tiny_model(), translation=Translation(np.zeros(3, np.float16), NOTHING, NOTHING))
    with pytest.raises(ModelError, match=r"expected translation.words to be <f2 <f4 \d+, got <f2 3"):
        save_model(model, tmp_path / "en", {})
