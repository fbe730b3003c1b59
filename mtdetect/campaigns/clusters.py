"""Units that one spinner stands behind: clusters by the evidence of their pairs.

A cluster's profile is the sum of its members', so the evidence of all pairs of two clusters costs one
comparison. Clusters that are each other's best are merged, as many in a round as there are.
"""

from __future__ import annotations

import numpy as np

from mtdetect.arrays import Doubles, Index
from mtdetect.campaigns.choices import Profiles, candidates, evidence

# Evidence of two clusters must grow as this power of the number of their pairs. At 1, the mean, two thirds
# fewer pairs of long documents were found at the same precision; at .5, unlike sites were drawn together.
GROWTH = 0.75
LARGE = 8  # units from which on a cluster takes in all that suit it best in one round


def spinner_clusters(units: Profiles, least: float) -> list[tuple[Index, float]]:
    """Return the clusters of two units or more, and the mean evidence of the pairs in each."""
    some, cluster = units, np.arange(len(units.size))
    pairs = candidates(units, least / 2)
    weight = linkage(units, pairs)
    pairs, weight = pairs[weight >= least / 2], weight[weight >= least / 2]
    while len(pairs):
        roots = merges(pairs[weight >= least], weight[weight >= least], some.size)
        changed = np.flatnonzero(np.bincount(roots, minlength=len(roots)) > 1)
        if not len(changed):
            break
        some, cluster = some.gathered(roots), roots[cluster]
        pairs, weight = _contracted(roots[pairs], weight)
        stale = np.isin(pairs, changed).any(axis=1)
        weight[stale] = linkage(some, pairs[stale])
    within = (some.alone() - np.bincount(cluster, units.alone(), len(units.size))) / 2
    return [
        (np.flatnonzero(cluster == root), float(within[root] / (some.size[root] * (some.size[root] - 1) / 2)))
        for root in np.flatnonzero(some.size > 1)
    ]


def linkage(some: Profiles, pairs: Index) -> Doubles:
    """Return how well clusters go together."""
    return evidence(some, pairs) / some.size[pairs].prod(axis=1) ** GROWTH


def _contracted(pairs: Index, weight: Doubles) -> tuple[Index, Doubles]:
    """Drop pairs within one cluster, and repeats of one pair."""
    pairs, first = np.unique(np.sort(pairs, axis=1), axis=0, return_index=True)
    apart = pairs[:, 0] < pairs[:, 1]
    return pairs[apart], weight[first[apart]]


def merges(pairs: Index, weight: Doubles, size: Index) -> Index:
    """Return for every cluster the one that it becomes part of in this round, itself if none.

    >>> pairs, weight = np.array([[0, 1], [1, 2], [3, 4]]), np.array([5.0, 7.0, 3.0])
    >>> merges(pairs, weight, np.ones(6)).tolist()
    [0, 1, 1, 3, 3, 5]
    """
    best = np.arange(len(size))
    both, weights = np.concatenate([pairs, pairs[:, ::-1]]), np.tile(weight, 2)
    order = np.lexsort((-both[:, 1], weights, both[:, 0]))  # the last one of each is its best
    best[both[order, 0]] = both[order, 1]
    mutual = best[best] == np.arange(len(size))
    roots = np.where(mutual, np.minimum(best, np.arange(len(size))), np.arange(len(size)))
    joining = ~mutual & mutual[best] & (size[best] >= LARGE)
    return np.where(joining, roots[best], roots)
