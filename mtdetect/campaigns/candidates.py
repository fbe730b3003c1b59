"""Which documents are worth comparing: those that share a key, and stand near one another under it.

However many documents share a key, each is compared with few: the cost stays in proportion to the
number of documents, whatever a collection holds. Under a key, documents are sorted by a second one, so
that the most alike are neighbours.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Hashes, Index
from mtdetect.campaigns.fingerprints import mixed

REACH = 3  # neighbours under one key that a document is compared with


def band_keys(signatures: npt.NDArray[np.uint32], band: int) -> Hashes:
    """Return a key for every band of ``band`` hashes: ``(n, bands)``.

    >>> keys = band_keys(np.array([[1, 2, 3, 4], [1, 2, 4, 3]], np.uint32), 2)
    >>> (keys[0] == keys[1]).tolist()
    [True, False]
    """
    parts = signatures.reshape(len(signatures), signatures.shape[1] // band, band)
    keys = np.broadcast_to(np.arange(parts.shape[1], dtype=np.uint64), parts.shape[:2])
    for column in range(band):
        keys = mixed(keys, parts[:, :, column].astype(np.uint64))
    return keys


def second_keys(keys: Hashes) -> Hashes:
    """Return what sorts documents under each band's key: the key of the next band.

    >>> second_keys(np.array([[1, 2, 3]], np.uint64)).tolist()
    [[2, 3, 1]]
    """
    return np.roll(keys, -1, axis=1)


def neighbours(keys: Hashes, second: Hashes, documents: Index) -> Index:
    """Return the pairs of documents ``(m, 2)``, the lesser first, that are near under one key.

    >>> keys, documents = np.array([7, 7, 8, 7], np.uint64), np.array([4, 2, 1, 3])
    >>> neighbours(keys, np.zeros(4, np.uint64), documents).tolist()
    [[2, 3], [2, 4], [3, 4]]
    """
    rows = _repeated(keys)  # most keys are met once: sorting what is left by all three is cheap
    order = rows[np.lexsort((documents[rows], second[rows], keys[rows]))]
    return adjoining(keys[order], documents[order])


def _repeated(keys: Hashes) -> Index:
    """Return the rows whose key some other row has too."""
    order = np.argsort(keys)
    (same,) = np.nonzero(keys[order][1:] == keys[order][:-1])
    return order[np.union1d(same, same + 1)]


def adjoining(keys: Hashes, documents: Index) -> Index:
    """Return the pairs of rows in sorted order that share a key and are within reach, without repeats."""
    found = [np.zeros((0, 2), np.int64)]
    for step in range(1, min(REACH, len(keys) - 1) + 1):
        (same,) = np.nonzero(keys[step:] == keys[:-step])
        found.append(np.stack([documents[same], documents[same + step]], axis=1))
    pairs = np.sort(np.concatenate(found), axis=1)
    return np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
