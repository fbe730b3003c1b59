"""Fuzz detect, in every format and in windows.

python -m fuzz.fuzz_detect .fuzz/detect tests/fuzz_corpus/detect -max_total_time=300
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["mtdetect", "markdown_it"]):
    from fuzz.properties import check_detect

if __name__ == "__main__":
    atheris.Setup(sys.argv, check_detect)
    atheris.Fuzz()
