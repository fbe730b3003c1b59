"""Tables and a picture of one sentence at every stage, computed when the documentation is built."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import numpy as np

from livedocs.reference import table
from livedocs.trace import Trace, stretch, trace
from mtdetect.features.noisy_channel import PhraseCandidates
from mtdetect.model.columns import NAMES, POOLED
from mtdetect.tokens.arrays import WORD

SHOWN_FEATURES = "gain curvature phrase_gain context_gain odds".split()
SHOWN_POOLED = (
    "curvature.mean context_curvature.mean gain.above_3 gain.above_8 odds.mean surprisal.above_11".split()
)
MOST_CANDIDATES = 3
BARS = {"surprise": "surprisal", "gain": "best gain", "score": "score of the word"}
MOST_SURPRISAL, MOST_GAIN = 18.0, 15.0  # nats that fill a bar


def text() -> str:
    """Quote the stretch."""
    seen, rows = _seen()
    start, end = seen.tokens.start[rows[0]], seen.tokens.end[rows[-1]]
    return f"> {seen.tokens.texts[0][start:end]} ..."


def tokens() -> str:
    """Tabulate tokens with their places and how expected each is."""
    seen, rows = _seen()
    cells = (
        (
            str(row),
            seen.token(row),
            f"{seen.tokens.start[row]}-{seen.tokens.end[row]}",
            _value(seen, row, "zipf"),
            _value(seen, row, "surprisal"),
        )
        for row in rows
    )
    return table(("row", "token", "place", "Zipf frequency", "surprisal"), cells, "r-rrr")


def candidates() -> str:
    """Tabulate the best other wordings of each word, with their gains, and more of the very best."""
    seen, rows = _seen()
    head = ("in the text", "best candidates, with their gains", "the best: gain by ten words", "its odds")
    return table(head, _candidates(seen, rows), "--rr")


def _candidates(seen: Trace, rows: range) -> Iterator[tuple[str, ...]]:
    words, rank = seen.candidates.words, seen.candidates.words.rank
    for row in rows:
        own = np.flatnonzero(words.token == row)
        best = own[np.argsort(-rank[own])][:MOST_CANDIDATES]
        if len(best):
            spelled = (seen.model.vocabulary.word(int(words.original[one])) for one in best)
            gains = (f"*{word}* {gain:.1f}" for word, gain in zip(spelled, words.llr[best], strict=True))
            first = best[0]
            yield seen.token(row), ", ".join(gains), f"{words.context_llr[first]:.1f}", f"{rank[first]:.1f}"


def phrases() -> str:
    """Tabulate the phrases and pairs that gain by another wording."""
    seen, rows = _seen()
    kinds = (("phrase", seen.candidates.phrases), ("two words at once", seen.candidates.pairs))
    cells = (cell for kind, spans in kinds for cell in _gaining(seen, rows, kind, spans))
    return table(("in the text", "as", "instead", "gain"), cells, "---r")


def _gaining(seen: Trace, rows: range, kind: str, spans: PhraseCandidates) -> Iterator[tuple[str, ...]]:
    inside = (spans.start >= rows[0]) & (spans.start + spans.length <= rows[-1] + 1) & (spans.llr > 0)
    shown = set[int]()
    for at in np.flatnonzero(inside)[np.argsort(-spans.llr[inside])]:
        start, length = int(spans.start[at]), int(spans.length[at])
        if start in shown:
            continue
        shown.add(start)
        original = " ".join(seen.model.vocabulary.word(int(one)) for one in spans.originals[at] if one >= 0)
        there = " ".join(seen.token(row) for row in range(start, start + length))
        yield there, kind, original, f"{spans.llr[at]:.1f}"


def features() -> str:
    """Tabulate some token features, and the score that the network makes of all of them."""
    seen, rows = _seen()
    cells = (
        (
            seen.token(row),
            _prob(seen.scores[row]),
            _prob(seen.weighed[row]),
            *(_value(seen, row, name) for name in SHOWN_FEATURES),
        )
        for row in rows
    )
    head = ("token", "score", "weighed", *(f"`{name}`" for name in SHOWN_FEATURES))
    return table(head, cells, "-" + "r" * (len(head) - 1))


def picture() -> str:
    """Draw each token with three bars: how unexpected it is, what the best swap gains, and its score."""
    seen, rows = _seen()
    cards = "".join(_card(seen, row) for row in rows if seen.tokens.has(WORD)[row])
    described = escape(_described(seen, rows))
    legend = "".join(f'<span class="mt-key mt-{name}">{words}</span>' for name, words in BARS.items())
    return (
        f'<div class="mt-cards" role="img" aria-label="{described}" markdown="0">{cards}</div>'
        f'<p class="mt-legend" markdown="0">{legend}</p>'
    )


def _card(seen: Trace, row: int) -> str:
    value = dict(zip(NAMES, seen.matrix[row].tolist(), strict=True))
    gain = max(value["gain"], value["phrase_gain"], value["pair_gain"], 0.0)
    heights = (value["surprisal"] / MOST_SURPRISAL, gain / MOST_GAIN, float(seen.weighed[row]))
    bars = "".join(
        f'<i class="mt-bar mt-{name}" style="height: {100 * min(height, 1):.0f}%"></i>'
        for name, height in zip(BARS, heights, strict=True)
    )
    word = escape(seen.token(row))
    return f'<span class="mt-card"><span class="mt-bars">{bars}</span><span>{word}</span></span>'


def _described(seen: Trace, rows: range) -> str:
    words = (f"{seen.token(row)} {_prob(seen.weighed[row])}" for row in rows if seen.tokens.has(WORD)[row])
    return f"Scores of the words: {', '.join(words)}"


def document() -> str:
    """Tabulate what the document stage makes of the whole example."""
    seen = trace()
    words = np.array([seen.judged.words])
    logit = seen.model.document_network.logits(seen.pooled)[:, 0]
    calibrated = seen.model.calibration.logit(logit, words)
    rows = [(f"pooled `{name}`", f"{seen.pooled[0, POOLED.index(name)]:.3f}") for name in SHOWN_POOLED]
    rows += [
        ("logit of the document network", f"{logit[0]:.2f}"),
        (f"logit, calibrated for {seen.judged.words} words", f"{calibrated[0]:.2f}"),
        ("score", f"{seen.report.score:.7f}"),
        (
            f"threshold at {seen.report.target_fpr:.0%} for this length".replace("%", " %"),
            f"{seen.report.threshold:.3f}",
        ),
        ("verdict", f"**{seen.report.verdict}** as {seen.report.kind}"),
    ]
    return table(("what", "value"), rows, "-r")


def spans() -> str:
    """Tabulate the spans of the stretch."""
    seen, rows = _seen()
    start, end = int(seen.tokens.start[rows[0]]), int(seen.tokens.end[rows[-1]])
    inside = [span for span in seen.report.spans if start <= span.start < end]
    cells = (
        (
            span.text,
            f"{span.start}-{span.end}",
            _prob(span.score),
            ", ".join(one.text for one in span.suggestions[:MOST_CANDIDATES]),
            ", ".join(f"`{one.name}` {one.contribution:+.1f}" for one in span.reasons[:MOST_CANDIDATES]),
        )
        for span in inside
    )
    head = ("span", "place", "score", "suggestions", "first reasons")
    return table(head, cells, "-rr--")


def _seen() -> tuple[Trace, range]:
    seen = trace()
    return seen, stretch(seen)


def _value(seen: Trace, row: int, name: str) -> str:
    return f"{seen.matrix[row, NAMES.index(name)]:.1f}"


def _prob(value: float) -> str:
    return f"{value:.3f}" if value < 0.01 or value > 0.99 else f"{value:.2f}"
