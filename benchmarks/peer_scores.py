"""What each peer says of a list of texts, as one number a text: the higher, the more likely rewritten.

A tool that lists remarks is scored by its remarks in 1,000 words, and one that gives columns by a logistic
regression over them, trained as the one over words is. Nothing here is chosen by the test set.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mtdetect import load
from mtdetect.arrays import Doubles
from mtdetect.features.noisy_channel import Walk
from mtdetect.model.folder import load_model
from mtdetect.spinners.tortured import load_rows
from mtdetect.tokens.arrays import WORD
from mtdetect.tokens.tokenizer import Tokenizer

Score = Callable[[Sequence[str]], Doubles]
WORDS = re.compile(r"[a-z]+(?:['-][a-z]+)*")


@dataclass(frozen=True, slots=True)
class Peer:
    """Name a way of scoring texts; ``trained`` says whether it learned from our generators."""

    name: str
    score: Score
    trained: bool = False


def mtdetect_() -> Peer:
    """Score as the shipped model does."""
    detector = load()
    return Peer("mtdetect", lambda texts: np.array([one.score for one in detector.detect_many(texts)]), True)


def surprisal() -> Peer:
    """Score by mean surprisal under our own counts: what GLTR pictures, with trigrams in GPT-2's place."""
    model, tokenizer = load_model(), Tokenizer()

    def of(text: str) -> float:
        tokens = tokenizer.batch([text], model.vocabulary)
        word = tokens.has(WORD)
        return float(-Walk.through(tokens.ids, model.ngrams).log_prob[: len(word)][word].mean())

    return Peer("mean surprisal, our trigrams", _each(of))


def rarity() -> Peer:
    """Score by how rare the words are."""
    from wordfreq import zipf_frequency

    def of(text: str) -> float:
        return -float(np.mean([zipf_frequency(word, "en") for word in _words(text)]))

    return Peer(_named("rarity of words", "wordfreq"), _each(of))


def compression() -> Peer:
    """Score by how badly the text compresses."""

    def of(text: str) -> float:
        raw = text.encode()
        return len(zlib.compress(raw, 9)) / len(raw)

    return Peer("zlib compression ratio", _each(of))


def phrase_list(path: Path) -> Peer:
    """Score by the known tortured phrases in 1,000 words."""
    known = {tuple(_words(row.tortured)) for row in load_rows(path)}
    lengths = sorted({len(phrase) for phrase in known})

    def of(text: str) -> float:
        words = _words(text)
        hits = sum(tuple(words[at : at + length]) in known for length in lengths for at in range(len(words)))
        return 1000 * hits / len(words)

    return Peer(f"list of {len(known):,} tortured phrases", _each(of))


def proselint() -> Peer:
    """Score by proselint's remarks in 1,000 words, all its default checks on."""
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)

    def of(text: str) -> float:
        return 1000 * len(LintFile("text", text).lint()) / len(_words(text))

    return Peer(_named("proselint", "proselint"), _each(of))


def harper() -> Peer:
    """Score by the Harper grammar checker's remarks in 1,000 words."""
    import harper as package

    linter = package.Linter()

    def of(text: str) -> float:
        return 1000 * len(linter.lint(text, language=package.Language.PLAINTEXT)) / len(_words(text))

    return Peer(_named("Harper", "harper-py"), _each(of))


def textdescriptives(texts: Sequence[str], rewritten: npt.NDArray[np.bool_]) -> Peer:
    """Train a logistic regression over what TextDescriptives computes without a language model of spaCy's."""
    import spacy
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import RobustScaler
    from textdescriptives import extract_df

    nlp = spacy.blank("en")
    for name in ("sentencizer", "textdescriptives/readability"):
        nlp.add_pipe(name)

    def columns(some: Sequence[str]) -> npt.NDArray[np.float64]:
        frame = extract_df(nlp.pipe(some), include_text=False)
        return frame.select_dtypes(["number", "bool"]).astype(float).clip(-1e6, 1e6).to_numpy()

    fitted = make_pipeline(SimpleImputer(), RobustScaler(), LogisticRegression(max_iter=2000))
    fitted.fit(columns(texts), rewritten)
    name = _named("TextDescriptives", "textdescriptives")
    return Peer(name, lambda some: fitted.decision_function(columns(some)), True)


def words_regression(texts: Sequence[str], rewritten: npt.NDArray[np.bool_]) -> Peer:
    """Train a logistic regression over TF-IDF of words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    fitted = make_pipeline(vectors, LogisticRegression(C=10, max_iter=2000)).fit(texts, rewritten)
    return Peer(_named("TF-IDF", "scikit-learn"), fitted.decision_function, True)


def _each(of: Callable[[str], float]) -> Score:
    return lambda texts: np.array([of(text) for text in texts])


def _words(text: str) -> list[str]:
    return WORDS.findall(text.lower()) or [""]


def _named(what: str, package: str) -> str:
    number = version(package)
    return f"{what} {number}" if what.lower() == package else f"{what} ({package} {number})"


def all_peers(phrases: Path, texts: Sequence[str], rewritten: npt.NDArray[np.bool_]) -> Iterable[Peer]:
    """Make every peer, one at a time; those that learn do so from these texts."""
    yield mtdetect_()
    yield words_regression(texts, rewritten)
    yield textdescriptives(texts, rewritten)
    yield phrase_list(phrases)
    yield surprisal()
    yield rarity()
    yield compression()
    yield harper()
    yield proselint()
