"""The order of the packages: imports go one way, lazy and type-only ones included, and leaves stay leaves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import PACKAGE, ROOT

#: A package imports only itself and packages of the lines above it.
ORDER = """
    version arrays errors
    results runtime
    model documents
    text
    tokens
    features
    judging
    detector
    evaluation spinners comparing campaigns
    render
    training
    adapting
    integrations
    cli
    __init__ __main__
""".strip().split("\n")
DEPTH = {name: depth for depth, line in enumerate(ORDER) for name in line.split()}
CORE = {name for name, depth in DEPTH.items() if depth <= DEPTH["detector"]}
MOST_AT_THE_ROOT = 8
TRAINING_ONLY = {"sklearn", "scipy", "lemminflect", "tqdm"}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Name the modules that a file imports at its top level or inside, those for type checks included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written in full"
            yield node.module or ""


def ours(path: Path) -> set[str]:
    return {name.removeprefix("mtdetect.") for name in imports(path) if name.startswith("mtdetect.")}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_go_one_way(path: Path) -> None:
    mine = package_of(path)
    for other in sorted({name.partition(".")[0] for name in ours(path)} - {mine}):
        assert DEPTH[other] < DEPTH[mine], f"{module_of(path)} imports {other}, which is not above {mine}"


def test_every_package_has_its_line() -> None:
    assert DEPTH.keys() == {package_of(path) for path in FILES}
    assert sum(path.parent == PACKAGE for path in FILES) <= MOST_AT_THE_ROOT


@pytest.mark.parametrize("package", sorted({package_of(path) for path in FILES}))
def test_no_two_files_import_each_other(package: str) -> None:
    graph = {module_of(path): ours(path) for path in FILES if package_of(path) == package}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in graph[name] & graph.keys():
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", [path for path in FILES if package_of(path) in CORE], ids=module_of)
def test_the_core_needs_nothing_that_only_training_needs(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & TRAINING_ONLY


def test_adapting_needs_no_extra_but_for_making_examples() -> None:
    for path in (PACKAGE / "adapting").glob("*.py"):
        names = set(imports(path))
        assert not {name.split(".")[0] for name in names} & TRAINING_ONLY, path
        if path.stem not in {"rewriting", "adaptation"}:  # the latter imports the former when it is needed
            assert not {name for name in names if ".training" in name}, path


def test_no_module_unpickles() -> None:
    for path in FILES:
        assert "pickle" not in set(imports(path)), path


def leaf_of(module: str) -> str | None:
    """Name the leaf that a module belongs to; a leaf is a file or a folder in ``integrations``."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "integrations" else None


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_leaf_is_imported_by_nothing_but_itself_and_its_command(path: Path) -> None:
    if path == PACKAGE / "__init__.py":  # its public names stand for leaves, imported on their first use
        return
    mine = path.stem if package_of(path) == "cli" else leaf_of(module_of(path))
    leaves = {leaf_of(name) for name in ours(path)} - {None}
    assert leaves <= {mine}, f"{module_of(path)} imports a leaf that is not its own"


def test_the_package_imports_leaves_only_for_type_checks() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    modules = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert not [name for name in modules if "integrations" in name]


def test_array_aliases_are_in_one_module_and_no_class_name_occurs_twice() -> None:
    seen: dict[str, str] = {}
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            alias = isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("npt.NDArray")
            assert not alias or module_of(path) == "arrays", f"{module_of(path)}: {ast.unparse(node)}"
            if isinstance(node, ast.ClassDef):
                assert node.name not in seen, (
                    f"{node.name} is a class of {seen[node.name]} and {module_of(path)}"
                )
                seen[node.name] = module_of(path)


def code_names(page: Path, heading: str, pattern: str) -> set[str]:
    """Name what a section shows as code where the pattern finds it."""
    section = page.read_text(encoding="utf-8").split(heading, 1)[1].split("\n## ", 1)[0]
    return set(re.findall(pattern, section, re.MULTILINE))


def test_the_table_of_stages_names_files_that_exist_and_every_stage() -> None:
    names = code_names(ROOT / "docs" / "how-it-works.md", "# How does it work?", r"`(\w+/[\w./]*)`")
    assert {name for name in names if not (PACKAGE / name).exists() and not (ROOT / name).exists()} == set()
    assert {name.split("/")[0] for name in names} >= {
        "text",
        "tokens",
        "features",
        "judging",
        "model",
        "results",
    }


def test_where_things_are_names_every_package() -> None:
    names = code_names(ROOT / "CONTRIBUTING.md", "## Where things are", r"^- `([\w./]+)`")
    assert {name for name in names if not (ROOT / name).exists()} == set()
    packages = {f"mtdetect/{path.name}/" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert packages <= names
