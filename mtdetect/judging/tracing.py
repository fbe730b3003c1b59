"""A document word by word: what each word gave, for a close look and for plots.

A report holds what stands out; a trace holds every word that was judged, so that one can see where in a text
the rewriting sits, and what the words around look like. All of it is made by the stages that make a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mtdetect.judging.document_scores import score_documents
from mtdetect.judging.windows import ScoredWindow, compute_features, score_windows
from mtdetect.model.columns import COLUMN
from mtdetect.model.folder import Model
from mtdetect.results.trace import TracedWord
from mtdetect.text.source import Source
from mtdetect.tokens.arrays import Tokens
from mtdetect.tokens.language import Segment

SHOWN = [COLUMN[name] for name in ("surprisal", "gain", "curvature")]


def trace_words(
    model: Model, tokens: Tokens, source: Source, foreign: Sequence[Segment]
) -> tuple[TracedWord, ...]:
    """Trace a batch of one document, of any length."""
    features = compute_features(model, tokens)
    documents = score_documents(model, tokens, features.pooled, foreign)
    if not documents[0].english:  # every word would look swapped
        return ()
    return tuple(word for part in score_windows(model, features, documents) for word in _words(part, source))


def _words(part: ScoredWindow, source: Source) -> Iterator[TracedWord]:
    window, features = part.window, part.features
    rows = np.arange(window.first, window.last)[features.word[window.own]]
    shown = features.matrix[rows][:, SHOWN].tolist()
    starts, ends = window.tokens.start[rows].tolist(), window.tokens.end[rows].tolist()
    for start, end, values, score in zip(starts, ends, shown, part.scores[rows].tolist(), strict=True):
        begin, finish = source.view.source(start, end)
        surprisal, gain, curvature = values
        yield TracedWord(begin, finish, source.text[begin:finish], surprisal, gain, curvature, score)
