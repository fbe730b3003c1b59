"""Signs of machine translation: which words a document prefers, and how far that may move its score.

A neural translation holds no odd word that could be marked. It prefers some words to others all the same
(docs/translation.md), and many small preferences add up over a document. They order documents; they never
flag one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mtdetect.vocabulary import Ids

Numbers = npt.NDArray[np.float64]
Weights = npt.NDArray[np.floating]

# A logit's distance from the lowest threshold is at least and at most multiplied by that: beyond, more
# evidence would claim more than the words of one document can prove.
NEAREST, FARTHEST = 0.05, 4.0
# Scale and power of the distance that results. They keep the order and restore the calibration: with them its
# expected error is .02 out of fold, without them .08, and .04 where translation is not looked for.
SCALE, POWER = 1.3, 0.3


def translation_evidence(
    ids: Ids, doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], documents: int, weights: Weights
) -> Numbers:
    """Add up the weights ``(V,)`` of each document's words, over the root of their number ``(documents,)``.

    Around 0 for people at any length; what a translation prefers shows the better the longer it is.

    >>> ids, doc, word = np.array([0, 1, 1, 2, 2]), np.array([0, 0, 0, 0, 0]), np.array([False] + 4 * [True])
    >>> translation_evidence(ids, doc, word, 2, np.float32([9, 1, 0.5])).tolist()
    [1.5, 0.0]
    """
    inside = doc[word]
    sums = np.bincount(inside, weights=weights[ids[word]], minlength=documents)
    return sums / np.sqrt(np.maximum(np.bincount(inside, minlength=documents), 1))


def move_logits(logits: Numbers, evidence: Numbers, ceiling: float) -> Numbers:
    """Bring logits below the ceiling nearer to it, or farther away; none reaches it, and no other moves.

    So with the lowest threshold as the ceiling no verdict can change.

    >>> move_logits(np.array([-2.0, -2.0, -2.0, 3.0]), np.array([1.0, -0.5, 9.0, 9.0]), 0.0).round(2).tolist()
    [-1.19, -1.86, -0.65, 3.0]
    """
    distance = np.maximum(ceiling - logits, 0)
    moved = ceiling - SCALE * (distance * np.exp(-evidence).clip(NEAREST, FARTHEST)) ** POWER
    return np.where(distance > 0, moved, logits)
