"""A fresh interpreter, for what is only true before anything else was imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import mtdetect


def run_python(code: str, *paths: Path) -> str:
    """Run code with warnings as errors, the package and more folders on its path; return what it prints."""
    root = Path(mtdetect.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(path) for path in (root, *paths))},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
