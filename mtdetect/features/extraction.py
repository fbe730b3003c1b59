"""The features of a batch in one call: candidates scored, and the token matrix made of them."""

from __future__ import annotations

from dataclasses import dataclass

from mtdetect.arrays import Flags, Floats
from mtdetect.features.noisy_channel import CandidateScores, Dropout, LookupTables, score_candidates
from mtdetect.features.pooling import pool
from mtdetect.features.token_features import token_features, word_weights
from mtdetect.tokens.arrays import WORD, Tokens


@dataclass(frozen=True, slots=True, eq=False)
class TokenFeatures:
    """Candidates and features of ``n`` rows, and which of the rows are words."""

    candidates: CandidateScores
    matrix: Floats  # (n, len(FEATURES))
    word: Flags


def extract_features(tokens: Tokens, tables: LookupTables, hidden: Dropout | None = None) -> TokenFeatures:
    """Score the candidates of every row, and make its features."""
    candidates = score_candidates(tokens, tables, hidden)
    return TokenFeatures(
        candidates, token_features(tokens, candidates, tables.ngrams, tables.lexical), tokens.has(WORD)
    )


def pool_features(tokens: Tokens, features: TokenFeatures) -> Floats:
    """Pool the features of whole documents to ``(D, len(POOLED))``."""
    weights = word_weights(tokens.doc, tokens.ids, features.word)
    return pool(tokens.doc, features.word, len(tokens.texts), features.matrix, weights)
