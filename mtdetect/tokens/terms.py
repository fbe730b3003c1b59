"""Where a batch uses the terms of an allow-list: found by their words, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Hashes, Ids, Index
from mtdetect.text.disguises.lookalikes import QUOTES
from mtdetect.text.prose.region import Region
from mtdetect.tokens.arrays import ALLOWED, WORD, Tokens


@dataclass(frozen=True, slots=True, eq=False)
class TermTable:
    """Terms as a tree of words, flat: a step leads from a node by a word's code to the next node."""

    words: Hashes  # (w,): hashes of all words of all terms, ascending; a word's code is its place, from 1
    steps: Index  # (s,): node << 32 | code, ascending
    after: Index  # (s,): the node that each step leads to; the root is 0
    ends: npt.NDArray[np.bool_]  # by node: a term ends here
    longest: int  # words of the longest term

    @classmethod
    def build(cls, terms: Iterable[Sequence[int]]) -> TermTable:
        """Build from the hashes of each term's words."""
        listed = [term for term in terms if len(term)]
        words = np.unique(np.array([word for term in listed for word in term], np.uint64))
        code = {word: at for at, word in enumerate(words.tolist(), 1)}
        nodes: dict[int, int] = {}
        last: set[int] = set()
        for term in listed:
            node = 0
            for word in term:
                node = nodes.setdefault(node << 32 | code[word], len(nodes) + 1)
            last.add(node)
        steps = np.array(sorted(nodes), np.int64)
        after = np.array([nodes[step] for step in sorted(nodes)], np.int64)
        ends = np.zeros(len(nodes) + 1, bool)
        ends[sorted(last)] = True
        return cls(words, steps, after, ends, max(map(len, listed), default=0))

    def codes(self, hashes: Hashes) -> Ids:
        """Give each token's code ``(n,)``; 0 where no term holds the word."""
        if not len(self.words):
            return np.zeros(len(hashes), np.int32)
        at = np.minimum(np.searchsorted(self.words, hashes), len(self.words) - 1)
        return np.where(self.words[at] == hashes, at + 1, 0).astype(np.int32)

    def find(self, codes: Ids) -> tuple[Index, Index]:
        """Give where terms begin and end ``(k,)``, as rows; terms that overlap are one stretch.

        >>> table = TermTable.build([[5, 6], [6, 7, 8], [9]])
        >>> [rows.tolist() for rows in table.find(table.codes(np.uint64([5, 6, 7, 8, 9, 5, 9])))]
        [[0, 4, 6], [4, 5, 7]]
        """
        first = np.flatnonzero(codes)
        start, stop = first, first  # nothing found yet
        node = np.zeros(len(first), np.int64)
        found = []
        for depth in range(self.longest):
            inside = first + depth < len(codes)
            first, node = first[inside], node[inside]
            step = node << 32 | codes[first + depth]
            at = np.minimum(np.searchsorted(self.steps, step), len(self.steps) - 1)
            taken = self.steps[at] == step
            first, node = first[taken], self.after[at[taken]]
            ended = self.ends[node]
            found.append((first[ended], np.full(int(ended.sum()), depth + 1)))
        if found:
            start = np.concatenate([rows for rows, _ in found])
            stop = start + np.concatenate([length for _, length in found])
        return _merged(start, stop)


def _merged(start: Index, stop: Index) -> tuple[Index, Index]:
    """Put stretches in order, those that share a row together."""
    order = np.argsort(start, kind="stable")
    start, reach = start[order], np.maximum.accumulate(stop[order])
    opens = np.ones(len(start), bool)
    opens[1:] = start[1:] >= reach[:-1]
    closes = np.append(opens[1:], True)[: len(start)]
    return start[opens], reach[closes]


def forms(term: str) -> Iterator[str]:
    """Write a term as it may stand in a text, with plain quotes: spaCy parts some words by their case.

    >>> list(forms("The Writer’s Room"))
    ["The Writer's Room", "the writer's room"]
    """
    plain = "".join(QUOTES.get(sign, sign) for sign in term)
    yield from {plain: None, plain.lower(): None}


def allow(tokens: Tokens, terms: TermTable, codes: Ids) -> Tokens:
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
