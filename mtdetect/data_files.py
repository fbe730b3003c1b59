"""Read the data that lies beside a module: words, pairs and passages, in plain files that are checked.

A line that begins with ``#`` and a space is a comment, and blank lines say nothing, except within a passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mtdetect.errors import DataError

SIDES = " > "  # parts the two sides of a line
PASSAGE = "%% "  # begins the line that names the passage below it


def read_words(path: Path) -> frozenset[str]:
    """Read words, parted by spaces or line ends.

    Raises:
        DataError: a word is listed twice.

    """
    words: set[str] = set()
    for number, line in _lines(path):
        for word in line.split():
            if word in words:
                raise DataError(f"{path}, line {number}: {word!r} is listed already. Delete it here.")
            words.add(word)
    return frozenset(words)


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Read the two sides of each line.

    Raises:
        DataError: a line has no separator, or nothing on one side of it.

    """
    pairs = []
    for number, line in _lines(path):
        left, _, right = line.partition(SIDES)
        if not left.strip() or not right.strip():
            raise DataError(f"{path}, line {number}: expected 'left{SIDES}right', found {line!r}.")
        pairs.append((left.strip(), right.strip()))
    return pairs


def read_passages(path: Path) -> dict[str, str]:
    """Read passages by name: each is what follows a line ``%% NAME``, up to the next such line.

    Raises:
        DataError: the file does not begin with a name, or a name is there twice.

    """
    start, *parts = f"\n{path.read_text(encoding='utf-8')}".split(f"\n{PASSAGE}")
    named = [part.partition("\n") for part in parts]
    passages = {name.strip(): f"{text.rstrip()}\n" for name, _, text in named}
    if start.strip() or len(passages) < len(named):
        raise DataError(f"{path}: expected passages, each below a line '{PASSAGE}NAME' with its own name.")
    return passages


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            yield number, line
