"""Terms that are right where they stand: an allow-list of words and phrases.

A term of the trade may look like a swap ("deep profound" for *deep deep*). Who knows better lists it; its
words are then read but not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from mtdetect.errors import DataError, InputError, OptionError

#: A term's words, a list's terms and a file's bytes: far beyond any glossary, and soon read.
MOST_WORDS, MOST_TERMS, MOST_BYTES = 20, 100_000, 4 * 2**20
COMMENT = "#"
UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # what a text file cannot hold

#: What an allow-list is made of: a file's path, or terms.
AllowSource: TypeAlias = "AllowList | Path | str | Iterable[str] | None"


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
    if not any(letter.isalnum() for letter in term) or len(words) > MOST_WORDS or UNWRITABLE.search(term):
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
