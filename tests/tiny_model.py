"""A small but real model, built in a moment from a few hundred sentences of a made-up newspaper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product

import numpy as np

from mtdetect.arrays import Ids
from mtdetect.detector import Detector
from mtdetect.model.binary_fuse import FuseMap
from mtdetect.model.calibration import Calibration
from mtdetect.model.columns import NAMES, POOLED
from mtdetect.model.contexts import REACH, ContextModel
from mtdetect.model.folder import Model
from mtdetect.model.lexicon import LexicalTable
from mtdetect.model.network import Network
from mtdetect.model.ngrams import Ngrams, pair_keys, quantize, triple_keys
from mtdetect.model.settings import Settings
from mtdetect.model.substitutions import MOST_PHRASE_WORDS, Substitutions, phrase_key
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.results.operating_points import OperatingPoints, Threshold
from mtdetect.results.report import ModelId
from mtdetect.tokens.tokenizer import Tokenizer

WHO = ("The White House", "A spokesman for the union", "The ministry", "Her lawyer", "The bank", "The mayor")
SAID = ("said that", "told reporters that", "has long believed that", "would not say whether")
WHAT = (
    "the trade war with China could end this year",
    "an immediate agreement was a possible sign of peace",
    "artificial intelligence will not replace the doctors",
    "breast cancer had become a big problem for the hospital",
    "they would leave Washington without a deal",
    "an old man and his dog had found the money in the river",
    "foreign exchange was the reason for the loss",
    "the supreme court is going to meet in the spring",
    "Red Sox players were among the first to arrive",
    "it was the best of the books that he had read",
)
SENTENCES = tuple(f"{who} {said} {what}." for who, said, what in product(WHO, SAID, WHAT))

#: What a rewriter leaves behind, and what stood there.
WORDS: dict[str, tuple[str, ...]] = {
    "home": ("house",),
    "stated": ("said", "told"),
    "commerce": ("trade",),
    "battle": ("war",),
    "attainable": ("possible",),
    "enormous": ("big",),
    "large": ("big",),
    "settlement": ("agreement", "deal"),
    "counterfeit": ("artificial",),
    "consciousness": ("intelligence",),
    "bosom": ("breast",),
    "malignancy": ("cancer",),
    "courtroom": ("court",),
    "purple": ("red",),
    "overseas": ("foreign",),
    "alternate": ("exchange",),
    "big": ("large", "enormous"),
    "said": ("stated",),
    "aged": ("old",),
    "whereby": ("that",),
    "yon": ("the",),
}
PHRASES = {
    "with out": "without",
    "go away": "leave",
    "turn out to be": "become",
    "a right away": "an immediate",
    "cash": "the money",
}

HUMAN = " ".join(SENTENCES[::7])
SPUN = (
    "The White Home stated that the commerce battle with China could end this year. "
    "The ministry told reporters that they would go away Washington with out a deal. "
    "Her lawyer stated that a right away settlement was a attainable sign of peace. "
    "The bank said that counterfeit consciousness will not replace the doctors. "
    "The mayor stated that bosom malignancy had turn out to be an enormous problem for the hospital. "
    "A spokesman for the union said that overseas alternate was the reason for the loss."
)


@cache
def tiny_detector() -> Detector:
    return Detector(tiny_model())


@cache
def tiny_model() -> Model:
    vocabulary = Vocabulary.from_words(_words())
    ids = Tokenizer().batch(SENTENCES, vocabulary).ids
    ngrams = _count(ids, len(vocabulary))
    zipf = np.log10(np.maximum(ngrams.counts, 0.1) / ngrams.total * 1e9).astype(np.float32).clip(0, 8)
    return Model(
        vocabulary=vocabulary,
        ngrams=ngrams,
        substitutions=make_substitutions(vocabulary, WORDS, PHRASES),
        contexts=make_contexts(len(vocabulary)),
        lexical=LexicalTable.build(vocabulary, zipf, np.zeros((len(vocabulary), 32), np.int8)),
        token_network=_token_network(),
        document_network=_document_network(),
        kind_network=None,
        calibration=Calibration(offset=0.2, slope=0.9, length=-0.05, length_slope=0.02),
        points=OperatingPoints(
            tuple(
                Threshold(target, words, threshold, target / 2, target * 2, 100)
                for target, threshold in ((0.05, 0.5), (0.01, 0.7), (0.001, 0.9))
                for words in (0, 200)
            )
        ),
        settings=Settings(span_threshold=0.5, document_floor=0.9, least_words=20),
        model_id=ModelId("tiny", ""),
    )


def make_contexts(words: int) -> ContextModel:
    """Make a context model of small random vectors: no feature of it carries weight in the networks below."""
    rng = np.random.default_rng(0)
    rows = np.arange(words).astype(np.uint16)
    vectors = rng.integers(-20, 20, (2, words, 8)).astype(np.int8)
    vectors[:, 0] = 0
    return ContextModel(rows, vectors[0], vectors[1], np.full((2 * REACH, 8), 1e-3, np.float32))


def make_substitutions(
    vocabulary: Vocabulary, words: Mapping[str, Iterable[str]], phrases: Mapping[str, str]
) -> Substitutions:
    """Build the table of substitutions, all swaps equally likely."""
    listed = [[*words.get(word, ())] for word in vocabulary.words]
    keyed = sorted(
        (phrase_key(vocabulary.ids_of(phrase.split())), original.split())
        for phrase, original in phrases.items()
    )
    padded = np.full((len(keyed), MOST_PHRASE_WORDS), -1, np.int32)
    for row, (_, original) in enumerate(keyed):
        padded[row, : len(original)] = vocabulary.ids_of(original)
    openers = np.zeros(len(vocabulary), bool)
    openers[vocabulary.ids_of([phrase.split()[0] for phrase in phrases])] = True
    flat = vocabulary.ids_of([original for some in listed for original in some])
    return Substitutions(
        np.concatenate([[0], np.cumsum([len(some) for some in listed])]).astype(np.uint32),
        flat,
        np.full(len(flat), 255, np.uint8),
        np.array([key for key, _ in keyed], np.uint64),
        padded,
        openers,
    )


def _words() -> Iterator[str]:
    text = " ".join((*SENTENCES, *WORDS, *PHRASES, SPUN, "{ }"))
    yield from (token.text.lower() for token in Tokenizer().nlp(text))


def _count(ids: Ids, size: int) -> Ngrams:
    pairs, pair_counts = np.unique(pair_keys(ids[:-1], ids[1:]), return_counts=True)
    triples, triple_counts = np.unique(triple_keys(ids[:-2], ids[1:-1], ids[2:]), return_counts=True)
    distinct = np.unique(np.stack([ids[:-1], ids[1:]], axis=1), axis=0)
    followers = np.bincount(distinct[:, 0], minlength=size).astype(np.float32)
    keys = np.concatenate([pairs, triples])
    table = FuseMap.build(keys, quantize(np.concatenate([pair_counts, triple_counts])))
    counts = np.maximum(np.bincount(ids, minlength=size), 1).astype(np.float32)
    return Ngrams(counts, followers + 1, table)


def _token_network() -> Network:
    """Score a word by what swapping it back gains, alone or with others; two layers, set by hand."""
    strength = {"gain": 0.8, "pair_gain": 0.8, "phrase_gain": 0.8, "article": 2.0, "document_gain": 0.3}
    columns = [NAMES.index(name) for name in strength if name in NAMES]
    first = np.zeros((len(NAMES), len(columns)), np.float32)
    first[columns, range(len(columns))] = 1
    last = np.array([[strength[NAMES[column]]] for column in columns], np.float32)
    layers = ((first, np.zeros(len(columns), np.float32)), (last, np.array([-3.5], np.float32)))
    return Network(np.zeros(len(NAMES), np.float32), np.ones(len(NAMES), np.float32), layers)


def _document_network() -> Network:
    """Score a document by its share of words that are better swapped back."""
    weights = np.zeros((len(POOLED), 1), np.float32)
    for number, name in enumerate(POOLED):
        weights[number] = 30.0 if name in {"gain.above_3", "phrase_gain.above_3"} else 0.01
    mean, scale = np.zeros(len(POOLED), np.float32), np.ones(len(POOLED), np.float32)
    return Network(mean, scale, ((weights, np.array([-2.0], np.float32)),))
