"""A document word by word: what each word gave, for a close look and for plots.

A report holds what stands out; a trace holds every word that was judged, so that one can see where in a text
the rewriting sits, and what the words around look like. All of it is made by the stages that make a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from mtdetect.document import COLUMN, finish
from mtdetect.judgement import judge_documents
from mtdetect.model.folder import Model
from mtdetect.model.ngrams import Floats
from mtdetect.report import Report
from mtdetect.text.language import Stretch
from mtdetect.text.source import Source
from mtdetect.tokens import WORD, Tokens
from mtdetect.windows import KEPT_WINDOWS, Seen, Window, scored_windows, survey

SHOWN = [COLUMN[name] for name in ("surprisal", "gain", "curvature")]


@dataclass(frozen=True, slots=True)
class TracedWord:
    """Hold one judged word: ``report.text[start:end] == text``, in code points.

    In nats (divide by ``math.log(2)`` for bits): ``surprisal``, how unexpected the word is after the two
    before it; ``gain``, how much likelier the text around is with the best other wording, at most 15, and 0
    where none is known; ``curvature``, how far the choice lies below what is usual among near-synonyms.
    ``score`` is the probability that a machine put the word there, the rest of the document considered, as
    spans have it.
    """

    start: int
    end: int
    text: str
    surprisal: float
    gain: float
    curvature: float
    score: float


@dataclass(frozen=True, slots=True)
class Trace:
    """Hold a report and its document's words in order; none where too little of it is English."""

    report: Report
    words: tuple[TracedWord, ...]

    def to_columns(self) -> dict[str, list[object]]:
        """Return a list for each of a word's fields, as data frames take them.

        >>> from mtdetect.tracing import TracedWord
        >>> from types import SimpleNamespace
        >>> trace = Trace(SimpleNamespace(), (TracedWord(0, 5, "White", 7.1, 0.0, 0.2, 0.1),))
        >>> trace.to_columns()["surprisal"]
        [7.1]
        """
        return {one.name: [getattr(word, one.name) for word in self.words] for one in fields(TracedWord)}


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
