"""Windows: the stages over the rows of a batch, in bounded memory whatever its length.

A batch of short texts is one window. A long text is a batch of its own and has many: it is read, unmasked and
tokenized as a whole, and each window then carries enough rows on either side that the features of its own
rows equal those of the undivided text. A first pass adds up what pooled features are made of. A second pass
scores words and makes spans, since both need the document's score; it reuses the features of the first
windows and computes those of the others again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mtdetect.arrays import Doubles, Floats, Ids
from mtdetect.features.extraction import TokenFeatures, extract_features
from mtdetect.features.pooling import Totals, finish, total
from mtdetect.features.token_features import WIDE, word_weights
from mtdetect.features.topics import REACH
from mtdetect.judging.document_scores import DocumentScore
from mtdetect.judging.token_scores import rescale_by_document, score_tokens
from mtdetect.model.columns import COLUMN
from mtdetect.model.folder import Model
from mtdetect.model.substitutions import MOST_PHRASE_WORDS
from mtdetect.model.vocabulary import BOUNDARY
from mtdetect.runtime.batches import is_long
from mtdetect.tokens.arrays import WORD, Tokens

WINDOW_ROWS = 20_000  # about 100,000 characters, as much as a batch of short texts has
KEPT_WINDOWS = 4  # about 65,000 words, at 13 MiB a window
# A feature averages over WIDE rows; candidates are ranked by the topic of REACH rows around them; n-grams and
# phrases at the far end reach a few rows further.
CONTEXT = REACH + WIDE + 2 * MOST_PHRASE_WORDS
LEVELS = ("document_curvature", "document_gain", "document_surprisal")  # averages over the whole document


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Some rows of a batch with their context, and which of them are the window's own."""

    tokens: Tokens
    begin: int  # the batch's row at which the window begins, context included
    first: int
    last: int

    @property
    def own(self) -> slice:
        """The window's own rows."""
        return slice(self.first, self.last)

    @property
    def own_in_batch(self) -> slice:
        """The window's own rows, counted in the batch."""
        return slice(self.begin + self.first, self.begin + self.last)


@dataclass(frozen=True, slots=True, eq=False)
class BatchFeatures:
    """What a first pass over a batch's windows gives: pooled features, document averages, some windows."""

    windows: tuple[Window, ...]
    kept: tuple[TokenFeatures, ...]  # of the first windows
    totals: Totals
    levels: dict[str, float]  # of the one document that many windows have

    @property
    def pooled(self) -> Floats:
        """The documents' pooled features ``(D, P)``."""
        return finish(self.totals)


@dataclass(frozen=True, slots=True, eq=False)
class ScoredWindow:
    """A window with its rows' probabilities ``(n,)``, each adjusted by its document's evidence."""

    window: Window
    features: TokenFeatures
    scores: Floats
    last: bool


def compute_features(model: Model, tokens: Tokens, keep: int = KEPT_WINDOWS) -> BatchFeatures:
    """Go through the windows of a batch, add up their features, and keep the first ``keep`` windows."""
    parts = tuple(cut_windows(tokens))
    weights = word_weights(tokens.doc, tokens.ids, tokens.has(WORD))
    totals: dict[str, Doubles] = {}
    sums = dict.fromkeys(LEVELS, np.zeros(2))
    kept: list[TokenFeatures] = []
    for part in parts:
        features = extract_features(part.tokens, model)
        some = _total(part, features, weights, len(tokens.texts))
        totals = {name: values + totals.get(name, 0) for name, values in some.items()}
        if len(parts) > 1:
            level = _level_sums(part.tokens.ids[part.own], features.matrix[part.own])
            sums = {name: sums[name] + level[name] for name in LEVELS}
        if len(kept) < keep:
            kept.append(features)
    levels = {name: float(sum_ / max(count, 1)) for name, (sum_, count) in sums.items()}
    return BatchFeatures(parts, tuple(kept), totals, levels if len(parts) > 1 else {})


def score_windows(
    model: Model, features: BatchFeatures, documents: Sequence[DocumentScore]
) -> Iterator[ScoredWindow]:
    """Score the words of every window; those of a document that is not English get 0."""
    evidence = np.array([document.evidence for document in documents], np.float32)
    english = np.array([document.english for document in documents])
    for number, part in enumerate(features.windows):
        kept = number < len(features.kept)
        its = features.kept[number] if kept else extract_features(part.tokens, model)
        for name, level in features.levels.items():
            its.matrix[:, COLUMN[name]] = level
        scores = score_tokens(its.matrix, its.word & english[part.tokens.doc], model.token_network)
        adjusted = rescale_by_document(scores, evidence[part.tokens.doc], model.settings)
        yield ScoredWindow(part, its, adjusted, number + 1 == len(features.windows))


def cut_windows(tokens: Tokens) -> Iterator[Window]:
    """Cut the rows of a batch into windows; a batch of short texts is one."""
    rows = WINDOW_ROWS if is_long(tokens.texts) else max(len(tokens), 1)
    for first in range(0, max(len(tokens), 1), rows):
        yield cut_window(tokens, first, min(first + rows, len(tokens)))


def cut_window(tokens: Tokens, first: int, last: int) -> Window:
    """Cut the rows ``first .. last`` out, with the context behind them and twice as much before them."""
    begin, end = max(first - 2 * CONTEXT, 0), min(last + CONTEXT, len(tokens))
    return Window(tokens.rows(begin, end), begin, first - begin, last - begin)


def _total(part: Window, features: TokenFeatures, weights: Floats, documents: int) -> Totals:
    own = part.own
    doc, matrix = part.tokens.doc[own], features.matrix[own]
    return total(doc, features.word[own], documents, matrix, weights[part.own_in_batch])


def _level_sums(ids: Ids, matrix: Floats) -> dict[str, Doubles]:
    """Give sum and count of what each of `LEVELS` averages."""
    inside, chosen = ids != BOUNDARY, matrix[:, COLUMN["choices"]] > 0
    values = {
        "document_curvature": matrix[chosen, COLUMN["curvature"]],
        "document_gain": np.maximum(matrix[chosen, COLUMN["gain"]], 0),
        "document_surprisal": matrix[inside, COLUMN["surprisal"]],
    }
    return {name: np.array([some.sum(dtype=np.float64), len(some)]) for name, some in values.items()}
