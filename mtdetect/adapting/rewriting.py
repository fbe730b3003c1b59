"""Rewritten examples made from a user's own human texts, where the generators' word lists are installed.

Each fold of texts is rewritten by another family of generators, so that whatever judges a text has seen
neither it nor its kind of rewriting.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from mtdetect.adapting.rows import OwnRows, OwnText
from mtdetect.arrays import Floats, Index
from mtdetect.detector import Detector
from mtdetect.features.extraction import extract_features, pool_features
from mtdetect.features.pooling import count_words
from mtdetect.model.folder import Model
from mtdetect.results.report import InputFormat
from mtdetect.spinners import FAMILIES, make
from mtdetect.spinners.lexicons import load_lexicon
from mtdetect.text.formats.guessing import read_as
from mtdetect.tokens.terms import TermTable
from mtdetect.tokens.tokenizer import Tokenizer
from mtdetect.training.examples.candidate_dropout import hidden_swaps
from mtdetect.training.examples.examples import Example, rewritten, stretch

PRODUCTS = (3000, 3001)  # of each family; seeds that neither training nor the gate uses
MOST_CHARS = 10_000  # longer texts are rewritten in part: their like would be judged by a part, too
BATCH = 64  # documents


def rewrite(
    texts: Sequence[OwnText], folds: Mapping[str, int], seed: int, format: InputFormat
) -> list[Example]:
    """Rewrite each text once, at a rate drawn as in training; what nothing changed in is left out."""
    lexicon, names = load_lexicon(), sorted(FAMILIES)
    random.Random(seed).shuffle(names)
    examples: list[Example] = []
    for fold in sorted(set(folds.values())):
        name = names[fold % len(names)]
        families = {name: [make(name, product, lexicon) for product in PRODUCTS]}
        rng = random.Random(f"{seed} {fold}")
        own = [own for own in texts if folds[own.group] == fold]
        examples += rewritten(_as_examples(own, rng, format), families, 1, rng)
    return examples


def _as_examples(texts: Sequence[OwnText], rng: random.Random, format: InputFormat) -> Iterator[Example]:
    for own in texts:
        text: str | None = read_as(own.text, format).text
        if text is not None and len(text) > MOST_CHARS:
            text = stretch(text, rng)
        if text:
            yield Example(text, own.group, "")


def measure_rewritten(detector: Detector, examples: Sequence[Example]) -> OwnRows:
    """Measure examples as training does: a part of the true originals is hidden, as if by another's lists."""
    tokenizer = Tokenizer()
    terms = tokenizer.terms(detector.allow.terms) if detector.allow else None
    parts = [
        _measure(detector.model, tokenizer, terms, examples[at : at + BATCH])
        for at in range(0, len(examples), BATCH)
    ]
    words = np.concatenate([words for _, words in parts])
    rows = OwnRows(
        np.concatenate([pooled for pooled, _ in parts]),
        words,
        np.ones(len(words), bool),
        np.array([example.source for example in examples], np.str_),
        np.array([example.generator for example in examples], np.str_),
    )
    return rows.where(words >= detector.model.settings.least_words)


def _measure(
    model: Model, tokenizer: Tokenizer, terms: TermTable | None, batch: Sequence[Example]
) -> tuple[Floats, Index]:
    tokens = tokenizer.batch([example.text for example in batch], model.vocabulary, terms)
    hidden = hidden_swaps(tokens, batch, model.vocabulary)
    features = extract_features(tokens, model, hidden)
    return pool_features(tokens, features), count_words(tokens.doc, features.word, len(batch))
