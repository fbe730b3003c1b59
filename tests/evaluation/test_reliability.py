"""Scores beside shares: bins of equal weight, their intervals, and the expected error with its own."""

from __future__ import annotations

import numpy as np
import pytest

from mtdetect.arrays import Doubles, Flags
from mtdetect.evaluation.reliability import balance, bin_scores, error_interval, expected_error


def honest(count: int = 20_000) -> tuple[Doubles, Flags]:
    """Draw scores, and labels that are true as often as the scores say."""
    rng = np.random.default_rng(0)
    scores = rng.random(count)
    return scores, rng.random(count) < scores


def test_honest_scores_have_next_to_no_error() -> None:
    scores, rewritten = honest()
    bins = bin_scores(scores, rewritten)
    assert expected_error(bins) < 0.02
    assert sum(one.low < one.score < one.high for one in bins) >= 8  # of ten; the intervals are at 95 %


def test_scores_that_are_too_sure_are_found_out() -> None:
    scores, rewritten = honest()
    sure = np.clip(0.5 + 2 * (scores - 0.5), 0, 1)
    assert expected_error(bin_scores(sure, rewritten)) == pytest.approx(0.125, abs=0.01)


def test_human_and_rewritten_documents_weigh_alike_however_many_there_are() -> None:
    scores, rewritten = honest()
    kept = ~rewritten | (np.arange(len(scores)) % 5 == 0)
    assert balance(rewritten[kept])[rewritten[kept]].sum() == pytest.approx(0.5)
    assert expected_error(bin_scores(scores[kept], rewritten[kept])) < 0.025


def test_bins_hold_equal_weight_and_every_document() -> None:
    scores, rewritten = honest(999)
    bins = bin_scores(scores**3, rewritten)
    assert len(bins) == 10
    assert sum(one.documents for one in bins) == 999
    assert [one.weight for one in bins] == pytest.approx([0.1] * 10, abs=0.003)
    assert [one.score for one in bins] == sorted(one.score for one in bins)


def test_versions_of_one_page_prove_no_more_than_one() -> None:
    scores, rewritten = honest(1000)
    many = np.tile(scores, 8), np.tile(rewritten, 8), np.tile(np.arange(1000), 8)
    once, repeated, believed = (bin_scores(scores, rewritten), bin_scores(*many), bin_scores(*many[:2]))
    assert repeated[5].low == pytest.approx(once[5].low, abs=0.02)
    assert believed[5].low > repeated[5].low + 0.02


def test_the_interval_holds_the_error_and_widens_with_clusters() -> None:
    scores, rewritten = honest(2000)
    sure = scores**2
    error = expected_error(bin_scores(sure, rewritten))
    narrow = error_interval(sure, rewritten, np.arange(2000), rounds=100)
    wide = error_interval(sure, rewritten, np.arange(2000) // 100, rounds=100)
    assert narrow[0] < error < narrow[1]
    assert wide[1] - wide[0] > narrow[1] - narrow[0] or wide[0] < error < wide[1]


def test_an_interval_of_one_label_says_nothing() -> None:
    assert error_interval(np.array([0.1, 0.2]), np.array([True, True]), np.arange(2), rounds=3) == (0.0, 1.0)
