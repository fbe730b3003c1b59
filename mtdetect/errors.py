"""The errors that mtdetect raises on purpose.

Every message says what was expected, what came, and what to do about it.
All of them are ``MtdetectError``; those that stand for a wrong argument are
also the built-in error that a caller would expect.
"""

from __future__ import annotations


class MtdetectError(Exception):
    """Stand for anything that mtdetect refuses to do.

    >>> issubclass(InputError, TypeError), issubclass(OptionError, ValueError)
    (True, True)
    """


class InputError(MtdetectError, TypeError):
    """Refuse an argument of the wrong type, such as bytes for a text."""


class OptionError(MtdetectError, ValueError):
    """Refuse an option's value, such as a false-positive rate that was never calibrated."""


class ModelError(MtdetectError):
    """Refuse a model folder that is missing, damaged or of another format."""


class DataError(MtdetectError):
    """Refuse a corpus or an input document that cannot be read."""


class WorkerError(MtdetectError):
    """Report worker processes that cannot be started."""
