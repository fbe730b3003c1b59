"""Which candidates belong together: as copies of one source, or as the output of one spinner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.campaigns.candidates import Indices, band_keys, neighbours, second_keys, swap_keys
from mtdetect.campaigns.fingerprints import LEAST_SHINGLES, Fingerprints, Hashes, mixed
from mtdetect.campaigns.results import CampaignOptions

Floats = npt.NDArray[np.float64]

SLICE = 10_000  # pairs whose signatures are compared at a time: 10 MB
MOST_COMMON = 0.2  # share of the suspected documents from which on a swap is common, and tells nothing
LEAST_SURPLUS = (
    5.0  # nats; of links between texts of 400 to 4,800 words, 98 % were right from 6 on, 90 % from 4
)


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Hold pairs of documents ``(m, 2)``, the lesser first, and how much speaks for each."""

    pairs: Indices
    weight: Floats

    def __len__(self) -> int:
        """Count the links."""
        return len(self.pairs)

    def at(self, places: Indices) -> Links:
        """Return some of the links."""
        return Links(self.pairs[places], self.weight[places])


def copies_links(prints: Fingerprints, options: CampaignOptions) -> Links:
    """Link the documents whose restored wording is alike."""
    (documents,) = np.nonzero(prints.shingles >= LEAST_SHINGLES)
    parts = [Links(np.zeros((0, 2), np.int64), np.zeros(0))]
    for keys, second in _bands(prints.signatures, documents, options):
        pairs = neighbours(keys, second, documents)
        parts.append(alike(prints.signatures, pairs, options))
    pairs, first = np.unique(np.concatenate([part.pairs for part in parts]), axis=0, return_index=True)
    return Links(pairs, np.concatenate([part.weight for part in parts])[first])


def _bands(
    signatures: npt.NDArray[np.uint32], documents: Indices, options: CampaignOptions
) -> Iterator[tuple[Hashes, Hashes]]:
    """Yield the keys band by band, so that no more than two of them are in memory."""
    bands = options.hashes // options.band
    for number in range(bands):
        # The band and the next one, which sorts: keys carry their band's number, so that none meets another.
        at = np.arange(number * options.band, (number + 2) * options.band) % options.hashes
        keys = band_keys(signatures[np.ix_(documents, at)], options.band)
        yield keys[:, 0], second_keys(keys)[:, 0]


def alike(signatures: npt.NDArray[np.uint32], pairs: Indices, options: CampaignOptions) -> Links:
    """Keep the pairs whose signatures agree in enough places; the share of them estimates the similarity."""
    similarity = similarities(signatures, pairs)
    keep = similarity >= options.least_similarity
    return Links(pairs[keep], similarity[keep])


def similarities(signatures: npt.NDArray[np.uint32], pairs: Indices) -> Floats:
    """Estimate the similarity of pairs of documents."""
    shares = [
        (signatures[pairs[at : at + SLICE, 0]] == signatures[pairs[at : at + SLICE, 1]]).mean(axis=1)
        for at in range(0, len(pairs), SLICE)
    ]
    return np.concatenate([*shares, np.zeros(0)])


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """Hold how telling the swaps of a collection are.

    ``weight`` has the evidence of each swap in nats, 0 where it tells nothing; ``chance`` is how much of it
    some pair of documents shares by chance: a swap that ``d`` of ``n`` suspected documents have is shared
    with probability ``d / n``, and there are some ``n * n`` pairs. ``expected`` is, for each document, how
    many of its telling swaps another one has on average, and ``size`` how many it has itself, over the mean.
    """

    weight: Floats
    chance: float
    expected: Floats
    size: Floats


def rarity(prints: Fingerprints, options: CampaignOptions) -> Rarity:
    """Count in how many documents each swap stands, and weigh it accordingly."""
    counts = np.diff(prints.swap_ends, prepend=0)
    suspected = max(int((counts >= options.least_shared).sum()), 2)
    _, which, documents = np.unique(prints.swaps, return_inverse=True, return_counts=True)
    telling = (documents > 1) & (documents <= max(MOST_COMMON * suspected, options.least_shared))
    weight = np.where(telling, np.log(suspected / documents).clip(min=1e-9), 0.0)[which]
    owner = prints.swap_owner
    share = np.where(weight > 0, documents[which] / suspected, 0.0)
    size = _summed(owner, (weight > 0).astype(np.float64), len(prints))
    mean = float(size[size > 0].mean()) if size.any() else 1.0
    expected = _summed(owner, share, len(prints))
    return Rarity(weight, 2 * float(np.log(suspected)), expected, size / mean)


def spinner_links(prints: Fingerprints, rare: Rarity, copies: Indices, options: CampaignOptions) -> Links:
    """Link the documents that share more improbable swaps than chance gives.

    Copies of one source (the same number in ``copies``, -1 for none) are not linked: a source that holds
    certain words gives any spinner the same to swap.
    """
    owners, keys = swap_keys(prints, rare.weight)
    pairs = neighbours(keys, np.zeros(len(keys), np.uint64), owners)
    pairs = pairs[(copies[pairs[:, 0]] != copies[pairs[:, 1]]) | (copies[pairs[:, 0]] < 0)]
    number, weight = shared_evidence(prints, rare.weight, pairs)
    keep = (number >= options.least_shared) & (weight >= rare.chance + options.margin)
    keep &= surplus(number, pairs, rare) >= LEAST_SURPLUS
    return Links(pairs[keep], weight[keep])


def surplus(number: Floats, pairs: Indices, rare: Rarity) -> Floats:
    """Return the evidence in nats that so many swaps are shared, where long documents share many by chance.

    It is the leading term of a Poisson tail, 0 where no more are shared than expected.
    """
    one, other = pairs.T
    both = (rare.expected[one] * rare.size[other], rare.expected[other] * rare.size[one])
    chance = np.maximum(np.maximum(*both), 1e-9)
    tail: Floats = number * np.log(np.maximum(number, 1e-9) / chance) - number + chance
    return np.where(number > chance, tail, 0.0)


def shared_evidence(prints: Fingerprints, weights: Floats, pairs: Indices) -> tuple[Floats, Floats]:
    """Return how many telling swaps each pair shares, and their weight."""
    (telling,) = np.nonzero(weights > 0)
    owner, swaps = prints.swap_owner[telling], prints.swaps[telling]
    begins = np.searchsorted(owner, np.arange(len(prints) + 1))
    known = np.sort(mixed(owner.astype(np.uint64), swaps))
    parts = [(np.zeros(0), np.zeros(0))]
    for at in range(0, len(pairs), SLICE):
        one, other = pairs[at : at + SLICE].T
        counts = begins[one + 1] - begins[one]
        pair = np.repeat(np.arange(len(one)), counts)
        place = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts) + begins[one][pair]
        shared = _holds(known, mixed(other[pair].astype(np.uint64), swaps[place]))
        weight = weights[telling[place]] * shared
        parts.append((_summed(pair, shared, len(one)), _summed(pair, weight, len(one))))
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _summed(places: Indices, values: Floats, count: int) -> Floats:
    """Sum the values of each of ``count`` places."""
    return np.bincount(places, values, count).astype(np.float64)


def _holds(known: Hashes, wanted: Hashes) -> Floats:
    """Say with 1 or 0 whether sorted hashes hold others."""
    if not len(known):
        return np.zeros(len(wanted))
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return (known[at] == wanted).astype(float)
