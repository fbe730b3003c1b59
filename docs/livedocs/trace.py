"""One example followed through the detector's stages, with all that they hand to one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from livedocs.repository import ROOT
from mtdetect.arrays import Floats
from mtdetect.detector import Detector
from mtdetect.features.noisy_channel import Restoration, restore
from mtdetect.features.pooling import pool
from mtdetect.features.token_features import token_features, word_weights
from mtdetect.judging.document_scores import Judged, judge_documents
from mtdetect.judging.token_scores import score_tokens, weigh_by_document
from mtdetect.model.folder import Model, load_model
from mtdetect.results.report import Report
from mtdetect.tokens.arrays import WORD, Tokens

FIRST, LAST = "Commerce", "settlement"  # words that begin and end the stretch shown


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Hold one text's way through the stages."""

    model: Model
    tokens: Tokens
    found: Restoration
    matrix: Floats
    scores: Floats
    weighed: Floats
    pooled: Floats
    judged: Judged
    report: Report

    def token(self, row: int) -> str:
        """Give the token that a row stands for."""
        return self.tokens.texts[0][self.tokens.start[row] : self.tokens.end[row]]


@cache
def trace() -> Trace:
    """Follow the spun example, as ``Detector._judge`` does; it must come to the same score."""
    model = load_model()
    detector = Detector(model)
    text = (ROOT / "examples" / "spun_news.txt").read_text(encoding="utf-8")
    tokens, _, _ = detector._read([text], "text")
    found = restore(tokens, model.ngrams, model.originals, model.lexical.topics, model.contexts)
    matrix, word = token_features(tokens, found, model.ngrams, model.lexical), tokens.has(WORD)
    pooled = pool(tokens.doc, word, 1, matrix, word_weights(tokens.doc, tokens.ids, word))
    (judged,) = judge_documents(model, tokens, word, pooled)
    scores = score_tokens(matrix, word, model.token_network)
    evidence = np.full(len(tokens), judged.evidence, np.float32)
    weighed = weigh_by_document(scores, evidence, model.settings)
    report = detector.detect(text)
    assert report.score == judged.score, "the stages shown are not those of the detector"
    return Trace(model, tokens, found, matrix, scores, weighed, pooled, judged, report)


def stretch(seen: Trace) -> range:
    """Give the rows of the stretch that is shown: the beginning of the example's first sentence."""
    words = [seen.token(row) for row in range(len(seen.tokens))]
    first = words.index(FIRST)
    return range(first, words.index(LAST, first) + 1)
