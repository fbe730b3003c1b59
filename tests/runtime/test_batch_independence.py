"""A report says the same, to the last bit, whatever was judged beside it."""

from __future__ import annotations

import json
import random
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtdetect
from mtdetect.model.network import Factor, Network
from tests.places import CASES


@cache
def texts() -> tuple[str, ...]:
    """Whole texts, parts of every length, and odd ones."""
    found = [
        json.loads(line)["text"]
        for name in ("human", "rewritten")
        for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    # Every length, and ends in the middle of a sentence: what stands behind them is another text.
    cut = [text[: 300 + 20 * number] for number, text in enumerate(found[::-1][:60])]
    return (*found, *cut, "", "He left.", "word " * 70, "<p>Tom &amp; Ann left.</p>" * 20)


@cache
def alone() -> dict[str, object]:
    return {text: mtdetect.detect(text).to_dict() for text in texts()}


@pytest.mark.parametrize("seed", range(3))
def test_a_report_does_not_depend_on_what_is_judged_beside_it(seed: int) -> None:
    order = list(texts())
    random.Random(seed).shuffle(order)
    for text, report in zip(order, mtdetect.load().detect_many(order), strict=True):
        assert report.to_dict() == alone()[text]


def network(seed: int, sizes: tuple[int, ...]) -> Network:
    draw = np.random.default_rng(seed)
    pairs = pairwise(sizes)
    layers = [(draw.normal(size=pair), draw.normal(size=pair[1])) for pair in pairs]
    ones = np.ones(sizes[0], np.float32)
    return Network(
        0 * ones, ones, tuple((one.astype(np.float32), other.astype(np.float32)) for one, other in layers)
    )


@given(st.integers(0, 99), st.sampled_from([(7, 1), (61, 48, 1), (490, 240, 1), (9, 8, 7, 1)]), st.data())
def test_a_row_has_the_same_logit_and_reasons_among_any_others(
    seed: int, sizes: tuple[int, ...], data: st.DataObject
) -> None:
    net = network(seed, sizes)
    rows = np.random.default_rng(seed).normal(scale=3, size=(70, sizes[0])).astype(np.float32)
    some = np.array(data.draw(st.lists(st.integers(0, 69), min_size=1, max_size=70)))
    assert np.array_equal(net.logits(rows[some]), net.logits(rows)[some])
    assert np.array_equal(net.explained(rows[some])[1], net.explained(rows)[1][some])


@given(st.integers(0, 99), st.integers(1, 600), st.floats(0.01, 100))
def test_an_exact_product_is_near_the_true_one(seed: int, width: int, most: float) -> None:
    draw = np.random.default_rng(seed)
    rows = draw.uniform(-most, most, (5, width)).astype(np.float32)
    weights = draw.normal(size=(width, 3)).astype(np.float32)
    true = rows.astype(np.float64) @ weights.astype(np.float64)
    scale = most * float(np.abs(weights).max()) * width
    assert Factor.of(weights, most).multiply(rows) == pytest.approx(true, abs=1e-6 * scale, rel=1e-6)


def test_a_network_of_zeros_says_nothing() -> None:
    net = network(0, (3, 2, 1))
    dead = Network(net.mean, net.scale, tuple((0 * weights, 0 * bias) for weights, bias in net.layers))
    assert dead.logits(np.ones((2, 3), np.float32)).tolist() == [[0], [0]]
    assert not dead.explained(np.ones((2, 3), np.float32))[1].any()
