"""The version: one place, read by the build, the command line and the forms of output."""

from __future__ import annotations

__version__ = "0.2.0.dev0"
