"""Find English text that an article spinner or careless machine translation rewrote.

>>> import mtdetect
>>> sorted(set(mtdetect.__all__) - set(dir(mtdetect)))
[]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mtdetect.errors import DataError, InputError, ModelError, MtdetectError, OptionError, WorkerError
from mtdetect.operating_points import OperatingPoints, Threshold
from mtdetect.report import ModelId, Note, Reason, Report, Skipped, Span, Suggestion

if TYPE_CHECKING:
    from mtdetect.detector import Detector, detect, load

__version__ = "0.1.0"

__all__ = [
    "DataError",
    "Detector",
    "InputError",
    "ModelError",
    "ModelId",
    "MtdetectError",
    "Note",
    "OperatingPoints",
    "OptionError",
    "Reason",
    "Report",
    "Skipped",
    "Span",
    "Suggestion",
    "Threshold",
    "WorkerError",
    "detect",
    "load",
]

# These three bring in spaCy and wordfreq, about a second: they wait for their first use,
# so that importing mtdetect costs a program that never calls it next to nothing.
_LAZY = {"Detector": "mtdetect.detector", "detect": "mtdetect.detector", "load": "mtdetect.detector"}


def __getattr__(name: str) -> object:
    """Import a heavy public name on its first use."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the heavy names too, for completion in notebooks."""
    return sorted({*globals(), *_LAZY})
