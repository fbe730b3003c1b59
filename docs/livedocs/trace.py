"""One example followed through the detector's stages, with all that they hand to one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from livedocs.repository import ROOT
from mtdetect.arrays import Floats
from mtdetect.detector import Detector
from mtdetect.features.noisy_channel import CandidateScores
from mtdetect.judging.document_scores import DocumentScore, score_documents
from mtdetect.judging.token_scores import score_tokens
from mtdetect.judging.windows import compute_features, score_windows
from mtdetect.model.folder import Model, load_model
from mtdetect.results.report import Report
from mtdetect.tokens.arrays import Tokens

FIRST, LAST = "Commerce", "settlement"  # words that begin and end the stretch shown


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Hold one text's way through the stages."""

    model: Model
    tokens: Tokens
    candidates: CandidateScores
    matrix: Floats
    scores: Floats
    weighed: Floats
    pooled: Floats
    judged: DocumentScore
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
    batch = compute_features(model, tokens)
    (judged,) = documents = score_documents(model, tokens, batch.pooled)
    (window,) = score_windows(model, batch, documents)
    candidates, matrix = window.features.candidates, window.features.matrix
    scores = score_tokens(matrix, window.features.word, model.token_network)
    report = detector.detect(text)
    assert report.score == judged.score, "the stages shown are not those of the detector"
    return Trace(model, tokens, candidates, matrix, scores, window.scores, batch.pooled, judged, report)


def stretch(seen: Trace) -> range:
    """Give the rows of the stretch that is shown: the beginning of the example's first sentence."""
    words = [seen.token(row) for row in range(len(seen.tokens))]
    first = words.index(FIRST)
    return range(first, words.index(LAST, first) + 1)
