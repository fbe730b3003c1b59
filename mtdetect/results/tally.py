"""How a command may end, as a number for scripts."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Say how a command ended; the last two are what a shell makes of the signals."""

    CLEAN = 0
    FLAGGED = 1
    FAILED = 2
    INTERRUPTED = 130
    BROKEN_PIPE = 141
