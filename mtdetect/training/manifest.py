"""What a model is made of: every ingredient with its size and hash, and what was missing."""

from __future__ import annotations

import hashlib
import logging
import os
import platform
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
        "translation_pairs": translation_pairs(),
        "python": platform.python_version(),
        "libraries": library_versions(),
        "commit": commit_of(Path(__file__)),
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


def translation_pairs() -> list[str]:
    """Name the language pairs that the translation engine has."""
    return sorted(filter(available, PACKAGES))


def library_versions() -> dict[str, str]:
    """Name the installed version of each library that the results of training depend on."""
    return {name: _version(name) for name in LIBRARIES}


def _file_facts(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def commit_of(module: Path) -> str | None:
    """Name the commit of a module's repository, marked "-dirty" where files were changed since.

    None where no repository tracks the module: an installed copy may lie in another project's.
    """
    if _git(module.parent, "ls-files", "--error-unmatch", module.name) is None:
        return None
    return _git(module.parent, "describe", "--always", "--abbrev=40", "--dirty")


def _git(folder: Path, *words: str) -> str | None:
    """Give what git prints; None where it fails or is missing."""
    try:
        done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
