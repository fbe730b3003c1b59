from __future__ import annotations

from pathlib import Path

import pytest

import mtdetect
from tests.interpreter import run_python

HEAVY = ("numpy", "spacy", "sklearn", "scipy", "wordfreq", "lemminflect", "pandas", "polars", "pyarrow")


def test_the_public_names_are_these() -> None:
    names = """
        Comparison DataError Detector Document InputError ModelError ModelId MtdetectError Note
        OperatingPoints
        OptionError Passage Problem Reason Report Reports Skipped Span Substitution Suggestion Threshold
        WorkerError compare detect detect_column load read_documents to_frame
    """
    assert set(mtdetect.__all__) == set(names.split())
    assert set(mtdetect.__all__) <= set(dir(mtdetect))


@pytest.mark.parametrize("module", ["mtdetect", "mtdetect.cli.main"])
def test_importing_brings_in_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    assert run_python(code) == "[]\n"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'mtdetect' has no attribute 'detekt'"):
        _ = mtdetect.detekt


def test_a_version_is_said() -> None:
    assert run_python("import mtdetect; print(mtdetect.__version__)") == f"{mtdetect.__version__}\n"
    assert f"mtdetect {mtdetect.__version__}\n" == run_python(
        "import sys; sys.argv = ['mtdetect', '--version']; import runpy; runpy.run_module('mtdetect')"
    )


def test_types_are_published() -> None:
    assert (Path(mtdetect.__file__).parent / "py.typed").exists()
