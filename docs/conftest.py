"""Run the Python of every page: examples with their results, and plain blocks."""

from __future__ import annotations

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

import mtdetect.integrations.spacy  # noqa: F401 - an installed mtdetect is found by its entry point

pytest_collect_file = Sybil(
    parsers=[SkipParser(), PythonCodeBlockParser()],
    patterns=["*.md"],
).pytest()
