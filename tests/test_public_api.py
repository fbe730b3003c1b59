from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import mtdetect

HEAVY = ("numpy", "spacy", "sklearn", "scipy", "wordfreq", "lemminflect")


def _python(code: str) -> str:
    root = str(Path(mtdetect.__file__).parents[1])
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    return result.stdout


def test_the_public_names_are_these() -> None:
    assert set(mtdetect.__all__) == {
        "DataError", "Detector", "InputError", "ModelError", "ModelId", "MtdetectError", "OperatingPoints",
        "Note", "OptionError", "Reason", "Report", "Skipped", "Span", "Suggestion", "Threshold",
            "WorkerError", "detect", "load",
    }  # fmt: skip
    assert set(mtdetect.__all__) <= set(dir(mtdetect))


@pytest.mark.parametrize("module", ["mtdetect", "mtdetect.cli"])
def test_importing_brings_in_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    assert _python(code) == "[]\n"


def test_importing_is_quick() -> None:
    # Processor time, as other work on the machine holds up the clock's; best of three.
    code = "from time import process_time as now; start = now(); import mtdetect; print(now() - start)"
    assert min(float(_python(code)) for _ in range(3)) < 0.15


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'mtdetect' has no attribute 'detekt'"):
        _ = mtdetect.detekt


def test_a_version_is_said() -> None:
    assert _python("import mtdetect; print(mtdetect.__version__)") == f"{mtdetect.__version__}\n"
    assert f"mtdetect {mtdetect.__version__}\n" == _python(
        "import sys; sys.argv = ['mtdetect', '--version']; import runpy; runpy.run_module('mtdetect')"
    )


def test_types_are_published() -> None:
    assert (Path(mtdetect.__file__).parent / "py.typed").exists()
