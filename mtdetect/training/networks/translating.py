"""What machine translation prefers: learned from essays beside their own round trips.

Topic and register are alike on both sides, so that what differs is translation. With other people's
writing as examples of the human side, the weights would learn what essays are about instead, and carry
no further (docs/translation.md has the figures). Other writing sets vocabulary, centre and scale.
"""

from __future__ import annotations

import json
import logging
import lzma
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from mtdetect.arrays import Doubles, Floats
from mtdetect.model.columns import POOLED
from mtdetect.model.translation import Translation
from mtdetect.model.vocabulary import CLASSES, Vocabulary
from mtdetect.spinners.essays import VIAS, EssayPair, read_essays
from mtdetect.tokens.arrays import WORD
from mtdetect.tokens.tokenizer import Tokenizer
from mtdetect.training.examples.examples import Example

LEAST_PAIRS = 100
LEAST_DOCUMENTS, LEAST_SOURCES = 30, 0.2  # human ones that use a word: rarer words tell of a topic
LEAST_RATE = 1e-5  # of a word, for the scale of its counts
# Inverse strength; ten times more gains .01 AUROC on essays and loses .02 on translated news.
PENALTY = 1e-4
# Of the human side. Learners prefer some of the words that translations do: with none of them they come out
# as near to translations as AUROC .72, with that many .85, and with .15 translated news are lost.
LEARNERS = 0.02
# Two pooled features tell translations on their own: the usual words in the usual places. Both have fewer
# counts to go by and more of a person's ways in them than words have.
GRAMMAR = {"seen_left.grammar": 0.3, "surprisal.grammar": -0.3}  # weight beside that of all words
STRENGTH = 1.2  # of evidence that lies one standard deviation of human documents from their mean
LEAST_SPREAD = 1e-9
BATCH = 200  # documents

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often each document uses each word ``(D, V)``, and how many words it has ``(D,)``."""

    matrix: sparse.csr_matrix
    words: Doubles

    def __getitem__(self, rows: npt.NDArray[np.bool_]) -> Counts:
        """Take some documents."""
        return Counts(self.matrix[rows], self.words[rows])


def fit_translation(
    essays: Path, human: Sequence[Example], pooled: Floats, vocabulary: Vocabulary
) -> Translation | None:
    """Fit what tells translations; None where there are too few essays to learn from.

    ``pooled`` are the features of the human documents. Every second essay is left for measuring.
    """
    pairs = _read_pairs(essays) if essays.exists() else []
    if len(pairs) < LEAST_PAIRS:
        log.info("too few translated essays: the model will not look for neural translation")
        return None
    usual = count_words((example.text for example in human), vocabulary)
    sources = np.array([example.source for example in human])
    kept = known_words(usual, sources)
    rates = np.asarray(usual.matrix.sum(axis=0)).ravel() / usual.words.sum()
    scale = 1 / np.sqrt(rates[kept] + LEAST_RATE)
    weights = np.zeros(len(vocabulary))
    weights[kept] = scale * _preferences(pairs, usual[sources == "learner_essays"], vocabulary, kept, scale)
    words = centred(weights, usual, sources).astype(np.float16)
    return Translation(words, _grammar_weights(pooled), pooled.mean(axis=0))


def count_words(texts: Iterable[str], vocabulary: Vocabulary) -> Counts:
    """Count the words of texts."""
    tokenizer, texts = Tokenizer(), iter(texts)
    ids, ends = [np.zeros(0, np.int32)], [0]
    while batch := list(islice(texts, BATCH)):
        tokens = tokenizer.batch(batch, vocabulary)
        word = tokens.has(WORD)
        ids.append(tokens.ids[word])
        ends.extend(ends[-1] + np.cumsum(np.bincount(tokens.doc[word], minlength=len(batch))))
    indices = np.concatenate(ids)
    matrix = sparse.csr_matrix(
        (np.ones(len(indices), np.float32), indices, ends), shape=(len(ends) - 1, len(vocabulary))
    )
    matrix.sum_duplicates()
    return Counts(matrix, np.maximum(np.diff(ends), 1).astype(np.float64))


def known_words(counts: Counts, sources: npt.NDArray[np.str_]) -> npt.NDArray[np.intp]:
    """Find the words that many documents use and, for topics differ by source, a fifth of the sources."""
    used = counts.matrix.minimum(1)
    names = np.unique(sources)
    by_source = [np.asarray(used[sources == name].sum(axis=0)).ravel() for name in names]
    documents, spread = np.sum(by_source, axis=0), np.sum([some > 0 for some in by_source], axis=0)
    known = (documents >= LEAST_DOCUMENTS) & (spread >= LEAST_SOURCES * len(names))
    known[: len(CLASSES)] = False
    return np.flatnonzero(known)


def centred(weights: Doubles, human: Counts, sources: npt.NDArray[np.str_]) -> Doubles:
    """Shift and scale weights so that human evidence is 0 on average, each source weighing alike."""
    sums = human.matrix @ weights
    means = sums / human.words
    mean = np.mean([means[sources == name].mean() for name in np.unique(sources)])
    spread = np.std((sums - mean * human.words) / np.sqrt(human.words))
    return STRENGTH * (weights - mean) / max(float(spread), LEAST_SPREAD)


def _grammar_weights(pooled: Floats) -> Floats:
    """Weigh the features of ``GRAMMAR`` by how much they vary among people, and no other."""
    weights = np.zeros(len(POOLED), np.float32)
    for name, weight in GRAMMAR.items():
        column = POOLED.index(name)
        weights[column] = STRENGTH * weight / max(float(pooled[:, column].std()), LEAST_SPREAD)
    return weights


def _preferences(
    pairs: Sequence[EssayPair],
    learners: Counts,
    vocabulary: Vocabulary,
    kept: npt.NDArray[np.intp],
    scale: Doubles,
) -> Doubles:
    """Fit what tells round trips from originals, and from a few learners, by the kept words."""
    rewritten = count_words((pair.rewritten for pair in pairs), vocabulary)
    original = count_words((pair.original for pair in pairs if pair.via == VIAS[0]), vocabulary)
    share = LEARNERS if len(learners.words) else 0.0
    sides = ((rewritten, 1.0), (original, 1 - share), (learners, share))
    rows = sparse.vstack([_scaled(counts, kept, scale) for counts, _ in sides])
    each = np.concatenate(
        [np.full(len(c.words), part * len(pairs) / max(len(c.words), 1)) for c, part in sides]
    )
    fitted = LogisticRegression(C=PENALTY, solver="liblinear", max_iter=500)
    fitted.fit(rows, np.arange(rows.shape[0]) < len(pairs), each)
    preferences: Doubles = fitted.coef_[0]
    return preferences


def _scaled(counts: Counts, kept: npt.NDArray[np.intp], scale: Doubles) -> sparse.csr_matrix:
    """Bring counts to one scale: of a word that is used at its usual rate they vary by about 1."""
    return sparse.diags(1 / np.sqrt(counts.words)) @ counts.matrix[:, kept] @ sparse.diags(scale)


def _read_pairs(path: Path) -> list[EssayPair]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        even = {json.loads(line)["id"] for line in islice(lines, 0, None, 2)}
    return [pair for pair in read_essays(path) if pair.id in even]
