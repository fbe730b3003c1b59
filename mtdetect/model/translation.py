"""Signs of machine translation: how they are seen in a document, and how far they may move its score.

A neural translation holds no odd word that could be marked. It prefers some words to others all the
same, and its grammar keeps to the usual; small preferences add up over a document (docs/translation.md).
They order documents; they never flag one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Doubles, Floats, Ids, Reals

# A logit's distance from the lowest threshold is at least and at most multiplied by that: beyond, more
# evidence would claim more than the words of one document can prove.
NEAREST, FARTHEST = 0.05, 4.0
# Scale and power of the distance that results. They keep the order and restore the calibration: out of fold
# its expected error is .025 with them, .08 without, and .04 to .05 where nothing is moved.
SCALE, POWER = 1.3, 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Translation:
    """Hold weights of words ``(V,)``, and weights and means of pooled features ``(P,)``."""

    words: Reals
    pooled: Floats
    mean: Floats

    def evidence(
        self, ids: Ids, doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], pooled: Floats
    ) -> Doubles:
        """Give the evidence of each document ``(D,)``: around 0 for people, whatever they write about.

        The weights of words are added up and divided by the root of their number: the longer a document, the
        better its preferences show, and a person's remain within the same bounds at any length.

        >>> translation = Translation(np.float32([9, 1, 0.5]), np.float32([2]), np.float32([3]))
        >>> ids, word = np.array([0, 1, 1, 2, 2]), np.array([False, True, True, True, True])
        >>> translation.evidence(ids, np.zeros(5, int), word, np.float32([[3], [4]])).tolist()
        [1.5, 2.0]
        """
        inside = doc[word]
        sums = np.bincount(inside, weights=self.words[ids[word]], minlength=len(pooled))
        words = np.bincount(inside, minlength=len(pooled))
        of_features = ((pooled - self.mean) * self.pooled).sum(axis=1)  # row by row, whatever stands beside
        evidence: Doubles = sums / np.sqrt(np.maximum(words, 1)) + of_features
        return evidence


def move_logits(logits: Doubles, evidence: Doubles, ceiling: float) -> Doubles:
    """Bring logits below the ceiling nearer to it, or farther away; none reaches it, and no other moves.

    So with the lowest threshold as the ceiling no verdict can change.

    >>> move_logits(np.array([-2.0, -2.0, -2.0, 3.0]), np.array([1.0, -0.5, 9.0, 9.0]), 0.0).round(2).tolist()
    [-1.2, -1.75, -0.73, 3.0]
    """
    distance = np.maximum(ceiling - logits, 0)
    moved = ceiling - SCALE * (distance * np.exp(-evidence).clip(NEAREST, FARTHEST)) ** POWER
    return np.where(distance > 0, moved, logits)
