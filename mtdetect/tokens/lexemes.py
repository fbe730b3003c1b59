"""What is known of tokens by themselves, as spaCy's blank English pipeline tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from spacy import blank
from spacy.attrs import (
    IDX,
    IS_ALPHA,
    IS_LOWER,
    IS_PUNCT,
    IS_SPACE,
    IS_TITLE,
    IS_UPPER,
    LENGTH,
    LIKE_NUM,
    LOWER,
)
from spacy.tokens import Doc

from mtdetect.tokens.arrays import ALPHA, PUNCT, TITLE, UPPER, WORD

if TYPE_CHECKING:
    from spacy.language import Language

ATTRIBUTES = (LOWER, IDX, LENGTH, IS_ALPHA, IS_LOWER, IS_PUNCT, IS_SPACE, IS_TITLE, IS_UPPER, LIKE_NUM)
UNREADABLE = re.compile("[\ud800-\udfff\x00]")  # spaCy takes neither

#: What is known of a token beside its flags.
SPACE, PUNCTUATION, LOWER_CASE, NUMERAL, LINE, LINES = (np.uint8(1 << bit) for bit in range(6))


@dataclass(frozen=True, slots=True, eq=False)
class Lexemes:
    """The tokens of stretches of text, one behind the other."""

    count: npt.NDArray[np.integer]  # (stretches,): tokens of each
    hashes: npt.NDArray[np.uint64]  # (tokens,): spaCy's, of the lower-case form
    offset: npt.NDArray[np.integer]  # of each token in its stretch
    length: npt.NDArray[np.integer]
    flags: npt.NDArray[np.uint8]
    signs: npt.NDArray[np.uint8]


def make_pipeline() -> Language:
    """Make spaCy's blank English pipeline, less what it would find out of each word and nobody asks for."""
    nlp = blank("en")
    vocab: Any = nlp.vocab
    getters = vocab.lex_attr_getters
    vocab.lex_attr_getters = {name: getters[name] for name in ATTRIBUTES if name in getters}
    return nlp


def tokenize_stretches(nlp: Language, stretches: Sequence[str]) -> Lexemes:
    """Let spaCy tokenize stretches without white space, a line each, so that none sees another."""
    rows = _attributes(nlp.tokenizer(UNREADABLE.sub("\ufffd", "\n".join(stretches))))
    space = rows[:, ATTRIBUTES.index(IS_SPACE)] != 0
    count = np.diff(np.flatnonzero(space), prepend=-1, append=len(rows)) - 1
    lengths = np.array([len(stretch) + 1 for stretch in stretches])
    return _lexemes(rows[~space], count, np.repeat(np.cumsum(lengths) - lengths, count))


def look_up(nlp: Language, tokens: Sequence[str]) -> Lexemes:
    """Let spaCy describe what is known to be one token each."""
    rows = _attributes(Doc(nlp.vocab, words=list(tokens)))
    return _lexemes(rows, np.ones(len(tokens), int), rows[:, ATTRIBUTES.index(IDX)].astype(np.int64))


def _attributes(doc: Doc) -> npt.NDArray[np.uint64]:
    return np.reshape(doc.to_array(list(ATTRIBUTES)), (len(doc), len(ATTRIBUTES)))


def _lexemes(
    rows: npt.NDArray[np.uint64], count: npt.NDArray[np.integer], begins: npt.NDArray[np.int64]
) -> Lexemes:
    hashes, index, length = rows[:, 0], rows[:, 1].astype(np.int64), rows[:, 2].astype(np.int64)
    alpha, lower, punct, _, title, upper, number = rows[:, 3:].T.astype(bool)
    flags = alpha * ALPHA | title * TITLE | (upper & (length > 1)) * UPPER | punct * PUNCT
    flags |= (alpha | lower | title | upper) * WORD
    signs = punct * PUNCTUATION | lower * LOWER_CASE | (number & ~alpha) * NUMERAL
    return Lexemes(count, hashes, index - begins, length, flags, signs)
