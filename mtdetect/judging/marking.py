"""A batch's spans as they are reported: where they are, what probably stood there, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from mtdetect.arrays import Flags, Floats
from mtdetect.judging.reasons import explain_spans
from mtdetect.judging.spans import find_spans, spoken_for
from mtdetect.judging.suggestions import Place, propose
from mtdetect.judging.token_scores import logit
from mtdetect.judging.windows import CONTEXT, ScoredWindow
from mtdetect.model.folder import Model
from mtdetect.model.substitutions import MOST_PHRASE_WORDS
from mtdetect.results.report import Span
from mtdetect.text.source import Source


def mark_spans(
    model: Model, sources: Sequence[Source], windows: Iterable[ScoredWindow]
) -> list[tuple[Span, ...]]:
    """Make each document's spans in its source, window by window, with suggestions and reasons."""
    spans: list[list[Span]] = [[] for _ in sources]
    done = 0  # row of the batch that the spans of the windows before reach
    for part in windows:
        begin = part.window.begin
        stop = part.window.last if part.last else _window_end(model, part, done - begin)
        scores = part.scores.copy()
        scores[: done - begin] = 0
        scores[stop:] = 0
        for document, span in _spans(model, sources, part, scores):
            spans[document].append(span)
        done = begin + stop
    return [tuple(some) for some in spans]


def _spans(
    model: Model, sources: Sequence[Source], part: ScoredWindow, scores: Floats
) -> Iterator[tuple[int, Span]]:
    """Give the spans of one window, each with its document."""
    settings, tokens, features = model.settings, part.window.tokens, part.features
    rows = find_spans(tokens.ids, scores, features.candidates, settings)
    place = Place(tokens, model.vocabulary, model.lexical)
    proposals = propose(place, rows.start, rows.stop, features.candidates, settings.most_suggestions)
    reasons = explain_spans(
        model.token_network, features.matrix[rows.best_row], logit(rows.score), settings.most_span_reasons
    )
    for at, proposal in enumerate(proposals):
        document = int(tokens.doc[proposal.start])
        start, end = int(tokens.start[proposal.start]), int(tokens.end[rows.stop[at] - 1])
        score = float(rows.score[at])
        yield document, sources[document].span(start, end, score, proposal.suggestions, reasons[at])


def _window_end(model: Model, part: ScoredWindow, start: int) -> int:
    """Find the row at which a window's spans end, so that none is cut by the next window."""
    window = part.window
    spoken = spoken_for(window.tokens.ids, part.scores, part.features.candidates, model.settings)
    return _quiet_end(spoken, max(start, window.last - CONTEXT), window.last)


def _quiet_end(spoken: Flags, low: int, high: int) -> int:
    """Find where between two rows to end a window: behind the last row that no span can hold.

    Where a hundred odd words follow one another without such a row, a phrase may be cut in two.
    """
    (quiet,) = np.nonzero(~spoken[low : high - MOST_PHRASE_WORDS])
    return low + int(quiet[-1]) + 1 if len(quiet) else high
