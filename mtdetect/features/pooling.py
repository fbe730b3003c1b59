"""A document's features: what its tokens say, pooled over the document.

Raw features are pooled, not token scores: on sources and rewriters never seen in training they carry
further (docs/notes.md has the figures).
Shares beyond a ladder of values stand for quantiles, at a fraction of the cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Doubles, Floats
from mtdetect.model.columns import (
    AGAINST_GRAMMAR,
    ALL_WORDS,
    COLUMN,
    EXCEEDANCES,
    JOINT_HISTOGRAMS,
    UNSEEN,
    WITH_CANDIDATES,
    Steps,
)

Totals = Mapping[str, Doubles]


LEAST_WEIGHT = 1e-9


def count_words(
    doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], documents: int
) -> npt.NDArray[np.int64]:
    """Count each document's words ``(D,)`` from the rows' documents and which rows are words."""
    return np.bincount(doc[word], minlength=documents)


def pool(
    doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], documents: int, matrix: Floats, weights: Floats
) -> Floats:
    """Pool a batch's token matrix to ``(documents, len(POOLED))``."""
    return finish(total(doc, word, documents, matrix, weights))


def total(
    doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], documents: int, matrix: Floats, weights: Floats
) -> Totals:
    """Add up and count what `finish` turns into pooled features, each ``(k, documents)``.

    Totals add up: a long document's are the sum of its windows'.
    """
    columns = np.ascontiguousarray(matrix.T)
    chosen = word & (columns[COLUMN["choices"]] > 0)
    grammar = word & (columns[COLUMN["function_word"]] > 0)
    of_words, of_candidates, of_grammar = (np.where(marks, weights, 0) for marks in (word, chosen, grammar))
    all_words, alternatives, grammatical, squares = _sums(
        columns, np.stack([of_words, of_candidates, of_grammar], axis=1), doc, documents
    )
    inside = Cells(columns, np.flatnonzero(word), doc, documents, weights)
    among = Cells(columns, np.flatnonzero(chosen), doc, documents, weights)
    return {
        "length": count_words(doc, word, documents)[None].astype(np.float64),
        "words": _weight(doc, of_words, documents),
        "words_with_candidates": _weight(doc, of_candidates, documents),
        "words_grammar": _weight(doc, of_grammar, documents),
        "candidates": alternatives[_rows(WITH_CANDIDATES)],
        "candidates_squares": squares[_rows(WITH_CANDIDATES)],
        "all_words": all_words[_rows(ALL_WORDS)],
        "exceedances": np.concatenate([inside.beyond(name, steps) for name, steps in EXCEEDANCES.items()]),
        "unseen": np.concatenate([inside.sums((name, (0,)))[:1] for name in UNSEEN]),
        "against_grammar": grammatical[_rows(AGAINST_GRAMMAR)],
        "against_candidates": alternatives[_rows(AGAINST_GRAMMAR)],
        "joint": np.concatenate([among.sums(*grid) for grid in JOINT_HISTOGRAMS]),
    }


def finish(totals: Totals) -> Floats:
    """Turn totals into pooled features ``(documents, len(POOLED))``."""
    words, chosen, grammar = (
        np.maximum(totals[name], LEAST_WEIGHT) for name in ("words", "words_with_candidates", "words_grammar")
    )
    average = totals["candidates"] / chosen
    std = np.sqrt(np.maximum(totals["candidates_squares"] / chosen - average**2, 0))
    usual = totals["against_grammar"] / grammar
    pooled = [
        np.stack([average, std], axis=1).reshape(-1, words.shape[1]),
        totals["all_words"] / words,
        totals["exceedances"] / words,
        totals["unseen"] / words,
        usual,
        totals["against_candidates"] / chosen - usual,
        np.sqrt(totals["joint"] / chosen),  # small shares tell most
        totals["words_with_candidates"] / words,
        np.log(np.maximum(totals["length"], 1)),
    ]
    return np.concatenate(pooled).T.astype(np.float32, order="C")


def _rows(names: Sequence[str]) -> list[int]:
    return [COLUMN[name] for name in names]


def _weight(doc: npt.NDArray[np.int32], weights: Floats, documents: int) -> Doubles:
    return np.bincount(doc, weights, minlength=documents)[None].astype(np.float64)


def _sums(columns: Floats, weights: Floats, doc: npt.NDArray[np.int32], documents: int) -> Iterator[Doubles]:
    """Weigh columns ``(F, n)`` by each of three weights ``(n, 3)``, and their squares by the second.

    Gives the four sums by document, each ``(F, documents)``.
    """
    sums = np.zeros((4, len(columns), documents))
    bounds = np.searchsorted(doc, np.arange(documents + 1)).tolist()
    for at, (low, high) in enumerate(pairwise(bounds)):
        values, its = columns[:, low:high].astype(np.float64), weights[low:high].astype(np.float64)
        sums[:3, :, at] = (values @ its).T
        sums[3, :, at] = np.square(values, out=values) @ its[:, 1]
    return iter(sums)


class Cells:
    """Some rows of a batch, to be weighed by where their values lie between steps, document by document."""

    def __init__(
        self,
        columns: Floats,
        rows: npt.NDArray[np.intp],
        doc: npt.NDArray[np.int32],
        documents: int,
        weights: Floats,
    ) -> None:
        self._columns, self._rows, self._documents = columns, rows, documents
        self._doc, self._weights = doc.take(rows).astype(np.int64), weights.take(rows).astype(np.float64)
        self._cells: dict[Steps, npt.NDArray[np.uint8]] = {}

    def sums(self, *exceedances: Steps) -> Doubles:
        """Weigh the rows in every cell that the exceedances make together: ``(cells, documents)``."""
        cell, cells = self._doc, 1
        for ladder in exceedances:
            steps = len(ladder[1]) + 1
            cell, cells = cell * steps + self._cell(ladder), cells * steps
        sums = np.bincount(cell, self._weights, minlength=self._documents * cells)
        return sums.reshape(self._documents, cells).T.astype(np.float64)

    def beyond(self, name: str, steps: tuple[float, ...]) -> Doubles:
        """Weigh the rows beyond every step: ``(steps, documents)``."""
        cells = self.sums((name, steps))
        return np.cumsum(cells[:0:-1], axis=0)[::-1]

    def _cell(self, ladder: Steps) -> npt.NDArray[np.uint8]:
        """Count the steps that each row's value lies beyond."""
        if ladder not in self._cells:
            name, steps = ladder
            values = self._columns[COLUMN[name]].take(self._rows)
            cell = np.zeros(len(values), np.uint8)
            for step in steps:
                cell += values > _threshold(step)
            self._cells[ladder] = cell
        return self._cells[ladder]


def _threshold(step: float) -> np.float32:
    """Give the largest 32-bit number that is not above a step: what lies beyond one, lies beyond the other.

    >>> float(_threshold(0.4)) <= 0.4, float(_threshold(0.5))
    (True, 0.5)
    """
    nearest = np.float32(step)
    return nearest if float(nearest) <= step else np.nextafter(nearest, np.float32(-np.inf))
