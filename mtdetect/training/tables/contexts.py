"""Train the context model: which words go with which others, five places to either side.

A continuous bag of words with weighted places (Mikolov et al. 2018), trained by sampled softmax (Bengio
and Senécal 2008) and Adagrad. A word's frequency is a fixed bias, so that the vectors only learn what
the context adds to it. One thread; the same seed gives the same vectors.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from mtdetect.arrays import Floats, Ids, Shorts
from mtdetect.model.contexts import REACH, ContextModel
from mtdetect.model.vocabulary import BOUNDARY, CLASSES
from mtdetect.training.work import Step, save_arrays

DIMENSIONS = 64
INPUT_WORDS, OUTPUT_WORDS = 30_000, 60_000
BATCH = 4096  # targets
NEGATIVES = 384  # words drawn at random, the same ones for a whole batch
NEGATIVE_POWER = 0.75  # of their frequency, after word2vec
FREQUENT = 1e-4  # a word with a larger share of the tokens is met less often, after word2vec
STEP, LAST_STEP = 0.08, 0.002
DRAWN = 4_000_000  # places drawn at a time
MOST_OF_SOURCE = 12_000_000  # tokens
MOST_BYTE = 127
TINY = np.float32(1e-10)
LARGEST = 2.0  # of a vector's numbers that a byte can hold; two in a million reach it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A matrix that is learned, a few rows at a time, with Adagrad's sums."""

    values: Floats
    squares: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Begin without any past."""
        object.__setattr__(self, "squares", np.zeros_like(self.values))

    def update(self, rows: npt.NDArray[np.intp], gradient: Floats, step: float) -> None:
        """Go down the gradient of distinct rows."""
        squares = self.squares[rows] + gradient * gradient
        self.squares[rows] = squares
        self.values[rows] -= np.float32(step) * gradient / (np.sqrt(squares) + TINY)


@dataclass(frozen=True, slots=True, eq=False)
class Learner:
    """All that changes in training, and the frequencies that do not."""

    inputs: Parameter
    outputs: Parameter
    places: Parameter
    bias: Floats  # log share of each word among the targets, less the log chance to be drawn as a negative

    @classmethod
    def start(cls, targets: Floats, negatives: Floats, rng: np.random.Generator) -> Learner:
        """Start from small random vectors, and from places that count the less the farther off they are."""
        shape = len(targets), DIMENSIONS
        distance = np.abs(OFFSETS).astype(np.float32)[:, None]
        return cls(
            Parameter(rng.normal(0, 0.6 / np.sqrt(DIMENSIONS), shape).astype(np.float32)),
            Parameter(rng.normal(0, 0.1, shape).astype(np.float32)),
            Parameter(np.repeat(1 / np.sqrt(distance), DIMENSIONS, axis=1).astype(np.float32)),
            (np.log(np.maximum(targets, TINY)) - np.log(np.maximum(negatives, TINY))).astype(np.float32),
        )

    def learn(self, context: Ids, target: Ids, drawn: Ids, step: float) -> float:
        """Learn from a batch: contexts ``(B, 10)``, targets ``(B,)``, negatives ``(K,)``; give the loss."""
        near = self.inputs.values[context]
        around = np.einsum("bpd,pd->bd", near, self.places.values)
        of_target, of_drawn = self.outputs.values[target], self.outputs.values[drawn]
        right = np.einsum("bd,bd->b", around, of_target) + self.bias[target]
        wrong = around @ of_drawn.T + self.bias[drawn]
        wrong[target[:, None] == drawn] = -np.inf
        top = np.maximum(right, wrong.max(axis=1))
        wrong = np.exp(wrong - top[:, None])
        right = np.exp(right - top)
        total = right + wrong.sum(axis=1)
        wrong /= total[:, None]
        missed = right / total - 1
        of_context = missed[:, None] * of_target + wrong @ of_drawn
        self._update_outputs(target, drawn, missed[:, None] * around, wrong.T @ around, step)
        of_places = np.einsum("bpd,bd->pd", near, of_context)
        self.inputs.update(*_summed(context.ravel(), _spread(of_context, self.places.values)), step)
        self.places.update(np.arange(len(OFFSETS)), of_places / len(target), step)
        return float(-np.log(np.maximum(right / total, TINY)).mean())

    def _update_outputs(
        self, target: Ids, drawn: Ids, of_target: Floats, of_drawn: Floats, step: float
    ) -> None:
        rows, gradient = _summed(np.concatenate([target, drawn]), np.concatenate([of_target, of_drawn]))
        self.outputs.update(rows, gradient, step)


OFFSETS = np.array([offset for offset in range(-REACH, REACH + 1) if offset])


@dataclass(frozen=True, slots=True)
class ContextTask:
    """All that a process needs to train one model: the sources' rows, how many targets, where to leave it."""

    rows: Path  # (V,): each word's row, by frequency in the whole corpus
    sources: tuple[Path, ...]  # the tokens of each, as rows
    targets: int
    seed: int
    step: Step
    name: str


def make_contexts(task: ContextTask) -> None:
    """Train one context model and leave it in its file."""
    rows: Shorts = np.load(task.rows)
    sources = [np.load(path, mmap_mode="r") for path in task.sources]
    task.step.file(
        task.name, lambda path: save_arrays(train_contexts(sources, rows, task.targets, task.seed), path)
    )


def rank_words(counts: npt.NDArray[np.int64]) -> Shorts:
    """Give the most frequent words rows of their own, the first ones to the most frequent; 0 to all others.

    >>> rank_words(np.array([9, 0, 4, 7])).tolist()
    [0, 0, 2, 1]
    """
    counts = counts.copy()
    counts[BOUNDARY] = 0
    order = np.argsort(-counts, kind="stable")[: min(OUTPUT_WORDS, int((counts > 0).sum()))]
    rows = np.zeros(len(counts), np.uint16)
    rows[order] = np.arange(1, len(order) + 1)
    return rows


def train_contexts(sources: Sequence[Shorts], rows: Shorts, targets: int, seed: int) -> ContextModel:
    """Learn from ``targets`` words of the sources, which are rows of words, evenly over their tokens."""
    rng = np.random.default_rng(seed)
    joined = np.concatenate([source[:MOST_OF_SOURCE] for source in sources])
    counts = np.bincount(joined, minlength=int(rows.max()) + 1).astype(np.float64)
    counts[0] = 0
    counts[rows[1 : len(CLASSES)]] = 0  # numbers and names stand around words, but none needs to be foretold
    share = counts / counts.sum()
    kept = np.minimum(1, np.sqrt(FREQUENT / np.maximum(share, TINY))) * (share > 0)
    chance = share**NEGATIVE_POWER / (share**NEGATIVE_POWER).sum()
    often = share * kept / (share * kept).sum()
    with threadpool_limits(1):
        learner = Learner.start(often.astype(np.float32), chance.astype(np.float32), rng)
        learner.inputs.values[0] = 0
        _run(learner, joined, kept, np.cumsum(chance), targets, rng)
    return _packed(learner, rows)


def _run(
    learner: Learner,
    joined: Shorts,
    kept: npt.NDArray[np.float64],
    chances: npt.NDArray[np.float64],
    targets: int,
    rng: np.random.Generator,
) -> None:
    losses: list[float] = []
    steps = max(targets // BATCH, 1)
    for done, (context, target) in zip(range(steps), _batches(joined, kept, rng), strict=False):
        drawn = np.searchsorted(chances, rng.random(NEGATIVES)).clip(1, len(chances) - 1)
        step = STEP + (LAST_STEP - STEP) * done / steps
        losses.append(learner.learn(context, target, np.unique(drawn).astype(np.int32), step))
        learner.inputs.values[0] = 0
        if (done + 1) % 500 == 0:
            log.info("context model: %d of %d batches, loss %.3f", done + 1, steps, np.mean(losses[-500:]))


def _batches(
    joined: Shorts, kept: npt.NDArray[np.float64], rng: np.random.Generator
) -> Iterator[tuple[Ids, Ids]]:
    """Draw places evenly over all tokens, without end; frequent words are passed over now and then."""
    while True:
        at = rng.integers(REACH, len(joined) - REACH, DRAWN)
        at = at[rng.random(DRAWN) < kept[joined[at]]]
        for first in range(0, len(at) - BATCH + 1, BATCH):
            chosen = at[first : first + BATCH]
            context = joined[chosen[:, None] + OFFSETS].astype(np.int32)
            context[context > INPUT_WORDS] = 0
            yield context, joined[chosen].astype(np.int32)


def _spread(of_context: Floats, places: Floats) -> Floats:
    return (of_context[:, None, :] * places).reshape(-1, places.shape[1])


def _summed(rows: Ids, gradient: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Add up the gradients of equal rows."""
    distinct, group = np.unique(rows, return_inverse=True)
    ones = np.ones(len(rows), np.float32)
    adding = csr_matrix((ones, group, np.arange(len(rows) + 1)), (len(rows), len(distinct))).T
    return distinct.astype(np.intp), (adding @ gradient).astype(np.float32, copy=False)


def _packed(learner: Learner, rows: Shorts) -> ContextModel:
    """Round the vectors to bytes; the places take up the scale."""
    scale = np.float32(LARGEST / MOST_BYTE)

    def rounded(values: Floats) -> npt.NDArray[np.int8]:
        return np.rint(values / scale).clip(-MOST_BYTE, MOST_BYTE).astype(np.int8)

    outputs = rounded(learner.outputs.values)
    outputs[0] = 0
    inputs = rounded(learner.inputs.values[: INPUT_WORDS + 1])
    return ContextModel(rows, inputs, outputs, learner.places.values * scale * scale)
