"""A document's features: what its tokens say, pooled over the document.

Raw features are pooled, not token scores: on sources and rewriters never seen in training they carry
further (docs/notes.md has the figures).
Shares beyond a ladder of values stand for quantiles, at a fraction of the cost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from mtdetect.features import NAMES
from mtdetect.ngrams import Floats

Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]
Totals = Mapping[str, Numbers]

COLUMN = {name: number for number, name in enumerate(NAMES)}

# Pooled as mean and standard deviation over the words that have near-synonyms.
CHOSEN = """
    gain gain_second bond_gain share curvature bond_curvature better zipf_gap left_ratio right_ratio
    pair_gain zipf surprisal bond_left bond_middle bond_right skip_left skip_right skip_gain topic_fit
    topic_gain topic_best
""".split()
# Pooled as the mean over all words.
EVERYWHERE = """
    zipf unknown title_inside upper function_word surprisal bond_left bond_middle bond_right article
    small_number brace damaged repeated seen_left seen_right seen_middle phrase_length choices
""".split()
# Pooled as the share of words beyond each value.
LADDERS: dict[str, tuple[float, ...]] = {
    "gain": (1, 3, 5, 8),
    "bond_gain": (2, 4, 7),
    "curvature": (0.5, 1, 2, 4, 6),
    "bond_curvature": (1, 2, 4),
    "pair_gain": (2, 5, 9),
    "phrase_gain": (1, 3, 6, 9),
    "surprisal": (8, 11, 14),
    "skip_gain": (1, 3),
    "topic_gain": (0.1, 0.3, 0.6),
    "topic_best": (0.3, 0.6),
}
# Pooled as the mean over grammatical words, which no rewriter swaps, and as how the others differ from it:
# an odd register is odd throughout, a rewritten text only where words were swapped.
AGAINST_GRAMMAR = "surprisal bond_left bond_middle bond_right seen_left seen_right".split()
# Pooled as the share of the words with near-synonyms that fall into each cell of a grid.
GRIDS: tuple[tuple[tuple[str, tuple[float, ...]], tuple[str, tuple[float, ...]]], ...] = (
    (("zipf", (3.2, 4.2, 5.2)), ("gain", (-3, 0, 2, 4, 7))),
    (("zipf", (3.2, 4.2, 5.2)), ("curvature", (-0.5, 0, 0.7, 2, 4))),
    (("zipf", (3.2, 4.2, 5.2)), ("bond_curvature", (-0.5, 0, 0.7, 2, 4))),
    (("topic_gain", (-0.1, 0.1)), ("gain", (-3, 0, 2, 4, 7))),
    (("seen_left", (0,)), ("gain", (-3, 0, 2, 4, 7))),
    (("seen_right", (0,)), ("gain", (-3, 0, 2, 4, 7))),
    (("left_ratio", (0, 2.5)), ("curvature", (-0.5, 0, 0.7, 2, 4))),
    (("right_ratio", (0, 2.5)), ("curvature", (-0.5, 0, 0.7, 2, 4))),
    (("weight", (0.4, 0.6, 0.8)), ("gain", (-3, 0, 2, 4, 7))),
)
UNSEEN = ("seen_left", "seen_right", "seen_middle")  # pooled as the share of words never seen so

GRID_CELL = re.compile(r"\w+\.\d_(\w+)\.\d")

POOLED: tuple[str, ...] = (
    *(f"{name}.{pool}" for name in CHOSEN for pool in ("mean", "spread")),
    *(f"{name}.everywhere" for name in EVERYWHERE),
    *(f"{name}.above_{step:g}" for name, steps in LADDERS.items() for step in steps),
    *(f"{name}.never" for name in UNSEEN),
    *(f"{name}.grammar" for name in AGAINST_GRAMMAR),
    *(f"{name}.beyond_grammar" for name in AGAINST_GRAMMAR),
    *(
        f"{one}.{i}_{other}.{j}"
        for (one, rows), (other, steps) in GRIDS
        for i in range(len(rows) + 1)
        for j in range(len(steps) + 1)
    ),
    "chosen.share",
    "words.log",
)


def speaks_of(name: str) -> str:
    """Name the token feature that a pooled column speaks of; of a grid, the one that its cells cut finer.

    >>> speaks_of("gain.above_3"), speaks_of("zipf.0_curvature.4"), speaks_of("chosen.share")
    ('gain', 'curvature', 'choices')
    """
    if cell := GRID_CELL.fullmatch(name):
        return cell[1]
    return {"chosen.share": "choices", "words.log": "words"}.get(name, name.split(".")[0])


def count_words(
    doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], documents: int
) -> npt.NDArray[np.int64]:
    """Count each document's words ``(D,)`` from the rows' documents and which rows are words."""
    return np.bincount(doc[word], minlength=documents)


def pool(doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], documents: int, matrix: Floats) -> Floats:
    """Pool a batch's token matrix to ``(documents, len(POOLED))``."""
    return finish(total(doc, word, documents, matrix))


def total(doc: npt.NDArray[np.int32], word: npt.NDArray[np.bool_], documents: int, matrix: Floats) -> Totals:
    """Add up and count what `finish` turns into pooled features, each ``(k, documents)``.

    Totals add up: a long document's are the sum of its windows'.
    """
    columns = np.ascontiguousarray(matrix.T)
    chosen = word & (columns[COLUMN["choices"]] > 0)
    grammar = word & (columns[COLUMN["function_word"]] > 0)
    against = columns[_rows(AGAINST_GRAMMAR)]

    def sums(values: npt.NDArray[np.floating | np.bool_], where: Marks) -> Numbers:
        return _sums(values, doc[where], documents)

    inside, alternatives = columns.compress(word, axis=1), columns[_rows(CHOSEN)].compress(chosen, axis=1)
    steps = [sums(_beyond(inside[COLUMN[name]], steps), word) for name, steps in LADDERS.items()]
    return {
        "words": _counts(doc, word, documents),
        "words_chosen": _counts(doc, chosen, documents),
        "words_grammar": _counts(doc, grammar, documents),
        "chosen": sums(alternatives, chosen),
        "chosen_squares": sums(alternatives**2, chosen),
        "everywhere": sums(inside[_rows(EVERYWHERE)], word),
        "ladders": np.concatenate(steps),
        "unseen": sums(inside[_rows(UNSEEN)] == 0, word),
        "against_grammar": sums(against.compress(grammar, axis=1), grammar),
        "against_chosen": sums(against.compress(chosen, axis=1), chosen),
        "grids": np.concatenate([_grid_counts(columns, chosen, doc, documents, *grid) for grid in GRIDS]),
    }


def finish(totals: Totals) -> Floats:
    """Turn totals into pooled features ``(documents, len(POOLED))``."""
    words, chosen, grammar = (
        np.maximum(totals[name], 1) for name in ("words", "words_chosen", "words_grammar")
    )
    average = totals["chosen"] / chosen
    spread = np.sqrt(np.maximum(totals["chosen_squares"] / chosen - average**2, 0))
    usual = totals["against_grammar"] / grammar
    pooled = [
        np.stack([average, spread], axis=1).reshape(-1, words.shape[1]),
        totals["everywhere"] / words,
        totals["ladders"] / words,
        totals["unseen"] / words,
        usual,
        totals["against_chosen"] / chosen - usual,
        np.sqrt(totals["grids"] / chosen),  # small shares tell most
        totals["words_chosen"] / words,
        np.log(words),
    ]
    return np.concatenate(pooled).T.astype(np.float32, order="C")


def _counts(doc: npt.NDArray[np.int32], where: Marks, documents: int) -> Numbers:
    return count_words(doc, where, documents)[None].astype(np.float64)


def _rows(names: Sequence[str]) -> list[int]:
    return [COLUMN[name] for name in names]


def _grid_counts(
    columns: Floats,
    chosen: Marks,
    doc: npt.NDArray[np.int32],
    documents: int,
    one: tuple[str, tuple[float, ...]],
    other: tuple[str, tuple[float, ...]],
) -> Numbers:
    """Count each document's words in every cell of a grid: ``(cells, documents)``."""
    cell = np.zeros(int(chosen.sum()), np.int64)
    cells = 1
    for name, steps in (one, other):
        cell = cell * (len(steps) + 1) + np.searchsorted(steps, columns[COLUMN[name]][chosen], side="left")
        cells *= len(steps) + 1
    counts = np.bincount(doc[chosen] * cells + cell, minlength=documents * cells)
    return counts.reshape(documents, cells).T.astype(np.float64)


def _beyond(values: Floats, steps: tuple[float, ...]) -> npt.NDArray[np.bool_]:
    """Tell of every step which values lie beyond it: ``(steps, n)``."""
    beyond: npt.NDArray[np.bool_] = values > np.array(steps, np.float32)[:, None]
    return beyond


def _sums(values: npt.NDArray[np.floating | np.bool_], doc: npt.NDArray[np.int32], documents: int) -> Numbers:
    """Add up the columns of ``(k, n)`` by document, to ``(k, documents)``; ``doc`` is in order."""
    sums = np.zeros((len(values), documents))
    first = np.flatnonzero(np.diff(doc, prepend=-1))
    if len(first):
        sums[:, doc[first]] = np.add.reduceat(values, first, axis=1, dtype=np.float64)
    return sums
