"""Terms that are right where they stand: an allow-list of words and phrases, and where a text uses them.

A term of the trade may look like a swap ("deep profound" for *deep deep*). Who knows better lists it; its
words are then read but not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from mtdetect.errors import DataError, InputError, OptionError

#: A term's words, a list's terms and a file's bytes: far beyond any glossary, and soon read.
MOST_WORDS, MOST_TERMS, MOST_BYTES = 20, 100_000, 4 * 2**20
COMMENT = "#"

#: What an allow-list is made of: a file's path, or terms.
AllowSource: TypeAlias = "AllowList | Path | str | Iterable[str] | None"
U64 = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class AllowList:
    """Hold terms as they were written, each once; letter case does not count."""

    terms: tuple[str, ...] = ()

    @classmethod
    def of(cls, allow: AllowSource) -> AllowList:
        """Take a list as it is, terms from an iterable, or read the file that a path or string names.

        >>> AllowList.of(["deep profound", "Deep  Profound", "bosom friend"]).terms
        ('deep profound', 'bosom friend')
        """
        if allow is None:
            return cls()
        if isinstance(allow, AllowList):
            return allow
        if isinstance(allow, (str, Path)):
            return cls.read(Path(allow))
        given: object = allow
        if isinstance(given, (bytes, bytearray)) or not isinstance(given, Iterable):
            raise InputError(
                f"expected an allow-list as a file's path or as terms, got {type(allow).__name__}. "
                f"Pass a path, or a list such as ['deep profound']."
            )
        return cls(tuple(_distinct(_checked(term, f"term {n}") for n, term in enumerate(allow, 1))))

    @classmethod
    def read(cls, path: Path) -> AllowList:
        """Read a UTF-8 text file.

        Raises:
            DataError: it cannot be read, or a line is no term.

        """
        try:
            content = _read(path)
            text = content.decode("utf-8-sig")
        except (OSError, ValueError) as error:
            raise DataError(
                f"expected {path} to be an allow-list, a UTF-8 text file with one term a line, got: {error}. "
                f"Name such a file; terms themselves are passed as a list."
            ) from error
        try:
            return cls.parse(text)
        except OptionError as error:
            raise DataError(f"{path}: {error}") from error

    @classmethod
    def parse(cls, text: str) -> AllowList:
        r"""Read one term a line; a line that begins with ``#``, and what follows `` #``, is a comment.

        >>> AllowList.parse("# our words\ndeep profound  # a brand\n\nC#\n").terms
        ('deep profound', 'C#')
        """
        lines = ((number, _uncommented(line)) for number, line in enumerate(text.splitlines(), 1))
        return cls(tuple(_distinct(_checked(line, f"line {number}") for number, line in lines if line)))

    def __bool__(self) -> bool:
        """Say whether there is any term."""
        return bool(self.terms)

    def __or__(self, other: AllowList) -> AllowList:
        """Join two lists."""
        return AllowList(tuple(_distinct((*self.terms, *other.terms)))) if other else self

    def to_text(self) -> str:
        """Write the list as `parse` reads it back."""
        return "".join(f"{term}\n" for term in self.terms)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES:,} bytes")
    return content


def _uncommented(line: str) -> str:
    words = line.split()
    ends = (at for at, word in enumerate(words) if word.startswith(COMMENT))
    return " ".join(words[: next(ends, len(words))])


def _checked(term: object, where: str) -> str:
    """Return a term with single spaces, or say what is wrong with it."""
    if not isinstance(term, str):
        raise InputError(f"expected terms as strings, got {type(term).__name__} ({where} of the allow-list).")
    words = term.split()
    if any(word.startswith(COMMENT) for word in words):
        raise OptionError(
            f"expected a term that can be written to a file, got {' '.join(words)[:60]!r} ({where}): "
            f"{COMMENT!r} begins a comment there. Leave that part out."
        )
    if not any(letter.isalnum() for letter in term) or len(words) > MOST_WORDS or "\0" in term:
        raise OptionError(
            f"expected a word or a phrase of at most {MOST_WORDS} words in an allow-list, got "
            f"{' '.join(words)[:60]!r} ({where}). Remove or mend it."
        )
    return " ".join(words)


def _distinct(terms: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for term in terms:
        if (key := term.lower()) not in seen:
            seen.add(key)
            yield term
        if len(seen) > MOST_TERMS:
            raise OptionError(
                f"expected an allow-list of at most {MOST_TERMS:,} terms, got more. Shorten it."
            )


@dataclass(frozen=True, slots=True, eq=False)
class TermTable:
    """Terms as a tree of words, flat: a step leads from a node by a word's code to the next node."""

    words: U64  # (w,): hashes of all words of all terms, ascending; a word's code is its place, from 1
    steps: Rows  # (s,): node << 32 | code, ascending
    after: Rows  # (s,): the node that each step leads to; the root is 0
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

    def codes(self, hashes: U64) -> Codes:
        """Give each token's code ``(n,)``; 0 where no term holds the word."""
        if not len(self.words):
            return np.zeros(len(hashes), np.int32)
        at = np.minimum(np.searchsorted(self.words, hashes), len(self.words) - 1)
        return np.where(self.words[at] == hashes, at + 1, 0).astype(np.int32)

    def find(self, codes: Codes) -> tuple[Rows, Rows]:
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


def _merged(start: Rows, stop: Rows) -> tuple[Rows, Rows]:
    """Put stretches in order, those that share a row together."""
    order = np.argsort(start, kind="stable")
    start, reach = start[order], np.maximum.accumulate(stop[order])
    opens = np.ones(len(start), bool)
    opens[1:] = start[1:] >= reach[:-1]
    closes = np.append(opens[1:], True)[: len(start)]
    return start[opens], reach[closes]
