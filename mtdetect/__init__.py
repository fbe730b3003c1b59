"""Find English text that an article spinner rewrote.

>>> import mtdetect
>>> sorted(set(mtdetect.__all__) - set(dir(mtdetect)))
[]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mtdetect.errors import DataError, InputError, ModelError, MtdetectError, OptionError, WorkerError
from mtdetect.results.documents import Document, Problem
from mtdetect.results.operating_points import OperatingPoints, Threshold
from mtdetect.results.report import ModelId, Note, Reason, Report, Skipped, Span, Suggestion
from mtdetect.version import __version__ as __version__

if TYPE_CHECKING:
    from mtdetect.comparing.compare import compare
    from mtdetect.detector import Detector, detect, load
    from mtdetect.documents.reading import read_documents
    from mtdetect.integrations.frames import detect_column, to_frame
    from mtdetect.results.comparison import Comparison, Passage, Substitution
    from mtdetect.results.report_list import Reports

__all__ = [
    "Comparison",
    "DataError",
    "Detector",
    "Document",
    "InputError",
    "ModelError",
    "ModelId",
    "MtdetectError",
    "Note",
    "OperatingPoints",
    "OptionError",
    "Passage",
    "Problem",
    "Reason",
    "Report",
    "Reports",
    "Skipped",
    "Span",
    "Substitution",
    "Suggestion",
    "Threshold",
    "WorkerError",
    "compare",
    "detect",
    "detect_column",
    "load",
    "read_documents",
    "to_frame",
]

# These wait for their first use. The detector brings in spaCy, about a second, so that importing mtdetect
# costs a program that never calls it next to nothing; the others are leaves, or seldom needed.
_LAZY = {
    "Comparison": "mtdetect.results.comparison",
    "Detector": "mtdetect.detector",
    "Passage": "mtdetect.results.comparison",
    "Reports": "mtdetect.results.report_list",
    "Substitution": "mtdetect.results.comparison",
    "compare": "mtdetect.comparing.compare",
    "detect": "mtdetect.detector",
    "detect_column": "mtdetect.integrations.frames",
    "load": "mtdetect.detector",
    "read_documents": "mtdetect.documents.reading",
    "to_frame": "mtdetect.integrations.frames",
}


def __getattr__(name: str) -> object:
    """Import a heavy public name on its first use."""
    if name == "plots":  # a whole module, for those who plot
        return import_module("mtdetect.render.plots")
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the heavy names too, for completion in notebooks."""
    return sorted({*globals(), *_LAZY})
