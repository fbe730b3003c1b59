"""Where commands write: results to standard output, diagnostics to standard error."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from shutil import get_terminal_size
from typing import Literal, TextIO

from mtdetect.render.inert import inert
from mtdetect.render.terminal.report import WIDTH, RenderOptions

Color = Literal["auto", "always", "never"]


def write(text: str) -> None:
    """Write to standard output at once."""
    sys.stdout.write(text)
    sys.stdout.flush()  # a stream may go on for hours


def show(text: str) -> None:
    """Write a line."""
    write(f"{text}\n")


def complain(message: str) -> None:
    """Say on standard error what is wrong; where that is closed, nothing can be said."""
    stream: TextIO | None = sys.stderr  # None where it is closed, whatever its type says
    if stream is not None:
        with suppress(OSError):
            stream.write(f"mtdetect: {inert(message)}\n")


def is_stdout_closed() -> bool:
    """Say whether the program was started without a standard output, as ``>&-`` does."""
    stream: TextIO | None = sys.stdout
    return stream is None


def log_progress() -> None:
    """Show on standard error how the work goes on."""
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    logging.getLogger("mtdetect").setLevel(logging.INFO)  # other libraries' progress is not ours


def terminal(color: Color) -> RenderOptions:
    """Decide on colour: asked for, or a terminal that neither it nor NO_COLOR declines."""
    declined = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    auto = sys.stdout.isatty() and not declined
    return RenderOptions(
        color=color == "always" or (color == "auto" and auto), width=get_terminal_size((WIDTH, 24)).columns
    )


def escape_what_cannot_be_encoded() -> None:
    """Escape what a stream's encoding does not hold."""
    # A suggestion outside a legacy terminal's character set, or a lone surrogate, must not end the scan.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def silence_stdout() -> None:
    """Let nothing more be written to standard output."""
    # Nothing can be written any more; the interpreter's own flush at exit would only complain again.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
