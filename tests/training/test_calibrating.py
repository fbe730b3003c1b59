"""Calibration and operating points, on scores whose truth is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from mtdetect.arrays import Doubles
from mtdetect.evaluation.metrics import wilson
from mtdetect.evaluation.reliability import bin_scores, expected_error
from mtdetect.model.network import Network, sigmoid
from mtdetect.training.networks.calibrating import (
    LENGTHS,
    TARGETS,
    find_points,
    fit_calibration,
    thresholds_of,
)
from mtdetect.training.networks.stages import Fitted, Networks, UnseenScores
from mtdetect.training.pipeline import settle_scores
from tests.training.judged import Group, make_judged


def documents(count: int = 20_000) -> tuple[Doubles, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Make logits that are twice too sure, and surer still the longer a document is."""
    rng = np.random.default_rng(0)
    words = np.exp(rng.uniform(np.log(40), np.log(900), count)).astype(np.int64)
    truth = rng.normal(0, 2, count)
    labels = rng.random(count) < sigmoid(truth.astype(np.float32))
    return truth * np.log(words) / 2, words, labels


def test_calibration_undoes_what_the_length_does() -> None:
    logits, words, labels = documents()
    before = expected_error(bin_scores(sigmoid(logits.astype(np.float32)), labels))
    scores = fit_calibration(logits, words, labels).prob(logits, words)
    assert before > 0.05
    assert expected_error(bin_scores(scores, labels)) < 0.02


def test_human_and_rewritten_documents_weigh_alike() -> None:
    logits, words, labels = documents()
    kept = ~labels | (np.arange(len(labels)) % 5 == 0)
    scores = fit_calibration(logits[kept], words[kept], labels[kept]).prob(logits, words)
    assert scores.mean() == pytest.approx(0.5, abs=0.03)


def test_every_target_has_a_threshold_of_its_rate_in_every_length_class() -> None:
    rng = np.random.default_rng(1)
    words = rng.integers(40, 1000, 40_000)
    scores = rng.random(len(words)) ** (words / 200)  # longer documents score lower
    points = find_points(scores, words)
    assert points.targets == tuple(sorted(TARGETS))
    assert {row.min_words for row in points.thresholds} == set(LENGTHS)
    for target in (0.05, 0.01):
        assert (scores >= thresholds_of(points, words, target)).mean() == pytest.approx(target, rel=0.1)
    assert all(row.low <= row.target_fpr * 1.3 for row in points.thresholds)
    assert sum(row.documents for row in points.thresholds if row.target_fpr == 0.01) == len(words)


def test_a_class_too_thin_for_its_target_borrows_from_its_neighbours() -> None:
    rng = np.random.default_rng(2)
    words = np.concatenate([np.full(30, 50), np.full(5000, 100)])
    points = find_points(rng.random(len(words)), words)
    thin, wide = points.threshold(50, 0.001), points.threshold(100, 0.001)
    assert thin.threshold == pytest.approx(wide.threshold, abs=0.001)
    assert (thin.documents, thin.high > 0.1) == (30, True)


def test_no_human_document_reaches_a_threshold_that_too_few_stand_behind() -> None:
    scores, words = np.linspace(0, 0.7, 50), np.full(50, 200)
    points = find_points(scores, words)
    assert points.threshold(200, 0.001).threshold > 0.7


def test_intervals_hold_the_rate_and_narrow_with_more_documents() -> None:
    narrow, wide = wilson(100, 10_000), wilson(1, 100)
    assert wide[0] < narrow[0] < 0.01 < narrow[1] < wide[1]
    assert wilson(0, 0) == (0.0, 1.0)


def test_neural_translations_that_read_like_people_s_writing_calibrate_nothing() -> None:
    groups: list[Group] = [
        (None, 0.0, 100, -1.0, 300),
        (None, 0.0, 300, -1.0, 300),
        ("dictionary", 0.5, 100, 1.0, 300),
        ("dictionary", 0.5, 300, 1.0, 300),
    ]
    without, _ = settle_scores(fitted(make_judged(*groups)))
    with_them, scored = settle_scores(fitted(make_judged(*groups, ("google_essays", 1.0, 200, -2.0, 200))))
    assert with_them == without
    assert len(scored.scores) == 1400


def fitted(judged: UnseenScores) -> Fitted:
    none, one = np.zeros(1, np.float32), np.ones(1, np.float32)
    network = Network(none, one, ((one[:, None], none),))
    return Fitted(Networks(network, network, None), (), judged, ())
