"""The order of the modules: each imports only from those above it, and the core never from the leaves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import PACKAGE

#: From what knows nothing to what knows all. Modules of one line do not import one another.
LAYERS = (
    ("errors", "memory", "comparing.alignment"),
    ("crossings", "parallel", "text.genre", "text.lookalikes", "text.notices", "text.stretches"),
    ("allowing", "model.operating_points", "model.fuse", "text.prose", "threads", "model.vocabulary"),
    ("comparing.passages",),
    ("report", "tokens", "model.ngrams", "model.originals", "model.settings"),
    ("comparing.comparison", "reports", "terms", "text.language"),
    ("lexemes", "comparing.suspicions"),
    ("plain",),
    ("chunks",),
    ("tokenizer",),
    ("model.contexts", "model.lexicon", "model.network", "topics"),
    ("text.view", "text.edits", "text.words"),
    ("text.pieces", "text.source", "text.wordbreak", "text.leetspeak", "text.unmasking"),
    ("text.spaced",),
    ("text.disguise", "text.html_reader"),
    ("text.markdown_reader",),
    ("text.markup",),
    ("restoration",),
    ("model.calibration", "model.translation"),
    ("features", "scoring", "spans", "wording"),  # stages
    ("document", "suggestions"),
    ("explain",),
    ("model.storage",),
    ("model.soundness",),
    ("model.folder",),
    ("judgement", "marking"),
    ("reporting", "windows"),
    ("batching",),
    ("tracing",),
    ("detector",),
    ("comparing.compare",),
)
CORE = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}
#: Neither core nor in a package: the command line, and what commands and leaves need beside the core.
AROUND = {"cli", "exit_codes", "reading", "schema"}
#: A notebook asks the value itself how to show it, so that values know by name who shows them. They import it
#: when they are asked, and never to judge a text.
SHOWN_BY = {
    "comparing.comparison": {"render.html"},
    "report": {"render.html"},
    "reports": {"render.html", "render.listing"},
}
#: A command that is no more than a leaf imports it when it is run.
LAUNCHED_BY = {"commands.spark": "spark"}
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
    for other in own(_path(module)) - SHOWN_BY.get(module, set()):
        assert other in CORE, f"{module} is core and imports {other}, which is not"
        assert CORE[other] < CORE[module], f"{module} imports {other}, which does not stand above it"


@pytest.mark.parametrize("module", sorted(SHOWN_BY))
def test_who_shows_a_value_is_imported_when_it_is_to_be_shown(module: str) -> None:
    tree = ast.parse(_path(module).read_text(encoding="utf-8"))
    at_the_top = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert not at_the_top & {f"mtdetect.{name}" for name in SHOWN_BY[module]}
    assert SHOWN_BY[module] <= own(_path(module)), "an exception that nobody needs any more"


@pytest.mark.parametrize("module", sorted(CORE))
def test_the_core_needs_nothing_that_only_training_needs(module: str) -> None:
    assert not {name.split(".")[0] for name in imports(_path(module))} & TRAINING_ONLY


def test_adapting_needs_no_extra_but_for_making_examples() -> None:
    for path in (PACKAGE / "adapting").glob("*.py"):
        names = set(imports(path))
        assert not {name.split(".")[0] for name in names} & TRAINING_ONLY, path
        if path.stem not in {"rewriting", "adaptation"}:  # the latter imports the former when it is needed
            assert {name for name in names if ".training" in name} <= {
                "mtdetect.training.measured.card_tables"
            }, path


def test_no_module_unpickles() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "pickle" not in set(imports(path)), path


def leaf_of(module: str) -> str | None:
    """Name the leaf that a module belongs to; a leaf is a file or a folder in ``integrations``."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "integrations" else None


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=module_of)
def test_a_leaf_is_imported_by_nothing_but_itself(path: Path) -> None:
    if path == PACKAGE / "__init__.py":  # has public names that stand for leaves, imported on their first use
        return
    mine = LAUNCHED_BY.get(module_of(path), leaf_of(module_of(path)))
    leaves = {leaf_of(name) for name in own(path)} - {None}
    assert leaves <= {mine}, f"{module_of(path)} imports a leaf that is not its own"


def test_the_package_imports_leaves_only_for_type_checks() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    modules = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert not [name for name in modules if "integrations" in name]


def test_every_module_has_its_place() -> None:
    folders = {"", *(name.partition(".")[0] for name in CORE if "." in name)}
    paths = (path for folder in folders for path in (PACKAGE / folder).glob("*.py"))
    found = {module_of(path) for path in paths if path.stem not in {"__init__", "__main__"}}
    assert found == CORE.keys() | AROUND


def test_the_code_that_stamps_a_step_of_training_exists() -> None:
    tree = ast.parse((PACKAGE / "training" / "pipeline.py").read_text(encoding="utf-8"))
    names = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    code = {name for name in names if isinstance(name, str) and name.endswith((".py", "/spinners"))}
    assert {"chunks.py", "training/spinners"} <= code
    assert {name for name in code if not (PACKAGE / name).exists()} == set()
