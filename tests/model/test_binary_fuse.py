from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtdetect.model.binary_fuse import MOST_VALUE, FuseMap

KEYS = st.dictionaries(st.integers(0, 2**64 - 1), st.integers(1, MOST_VALUE), min_size=1, max_size=300)


@settings(max_examples=50)
@given(KEYS)
def test_every_key_gives_its_value(entries: dict[int, int]) -> None:
    keys, values = np.array([*entries], np.uint64), np.array([*entries.values()])
    assert FuseMap.build(keys, values).get(keys).tolist() == values.tolist()


def test_a_large_map_is_right_small_and_seldom_mistaken() -> None:
    rng = np.random.default_rng(0)
    keys = rng.integers(0, 2**63, 100_000, dtype=np.uint64)
    values = rng.integers(1, MOST_VALUE + 1, len(keys))
    packed = FuseMap.build(keys, values)
    assert (packed.get(keys) == values).all()
    assert len(packed.cells) < 1.25 * len(keys)
    absent = rng.integers(2**63, 2**64 - 1, 200_000, dtype=np.uint64)
    assert (packed.get(absent) > 0).mean() == pytest.approx(2**-11, rel=0.4)


def test_the_same_keys_give_the_same_cells() -> None:
    keys, values = np.arange(1000, dtype=np.uint64), np.arange(1000) % MOST_VALUE + 1
    assert (FuseMap.build(keys, values).cells == FuseMap.build(keys, values).cells).all()


def test_repeated_keys_are_refused() -> None:
    with pytest.raises(RuntimeError, match="are the keys distinct"):
        FuseMap.build(np.array([7, 7], np.uint64), np.array([1, 2]))
