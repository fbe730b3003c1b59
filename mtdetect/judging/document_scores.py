"""Each document's figures: calibrated score, kind, reasons, and whether there is enough to go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Doubles, Floats
from mtdetect.features.pooling import count_words
from mtdetect.judging.reasons import explain_documents
from mtdetect.judging.token_scores import logit
from mtdetect.model.folder import Model
from mtdetect.model.network import sigmoid
from mtdetect.model.translation import move_logits
from mtdetect.model.vocabulary import BOUNDARY, UNKNOWN
from mtdetect.results.report import Kind, Reason
from mtdetect.text.prose.genre import Visible, mostly_foreign, not_prose, visible_length, why_few_words
from mtdetect.tokens.arrays import WORD, Tokens
from mtdetect.tokens.language import Segment

# Share of lower-case words that the vocabulary lacks. Of 3,954 human documents of all sources and 2,709
# essays by learners none reaches .15, dialect verse and misspelt essays among them (2026-12).
MOST_UNKNOWN = 0.16


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """Hold one document's figures, as Python scalars."""

    score: float
    words: int
    note: str | None
    english: bool
    kind: Kind
    reasons: tuple[Reason, ...]
    evidence: float  # logits of the score beyond the default threshold, translation apart


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredDocument:
    """Hold one document's pooled features ``(P,)`` beside its figures."""

    pooled: Floats
    judged: DocumentScore


def score_documents(
    model: Model,
    tokens: Tokens,
    pooled: Floats,
    foreign: Sequence[Segment] = (),
) -> list[DocumentScore]:
    """Judge the documents of a batch by their pooled features ``(D, P)``; ``foreign`` was left out before."""
    word = tokens.has(WORD)
    network, calibration, settings = model.document_network, model.calibration, model.settings
    words = count_words(tokens.doc, word, len(pooled))
    grammatical = count_words(tokens.doc, word & model.lexical.function[tokens.ids], len(pooled))
    shares = grammatical / np.maximum(words, 1)
    logits = calibration.logit(network.logits(pooled)[:, 0], words)
    thresholds = [model.points.threshold(count).threshold for count in words.tolist()]
    evidence = logits - logit(np.array(thresholds, np.float32))
    unsuspected, moved = _moved(model, tokens, word, pooled, logits)
    scores = sigmoid(moved)  # type: ignore[arg-type]
    slopes, offsets = calibration.slopes(words), calibration.offsets(words) + unsuspected - logits
    reasons = explain_documents(
        network, pooled, slopes, offsets, moved - unsuspected, settings.most_document_reasons
    )
    translated = _translated(model, pooled)
    unknown = count_words(tokens.doc, word & (tokens.ids == UNKNOWN), len(pooled)) / np.maximum(words, 1)
    seen = _visible(tokens, foreign)
    return [
        DocumentScore(
            float(scores[at]),
            int(words[at]),
            _note(model, tokens.texts[at], seen[at], int(words[at]), float(shares[at]), float(unknown[at])),
            bool(shares[at] >= settings.least_function_share),
            "translated" if translated[at] > 0.5 else "spun",
            reasons[at],
            float(evidence[at]),
        )
        for at in range(len(pooled))
    ]


def _moved(
    model: Model, tokens: Tokens, word: npt.NDArray[np.bool_], pooled: Floats, logits: Doubles
) -> tuple[Doubles, Doubles]:
    """Move what lies below all thresholds: as without any sign of translation, and as there are."""
    if model.translation is None:
        return logits, logits
    evidence = model.translation.evidence(tokens.ids, tokens.doc, word, pooled)
    ceiling = float(logit(np.array(model.points.lowest)))
    return move_logits(logits, np.zeros_like(evidence), ceiling), move_logits(logits, evidence, ceiling)


def _translated(model: Model, pooled: Floats) -> Floats:
    """Give the probability that a document, if rewritten at all, was translated rather than spun."""
    if model.kind_network is None:
        return np.zeros(len(pooled), np.float32)
    return sigmoid(model.kind_network.logits(pooled)[:, 0])


def _visible(tokens: Tokens, foreign: Sequence[Segment]) -> list[Visible]:
    """Count each document's characters: visible ones, judged ones, those in another language."""
    judged = np.bincount(tokens.doc, _lengths(tokens), minlength=len(tokens.texts)).astype(int).tolist()
    other = [0] * len(tokens.texts)
    for document, start, end in foreign:
        other[document] += visible_length(tokens.texts[document][start:end])
    return [
        Visible(visible_length(text), *counts)
        for text, *counts in zip(tokens.texts, judged, other, strict=True)
    ]


def _lengths(tokens: Tokens) -> npt.NDArray[np.int32]:
    return np.where(tokens.ids == BOUNDARY, 0, tokens.end - tokens.start)


def _note(model: Model, text: str, visible: Visible, words: int, share: float, unknown: float) -> str | None:
    """Say why a document cannot be judged, if it cannot."""
    settings = model.settings
    if words < settings.least_words:
        few = f"too few words of prose to tell: {words}, where at least {settings.least_words} are needed"
        reason = why_few_words(text, visible)
        unseen = ": of shorter texts, most that are half rewritten go unnoticed"
        return few + unseen if reason is None else f"{few} ({reason})"
    if share < settings.least_function_share:
        return (
            f"too little English to tell: {share:.0%} of the words are grammatical ones (the, of, is ...), "
            f"where at least {settings.least_function_share:.0%} are needed"
        )
    if unknown >= MOST_UNKNOWN:
        return (
            f"too many unknown words to tell: {unknown:.0%} of the words are in no list, as where letters "
            f"are hidden, swapped or cut apart; less than {MOST_UNKNOWN:.0%} is needed"
        )
    return mostly_foreign(visible) or not_prose(text, visible, share)
