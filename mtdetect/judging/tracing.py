"""A document word by word: what each word gave, for a close look and for plots.

A report holds what stands out; a trace holds every word that was judged, so that one can see where in a text
the rewriting sits, and what the words around look like. All of it is made by the stages that make a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mtdetect.arrays import Floats
from mtdetect.features.pooling import finish
from mtdetect.judging.document_scores import judge_documents
from mtdetect.judging.long_documents import KEPT_WINDOWS, Seen, Window, scored_windows, survey
from mtdetect.model.columns import COLUMN
from mtdetect.model.folder import Model
from mtdetect.results.trace import TracedWord
from mtdetect.text.source import Source
from mtdetect.tokens.arrays import WORD, Tokens
from mtdetect.tokens.language import Stretch

SHOWN = [COLUMN[name] for name in ("surprisal", "gain", "curvature")]


def trace_words(
    model: Model, tokens: Tokens, source: Source, foreign: Sequence[Stretch]
) -> tuple[TracedWord, ...]:
    """Trace a batch of one document, of any length."""
    first = survey(model, tokens, KEPT_WINDOWS)
    (judged,) = judge_documents(model, tokens, tokens.has(WORD), finish(first.totals), foreign)
    if not judged.english:  # every word would look swapped
        return ()
    scored = scored_windows(model, tokens, first, judged.evidence)
    return tuple(word for some in scored for word in _words(*some, source))


def _words(part: Window, seen: Seen, scores: Floats, source: Source) -> Iterator[TracedWord]:
    rows = np.arange(part.first, part.last)[seen.word[part.own]]
    shown = seen.matrix[rows][:, SHOWN].tolist()
    starts, ends = part.tokens.start[rows].tolist(), part.tokens.end[rows].tolist()
    for start, end, values, score in zip(starts, ends, shown, scores[rows].tolist(), strict=True):
        begin, finish = source.view.source(start, end)
        surprisal, gain, curvature = values
        yield TracedWord(begin, finish, source.text[begin:finish], surprisal, gain, curvature, score)
