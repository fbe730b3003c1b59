"""One long document in bounded memory: the stages over windows of its rows, to the same report.

The document is read, seen through and tokenized as a whole, the latter in pieces and to a few bytes a token.
A first pass over the windows adds up what the document's features pool; a second, the document's evidence
now known, makes the spans. What the first finds out of the first windows is kept for the second; the rest is
found out again. Each window carries enough rows on either side that everything known of its own rows is what
the whole would tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats
from mtdetect.features.noisy_channel import Restoration, restore
from mtdetect.features.pooling import Totals, finish, pool, total
from mtdetect.features.token_features import WIDE, token_features, word_weights
from mtdetect.features.topics import REACH
from mtdetect.judging.document_scores import Judged, judge_documents
from mtdetect.judging.marking import mark_spans
from mtdetect.judging.spans import spoken_for
from mtdetect.judging.token_scores import score_tokens, weigh_by_document
from mtdetect.model.columns import COLUMN
from mtdetect.model.folder import Model
from mtdetect.model.originals import MOST_PHRASE_WORDS
from mtdetect.model.vocabulary import BOUNDARY
from mtdetect.results.report import Span
from mtdetect.text.source import Source
from mtdetect.tokens.arrays import WORD, Tokens
from mtdetect.tokens.language import Stretch

WINDOW_ROWS = 20_000  # some 100,000 characters, as much as a batch of short texts has
KEPT_WINDOWS = 4  # some 65,000 words, at 13 MiB a window
# A feature averages over WIDE rows what ranks candidates by the topic REACH rows around, and the n-grams and
# phrases at the far end look a few rows further.
CONTEXT = REACH + WIDE + 2 * MOST_PHRASE_WORDS


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Some of a document's rows with their context, and which of them are the window's own."""

    tokens: Tokens
    begin: int  # where in the document the window's rows begin, context included
    first: int
    last: int

    @property
    def own(self) -> slice:
        """The window's own rows."""
        return slice(self.first, self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is known of a window's rows."""

    found: Restoration
    matrix: Floats
    word: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What a first pass says of a document: what is pooled, and the features of the document's own level."""

    totals: Totals
    levels: dict[str, float]
    kept: tuple[Seen, ...]  # of the first windows


def judge_long(
    model: Model, tokens: Tokens, sources: Sequence[Source], foreign: Sequence[Stretch]
) -> tuple[list[Judged], list[tuple[Span, ...]]]:
    """Judge a batch of one document, of any length."""
    first = survey(model, tokens, KEPT_WINDOWS)
    (judged,) = judge_documents(model, tokens, tokens.has(WORD), finish(first.totals), foreign)
    spans = _spans(model, tokens, sources, first, judged.evidence) if judged.english else iter(())
    return [judged], [tuple(spans)]


def pool_batch(model: Model, tokens: Tokens) -> Floats:
    """Pool the features of a batch as a whole."""
    seen, weights = _see(model, tokens), word_weights(tokens.doc, tokens.ids, tokens.has(WORD))
    return pool(tokens.doc, seen.word, len(tokens.texts), seen.matrix, weights)


def pool_long(model: Model, tokens: Tokens) -> Floats:
    """Pool the features of a batch of one document, of any length."""
    return finish(survey(model, tokens).totals)


def window(tokens: Tokens, first: int, last: int) -> Window:
    """Cut the rows ``first .. last`` out, with their context, and that of as many rows before them."""
    begin, end = max(first - 2 * CONTEXT, 0), min(last + CONTEXT, len(tokens))
    rows = slice(begin, end)
    some = Tokens(
        tokens.ids[rows],
        tokens.start[rows],
        tokens.end[rows],
        tokens.doc[rows],
        tokens.flags[rows],
        tokens.texts,
    )
    return Window(some, begin, first - begin, last - begin)


def windows(tokens: Tokens) -> Iterator[Window]:
    """Cut all rows into windows."""
    for first in range(0, len(tokens), WINDOW_ROWS):
        yield window(tokens, first, min(first + WINDOW_ROWS, len(tokens)))


def _see(model: Model, tokens: Tokens) -> Seen:
    found = restore(tokens, model.ngrams, model.originals, model.lexical.topics, model.contexts)
    matrix = token_features(tokens, found, model.ngrams, model.lexical)
    return Seen(found, matrix, tokens.has(WORD))


def survey(model: Model, tokens: Tokens, keep: int = 0) -> Survey:
    """Go through all windows, and keep what is known of the first ones."""
    totals: dict[str, npt.NDArray[np.float64]] = {}
    sums = dict.fromkeys(LEVELS, np.zeros(2))
    weights = word_weights(tokens.doc, tokens.ids, tokens.has(WORD))
    kept: list[Seen] = []
    for part in windows(tokens):
        seen, own = _see(model, part.tokens), part.own
        mine = weights[part.begin + part.first : part.begin + part.last]
        some = total(part.tokens.doc[own], seen.word[own], 1, seen.matrix[own], mine)
        totals = {name: values + totals.get(name, 0) for name, values in some.items()}
        level = _level_sums(part.tokens.ids[own], seen.matrix[own])
        sums = {name: sums[name] + level[name] for name in LEVELS}
        if len(kept) < keep:
            kept.append(seen)
    levels = {name: float(sum_ / max(count, 1)) for name, (sum_, count) in sums.items()}
    return Survey(totals, levels, tuple(kept))


#: The features that average over the whole document.
LEVELS = ("document_curvature", "document_gain", "document_surprisal")


def _level_sums(ids: npt.NDArray[np.int32], matrix: Floats) -> dict[str, npt.NDArray[np.float64]]:
    """Give sum and count of what each of `LEVELS` averages."""
    inside, chosen = ids != BOUNDARY, matrix[:, COLUMN["choices"]] > 0
    values = {
        "document_curvature": matrix[chosen, COLUMN["curvature"]],
        "document_gain": np.maximum(matrix[chosen, COLUMN["gain"]], 0),
        "document_surprisal": matrix[inside, COLUMN["surprisal"]],
    }
    return {name: np.array([some.sum(dtype=np.float64), len(some)]) for name, some in values.items()}


def scored_windows(
    model: Model, tokens: Tokens, first: Survey, evidence: float
) -> Iterator[tuple[Window, Seen, Floats]]:
    """Give every window, what is known of its rows, and their scores, the whole document considered."""
    for number, part in enumerate(windows(tokens)):
        seen = first.kept[number] if number < len(first.kept) else _see(model, part.tokens)
        for name, level in first.levels.items():
            seen.matrix[:, COLUMN[name]] = level
        scores = score_tokens(seen.matrix, seen.word, model.token_network)
        yield (
            part,
            seen,
            weigh_by_document(scores, np.full(len(scores), evidence, np.float32), model.settings),
        )


def _spans(
    model: Model, tokens: Tokens, sources: Sequence[Source], first: Survey, evidence: float
) -> Iterator[Span]:
    """Make the spans window by window, each from where the one before it ended."""
    done = 0
    for part, seen, weighed in scored_windows(model, tokens, first, evidence):
        start, stop = done - part.begin, part.last
        weighed[:start] = 0
        if part.begin + part.last < len(tokens):
            spoken = spoken_for(part.tokens.ids, weighed, seen.found, model.settings)
            stop = _quiet_end(spoken, max(start, part.last - CONTEXT), part.last)
        weighed[stop:] = 0
        yield from mark_spans(model, part.tokens, sources, seen.found, seen.matrix, weighed)[0]
        done = part.begin + stop


def _quiet_end(spoken: npt.NDArray[np.bool_], low: int, high: int) -> int:
    """Find where between two rows to end a window: behind the last row that no span can hold.

    Where a hundred odd words stand in a row without such a one, a phrase may be cut in two.
    """
    (quiet,) = np.nonzero(~spoken[low : high - MOST_PHRASE_WORDS])
    return low + int(quiet[-1]) + 1 if len(quiet) else high
