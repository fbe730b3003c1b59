"""Each document's figures: calibrated score, kind, reasons, and whether there is enough to go by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.document import count_words
from mtdetect.explain import explain_documents
from mtdetect.model import Model
from mtdetect.network import sigmoid
from mtdetect.ngrams import Floats
from mtdetect.report import Kind, Reason
from mtdetect.scoring import logit
from mtdetect.tokens import Tokens
from mtdetect.translation import Numbers, move_logits


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold one document's figures, as Python scalars."""

    score: float
    words: int
    note: str | None
    english: bool
    kind: Kind
    reasons: tuple[Reason, ...]
    evidence: float  # logits of the score beyond the default threshold, translation apart


def judge_documents(
    model: Model, tokens: Tokens, word: npt.NDArray[np.bool_], pooled: Floats
) -> list[Judged]:
    """Judge the documents of a batch by their pooled features ``(D, P)``."""
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
    return [
        Judged(
            float(scores[at]),
            int(words[at]),
            _note(model, int(words[at]), float(shares[at])),
            bool(shares[at] >= settings.least_function_share),
            "translated" if translated[at] > 0.5 else "spun",
            reasons[at],
            float(evidence[at]),
        )
        for at in range(len(pooled))
    ]


def _moved(
    model: Model, tokens: Tokens, word: npt.NDArray[np.bool_], pooled: Floats, logits: Numbers
) -> tuple[Numbers, Numbers]:
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


def _note(model: Model, words: int, share: float) -> str | None:
    """Say why a document cannot be judged, if it cannot."""
    settings = model.settings
    if words < settings.least_words:
        return f"too few words of prose to tell: {words}, where at least {settings.least_words} are needed"
    if share < settings.least_function_share:
        return (
            f"too little English to tell: {share:.0%} of the words are grammatical ones (the, of, is ...), "
            f"where at least {settings.least_function_share:.0%} are needed"
        )
    return None
