"""Benchmarks are not run by the tests; what they take from the package has to be there all the same."""

from __future__ import annotations

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.places import ROOT

BENCHMARKS = sorted((ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_what_a_benchmark_imports_is_there(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mtdetect"):
            module = import_module(node.module or "")
            for alias in node.names:
                here = hasattr(module, alias.name) or find_spec(f"{node.module}.{alias.name}")
                assert here, f"{path.name} imports {alias.name} from {node.module}"
