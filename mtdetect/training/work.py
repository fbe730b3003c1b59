"""The work folder: what a stopped run has finished, and whether it still holds.

Each step keeps its results in a folder of its own, with a stamp of all that they were made from:
the data, the settings, the code, and the stamps of the steps before. A step whose stamp no longer
matches is made anew, so that no run mixes results of two.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from mtdetect.errors import DataError
from mtdetect.training.corpus.corpora import CorpusSource

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound="DataclassInstance")

MARK = ".mtdetect-work"  # says that a folder's content is ours to delete

Ingredient = object  # a source, a step, a path to code or a small file, or anything with a telling repr


@dataclass(frozen=True, slots=True)
class Work:
    """A folder for intermediate results."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> Work:
        """Use a folder that is new, empty, or a work folder already: what is in it may be deleted.

        Raises:
            DataError: the folder holds other files.

        """
        root.mkdir(parents=True, exist_ok=True)
        if any(root.iterdir()) and not (root / MARK).exists():
            raise DataError(
                f"{root} holds other files, which training might delete; "
                f"choose a new or empty folder for --work."
            )
        (root / MARK).touch()
        return cls(root)

    def step(self, name: str, *made_from: Ingredient) -> Step:
        """Give a step's folder, emptied if it was made from anything else."""
        stamp = hashlib.sha256("\n".join(map(_described, made_from)).encode()).hexdigest()
        folder, mark = self.root / name, self.root / f"{name}.stamp"
        if not (mark.exists() and mark.read_text(encoding="utf-8") == stamp):
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
            mark.write_text(stamp, encoding="utf-8")
        return Step(folder, stamp)


@dataclass(frozen=True, slots=True)
class Step:
    """A step's folder and the stamp of what it is made from."""

    folder: Path
    stamp: str

    def file(self, name: str, make: Callable[[Path], object]) -> Path:
        """Make a file unless it is there; it appears under its name only when complete."""
        path = self.folder / name
        if not path.exists():
            partial = path.with_name(f"partial-{name}")
            make(partial)
            partial.rename(path)
        return path


def _described(ingredient: Ingredient) -> str:
    match ingredient:
        case CorpusSource(name, path):
            status = path.stat()  # corpora are too large to read once more
            return f"{name} {status.st_size} {status.st_mtime_ns}"
        case Step():
            return ingredient.stamp
        case Path():
            return _described_path(ingredient)
    return repr(ingredient)


def _described_path(path: Path) -> str:
    """Describe a package, its data files included, or a small file by what is in it."""
    if path.is_dir():
        files = [
            file for file in sorted(path.rglob("*")) if file.is_file() and "__pycache__" not in file.parts
        ]
        return " ".join(f"{file.relative_to(path)} {_sha256(file)}" for file in files)
    return f"{path.name} {_sha256(path)}" if path.exists() else f"no {path.name}"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def save_arrays(value: DataclassInstance, path: Path) -> None:
    """Write a dataclass of arrays, each under its field's name."""
    with path.open("wb") as file:
        np.savez(file, **{one.name: getattr(value, one.name) for one in fields(value)})


def load_arrays(kind: type[Kind], path: Path) -> Kind:
    """Read a dataclass of arrays back."""
    with np.load(path) as arrays:
        return kind(**{one.name: arrays[one.name] for one in fields(kind)})
