"""Ask what makes people's clipped prose look rewritten: what it leaves out, or that its kind is unknown.

    python -m benchmarks.terse WORK [--share .2] [--networks 2]

WORK is the work folder of a training run (``mtdetect train --work WORK``). A sample of every fold's human
documents is judged by networks that did not learn from the fold, in four ways: as they are; as a writer in
haste would have put them (``telegraphic.py``); as mosaics of sentences from several documents of a source,
so that the topic changes all the time; and as they are, but read by the counts and contexts of one other
fold alone, which know next to nothing of their kind. Prints the share flagged at thresholds that 1 % and
.1 % of all human documents reach. Takes some fifteen minutes on two cores, most of it for the last way.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.telegraphic import Haste, telegraphic
from mtdetect.arrays import Floats
from mtdetect.evaluation.metrics import wilson
from mtdetect.features.extraction import extract_features
from mtdetect.features.pooling import pool
from mtdetect.features.token_features import word_weights
from mtdetect.model.columns import POOLED
from mtdetect.model.contexts import ContextModel
from mtdetect.model.lexicon import LexicalTable, word_zipf
from mtdetect.model.network import Network
from mtdetect.model.ngrams import Ngrams
from mtdetect.model.substitutions import Substitutions
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.tokens.arrays import WORD
from mtdetect.tokens.tokenizer import Tokenizer
from mtdetect.training.corpus.counting import pack
from mtdetect.training.examples.examples import SENTENCE_END, SHORTEST, Example
from mtdetect.training.examples.folds import BATCH, FoldFeatures
from mtdetect.training.examples.sampling import load_examples
from mtdetect.training.networks.calibrating import find_points, thresholds_of
from mtdetect.training.networks.stages import fit_documents, pool_fold
from mtdetect.training.plan import FULL
from mtdetect.training.tables.contexts import load_contexts, train_contexts
from mtdetect.training.tables.tables import load_ngrams, load_substitutions, load_vocabulary

TARGETS = (0.01, 0.001)
TARGET_WORDS = 6_000_000  # that the context model of a single fold learns from
MOSAIC_DOCUMENTS, MOSAIC_WORDS = (4, 12), (50, 400)
SENTENCE_WORDS = range(4, 41)
AS_IS, HASTY, MOSAIC, UNKNOWN_KIND = "as they are", "in haste", "mosaics", "by counts of another fold"

Fold = tuple[tuple[Example, ...], Floats]  # documents and their pooled features


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What a fold's documents are read with."""

    vocabulary: Vocabulary
    originals: Substitutions
    lexical: LexicalTable
    ngrams: Ngrams
    contexts: ContextModel

    @classmethod
    def load(cls, work: Path, fold: int) -> Tables:
        """Load the tables that were learned without a fold."""
        vocabulary = load_vocabulary(work / "counts" / "vocabulary.npz")
        topics = np.load(work / "originals" / "topics.npy")
        return cls(
            vocabulary,
            load_substitutions(work / "originals" / "substitutions.npz"),
            LexicalTable.build(vocabulary, word_zipf(vocabulary), topics),
            load_ngrams(work / "packed" / f"without{fold}.npz"),
            load_contexts(work / "contexts" / f"without{fold}.npz"),
        )

    def of_one(self, work: Path, fold: int, sources: Sequence[str]) -> Tables:
        """Learn counts and contexts of a fold's sources alone."""
        paths = [work / "contexts" / f"{name}.npy" for name in sources]
        tokens = [np.load(path, mmap_mode="r") for path in paths if path.exists()]
        rows = np.load(work / "contexts" / "rows.npy")
        ngrams = pack([work / "counts" / f"fold{fold}"], FULL.size)
        return replace(self, ngrams=ngrams, contexts=train_contexts(tokens, rows, TARGET_WORDS, 0))

    def measure(self, texts: Sequence[str]) -> Floats:
        """Give the texts' pooled features, as training rounds them."""
        tokenizer, parts = Tokenizer(), []
        for at in range(0, len(texts), BATCH):
            tokens = tokenizer.batch(texts[at : at + BATCH], self.vocabulary)
            matrix = extract_features(tokens, self).matrix
            rounded = matrix.astype(np.float16).astype(np.float32)
            word = tokens.has(WORD)
            weights = word_weights(tokens.doc, tokens.ids, word)
            parts.append(pool(tokens.doc, word, len(texts[at : at + BATCH]), rounded, weights))
        return np.concatenate(parts)


def main() -> None:
    """Judge every fold's sample in all ways, and print a line for each."""
    options = arguments()
    folds = [load_fold(options.work, number) for number in range(FULL.folds)]
    found: dict[str, list[Floats]] = defaultdict(list)
    human = []
    for held, (examples, rows) in enumerate(folds):
        network = fit_without(folds, held, options.networks)
        people = np.array([example.generator is None for example in examples])
        human.append(with_words(rows[people], network.logits(rows[people])))
        for way, measured in ways(options.work, folds, held, options.share):
            found[way].append(with_words(measured, network.logits(measured)))
    show(np.concatenate(human), {way: np.concatenate(parts) for way, parts in found.items()})


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("work", type=Path, help="work folder of a training run")
    parser.add_argument("--share", type=float, default=0.2, help="share of human documents")
    parser.add_argument("--networks", type=int, default=2, help="how many are averaged; training takes six")
    return parser.parse_args()


def load_fold(work: Path, number: int) -> Fold:
    """Load a fold's documents and pool their features."""
    examples = tuple(load_examples(work / "features" / f"fold{number}.jsonl"))
    with np.load(work / "features" / f"fold{number}.npz") as arrays:
        return examples, pool_fold(FoldFeatures(examples, **arrays))


def fit_without(folds: Sequence[Fold], held: int, networks: int) -> Network:
    """Fit a document network on all folds but one."""
    others = [fold for number, fold in enumerate(folds) if number != held]
    rows = np.concatenate([rows for _, rows in others])
    examples = [example for some, _ in others for example in some]
    return fit_documents(rows, examples, replace(FULL, document_networks=networks), 0)


def ways(work: Path, folds: Sequence[Fold], held: int, share: float) -> Iterator[tuple[str, Floats]]:
    """Measure a sample of a fold's human documents in all ways."""
    rng, usual = random.Random(held), Tables.load(work, held)
    people = [example for example in folds[held][0] if example.generator is None]
    chosen = rng.sample(people, round(share * len(people)))
    texts = [example.text for example in chosen]
    yield AS_IS, usual.measure(texts)
    hasty = (telegraphic(text, Haste.draw(rng), rng) for text in texts)
    yield HASTY, usual.measure([text for text in hasty if len(text.split()) >= SHORTEST])
    yield MOSAIC, usual.measure(list(mosaics(people, len(texts), rng)))
    other = (held + 1) % len(folds)
    sources = sorted({example.source for example in folds[other][0]})
    yield UNKNOWN_KIND, usual.of_one(work, other, sources).measure(texts)


def mosaics(examples: Sequence[Example], count: int, rng: random.Random) -> Iterator[str]:
    """Lay mosaics of sentences, each of several documents of one source."""
    by_source: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_source[example.source].append(example)
    while count:
        own = by_source[rng.choice(examples).source]
        drawn = rng.sample(own, min(len(own), rng.randint(*MOSAIC_DOCUMENTS)))
        laid = " ".join(lay([sentences(example.text) for example in drawn], rng))
        if len(laid.split()) >= SHORTEST:
            count -= 1
            yield laid


def lay(heaps: Sequence[list[str]], rng: random.Random) -> Iterator[str]:
    """Take sentences from heaps by chance, until there are words enough or no more sentences."""
    low, high = map(log, MOSAIC_WORDS)
    wanted = exp(rng.uniform(low, high))
    while wanted > 0 and (left := [heap for heap in heaps if heap]):
        heap = rng.choice(left)
        sentence = heap.pop(rng.randrange(len(heap)))
        wanted -= len(sentence.split())
        yield sentence


def sentences(text: str) -> list[str]:
    """Cut a text into its sentences of usual length."""
    cuts = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    parts = (text[a:b].strip() for a, b in pairwise(cuts))
    return [part for part in parts if len(part.split()) in SENTENCE_WORDS]


def with_words(pooled: Floats, logits: Floats) -> npt.NDArray[np.float64]:
    """Put each document's words beside its logit: ``(n, 2)``."""
    return np.stack([np.rint(np.exp(pooled[:, POOLED.index("words.log")])), logits[:, 0]], axis=1)


def show(human: npt.NDArray[np.float64], found: dict[str, npt.NDArray[np.float64]]) -> None:
    """Print the share flagged in each way, with intervals."""
    points = find_points(human[:, 1], human[:, 0].astype(np.int64))
    for way, judged in found.items():
        line = f"{way:28s}{len(judged):6d}"
        for target in TARGETS:
            flagged = judged[:, 1] >= thresholds_of(points, judged[:, 0].astype(np.int64), target)
            low, high = wilson(int(flagged.sum()), len(flagged))
            line += f"   at {target:g}: {flagged.mean():.4f} [{low:.4f}, {high:.4f}]"
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
