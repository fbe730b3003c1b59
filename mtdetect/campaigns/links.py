"""Which candidates are copies of one source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Doubles, Hashes, Index
from mtdetect.campaigns.candidates import band_keys, neighbours, second_keys
from mtdetect.campaigns.fingerprints import LEAST_SHINGLES, Fingerprints
from mtdetect.campaigns.results import CampaignOptions

SLICE = 10_000  # pairs whose signatures are compared at a time: 10 MB


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Hold pairs of documents ``(m, 2)``, the lesser first, and how much speaks for each."""

    pairs: Index
    weight: Doubles

    def __len__(self) -> int:
        """Count the links."""
        return len(self.pairs)

    def at(self, places: Index) -> Links:
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
    signatures: npt.NDArray[np.uint32], documents: Index, options: CampaignOptions
) -> Iterator[tuple[Hashes, Hashes]]:
    """Yield the keys band by band, so that no more than two of them are in memory."""
    bands = options.hashes // options.band
    for number in range(bands):
        # The band and the next one, which sorts: keys carry their band's number, so that none meets another.
        at = np.arange(number * options.band, (number + 2) * options.band) % options.hashes
        keys = band_keys(signatures[np.ix_(documents, at)], options.band)
        yield keys[:, 0], second_keys(keys)[:, 0]


def alike(signatures: npt.NDArray[np.uint32], pairs: Index, options: CampaignOptions) -> Links:
    """Keep the pairs whose signatures agree in enough places; the share of them estimates the similarity."""
    similarity = similarities(signatures, pairs)
    keep = similarity >= options.least_similarity
    return Links(pairs[keep], similarity[keep])


def similarities(signatures: npt.NDArray[np.uint32], pairs: Index) -> Doubles:
    """Estimate the similarity of pairs of documents."""
    shares = [
        (signatures[pairs[at : at + SLICE, 0]] == signatures[pairs[at : at + SLICE, 1]]).mean(axis=1)
        for at in range(0, len(pairs), SLICE)
    ]
    return np.concatenate([*shares, np.zeros(0)])
