"""Fuzz the readers: HTML, Markdown, disguises, what is no prose.

python -m fuzz.fuzz_readers .fuzz/readers tests/fuzz_corpus/readers -max_total_time=300
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["mtdetect", "markdown_it"]):
    from fuzz.properties import check_readers

if __name__ == "__main__":
    atheris.Setup(sys.argv, check_readers)
    atheris.Fuzz()
