"""Features of each fold's documents, from the counts of all other folds.

One process a fold: it draws the fold's examples, makes their matrices, and leaves both in the work
folder, where a stopped run finds them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats, Halves
from mtdetect.errors import DataError
from mtdetect.features.extraction import extract_features
from mtdetect.features.token_features import word_weights
from mtdetect.spinners.lexicons import load_lexicon
from mtdetect.tokens.arrays import Tokens
from mtdetect.tokens.tokenizer import Tokenizer
from mtdetect.training.corpus.corpora import CorpusSource
from mtdetect.training.examples.candidate_dropout import hidden_swaps
from mtdetect.training.examples.examples import SHORTEST, Example
from mtdetect.training.examples.sampling import (
    Extras,
    draw_examples,
    load_examples,
    make_families,
    save_examples,
)
from mtdetect.training.plan import Plan
from mtdetect.training.progress import track_all
from mtdetect.training.tables.files import TableFiles
from mtdetect.training.work import Step

BATCH = 64  # documents: enough to keep numpy busy, few enough for little memory


@dataclass(frozen=True, slots=True)
class FoldTask:
    """All that a process needs to make one fold's features."""

    fold: int
    sources: tuple[CorpusSource, ...]
    counts: Mapping[str, int]  # examples wanted of each source
    files: TableFiles  # learned from all other folds
    step: Step
    plan: Plan
    extras: Extras
    seed: int

    @property
    def examples(self) -> Path:
        """The file of the fold's examples."""
        return self.step.folder / f"fold{self.fold}.jsonl"

    @property
    def features(self) -> Path:
        """The file of the fold's matrices."""
        return self.step.folder / f"fold{self.fold}.npz"


@dataclass(frozen=True, slots=True, eq=False)
class FoldFeatures:
    """A fold's examples, and a row a token: features, document, is it a word, its weight, was it changed."""

    examples: tuple[Example, ...]
    matrix: Halves
    doc: npt.NDArray[np.int32]
    word: npt.NDArray[np.bool_]
    weight: Floats
    changed: npt.NDArray[np.bool_]


def extract_folds(tasks: Sequence[FoldTask], jobs: int) -> list[FoldFeatures]:
    """Make the features of all folds, in as many processes as asked for."""
    todo = [task for task in tasks if not task.features.exists()]
    for _ in track_all(make_fold, todo, jobs, "features of folds"):
        pass
    return [load_fold(task) for task in tasks]


def make_fold(task: FoldTask) -> None:
    """Draw a fold's examples and save them with their features.

    Raises:
        DataError: the fold's sources have nothing to make examples of.

    """
    families = make_families(load_lexicon(), task.plan, task.extras.tortured)
    examples = draw_examples(
        task.fold, task.sources, task.counts, families, task.plan, task.extras, task.seed
    )
    if not any(example.generator for example in examples):
        names = ", ".join(source.name for source in task.sources[:5])
        raise DataError(
            f"expected documents of at least {SHORTEST} words that the generators can rewrite, found none in "
            f"{names}. Add more text to the corpus, or put small files together into one."
        )
    task.step.file(task.examples.name, lambda path: save_examples(examples, path))
    task.step.file(task.features.name, lambda path: _save_features(examples, task, path))


def load_fold(task: FoldTask) -> FoldFeatures:
    """Read a fold's examples and features back."""
    with np.load(task.features) as arrays:
        return FoldFeatures(tuple(load_examples(task.examples)), **arrays)


def _save_features(examples: Sequence[Example], task: FoldTask, path: Path) -> None:
    tables, tokenizer = task.files.load(), Tokenizer()
    parts: dict[str, list[npt.NDArray[np.generic]]] = {
        "matrix": [],
        "doc": [],
        "word": [],
        "weight": [],
        "changed": [],
    }
    for at in range(0, len(examples), BATCH):
        batch = examples[at : at + BATCH]
        tokens = tokenizer.batch([example.text for example in batch], tables.vocabulary)
        hidden = hidden_swaps(tokens, batch, tables.vocabulary)
        features = extract_features(tokens, tables, hidden)
        parts["matrix"].append(features.matrix.astype(np.float16))
        parts["doc"].append(tokens.doc + np.int32(at))
        parts["word"].append(features.word)
        parts["weight"].append(word_weights(tokens.doc, tokens.ids, features.word))
        parts["changed"].append(changed_tokens(tokens, batch))
    with path.open("wb") as file:
        arrays: dict[str, Any] = {name: np.concatenate(values) for name, values in parts.items()}
        np.savez(file, **arrays)


def changed_tokens(tokens: Tokens, examples: Sequence[Example]) -> npt.NDArray[np.bool_]:
    """Mark the tokens that overlap an edit."""
    changed = np.zeros(len(tokens), bool)
    edges = np.searchsorted(tokens.doc, np.arange(len(examples) + 1))
    for example, low, high in zip(examples, edges, edges[1:], strict=False):
        if example.edits:
            starts = np.array([edit.start for edit in example.edits])
            ends = np.array([edit.end for edit in example.edits])
            begin, finish = tokens.start[low:high], tokens.end[low:high]
            last = np.searchsorted(starts, finish, side="left") - 1
            changed[low:high] = (last >= 0) & (ends[np.maximum(last, 0)] > begin) & (finish > begin)
    return changed
