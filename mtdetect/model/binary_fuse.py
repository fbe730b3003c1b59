"""A packed map from 64-bit keys to small integers: a binary fuse filter that also carries a value.

Two bytes a cell, 1.13 cells a key, three reads a lookup, no probing: an entry is the exclusive or
of three cells. Keys are not stored; an absent key is mistaken for a present one with probability
2**-11. After Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters" (2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Hashes, Shorts

VALUE_BITS = 5
MOST_VALUE = (1 << VALUE_BITS) - 1
SEEDS = 20  # tries before giving up; one nearly always does


@dataclass(frozen=True, slots=True, eq=False)
class FuseMap:
    """Cells ``(n,)`` with the seed and segment length that they were built with."""

    cells: Shorts
    seed: int
    segment: int  # cells, a power of two

    @classmethod
    def build(cls, keys: Hashes, values: npt.NDArray[np.integer]) -> FuseMap:
        """Pack distinct ``keys`` with ``values`` in 1..31.

        >>> packed = FuseMap.build(np.array([3, 5], np.uint64), np.array([7, 9]))
        >>> packed.get(np.array([5, 3, 4], np.uint64)).tolist()
        [9, 7, 0]
        """
        segment = _segment_length(len(keys))
        # Small maps need more room for the construction to succeed (Graf and Lemire, section 4).
        factor = max(1.125, 0.875 + 0.25 * np.log(1e6) / np.log(max(len(keys), 2)))
        segments = max(1, int(np.ceil(len(keys) * factor / segment)) - 2)
        for seed in range(SEEDS):
            empty = cls(np.zeros((segments + 2) * segment, np.uint16), seed, segment)
            if (order := _peel(empty, keys)) is not None:
                return cls(_assign(empty, keys, values, order), seed, segment)
        raise RuntimeError("the packed table could not be built: are the keys distinct?")

    def get(self, keys: Hashes) -> npt.NDArray[np.uint8]:
        """Look up values; 0 for an absent key."""
        hashed = _mix(keys, self.seed)
        first, second, third = self.slots(hashed)
        cell = _fingerprint(hashed)
        cell ^= self.cells.take(first)
        cell ^= self.cells.take(second)
        cell ^= self.cells.take(third)
        cell *= cell <= MOST_VALUE  # anything else is no entry
        return cell.astype(np.uint8)

    def slots(self, hashed: Hashes) -> tuple[npt.NDArray[np.int64], ...]:
        """Give the three cells of every hashed key, in three consecutive segments."""
        mask, step = np.uint64(self.segment - 1), np.uint64(self.segment)
        first = hashed >> np.uint64(32)
        first *= np.uint64(len(self.cells) - 2 * self.segment)
        first >>= np.uint64(32)
        second = hashed >> np.uint64(14)
        second &= mask
        second ^= first + step
        third = hashed & mask
        third ^= first + (step + step)
        return first.view(np.int64), second.view(np.int64), third.view(np.int64)


def _segment_length(count: int) -> int:
    """Follow the authors' table: longer segments for more keys."""
    return 1 << max(3, min(18, int(np.floor(np.log(max(count, 2)) / np.log(3.33) + 2.25))))


def _mix(keys: Hashes, seed: int) -> Hashes:
    """Scatter the bits (the finalizer of splitmix64)."""
    mixed = keys + np.uint64((seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _fingerprint(hashed: Hashes) -> Shorts:
    """Take bits for recognition, shifted clear of the value; from the middle, where no slot looks."""
    return ((hashed * np.uint64(0xD6E8FEB86659FD93)) >> np.uint64(53) << np.uint64(VALUE_BITS)).astype(
        np.uint16
    )


Peeled = list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]


def _peel(table: FuseMap, keys: Hashes) -> Peeled | None:
    """Order the keys so that each, taken backwards, owns a cell that nothing later disturbs."""
    hashed = _mix(keys, table.seed)
    size = len(table.cells)
    degree, tangle = np.zeros(size, np.int32), np.zeros(size, np.int64)
    index = np.arange(len(keys), dtype=np.int64)
    for slot in table.slots(hashed):
        degree += np.bincount(slot, minlength=size).astype(np.int32)
        np.bitwise_xor.at(tangle, slot, index)
    order: Peeled = []
    free, left = np.flatnonzero(degree == 1), len(keys)
    while len(free):
        mine, first = np.unique(tangle[free], return_index=True)
        order.append((mine, free[first]))
        left -= len(mine)
        touched = np.concatenate(table.slots(hashed[mine]))
        np.subtract.at(degree, touched, 1)
        np.bitwise_xor.at(tangle, touched, np.tile(mine, 3))
        free = np.unique(touched[degree[touched] == 1])
    return order if left == 0 else None


def _assign(table: FuseMap, keys: Hashes, values: npt.NDArray[np.integer], order: Peeled) -> Shorts:
    """Fill the cells backwards, so that the exclusive or of each key's three comes out right."""
    cells = table.cells.copy()
    hashed = _mix(keys, table.seed)
    wanted = _fingerprint(hashed) | values.astype(np.uint16)
    for mine, owned in reversed(order):
        first, second, third = table.slots(hashed[mine])
        cells[owned] = 0
        cells[owned] = wanted[mine] ^ cells[first] ^ cells[second] ^ cells[third]
    return cells
