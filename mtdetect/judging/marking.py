"""A batch's spans as they are reported: where they lie, what stood there, and why."""

from __future__ import annotations

from collections.abc import Sequence

from mtdetect.arrays import Floats
from mtdetect.features.noisy_channel import Restoration
from mtdetect.judging.reasons import explain_spans
from mtdetect.judging.spans import find_spans
from mtdetect.judging.suggestions import Place, propose
from mtdetect.judging.token_scores import logit
from mtdetect.model.folder import Model
from mtdetect.results.report import Span
from mtdetect.text.source import Source
from mtdetect.tokens.arrays import Tokens


def mark_spans(
    model: Model,
    tokens: Tokens,
    sources: Sequence[Source],
    found: Restoration,
    matrix: Floats,
    scores: Floats,
) -> list[tuple[Span, ...]]:
    """Make each document's spans in its source, with suggestions and reasons."""
    settings = model.settings
    stretches = find_spans(tokens.ids, scores, found, settings)
    place = Place(tokens, model.vocabulary, model.lexical)
    proposals = propose(place, stretches.start, stretches.stop, found, settings.most_suggestions)
    reasons = explain_spans(
        model.token_network, matrix[stretches.peak], logit(stretches.score), settings.most_span_reasons
    )
    spans: list[list[Span]] = [[] for _ in tokens.texts]
    for at, proposal in enumerate(proposals):
        document = int(tokens.doc[proposal.start])
        start, end = int(tokens.start[proposal.start]), int(tokens.end[stretches.stop[at] - 1])
        score = float(stretches.score[at])
        spans[document].append(sources[document].span(start, end, score, proposal.suggestions, reasons[at]))
    return [tuple(some) for some in spans]
