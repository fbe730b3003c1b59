"""The networks, cross-fitted: what judges a fold learned from the other folds only.

The document logits of unseen sources are what is calibrated. The networks that are shipped learn
from all folds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats
from mtdetect.features.pooling import pool
from mtdetect.model.columns import POOLED
from mtdetect.model.network import Network
from mtdetect.training.examples.examples import Example
from mtdetect.training.examples.folds import FoldFeatures
from mtdetect.training.examples.sampling import is_translated
from mtdetect.training.networks.fitting import DOCUMENT, TOKEN, Fitting, fit_network, mean_network
from mtdetect.training.plan import TOO_FLUENT, Plan
from mtdetect.training.progress import track

POOL_ROWS = 400_000  # tokens pooled at a time
LEAST_KIND = 20  # translated documents that the kind network can learn from

log = logging.getLogger(__name__)
T = TypeVar("T")
Wanted = Callable[[Example], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Networks:
    """The networks of a model: is the word changed, the document rewritten, the rewriting a translation."""

    token: Network
    document: Network
    kind: Network | None  # None where nothing translated was seen


@dataclass(frozen=True, slots=True, eq=False)
class UnseenScores:
    """Every document as judged by networks that saw neither it nor its source; parallel to ``examples``."""

    examples: tuple[Example, ...]
    words: npt.NDArray[np.int64]
    logits: npt.NDArray[np.float64]

    @property
    def generators(self) -> npt.NDArray[np.str_]:
        """Each document's generator; empty for human ones."""
        return np.array([example.generator or "" for example in self.examples])

    @property
    def rewritten(self) -> npt.NDArray[np.bool_]:
        """Which documents a machine rewrote."""
        rewritten: npt.NDArray[np.bool_] = self.generators != ""
        return rewritten


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The networks to ship, those that never saw a fold (by fold), and what the latter say of theirs."""

    networks: Networks
    without: tuple[Networks, ...]
    judged: UnseenScores
    pooled: tuple[Floats, ...]  # the documents' features, by fold


def fit_stages(folds: Sequence[FoldFeatures], plan: Plan, seed: int) -> Fitted:
    """Fit all networks, and judge every document by networks that did not see its fold."""
    pooled = [pool_fold(fold) for fold in folds]
    examples = [fold.examples for fold in folds]
    without = tuple(
        _fit(_but(folds, k), _but(pooled, k), _but(examples, k), plan, seed)
        for k in track(range(len(folds)), "networks")
    )
    networks = _fit(folds, pooled, examples, plan, seed)
    return Fitted(networks, without, _judge(examples, pooled, without), tuple(pooled))


def _fit(
    folds: Sequence[FoldFeatures],
    pooled: Sequence[Floats],
    examples: Sequence[tuple[Example, ...]],
    plan: Plan,
    seed: int,
) -> Networks:
    rows, labels = np.concatenate(pooled), [example for fold in examples for example in fold]
    return Networks(
        fit_tokens(folds, plan, seed),
        fit_documents(rows, labels, plan, seed),
        fit_kind(rows, labels, plan, seed),
    )


def _judge(
    examples: Sequence[tuple[Example, ...]], pooled: Sequence[Floats], without: Sequence[Networks]
) -> UnseenScores:
    logits = [nets.document.logits(rows)[:, 0] for nets, rows in zip(without, pooled, strict=True)]
    words = np.concatenate(pooled)[:, POOLED.index("words.log")]
    return UnseenScores(
        tuple(example for fold in examples for example in fold),
        np.rint(np.exp(words)).astype(np.int64),
        np.concatenate(logits).astype(np.float64),
    )


def fit_tokens(folds: Sequence[FoldFeatures], plan: Plan, seed: int, wanted: Wanted | None = None) -> Network:
    """Fit the token network on words drawn evenly from the folds; translations teach it nothing."""
    rng = np.random.default_rng(seed)
    matrices, labels = [], []
    for fold in folds:
        kept = np.array([_swapped(e) and (wanted is None or wanted(e)) for e in fold.examples])
        rows = np.flatnonzero(fold.word & kept[fold.doc])
        rows = np.sort(rng.choice(rows, min(len(rows), plan.tokens // len(folds)), replace=False))
        matrices.append(fold.matrix[rows])
        labels.append(fold.changed[rows])
    fitting = replace(TOKEN, units=plan.token_units, rounds=plan.token_rounds)
    return fit_network(np.concatenate(matrices), np.concatenate(labels), fitting, seed)


def pool_fold(fold: FoldFeatures) -> Floats:
    """Pool a fold's tokens to document features, a stretch of whole documents at a time."""
    edges = np.searchsorted(fold.doc, np.arange(len(fold.examples) + 1))
    parts, first = [], 0
    while first < len(fold.examples):
        last = max(first + 1, int(np.searchsorted(edges, edges[first] + POOL_ROWS, side="right")) - 1)
        rows = slice(edges[first], edges[last])
        doc, matrix = fold.doc[rows] - np.int32(first), fold.matrix[rows].astype(np.float32)
        parts.append(pool(doc, fold.word[rows], last - first, matrix, fold.weight[rows]))
        first = last
    return np.concatenate(parts)


def fit_documents(
    pooled: Floats, examples: Sequence[Example], plan: Plan, seed: int, wanted: Wanted | None = None
) -> Network:
    """Fit the document network, the mean of several that start differently; see ``TOO_FLUENT``."""
    kept = np.array([e.generator not in TOO_FLUENT and (wanted is None or wanted(e)) for e in examples])
    labels = np.array([example.generator is not None for example in examples])
    fitting = _document_fitting(plan)
    starts = range(seed, seed + plan.document_networks)
    return mean_network([fit_network(pooled[kept], labels[kept], fitting, start) for start in starts])


def fit_kind(pooled: Floats, examples: Sequence[Example], plan: Plan, seed: int) -> Network | None:
    """Fit the network that tells translations from swapped words, both weighing about alike."""
    translated = np.flatnonzero([is_translated(example.generator) for example in examples])
    spun = np.flatnonzero([example.generator is not None and _swapped(example) for example in examples])
    if min(len(translated), len(spun)) < LEAST_KIND:
        log.info("too few translated documents: the model will call every rewriting 'spun'")
        return None
    rng = np.random.default_rng(seed)
    spun = rng.choice(spun, min(len(spun), 2 * len(translated)), replace=False)
    rows = np.sort(np.concatenate([translated, spun]))
    return fit_network(pooled[rows], np.isin(rows, translated), _document_fitting(plan), seed)


def _document_fitting(plan: Plan) -> Fitting:
    return replace(DOCUMENT, units=plan.document_units, rounds=plan.document_rounds)


def _swapped(example: Example) -> bool:
    return not is_translated(example.generator)


def _but(items: Sequence[T], left_out: int) -> list[T]:
    return [item for k, item in enumerate(items) if k != left_out]
