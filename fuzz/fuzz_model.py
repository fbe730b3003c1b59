"""Fuzz the model loader.

python -m fuzz.fuzz_model .fuzz/model tests/fuzz_corpus/model -max_total_time=300
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["mtdetect", "markdown_it"]):
    from fuzz.tampering import check_model

if __name__ == "__main__":
    atheris.Setup(sys.argv, check_model)
    atheris.Fuzz()
