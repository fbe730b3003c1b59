"""What tells one spinner from another: which replacement it chooses, given what it replaces.

What two texts have replaced depends on what they are about; what was put there depends on the spinner. So
evidence is taken from words that both have replaced: the same choice speaks for one spinner, the more the
fewer others make it; another choice speaks against. Texts of a few hundred words have hardly any such words
in common, so documents of one origin, such as a site, may be counted as one: a unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Doubles, Hashes, Index
from mtdetect.campaigns.fingerprints import Fingerprints, mixed
from mtdetect.model.substitutions import ranges

Value = TypeVar("Value", np.float64, np.complex128)

AGAINST = log(2)  # evidence of another choice: one spinner repeats itself in half of the cases or more
OTHERS = 5  # choices for a word that are taken for equally usual, each met once, besides those that were met
REACH = 4  # units next to one another under one choice that are compared
SLICE = 1_000  # pairs that are compared at a time
RANK_BITS = 32  # of a key's number among all keys, below its owner's


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Hold the choices of owners, each a unit or a cluster of units, in flat arrays ordered by owner and key.

    A key is a choice, or a word that was replaced. The evidence that two owners share is the real part of
    the product of their values, summed over the keys of both. Values of words are imaginary: what both
    have replaced speaks against one spinner until the same choice outweighs it.
    """

    owner: Index
    key: Hashes
    value: npt.NDArray[np.complex128]
    size: Index  # (owners,): units of each

    def gathered(self, roots: Index) -> Profiles:
        """Add up the owners that have one root, which is one of them."""
        owner, key, value, _ = _added(roots[self.owner], self.key, self.value)
        return Profiles(owner, key, value, np.bincount(roots, self.size, len(self.size)).astype(np.int64))

    def alone(self) -> Doubles:
        """Return the evidence that each owner shares with itself."""
        return np.bincount(self.owner, (self.value**2).real, len(self.size)).astype(np.float64)


def profiles(prints: Fingerprints, units: Index, copies: Index) -> Profiles:
    """Return the profile of every unit; ``units`` and ``copies`` give every document's, -1 for no copy.

    What copies of one source share is taken for the source's wording, and left out.
    """
    rows = np.flatnonzero(~_copied(prints, copies))
    units_of, weights = units[prints.swap_owner[rows]], prints.weights[rows].astype(np.float64)
    unit, swap, weight, first = _added(units_of, prints.swaps[rows], weights)
    original = prints.originals[rows][first]
    _, back = np.unique(mixed(unit.astype(np.uint64), original), return_inverse=True)
    share = weight / np.maximum(np.bincount(back, weight), 1)[back]
    agreeing = share * np.sqrt(np.log1p(1 / _commonness(swap, original, share)))
    differing = share * np.sqrt(AGAINST) * 1j
    owner, key, value, _ = _added(
        np.tile(unit, 2), np.concatenate([swap, original]), np.concatenate([agreeing, differing])
    )
    return Profiles(owner, key, value, np.ones(int(units.max(initial=-1)) + 1, np.int64))


def _copied(prints: Fingerprints, copies: Index) -> npt.NDArray[np.bool_]:
    """Say of every swap whether another copy of the document's source has it too."""
    group = copies[prints.swap_owner]
    _, back, counts = np.unique(
        mixed(group.astype(np.uint64), prints.swaps), return_inverse=True, return_counts=True
    )
    return (group >= 0) & (counts[back] > 1)


def _commonness(swap: Hashes, original: Hashes, share: Doubles) -> Doubles:
    """Return how usual each choice is among those for its word, two units that make it left out."""
    _, at = np.unique(swap, return_inverse=True)
    _, word = np.unique(original, return_inverse=True)
    made = np.bincount(at, share)[at]
    two = 2 * made / np.bincount(at)[at]
    rest, all_rest = np.maximum(made - two, 0), np.maximum(np.bincount(word, share)[word] - two, 0)
    usual: Doubles = (rest + 1) / (all_rest + OTHERS)
    return usual


def candidates(units: Profiles, least: float) -> Index:
    """Return pairs of units: next neighbours under some choice, and near ones that agree by ``least`` in all.

    However many units make a choice, each meets few others under it, and others under each choice. In a small
    collection the near ones are all that matter; in a large one, two that share choices seldom meet twice.
    """
    (choices,) = np.nonzero(units.value.real)
    key, owner, value = units.key[choices], units.owner[choices], units.value[choices].real
    order = np.lexsort((mixed(key, owner.astype(np.uint64)), key))
    key, owner, value = key[order], owner[order], value[order]
    found, agreeing = [np.zeros((0, 2), np.int64)], [np.zeros(0)]
    for step in range(1, min(REACH, len(key) - 1) + 1):
        (same,) = np.nonzero(key[step:] == key[:-step])
        found.append(np.stack([owner[same], owner[same + step]], axis=1))
        agreeing.append(value[same] * value[same + step] + (least if step == 1 else 0))
    pairs = np.sort(np.concatenate(found), axis=1)
    one, other, summed, _ = _added(pairs[:, 0], pairs[:, 1], np.concatenate(agreeing))
    return np.stack([one, other], axis=1)[summed >= least]


def evidence(some: Profiles, pairs: Index) -> Doubles:
    """Return the evidence for one spinner, in nats, summed over all pairs of units of the two owners."""
    _, rank = np.unique(some.key, return_inverse=True)
    places = some.owner << RANK_BITS | rank  # in order, as the owners are, and the keys of each
    begins = np.searchsorted(some.owner, np.arange(len(some.size) + 1))
    counts = np.diff(begins)
    swapped = counts[pairs[:, 0]] > counts[pairs[:, 1]]
    shorter, longer = np.where(swapped, pairs.T[::-1], pairs.T)
    order = np.argsort(longer)  # what lies together in memory is looked up together
    summed = np.zeros(len(pairs))
    for at in range(0, len(pairs), SLICE):
        rows = order[at : at + SLICE]
        one, other = shorter[rows], longer[rows]
        pair = np.repeat(np.arange(len(rows)), counts[one])
        place = ranges(begins[one], counts[one])
        wanted = other[pair] << RANK_BITS | rank[place]
        found = np.minimum(np.searchsorted(places, wanted), len(places) - 1)
        shared = np.where(places[found] == wanted, (some.value[found] * some.value[place]).real, 0.0)
        summed[rows] = np.bincount(pair, shared, len(rows))
    return summed


def _added(
    owner: Index, key: npt.NDArray[Any], value: npt.NDArray[Value]
) -> tuple[Index, npt.NDArray[Any], npt.NDArray[Value], Index]:
    """Add up the values of one owner and key; return also the first row of each."""
    order = np.lexsort((key, owner))
    owner, key = owner[order], key[order]
    new = np.ones(len(order), bool)
    new[1:] = (owner[1:] != owner[:-1]) | (key[1:] != key[:-1])
    (begins,) = np.nonzero(new)
    summed = np.add.reduceat(value[order], begins) if len(begins) else value[:0]
    return owner[begins], key[begins], summed, order[begins]
