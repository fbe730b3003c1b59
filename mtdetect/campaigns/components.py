"""From links to groups, with a guard against chains.

If A is like B and B like C, A and C are usually copies too; but a page that quotes two articles would
tie their copies together, and a long chain of such pages anything to anything. A group whose members
are not alike on average is therefore parted at its weakest links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from mtdetect.arrays import Index
from mtdetect.campaigns.links import Links

MOST_SAMPLED = 512  # pairs of a group whose mean stands for all
STEP = 1.25  # by which the weight that a link needs grows while a group hangs together too loosely

Cohesion = Callable[[Index], float]
"""Give the mean weight of pairs ``(m, 2)`` of documents."""


def cohesive_groups(links: Links, cohesion: Cohesion, least: float) -> list[tuple[Index, float]]:
    """Return disjoint groups of linked documents with their cohesion, none below ``least``."""
    groups: list[tuple[Index, float]] = []
    waiting = list(_parted(links))
    while waiting:
        some = waiting.pop()
        members = np.unique(some.pairs)
        mean = cohesion(sampled_pairs(members))
        if mean >= least:
            groups.append((members, mean))
        else:
            kept = some.at(np.flatnonzero(some.weight >= STEP * some.weight.min()))
            waiting += _parted(kept)
    return sorted(groups, key=lambda group: int(group[0][0]))


def _parted(links: Links) -> Iterator[Links]:
    """Part links into those of each connected component."""
    if not len(links):
        return
    roots = connected(links.pairs)
    order = np.argsort(roots, kind="stable")
    cuts = np.flatnonzero(np.diff(roots[order])) + 1
    yield from (links.at(some) for some in np.split(order, cuts))


def connected(pairs: Index) -> Index:
    """Return for every pair the least document of its component (union-find, paths halved).

    >>> connected(np.array([[1, 2], [5, 6], [2, 3]])).tolist()
    [1, 5, 1]
    """
    parent: dict[int, int] = {}

    def root(document: int) -> int:
        while (above := parent.setdefault(document, document)) != document:
            parent[document] = document = parent[above]
        return document

    for one, other in pairs.tolist():
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return np.array([root(one) for one in pairs[:, 0].tolist()], np.int64)


def sampled_pairs(members: Index) -> Index:
    """Return all pairs of a small group, and of a larger one a sample that is always the same."""
    count = len(members)
    if count * (count - 1) // 2 <= MOST_SAMPLED:
        return np.stack([members[at] for at in np.triu_indices(count, 1)], axis=1)
    rng = np.random.default_rng(count)
    one = rng.integers(0, count, MOST_SAMPLED)
    other = (one + rng.integers(1, count, MOST_SAMPLED)) % count
    return np.sort(np.stack([members[one], members[other]], axis=1), axis=1)


def group_numbers(groups: list[tuple[Index, float]], documents: int) -> Index:
    """Return every document's group, -1 for none."""
    numbers = np.full(documents, -1, np.int64)
    for number, (members, _) in enumerate(groups):
        numbers[members] = number
    return numbers
