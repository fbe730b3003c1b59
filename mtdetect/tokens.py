"""Text to arrays: spaCy's tokenizer, then one row a token for a whole batch of documents.

A batch is flat: the documents stand one behind the other, each behind two boundary rows, so
that no window of three reaches from one document into another. Offsets are code points into
each document's own string.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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

from mtdetect.prose import Region, skipped_regions, without_inside
from mtdetect.vocabulary import BOUNDARY, NAME, NUMBER, SYMBOL, UNKNOWN, Ids, Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

ATTRIBUTES = (LOWER, IDX, LENGTH, IS_ALPHA, IS_LOWER, IS_PUNCT, IS_SPACE, IS_TITLE, IS_UPPER, LIKE_NUM)
SURROGATES = re.compile("[\ud800-\udfff\x00]")
PAD = 2  #: boundary rows before each document
# A tokenizer keeps every string it has met; past this many it is replaced, which bounds its memory.
MOST_STRINGS = 400_000

ALPHA, TITLE, UPPER, PUNCT, WORD = (np.uint8(1 << bit) for bit in range(5))


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A batch of documents as parallel arrays, one row a token (``n`` rows in all)."""

    ids: Ids
    start: npt.NDArray[np.int32]  # code points into the document's own string
    end: npt.NDArray[np.int32]
    doc: npt.NDArray[np.int32]  # which document of the batch
    flags: npt.NDArray[np.uint8]
    texts: tuple[str, ...]
    regions: tuple[tuple[Region, ...], ...] = ()  # what is not prose of each text

    def __len__(self) -> int:
        """Count the rows, boundary rows included."""
        return len(self.ids)

    def has(self, flag: np.uint8) -> npt.NDArray[np.bool_]:
        """Say for every row whether it carries ``flag``."""
        return (self.flags & flag) != 0


@dataclass(frozen=True, slots=True, eq=False)
class RawTokens:
    """Tokens before a vocabulary is known: spaCy's hashes, with the boundary class as 0."""

    hashes: npt.NDArray[np.uint64]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint8]
    number: npt.NDArray[np.bool_]
    regions: tuple[Region, ...] = ()


class Tokenizer:
    """spaCy's English tokenizer with bounded memory, any string accepted."""

    def __init__(self) -> None:
        self._nlp: Language | None = None

    def __getstate__(self) -> dict[str, object]:
        """Leave the spaCy vocabulary behind: it is made again on first use."""
        return {"_nlp": None}

    @property
    def nlp(self) -> Language:
        """The blank English pipeline, renewed when its string store has grown too large."""
        if self._nlp is None or len(self._nlp.vocab.strings) > MOST_STRINGS:
            self._nlp = blank("en")
        return self._nlp

    def raw(self, text: str) -> RawTokens:
        """Tokenize one document; the first ``PAD`` rows are boundaries."""
        regions = tuple(skipped_regions(text))
        text = without_inside(text, regions)
        doc = self.nlp.tokenizer(SURROGATES.sub("�", text))
        columns = doc.to_array(list(ATTRIBUTES)).reshape(len(doc), len(ATTRIBUTES)).T
        hashes, start, length = columns[0].copy(), columns[1].astype(np.int32), columns[2].astype(np.int32)
        alpha, lower, punct, space, title, upper, number = columns[3:].astype(bool)
        flags = alpha * ALPHA | title * TITLE | (upper & (length > 1)) * UPPER | punct * PUNCT
        flags |= (alpha | lower | title | upper) * WORD
        goes_on = np.zeros(len(space), bool)
        goes_on[1:-1] = ~punct[:-2] & lower[2:]
        edge = _outside_prose(regions, start) | _breaks(text, start, length, space, goes_on)
        hashes[edge] = 0
        flags[edge] = 0
        keep = ~space | edge
        keep[1:] &= ~(edge[1:] & edge[:-1])  # one row stands for a run of them
        pad = np.zeros(PAD, np.int32)
        return RawTokens(
            np.concatenate([pad.astype(np.uint64), hashes[keep]]),
            np.concatenate([pad, start[keep]]),
            np.concatenate([pad, (start + length)[keep]]),
            np.concatenate([pad.astype(np.uint8), flags[keep].astype(np.uint8)]),
            np.concatenate([pad.astype(bool), (number & ~alpha)[keep]]),
            regions,
        )

    def batch(self, texts: Sequence[str], vocabulary: Vocabulary) -> Tokens:
        """Tokenize documents into one flat batch.

        >>> vocabulary = Vocabulary.from_words(["the", "white", "home", "."])
        >>> tokens = Tokenizer().batch(["The White Home."], vocabulary)
        >>> [vocabulary.word(i) for i in tokens.ids[PAD:]]
        ['the', 'white', 'home', '.']
        >>> [(int(s), int(e)) for s, e in zip(tokens.start[PAD:], tokens.end[PAD:])]
        [(0, 3), (4, 9), (10, 14), (14, 15)]
        """
        raws = [self.raw(text) for text in texts]
        lengths = [len(raw.hashes) for raw in raws]

        def joined(name: str) -> npt.NDArray[np.generic]:
            return np.concatenate([getattr(raw, name) for raw in raws])

        flags = joined("flags")
        return Tokens(
            assign_ids(vocabulary, joined("hashes"), flags, joined("number")),  # type: ignore[arg-type]
            joined("start"),  # type: ignore[arg-type]
            joined("end"),  # type: ignore[arg-type]
            np.repeat(np.arange(len(texts), dtype=np.int32), lengths),
            flags,  # type: ignore[arg-type]
            tuple(texts),
            tuple(raw.regions for raw in raws),
        )


def within_reach(doc: npt.NDArray[np.int32], reach: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Give the rows within reach of each row in its own document, as begin and end.

    >>> [bounds.tolist() for bounds in within_reach(np.array([0, 0, 0, 1], np.int32), 1)]
    [[0, 0, 1, 3], [2, 3, 3, 4]]
    """
    edges = np.flatnonzero(np.diff(doc, prepend=-1))
    at = np.arange(len(doc))
    begin, finish = edges[doc], np.append(edges[1:], len(doc))[doc]
    return np.maximum(at - reach, begin), np.minimum(at + reach + 1, finish)


def assign_ids(
    vocabulary: Vocabulary,
    hashes: npt.NDArray[np.uint64],
    flags: npt.NDArray[np.uint8],
    number: npt.NDArray[np.bool_],
) -> Ids:
    """Give every token its word id, or the class of what the vocabulary does not hold."""
    ids = vocabulary.lookup(hashes)
    missing = ids == UNKNOWN
    ids[missing & ((flags & (TITLE | UPPER)) != 0)] = NAME
    ids[missing & ((flags & WORD) == 0)] = SYMBOL
    ids[number] = NUMBER
    ids[hashes == 0] = BOUNDARY
    return ids


def _outside_prose(regions: Sequence[Region], start: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Mark the tokens that begin inside markup, code or other debris between sentences."""
    between = [(region.start, region.end) for region in regions if not region.inside]
    if not between:
        return np.zeros(len(start), bool)
    begins, ends = np.array(between, dtype=np.int32).T
    region = np.searchsorted(begins, start, side="right") - 1
    return (region >= 0) & (start < ends[region])


def _breaks(
    text: str,
    start: npt.NDArray[np.int32],
    length: npt.NDArray[np.int32],
    space: npt.NDArray[np.bool_],
    sentence_goes_on: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Tell white space that parts two texts (a blank line, a list item) from a wrapped line.

    A single line break inside a sentence, before a lower-case word, only wraps the line.
    """
    breaks = np.zeros(len(start), bool)
    for at in np.flatnonzero(space):
        lines = text.count("\n", start[at], start[at] + length[at])
        breaks[at] = lines > 1 or (lines == 1 and not sentence_goes_on[at])
    return breaks
