"""Where the tests' files are."""

from __future__ import annotations

from pathlib import Path

import mtdetect

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
EXAMPLES = ROOT / "examples"
PACKAGE = Path(mtdetect.__file__).parent
