"""Every input that fuzzing found at fault, and what it starts from, holds what is promised."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.properties import check_detect, check_readers
from fuzz.tampering import check_model
from tests.places import ROOT

CORPUS = ROOT / "tests" / "fuzz_corpus"
CHECKS: dict[str, Callable[[bytes], None]] = {
    "detect": check_detect,
    "readers": check_readers,
    "model": check_model,
}
FINDINGS = sorted(path for name in CHECKS for path in (CORPUS / name).iterdir())


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_finding_stays_mended(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy's, at an array's header that is none
        CHECKS[path.parent.name](path.read_bytes())


def test_every_target_has_inputs() -> None:
    assert {path.parent.name for path in FINDINGS} == set(CHECKS)
