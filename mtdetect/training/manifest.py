"""What a model is made of: every ingredient with its size and hash, and what was missing."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mtdetect.spinners.lexicons import MOBY_VARIABLE, mythes_path
from mtdetect.spinners.translation import PACKAGES, available
from mtdetect.training.corpus.corpora import CorpusSource
from mtdetect.training.examples.sampling import Extras

LIBRARIES = ("numpy", "scipy", "scikit-learn", "spacy", "wordfreq", "lemminflect")
CHUNK_BYTES = 2**20

log = logging.getLogger(__name__)


def describe_ingredients(sources: Sequence[CorpusSource], extras: Extras) -> dict[str, Any]:
    """Describe all that a training run depends on, as JSON-ready values."""
    return {
        "sources": {source.name: _file_facts(source.path) for source in sources},
        "extras": {path.name: _file_facts(path) for path in _extra_files(extras)},
        "lexicons": {path.name: _file_facts(path) for path in lexicon_files()},
        "translation_pairs": sorted(filter(available, PACKAGES)),
        "libraries": dict(_library_versions()),
        "commit": _commit(),
    }


def warn_of_missing(extras: Extras) -> None:
    """Log a line for each ingredient that is missing: what the model loses, and how to get it."""
    for line in missing_ingredients(extras):
        log.warning("missing: %s", line)


def missing_ingredients(extras: Extras) -> Iterator[str]:
    """Name the optional ingredients that are missing, each with its cost and its remedy."""
    if not os.environ.get(MOBY_VARIABLE):
        yield (
            f"the Moby thesaurus, so that fewer swaps are known. Install npm's package moby, and let "
            f"{MOBY_VARIABLE} name its words.txt."
        )
    for pair, package in PACKAGES.items():
        if not available(pair):
            yield (
                f"Apertium's pair {pair}, so that no translation by it is learned from. "
                f"Run: apt-get install apertium {package}"
            )
    lost = {
        extras.tortured: "tortured phrases are not learned from",
        extras.learners: "learners of English are missing among human texts",
        extras.essays: "neural translation cannot be learned",
    }
    for path, cost in lost.items():
        if not path.exists():
            yield f"{path}, so that {cost}. Put the file there."


def _extra_files(extras: Extras) -> Iterable[Path]:
    return (path for path in (extras.tortured, extras.learners, extras.essays) if path.exists())


def lexicon_files() -> list[Path]:
    """Name the thesauri in use."""
    moby = os.environ.get(MOBY_VARIABLE)
    return [mythes_path(), *([Path(moby)] if moby else [])]


def _file_facts(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def _library_versions() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "not installed"


def _commit() -> str | None:
    """Name the commit of the code, with a mark where it was changed since; None outside a repository."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--abbrev=40", "--dirty"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None
