"""Human text to learn from: a folder of JSON Lines or text files, one source a file."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mtdetect.errors import DataError

SUFFIXES = (".jsonl.xz", ".jsonl", ".txt")


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A human document and what kind of writing it is."""

    id: str
    text: str
    register: str


@dataclass(frozen=True, slots=True)
class CorpusSource:
    """A file of documents that share an origin; what is unseen is judged by whole sources."""

    name: str
    path: Path

    def documents(self) -> Iterator[CorpusDocument]:
        """Read the documents one by one.

        Raises:
            DataError: a line is not JSON or has no text; the message names the line.

        """
        with _open(self.path) as lines:
            if self.path.suffix == ".txt":
                yield CorpusDocument(self.name, lines.read(), self.name)
                return
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield self._parsed(line, number)

    def _parsed(self, line: str, number: int) -> CorpusDocument:
        try:
            row = json.loads(line)
            text = row["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"{self.path}, line {number}: expected a JSON object with a 'text' field, got {line[:60]!r}. "
                "Correct or remove that line."
            ) from error
        if not isinstance(text, str):
            raise DataError(
                f"{self.path}, line {number}: 'text' must be a string, not {type(text).__name__}."
            )
        return CorpusDocument(
            str(row.get("id", f"{self.name}-{number}")), text, str(row.get("register", self.name))
        )


def find_sources(data: Path) -> tuple[CorpusSource, ...]:
    """List the sources of a data folder: its ``corpus`` subfolder if it has one, else its own files.

    Raises:
        DataError: there is no such folder, or nothing to read in it.

    """
    folder = data / "corpus" if (data / "corpus").is_dir() else data
    if not folder.is_dir():
        raise DataError(f"{data} is not a folder. Give a folder of .jsonl, .jsonl.xz or .txt files.")
    sources = [
        CorpusSource(path.name[: -len(suffix)], path)
        for path in sorted(folder.iterdir())
        for suffix in SUFFIXES
        if path.name.endswith(suffix)
    ]
    if not sources:
        raise DataError(f"{folder} holds no {', '.join(SUFFIXES)} file: an empty corpus teaches nothing.")
    return tuple(sources)


def _open(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
