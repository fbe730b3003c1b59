"""How much can be seen at which length: the share of half-rewritten documents that is found."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from mtdetect.evaluation.metrics import wilson
from mtdetect.results.operating_points import DEFAULT_FPR
from mtdetect.spinners import FAMILIES
from mtdetect.training.measured.measuring import Row, Scored
from mtdetect.training.networks.calibrating import LENGTHS

LADDER = (40, 50, 60, 80, 100, 150, 200, 300, 450, 10**9)  # words at which a step begins; the last ends it
DENSE = (0.3, 0.65)  # rates: about every second word that can be swapped
LEAST_POWER = 0.5  # below, "not flagged" is more likely than not even where half the words were swapped
LEAST_DOCUMENTS = 50  # on a step; of fewer, the interval is wider than .28

log = logging.getLogger(__name__)


def power_rows(scored: Scored) -> list[Row]:
    """Give the share of densely swapped documents flagged at the default point, by length.

    Products of all word-swapping families are taken together, each document judged by networks that had
    not seen its source.
    """
    examples, words = scored.judged.examples, scored.judged.words
    dense = np.array([e.generator in FAMILIES and DENSE[0] <= e.rate < DENSE[1] for e in examples])
    flagged = scored.flagged(DEFAULT_FPR)
    rows = []
    for least, end in pairwise(LADDER):
        inside = flagged[dense & (words >= least) & (words < end)]
        if inside.size:
            rows.append(_row(least, int(inside.sum()), inside.size))
    return rows


def _row(least: int, found: int, documents: int) -> Row:
    low, high = wilson(found, documents)
    return {
        "words": least,
        "documents": documents,
        "flagged": round(found / documents, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def least_words(power: Sequence[Row]) -> int:
    """Give the length from which on at least ``LEAST_POWER`` is flagged; of less, nothing should be said.

    Where there are too few documents to tell, or no length will do, it is the shortest that training saw.

    >>> steps = zip((40, 60, 80, 100), (0.2, 0.51, 0.49, 0.7))
    >>> least_words([{"words": words, "documents": 400, "flagged": flagged} for words, flagged in steps])
    100
    """
    told = [row for row in power if row["documents"] >= LEAST_DOCUMENTS]
    least = LENGTHS[0]
    for row in reversed(told):
        if row["flagged"] < LEAST_POWER:
            break
        least = row["words"]
    if least == LENGTHS[0] and (not told or told[0]["flagged"] < LEAST_POWER):
        log.warning("too little is found, or measured, at any length: texts of %d words are judged", least)
    return least
