"""The corpus as integer files: each source is tokenized once, kept in the work folder, and reused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Ids
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.tokens.arrays import PAD, assign_ids
from mtdetect.tokens.tokenizer import Tokenizer
from mtdetect.training.corpus.corpora import CorpusSource
from mtdetect.training.progress import track


@dataclass(frozen=True, slots=True, eq=False)
class TokenizedSource:
    """One source: hashes, flags and number marks of its tokens, and how its words are spelled."""

    name: str
    path: Path

    def _load(self, part: str) -> npt.NDArray[np.generic]:
        array: npt.NDArray[np.generic] = np.load(self.path / f"{part}.npy", mmap_mode="r")
        return array

    def words(self) -> Counter[str]:
        """Count the words of the source."""
        words = (self.path / "words.txt").read_text(encoding="utf-8").split("\n")
        return Counter(dict(zip(words, self._load("counts").tolist(), strict=True)))

    def ids(self, vocabulary: Vocabulary) -> Ids:
        """Map all its tokens to ids of a vocabulary."""
        return assign_ids(
            vocabulary,
            self._load("hashes"),  # type: ignore[arg-type]
            self._load("flags"),  # type: ignore[arg-type]
            self._load("number"),  # type: ignore[arg-type]
        )


def tokenize_sources(
    sources: Iterable[CorpusSource], work: Path, most: int | None, jobs: int
) -> list[TokenizedSource]:
    """Tokenize every source that the work folder does not hold yet; ``most`` documents of each."""
    listed = list(sources)
    todo = [source for source in listed if not (work / source.name / "words.txt").exists()]
    todo.sort(key=lambda source: -source.path.stat().st_size)
    with ProcessPoolExecutor(jobs) as pool:
        done = [pool.submit(_tokenize, source, work / source.name, most) for source in todo]
        for _, result in track(list(zip(todo, done, strict=True)), "tokenizing sources"):
            result.result()
    return [TokenizedSource(source.name, work / source.name) for source in listed]


def _tokenize(source: CorpusSource, folder: Path, most: int | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer()
    parts: dict[str, list[npt.NDArray[np.generic]]] = {"hashes": [], "flags": [], "number": []}
    spelled: dict[int, str] = {0: ""}
    counts: Counter[int] = Counter()
    for document in islice(source.documents(), most):
        raw = tokenizer.raw(document.text)
        for name, values in parts.items():
            values.append(getattr(raw, name))
        keys, first, number = np.unique(raw.hashes[PAD:], return_index=True, return_counts=True)
        for key, at, count in zip(keys.tolist(), (first + PAD).tolist(), number.tolist(), strict=True):
            counts[key] += count
            if key not in spelled:
                spelled[key] = document.text[raw.start[at] : raw.end[at]].lower()
    for name, values in parts.items():
        np.save(folder / f"{name}.npy", np.concatenate(values) if values else np.zeros(0))
    kept = [key for key in counts if spelled[key] and "\n" not in spelled[key]]
    np.save(folder / "counts.npy", np.array([counts[key] for key in kept], dtype=np.int64))
    words = "\n".join(spelled[key] for key in kept).encode("utf-8", "replace")
    partial = folder / "words.partial"  # written last and renamed: its presence means all is complete
    partial.write_bytes(words)
    partial.rename(folder / "words.txt")
