"""Text to arrays: spaCy's tokenizer, then one row a token for a whole batch of documents.

A batch is flat: the documents stand one behind the other, each behind two boundary rows, so
that no window of three reaches from one document into another. Offsets are code points into
each document's own string.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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

from mtdetect.allowing import Codes, TermTable
from mtdetect.text.lookalikes import QUOTES
from mtdetect.text.prose import Region, skipped_regions, without_inside
from mtdetect.vocabulary import BOUNDARY, NAME, NUMBER, SYMBOL, UNKNOWN, Ids, Vocabulary

if TYPE_CHECKING:
    from spacy.language import Language

ATTRIBUTES = (LOWER, IDX, LENGTH, IS_ALPHA, IS_LOWER, IS_PUNCT, IS_SPACE, IS_TITLE, IS_UPPER, LIKE_NUM)
SURROGATES = re.compile("[\ud800-\udfff\x00]")
PAD = 2  #: boundary rows before each document
# spaCy's tokenizer keeps every string it has met, and is fast for those it knows. It may learn so many (some
# 40 MiB); later ones are released with their batch: docs/robustness.md compares this with other ways.
LEARNED_STRINGS = 100_000
# Then it learns anew: a released string leaves a gap in spaCy's hash tables, which double for gaps too.
MOST_RELEASES = 2_000
# spaCy strips affixes one by one and copies the rest each time: 20,000 brackets in a row took it 53 s. Longer
# words than this are cut; hardly any outside addresses is.
LONGEST_WORD = 100
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
PIECE_CHARS = 100_000  # of a long document that spaCy is given at a time

Columns = npt.NDArray[np.uint64]
Edges = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]

ALPHA, TITLE, UPPER, PUNCT, WORD, ALLOWED = (np.uint8(1 << bit) for bit in range(6))


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
        self._released = 0  # times that what was learned was released again

    def __getstate__(self) -> dict[str, object]:
        """Leave the spaCy vocabulary behind: it is made again on first use."""
        return {"_nlp": None, "_released": 0}

    @property
    def nlp(self) -> Language:
        """The blank English pipeline, renewed from time to time."""
        if self._nlp is None or self._released >= MOST_RELEASES:
            self._nlp, self._released = blank("en"), 0
        return self._nlp

    @contextmanager
    def _learning(self) -> Iterator[Language]:
        """Lend the pipeline out; once it knows enough, what it learns now is released at the end."""
        nlp = self.nlp
        if len(nlp.vocab.strings) < LEARNED_STRINGS:
            yield nlp
            return
        self._released += 1
        with nlp.memory_zone():
            yield nlp

    def raw(self, text: str) -> RawTokens:
        """Tokenize one document; the first ``PAD`` rows are boundaries."""
        with self._learning() as nlp:
            return _raw(nlp, text)

    def pieces(self, text: str) -> Iterator[RawTokens]:
        """Give the rows of `raw` piece by piece: spaCy needs some 300 bytes a token, a row takes 21.

        The first piece holds the boundaries, and the regions of the whole text.
        """
        text, regions = _read(text)
        yield _with_pad(_rows(text, np.zeros((0, len(ATTRIBUTES)), np.uint64), _edges(())), regions)
        edges = _edges(regions)
        for some, lead, tail in _with_neighbours(self._columns_of_pieces(text)):
            yield _rows(text, some, edges, lead, tail)

    def _columns_of_pieces(self, text: str) -> Iterator[Columns]:
        for begin, end in _cuts(text):
            with self._learning() as nlp:
                columns = _columns(nlp, text[begin:end], begin)
            yield columns

    def terms(self, terms: Iterable[str]) -> TermTable:
        """Make the table that finds terms, as they are tokenized in a text."""
        with self._learning() as nlp:
            return TermTable.build(_hashes(nlp, form) for term in terms for form in _forms(term))

    def batch(self, texts: Sequence[str], vocabulary: Vocabulary, terms: TermTable | None = None) -> Tokens:
        """Tokenize documents into one flat batch; the words of ``terms`` in it are not to be judged.

        >>> vocabulary = Vocabulary.from_words(["the", "white", "home", "."])
        >>> tokens = Tokenizer().batch(["The White Home."], vocabulary)
        >>> [vocabulary.word(i) for i in tokens.ids[PAD:]]
        ['the', 'white', 'home', '.']
        >>> [(int(s), int(e)) for s, e in zip(tokens.start[PAD:], tokens.end[PAD:])]
        [(0, 3), (4, 9), (10, 14), (14, 15)]
        """
        with self._learning() as nlp:
            raws = [_raw(nlp, text) for text in texts]
        lengths = [len(raw.hashes) for raw in raws]

        def joined(name: str) -> npt.NDArray[np.generic]:
            return np.concatenate([getattr(raw, name) for raw in raws])

        flags = joined("flags")
        tokens = Tokens(
            assign_ids(vocabulary, joined("hashes"), flags, joined("number")),  # type: ignore[arg-type]
            joined("start"),  # type: ignore[arg-type]
            joined("end"),  # type: ignore[arg-type]
            np.repeat(np.arange(len(texts), dtype=np.int32), lengths),
            flags,  # type: ignore[arg-type]
            tuple(texts),
            tuple(raw.regions for raw in raws),
        )
        return tokens if terms is None else _allow(tokens, terms, terms.codes(joined("hashes")))  # type: ignore[arg-type]

    def long(self, texts: Sequence[str], vocabulary: Vocabulary, terms: TermTable | None = None) -> Tokens:
        """Tokenize a batch of one long document, as `batch` would, in a fraction of the memory."""
        (text,) = texts
        parts: tuple[list[npt.NDArray[Any]], ...] = ([], [], [], [])
        codes: list[Codes] = []
        regions: tuple[Region, ...] = ()
        for raw in self.pieces(text):
            regions += raw.regions
            parts[0].append(assign_ids(vocabulary, raw.hashes, raw.flags, raw.number))
            parts[1].append(raw.start)
            parts[2].append(raw.end)
            parts[3].append(raw.flags)
            if terms is not None:
                codes.append(terms.codes(raw.hashes))
        ids, start, end, flags = map(_joined, parts)
        doc = np.broadcast_to(np.int32(0), len(ids))  # one number, however many rows
        tokens = Tokens(ids, start, end, doc, flags, (text,), (regions,))
        return tokens if terms is None else _allow(tokens, terms, _joined(codes))


def _forms(term: str) -> Iterator[str]:
    """Write a term as it may stand in a text, with plain quotes: spaCy parts some words by their case."""
    plain = "".join(QUOTES.get(sign, sign) for sign in term)
    yield from {plain: None, plain.lower(): None}


def _hashes(nlp: Language, text: str) -> list[int]:
    doc = nlp.tokenizer(SURROGATES.sub("\ufffd", text))
    return [int(token) for token in np.ravel(doc.to_array([LOWER]))]


def _allow(tokens: Tokens, terms: TermTable, codes: Codes) -> Tokens:
    """Mark the rows of terms: they are no words to judge, and the reader is told where they are."""
    start, stop = terms.find(codes)
    if not len(start):
        return tokens
    inside = np.zeros(len(tokens) + 1, np.int8)
    inside[start], inside[stop] = 1, inside[stop] - 1
    rows = np.cumsum(inside[:-1], dtype=np.int8) > 0
    flags = np.where(rows, tokens.flags & ~WORD | ALLOWED, tokens.flags)
    regions = [list(some) for some in tokens.regions]
    places = tokens.doc[start], tokens.start[start], tokens.end[stop - 1]
    for document, begin, end in zip(*(place.tolist() for place in places), strict=True):
        regions[document].append(Region(begin, end, "allowed term"))
    return replace(tokens, flags=flags, regions=tuple(tuple(sorted(some)) for some in regions))


def _joined(parts: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Join arrays and let go of them, so that not all of them stand in memory twice."""
    joined = np.concatenate(parts)
    parts.clear()
    return joined


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


def _read(text: str) -> tuple[str, tuple[Region, ...]]:
    """Find what is no prose, and blank out what stands inside sentences."""
    regions = tuple(skipped_regions(text))
    return without_inside(text, regions), regions


def _raw(nlp: Language, text: str) -> RawTokens:
    text, regions = _read(text)
    return _with_pad(_rows(text, _columns(nlp, text, 0), _edges(regions)), regions)


def _columns(nlp: Language, text: str, offset: int) -> Columns:
    """Tokenize a text that stands at ``offset`` in its document: ``(n, len(ATTRIBUTES))``."""
    parts = [text]
    if max(map(len, text.split()), default=0) > LONGEST_WORD:
        ends = [0, *(part.end() for part in LONG_WORD.finditer(text)), len(text)]
        parts = [text[begin:end] for begin, end in itertools.pairwise(ends)]
    columns: list[Columns] = []
    for part in parts:
        doc = nlp.tokenizer(SURROGATES.sub("\ufffd", part))
        columns.append(np.reshape(doc.to_array(list(ATTRIBUTES)), (len(doc), len(ATTRIBUTES))))
        columns[-1][:, 1] += np.uint64(offset)
        offset += len(part)
    return columns[0] if len(columns) == 1 else np.concatenate(columns)


def _rows(text: str, columns: Columns, edges: Edges, lead: int = 0, tail: int = 0) -> RawTokens:
    """Turn spaCy's columns into rows; the first ``lead`` and last ``tail`` tokens are only looked at."""
    hashes, start, length = (
        columns[:, 0].copy(),
        columns[:, 1].astype(np.int32),
        columns[:, 2].astype(np.int32),
    )
    alpha, lower, punct, space, title, upper, number = columns[:, 3:].T.astype(bool)
    flags = alpha * ALPHA | title * TITLE | (upper & (length > 1)) * UPPER | punct * PUNCT
    flags |= (alpha | lower | title | upper) * WORD
    goes_on = np.zeros(len(space), bool)
    goes_on[1:-1] = ~punct[:-2] & lower[2:]
    edge = _outside_prose(edges, start) | _breaks(text, start, length, space, goes_on)
    hashes[edge] = 0
    flags[edge] = 0
    keep = ~space | edge
    keep[1:] &= ~(edge[1:] & edge[:-1])  # one row stands for a run of them
    keep[:lead] = False
    keep[len(keep) - tail :] = False
    return RawTokens(
        hashes[keep],
        start[keep],
        (start + length)[keep],
        flags[keep].astype(np.uint8),
        (number & ~alpha)[keep],
    )


def _with_pad(rows: RawTokens, regions: tuple[Region, ...]) -> RawTokens:
    pad = np.zeros(PAD, np.int32)
    return RawTokens(
        np.concatenate([pad.astype(np.uint64), rows.hashes]),
        np.concatenate([pad, rows.start]),
        np.concatenate([pad, rows.end]),
        np.concatenate([pad.astype(np.uint8), rows.flags]),
        np.concatenate([pad.astype(bool), rows.number]),
        regions,
    )


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into pieces that begin where a word does, so that they are tokenized as the whole is."""
    begin = 0
    while begin < len(text):
        end = begin + PIECE_CHARS
        if end < len(text):
            end = begin + _last_word(text[begin:end])
        yield begin, min(end, len(text))
        begin = end


def _last_word(piece: str) -> int:
    """Find where to cut a piece: before its last word, or in it where it fills the piece.

    >>> _last_word("She left the ho"), _last_word("She left the "), _last_word("   ")
    (13, 9, 3)
    """
    stripped = piece.rstrip()
    last = stripped.rsplit(None, 1)[-1:]
    if last and len(last[0]) < len(stripped):
        return len(stripped) - len(last[0])
    return len(piece) - len(piece) % LONGEST_WORD if len(stripped) == len(piece) else len(piece)


def _with_neighbours(pieces: Iterable[Columns]) -> Iterator[tuple[Columns, int, int]]:
    """Lend every piece two tokens of what comes before it and one of what comes after; say how many."""
    before = waiting = np.zeros((0, len(ATTRIBUTES)), np.uint64)
    for columns in pieces:
        if len(waiting):
            yield np.concatenate([before, waiting, columns[:1]]), len(before), 1
        before, waiting = np.concatenate([before, waiting])[-2:], columns
    yield np.concatenate([before, waiting]), len(before), 0


def _edges(regions: Iterable[Region]) -> Edges:
    """Give where the markup, code or other debris between sentences begins, and where it ends."""
    between = [(region.start, region.end) for region in regions if not region.inside]
    begins, ends = np.array(between, dtype=np.int32).reshape(-1, 2).T.copy()
    return begins, ends


def _outside_prose(edges: Edges, start: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Mark the tokens that begin inside such a stretch."""
    begins, ends = edges
    if not len(begins):
        return np.zeros(len(start), bool)
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
