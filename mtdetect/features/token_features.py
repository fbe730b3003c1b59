"""What is known about every token, as a declared table: tokens and their restoration to a matrix.

``FEATURES`` is the column order. Log-probabilities are in nats.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Floats, Ids
from mtdetect.features.noisy_channel import CandidateScores, PhraseCandidates, neighbours
from mtdetect.model.columns import NAMES
from mtdetect.model.lexicon import LexicalTable
from mtdetect.model.ngrams import ID_BITS, Ngrams
from mtdetect.model.vocabulary import BOUNDARY, NUMBER, SYMBOL, UNKNOWN
from mtdetect.tokens.arrays import ALPHA, TITLE, UPPER, WORD, Tokens, within_reach

Columns = dict[str, Floats]


DAMAGED = re.compile(r"[0-9]+\.[a-z]{3,}%?|[A-Z][a-z]{2,}\.[0-9]+")

LEAST_ODDS = -15.0  # of a word that nothing else may have replaced
MOST_NATS = 15.0  # gains beyond it say no more
CLOSE, WIDE = 5, 20  # tokens on either side
STEPS = (
    1 << 20
)  # of a nat: averages are taken of whole numbers, so that no sum depends on what stands before it
# A word counts once in so many tokens, not in the whole document: the longer a text, the rarer most of its
# distinct words are, and a book would be judged by its rare words alone.
TYPE_STRETCH = 1000


def token_features(
    tokens: Tokens, candidates: CandidateScores, ngrams: Ngrams, lexical: LexicalTable
) -> Floats:
    """Make the matrix ``(n, len(FEATURES))`` of a batch."""
    columns: Columns = {}
    columns |= _spelling(tokens, lexical)
    columns |= _context(tokens, candidates, ngrams)
    columns |= _choices(tokens, candidates, ngrams, lexical)
    columns |= _spans(len(tokens), candidates)
    columns |= _neighbourhood(tokens, columns)
    matrix = np.empty((len(NAMES), len(tokens)), np.float32)
    for row, name in zip(matrix, NAMES, strict=True):
        row[:] = columns[name]
    return matrix.T  # column by column in memory, as they are pooled


def word_weights(
    doc: npt.NDArray[np.int32], ids: Ids, word: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    """Let the occurrences of a word in a stretch of its document weigh together as much as one: ``(n,)``.

    A term that a person repeats is charged once, and a rewriter's favourite proves no more than once. All
    words outside the vocabulary are one; rows that are no words weigh nothing.

    >>> doc, word = np.zeros(4, np.int32), np.array([True, True, True, False])
    >>> word_weights(doc, np.array([7, 8, 7, 9], np.int32), word).tolist()
    [0.5, 1.0, 0.5, 0.0]
    """
    weights = np.zeros(len(ids), np.float32)
    first = np.flatnonzero(np.diff(doc, prepend=-1))
    place = np.arange(len(doc)) - first[np.searchsorted(first, np.arange(len(doc)), side="right") - 1]
    stretch = np.cumsum(place % TYPE_STRETCH == 0)
    keys = (stretch[word].astype(np.int64) << int(ID_BITS)) | ids[word]
    _, group, counts = np.unique(keys, return_inverse=True, return_counts=True)
    weights[word] = 1 / counts[group]
    return weights


def _spelling(tokens: Tokens, lexical: LexicalTable) -> Columns:
    ids, word = tokens.ids, tokens.has(WORD)
    before, after = neighbours(ids).l1, neighbours(ids).r1
    title = tokens.has(TITLE)
    opens = np.isin(before, lexical.sentence_ends) | (before == BOUNDARY)
    vowel = lexical.vowel[ids]
    wrong_a = np.isin(before, lexical.a_words) & (vowel == 1)
    wrong_an = np.isin(before, lexical.an_words) & (vowel == 2)
    length = tokens.end - tokens.start
    return {
        "zipf": lexical.zipf[ids],
        "unknown": ids == UNKNOWN,
        "title": title,
        "title_inside": title & ~opens,
        "upper": tokens.has(UPPER),
        "function_word": lexical.function[ids],
        "article": wrong_a | wrong_an,
        "small_number": (before == NUMBER) & (np.roll(length, 1) <= 2) & tokens.has(ALPHA) & ~title,
        "brace": np.isin(before, lexical.braces) | np.isin(after, lexical.braces),
        "damaged": _damage(tokens),
        "repeated": word & ((ids == before) | (ids == after)) & (ids > UNKNOWN),
    }


def _damage(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Mark what a careless tokenizer leaves: "e.G.", "34.eight", "Three.5".

    The first is two tokens without a space between, the second capitalised and both very short;
    the others are single tokens that mix letters, a stop and digits, which few tokens do.
    """
    glued = np.zeros(len(tokens), bool)
    short = (tokens.end - tokens.start <= 2) & tokens.has(WORD)
    glued[1:] = (tokens.start[1:] == tokens.end[:-1]) & short[1:] & short[:-1] & tokens.has(TITLE | UPPER)[1:]
    glued[1:] &= ~tokens.has(TITLE | UPPER)[:-1]
    for row in np.flatnonzero((tokens.ids <= SYMBOL) & ((tokens.flags & (WORD | ALPHA)) == WORD)):
        word = tokens.texts[tokens.doc[row]][tokens.start[row] : tokens.end[row]]
        glued[row] |= DAMAGED.fullmatch(word) is not None
    return glued


def _context(tokens: Tokens, candidates: CandidateScores, ngrams: Ngrams) -> Columns:
    around, fit = neighbours(tokens.ids), candidates.observed
    alone = ngrams.log_prob
    return {
        "surprisal": -fit.word,
        "bond_left": fit.word - alone[around.word],
        "bond_middle": fit.next - alone[around.r1],
        "bond_right": fit.after - alone[around.r2],
        "seen_left": np.log1p(fit.left_count),
        "seen_right": np.log1p(fit.right_count),
        "seen_middle": np.log1p(fit.middle_count),
    }


def _choices(tokens: Tokens, candidates: CandidateScores, ngrams: Ngrams, lexical: LexicalTable) -> Columns:
    """Describe the near-synonyms of each token and how the author's choice stands among them."""
    words, n = candidates.words, len(tokens)
    first = np.flatnonzero(np.diff(words.token, prepend=-1))
    at = words.token[first]
    counts = np.diff(first, append=len(words.token))
    columns = {name: np.zeros(n, np.float32) for name in _CHOICE_COLUMNS}
    around = neighbours(tokens.ids)
    columns["skip_left"] = ngrams.skip_pmi(around.l2, around.word, lexical.content)
    columns["skip_right"] = ngrams.skip_pmi(around.word, around.r2, lexical.content)
    columns["topic_fit"] = candidates.topic_similarity
    columns["context_fit"] = candidates.context_pmi
    columns["odds"][:] = LEAST_ODDS
    if not len(at):
        return columns
    group = np.repeat(np.arange(len(at)), counts)
    rank = words.rank
    best = _highest(rank, first, group)
    columns["odds"][at] = _log_sum(rank, first, group)
    rank[best] = -np.inf
    second = _highest(rank, first, group)
    columns["choices"][at] = np.log1p(counts)
    columns["gain"][at] = words.llr[best]
    columns["gain_second"][at] = np.where(counts > 1, words.llr[second], -MOST_NATS)
    columns["bond_gain"][at] = np.maximum.reduceat(words.delta_pmi, first)
    columns["share"][at], columns["curvature"][at] = _choice_curvature(words.llr, first, group)
    columns["bond_curvature"][at] = _choice_curvature(words.delta_pmi, first, group)[1]
    columns["better"][at] = np.add.reduceat((words.llr > 0).astype(np.float32), first) / counts
    columns["zipf_gap"][at] = lexical.zipf[words.original[best]] - lexical.zipf[tokens.ids[at]]
    columns["weight"][at] = words.prior[best]
    restored = words.original[best]
    columns["skip_gain"][at] = (
        ngrams.skip_pmi(around.l2[at], restored, lexical.content)
        + ngrams.skip_pmi(restored, around.r2[at], lexical.content)
        - columns["skip_left"][at]
        - columns["skip_right"][at]
    )
    gain, bond = words.context_llr, words.context_delta_pmi
    columns["context_gain"][at], columns["context_bond"][at] = gain[best], bond[best]
    columns["context_best"][at] = np.maximum.reduceat(gain, first)
    columns["context_curvature"][at] = _choice_curvature(gain, first, group)[1]
    columns["context_bond_curvature"][at] = _choice_curvature(bond, first, group)[1]
    has_topic = lexical.topics.take(tokens.ids[at], axis=0).any(axis=1)
    columns["topic_gain"][at] = np.where(has_topic, words.topic_gain[best], 0)
    columns["topic_best"][at] = np.where(has_topic, np.maximum.reduceat(words.topic_gain, first), 0)
    columns["left_ratio"][at] = words.left_ratio[best]
    columns["right_ratio"][at] = words.right_ratio[best]
    for name in ("gain", "gain_second", "bond_gain"):
        columns[name] = columns[name].clip(-MOST_NATS, MOST_NATS)
    return columns


_CHOICE_COLUMNS = """
    choices gain gain_second bond_gain share curvature bond_curvature better zipf_gap weight left_ratio
    right_ratio skip_gain topic_gain topic_best context_gain context_bond context_best context_curvature
    context_bond_curvature odds
""".split()


def _highest(
    values: Floats, first: npt.NDArray[np.intp], group: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """Find the row of each group's highest value; the first of equals."""
    rows = np.flatnonzero(values == np.maximum.reduceat(values, first)[group])
    return rows[np.diff(group[rows], prepend=-1) > 0]


def _choice_curvature(
    gain: Floats, first: npt.NDArray[np.intp], group: npt.NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Give the log share of the author's choice (gain 0) among all, and how far it lies below what is usual.

    After the conditional curvature of Fast-DetectGPT (Bao et al. 2024), among near-synonyms only.
    """
    top = np.maximum(np.maximum.reduceat(gain, first), 0)
    odds, own = np.exp(gain - top[group]), np.exp(-top)
    total = own + np.add.reduceat(odds, first)
    log_total = np.log(total) + top
    entropy = log_total - np.add.reduceat(odds * gain, first) / total
    return -log_total, log_total - entropy


def _log_sum(values: Floats, first: npt.NDArray[np.intp], group: npt.NDArray[np.intp]) -> Floats:
    """Give the logarithm of each group's summed odds."""
    top = np.maximum.reduceat(values, first)
    total: Floats = top + np.log(np.add.reduceat(np.exp(values - top[group]), first))
    return total.clip(LEAST_ODDS, MOST_NATS)


def _spans(n: int, candidates: CandidateScores) -> Columns:
    pair_gain = _best_by_token(n, candidates.pairs)[0]
    phrase_gain, phrase_length = _best_by_token(n, candidates.phrases)
    return {"pair_gain": pair_gain, "phrase_gain": phrase_gain, "phrase_length": phrase_length}


def _best_by_token(n: int, spans: PhraseCandidates) -> tuple[Floats, Floats]:
    """Give each token the best gain of the spans that cover it, and that span's length."""
    gain, length = np.zeros(n, np.float32), np.zeros(n, np.float32)
    gaining = np.flatnonzero(spans.llr > 0)
    order = gaining[np.argsort(spans.llr[gaining], kind="stable")]  # the best is written last
    for offset in range(int(spans.length.max(initial=0))):
        covering = order[spans.length[order] > offset]
        at = spans.start[covering] + offset
        better = spans.llr[covering] > gain[at]
        gain[at[better]] = spans.llr[covering][better]
        length[at[better]] = spans.length[covering][better]
    return gain.clip(0, MOST_NATS), length


def _neighbourhood(tokens: Tokens, columns: Columns) -> Columns:
    chosen = columns["choices"] > 0
    gain, curvature = np.maximum(columns["gain"], 0), columns["curvature"]
    surprisal = np.where(tokens.ids == BOUNDARY, 0, columns["surprisal"])

    def around(values: Floats, reach: int, where: npt.NDArray[np.bool_]) -> Floats:
        """Average over the tokens within reach in the same document."""
        low, high = within_reach(tokens.doc, reach)
        steps = np.rint(np.where(where, values, 0) * np.float32(STEPS)).astype(np.int64)
        sums = np.concatenate([[0], np.cumsum(steps)])
        counts = np.concatenate([[0], np.cumsum(where)])
        mean = (sums[high] - sums[low]) / (STEPS * np.maximum(counts[high] - counts[low], 1))
        return mean.astype(np.float32)

    anywhere = tokens.ids != BOUNDARY
    whole = len(tokens)
    return {
        "gain_before": _shifted(gain, 1),
        "gain_after": _shifted(gain, -1),
        "odds_before": _shifted(columns["odds"], 1, LEAST_ODDS),
        "odds_after": _shifted(columns["odds"], -1, LEAST_ODDS),
        "topic_gain_before": _shifted(columns["topic_gain"], 1),
        "topic_gain_after": _shifted(columns["topic_gain"], -1),
        "curvature_before": _shifted(curvature, 1),
        "curvature_after": _shifted(curvature, -1),
        "surprisal_before": _shifted(surprisal, 1),
        "surprisal_after": _shifted(surprisal, -1),
        "near_gain": around(gain, CLOSE, anywhere),
        "near_curvature": around(curvature, WIDE, chosen),
        "document_curvature": around(curvature, whole, chosen),
        "document_gain": around(gain, whole, chosen),
        "document_surprisal": around(surprisal, whole, anywhere),
    }


def _shifted(values: Floats, by: int, beyond: float = 0) -> Floats:
    """Shift so that each token sees the value ``by`` places before it; boundary rows keep documents apart.

    What is seen beyond the batch is what a boundary row has.
    """
    shifted = np.roll(values, by)
    shifted[: max(by, 0)] = beyond
    if by < 0:
        shifted[by:] = beyond
    return shifted
