"""Text to arrays: spaCy's tokens of a whole batch of documents, less what is not prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Ids, Keys, Offsets
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.text.prose.region import Region
from mtdetect.text.prose.regions import skipped_regions, without_inside
from mtdetect.tokens.arrays import PAD, Tokens
from mtdetect.tokens.chunks import Chunks, Columns
from mtdetect.tokens.lexemes import LINE, LINES, LOWER_CASE, NUMERAL, PUNCTUATION, SPACE
from mtdetect.tokens.stretches import LONGEST_STRETCH
from mtdetect.tokens.terms import TermTable, allow, forms

if TYPE_CHECKING:
    from spacy.language import Language

PIECE_CHARS = 100_000  # of a long document that is tokenized at a time

Edges = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]


@dataclass(frozen=True, slots=True, eq=False)
class RawTokens:
    """Tokens before a vocabulary is known: spaCy's hashes, with the boundary class as 0."""

    hashes: npt.NDArray[np.uint64]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint8]
    number: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TokenRows:
    """The tokens that are kept: parallel arrays."""

    keys: Keys
    start: Offsets  # in all texts joined
    end: Offsets
    flags: npt.NDArray[np.uint8]
    number: npt.NDArray[np.bool_]
    codes: Ids  # of the words of terms; else 0


class Tokenizer:
    """spaCy's English tokenizer with bounded memory, any string accepted; one thread's own."""

    def __init__(self) -> None:
        self._learned: Chunks | None = None

    def __getstate__(self) -> dict[str, object]:
        """Leave what was learned behind: it is learned again."""
        return {"_learned": None}

    @property
    def nlp(self) -> Language:
        """The blank English pipeline, renewed from time to time."""
        return self._chunks.nlp

    @property
    def _chunks(self) -> Chunks:
        if self._learned is None or self._learned.is_full():
            self._learned = Chunks()
        return self._learned

    def raw(self, text: str) -> RawTokens:
        """Tokenize one document; the first ``PAD`` rows are boundaries."""
        text, regions = _read(text)
        columns, _ = self._chunks.columns([text], None)
        rows = _rows(columns, _edges(regions))
        hashes: npt.NDArray[np.uint64] = rows.keys.astype(np.uint64, copy=False)
        return RawTokens(hashes, rows.start, rows.end, rows.flags, rows.number)

    def terms(self, terms: Iterable[str]) -> TermTable:
        """Make the table that finds terms, as they are tokenized in a text."""
        return TermTable.build(self._chunks.hashes(form) for term in terms for form in forms(term))

    def batch(self, texts: Sequence[str], vocabulary: Vocabulary, terms: TermTable | None = None) -> Tokens:
        """Tokenize documents into one flat batch; the words of ``terms`` in it are not to be judged.

        >>> vocabulary = Vocabulary.from_words(["the", "white", "home", "."])
        >>> tokens = Tokenizer().batch(["The White Home."], vocabulary)
        >>> [vocabulary.word(i) for i in tokens.ids[PAD:]]
        ['the', 'white', 'home', '.']
        >>> [(int(s), int(e)) for s, e in zip(tokens.start[PAD:], tokens.end[PAD:])]
        [(0, 3), (4, 9), (10, 14), (14, 15)]
        """
        read = [_read(text) for text in texts]
        columns, origins = self._chunks.columns([text for text, _ in read], vocabulary, terms)
        shifts = zip(read, origins.tolist(), strict=True)
        rows = _rows(columns, _edges(_moved(region, by) for (_, regions), by in shifts for region in regions))
        begins = np.searchsorted(rows.start, origins)
        doc = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(begins, append=len(rows.start)))
        origin = origins[doc]
        ids = rows.keys.astype(np.int32, copy=False)
        regions = tuple(regions for _, regions in read)
        start, end = rows.start - origin, rows.end - origin
        tokens = Tokens(ids, start, end, doc, rows.flags, tuple(texts), regions)
        return tokens if terms is None else allow(tokens, terms, rows.codes)

    def long(self, texts: Sequence[str], vocabulary: Vocabulary, terms: TermTable | None = None) -> Tokens:
        """Tokenize a batch of one long document, as `batch` would, in a fraction of the memory."""
        (text,) = texts
        blanked, regions = _read(text)
        edges = _edges(regions)
        parts: tuple[list[npt.NDArray[Any]], ...] = ([], [], [], [], [])
        for columns, lead, tail in _with_neighbours(self._pieces(blanked, vocabulary, terms)):
            rows = _rows(columns, edges, lead, tail)
            kept = rows.keys, rows.start, rows.end, rows.flags, rows.codes
            for part, some in zip(parts, kept, strict=True):
                part.append(some)
        ids, start, end, flags, codes = map(_joined, parts)
        doc = np.broadcast_to(np.int32(0), len(ids))  # one number, however many rows
        tokens = Tokens(ids, start, end, doc, flags, (text,), (regions,))
        return tokens if terms is None else allow(tokens, terms, codes)

    def _pieces(self, text: str, vocabulary: Vocabulary, terms: TermTable | None) -> Iterator[Columns]:
        """Tokenize a text piece by piece; boundaries stand before the first alone."""
        for begin, end in _cuts(text):
            columns, _ = self._chunks.columns([text[begin:end]], vocabulary, terms)
            yield _part(columns, PAD if begin else 0, begin)


def _joined(parts: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Join arrays and let go of them, so that not all of them stand in memory twice."""
    joined = np.concatenate(parts)
    parts.clear()
    return joined


def _read(text: str) -> tuple[str, tuple[Region, ...]]:
    """Find what is no prose, and blank out what stands inside sentences."""
    regions = tuple(skipped_regions(text))
    return without_inside(text, regions), regions


def _moved(region: Region, by: int) -> Region:
    return Region(region.start + by, region.end + by, region.kind, region.inside)


def _rows(columns: Columns, edges: Edges, lead: int = 0, tail: int = 0) -> TokenRows:
    """Drop white space, and put boundaries for what is no prose; ends may be there to be looked at only."""
    space = (columns.signs & SPACE) != 0
    edge = _outside_prose(edges, columns.start) & (columns.length > 0)  # not the boundaries before a text
    edge |= _breaks(columns.signs)
    keys, flags = columns.keys, columns.flags
    keys[edge] = 0
    flags[edge] = 0
    codes = np.where(edge, np.int32(0), columns.codes)
    keep = ~space | edge
    keep[1:] &= ~(edge[1:] & edge[:-1])  # one row stands for a run of them
    keep[:lead] = False
    keep[len(keep) - tail :] = False
    start = columns.start[keep]
    number = (columns.signs[keep] & NUMERAL) != 0
    return TokenRows(keys[keep], start, start + columns.length[keep], flags[keep], number, codes[keep])


def _outside_prose(edges: Edges, start: Offsets) -> npt.NDArray[np.bool_]:
    """Mark the tokens that begin inside such a stretch."""
    begins, ends = (np.searchsorted(start, edge) for edge in edges)
    depth = np.zeros(len(start) + 1, np.int8)
    np.add.at(depth, begins, 1)
    np.subtract.at(depth, ends, 1)
    inside: npt.NDArray[np.bool_] = np.cumsum(depth[:-1], dtype=np.int8) > 0
    return inside


def _breaks(signs: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Tell white space that parts two texts (a blank line, a list item) from a wrapped line.

    A single line break inside a sentence, before a lower-case word, only wraps the line.
    """
    breaks = (signs & LINES) != 0
    (wrapped,) = np.nonzero(signs & LINE)
    goes_on = np.zeros(len(wrapped), bool)
    inner = (wrapped > 0) & (wrapped < len(signs) - 1)
    at = wrapped[inner]
    goes_on[inner] = ((signs[at - 1] & PUNCTUATION) == 0) & ((signs[at + 1] & LOWER_CASE) != 0)
    breaks[wrapped] = ~goes_on
    return breaks


def _edges(regions: Iterable[Region]) -> Edges:
    """Give where the markup, code or other debris between sentences begins, and where it ends."""
    between = [(region.start, region.end) for region in regions if not region.inside]
    begins, ends = np.array(between, dtype=np.int32).reshape(-1, 2).T.copy()
    return begins, ends


def _part(columns: Columns, first: int, shift: int, last: int | None = None) -> Columns:
    """Cut some tokens out, and move them along."""
    rows = slice(first, last)
    return Columns(
        columns.keys[rows],
        columns.start[rows] + np.int32(shift),
        columns.length[rows],
        columns.flags[rows],
        columns.signs[rows],
        columns.codes[rows],
    )


def _chained(*parts: Columns) -> Columns:
    return Columns(*(np.concatenate([getattr(part, name) for part in parts]) for name in Columns.__slots__))


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into pieces that begin where a word does, so that they are tokenized as the whole is."""
    begin = 0
    while not begin or begin < len(text):
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
    return len(piece) - len(piece) % LONGEST_STRETCH if len(stripped) == len(piece) else len(piece)


def _with_neighbours(pieces: Iterable[Columns]) -> Iterator[tuple[Columns, int, int]]:
    """Lend every piece two tokens of what comes before it and one of what comes after; say how many."""
    before: list[Columns] = []
    waiting: Columns | None = None
    for columns in pieces:
        if waiting is not None:
            yield _chained(*before, waiting, _part(columns, 0, 0, 1)), sum(map(len, before)), 1
            before = [_part(_chained(*before, waiting), -2, 0)]
        waiting = columns
    if waiting is not None:
        yield _chained(*before, waiting), sum(map(len, before)), 0
