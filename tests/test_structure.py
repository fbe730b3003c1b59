"""The order of the modules: each imports only from those above it, and the core never from the leaves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mtdetect

PACKAGE = Path(mtdetect.__file__).parent
#: From what knows nothing to what knows all. Modules of one line do not import one another.
LAYERS = (
    ("errors",),
    ("crossings", "parallel", "text.genre", "text.notices", "text.stretches", "threads"),
    ("operating_points", "fuse", "text.prose", "vocabulary"),
    ("report", "tokens", "ngrams", "originals", "settings"),
    ("chunks", "text.language"),
    ("tokenizer",),
    ("contexts", "lexicon", "network", "topics", "text.view", "text.edits", "text.lookalikes"),
    ("text.pieces", "text.source", "text.spelled", "text.unmasking"),
    ("text.disguise", "text.html_reader"),
    ("text.markdown_reader",),
    ("text.markup",),
    ("restoration",),
    ("features", "calibration", "scoring", "spans", "translation", "wording"),  # stages
    ("document", "suggestions"),
    ("explain",),
    ("storage",),
    ("soundness",),
    ("model",),
    ("judgement", "marking"),
    ("windows",),
    ("detector",),
)
CORE = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}
TRAINING_ONLY = {"sklearn", "scipy", "lemminflect", "tqdm"}


def _path(module: str) -> Path:
    return PACKAGE.joinpath(*module.split(".")).with_suffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Name the modules that a file imports at its top level or inside, those for type checks included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written in full"
            yield node.module or ""


def own(path: Path) -> set[str]:
    return {name.removeprefix("mtdetect.") for name in imports(path) if name.startswith("mtdetect.")}


@pytest.mark.parametrize("module", sorted(CORE))
def test_core_modules_import_only_from_above(module: str) -> None:
    for other in own(_path(module)):
        assert other in CORE, f"{module} is core and imports {other}, which is not"
        assert CORE[other] < CORE[module], f"{module} imports {other}, which does not stand above it"


@pytest.mark.parametrize("module", sorted(CORE))
def test_the_core_needs_nothing_that_only_training_needs(module: str) -> None:
    assert not {name.split(".")[0] for name in imports(_path(module))} & TRAINING_ONLY


def test_no_module_unpickles() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "pickle" not in set(imports(path)), path


def test_every_module_of_the_core_exists() -> None:
    assert {name for name in CORE if not _path(name).exists()} == set()
