"""The context model: vectors of places, and what training learns of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mtdetect.model.contexts import REACH, ContextModel
from mtdetect.training.tables import contexts as training
from mtdetect.training.tables.contexts import rank_words, train_contexts
from mtdetect.training.work import load_arrays, save_arrays
from tests.tiny_model import make_contexts, tiny_model

MODEL = make_contexts(50)


def around(
    model: ContextModel, ids: list[int], doc: list[int]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return model.around(np.array(ids, np.int32), np.array(doc, np.int32))


def test_a_context_is_the_weighted_sum_of_its_neighbours() -> None:
    ids = list(range(1, 15))
    inputs, at = MODEL.inputs.astype(np.float32), 6
    expected = sum(
        inputs[ids[at + offset]] * MODEL.places[offset + REACH - (offset > 0)]
        for offset in range(-REACH, REACH + 1)
        if offset
    )
    assert around(MODEL, ids, [0] * 14)[at] == pytest.approx(expected, abs=1e-6)


def test_other_documents_do_not_count() -> None:
    together = around(MODEL, [5, 6, 7, 8, 9, 10], [0, 0, 0, 1, 1, 1])
    assert together[:3] == pytest.approx(around(MODEL, [5, 6, 7], [0, 0, 0]), abs=1e-6)
    assert together[3:] == pytest.approx(around(MODEL, [8, 9, 10], [0, 0, 0]), abs=1e-6)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    ids, doc = rng.integers(0, 50, 200).tolist(), np.sort(rng.integers(0, 4, 200)).tolist()
    whole = around(MODEL, ids, doc)
    monkeypatch.setattr("mtdetect.model.contexts.BLOCK_ROWS", 7)
    assert around(MODEL, ids, doc) == pytest.approx(whole, abs=1e-6)


def test_words_without_vectors_say_nothing() -> None:
    rows = MODEL.rows.copy()
    rows[7] = 0
    model = replace(MODEL, rows=rows)
    context = around(model, [7, 8, 7], [0, 0, 0])
    assert not context[1].any()
    assert context[0].any()
    assert model.pmi(np.array([7], np.int32), context, np.array([0])).tolist() == [0]


def test_frequent_words_have_the_first_rows() -> None:
    rows = rank_words(np.array([100, 3, 9, 0, 5]))
    assert rows.tolist() == [0, 3, 1, 0, 2]  # the boundary, first in the vocabulary, has none


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "BATCH", 256)
    monkeypatch.setattr(training, "DRAWN", 20_000)


@pytest.mark.usefixtures("small_batches")
def test_training_learns_which_words_go_together() -> None:
    """Cups are of tea, wars of trade: 6 and 7 stand among 8 and 9, 10 and 11 among 12 and 13."""
    rng = np.random.default_rng(0)
    phrases = [[8, 6, 9], [8, 7, 9], [12, 10, 13], [12, 11, 13]]
    ids = np.concatenate([phrases[k] for k in rng.integers(0, 4, 4000)])
    counts = np.bincount(ids, minlength=20)
    rows = rank_words(counts)
    model = train_contexts([rows.take(ids)], rows, 100 * training.BATCH, 0)
    place = around(model, [8, 6, 9], [0, 0, 0])
    tea, trade = (float(model.pmi(np.array([word], np.int32), place, np.array([1]))[0]) for word in (6, 10))
    assert tea > trade + 1


@pytest.mark.usefixtures("small_batches")
def test_the_same_seed_learns_the_same() -> None:
    ids = np.random.default_rng(0).integers(1, 30, 2000)
    rows = rank_words(np.bincount(ids, minlength=40))
    one, other = (train_contexts([rows.take(ids)], rows, 3 * training.BATCH, 5) for _ in range(2))
    assert np.array_equal(one.outputs, other.outputs)
    assert np.array_equal(one.places, other.places)


def test_saved_vectors_come_back(tmp_path: Path) -> None:
    save_arrays(MODEL, tmp_path / "contexts.npz")
    loaded = load_arrays(ContextModel, tmp_path / "contexts.npz")
    assert np.array_equal(loaded.inputs, MODEL.inputs)
    assert np.array_equal(loaded.rows, MODEL.rows)


def test_the_tiny_model_has_a_row_for_every_word() -> None:
    assert len(tiny_model().contexts.rows) == len(tiny_model().vocabulary)
