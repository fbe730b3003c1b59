"""Show the doctests of docstrings as code: they stand in running text, without a heading of their own."""

from __future__ import annotations

import re
from typing import Any

import griffe

#: From a prompt to the next empty line.
EXAMPLE = re.compile(r"^>>> .*(?:\n(?!\s*$).*)*", re.MULTILINE)


class Doctests(griffe.Extension):
    """Fence every doctest of every docstring."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Change a docstring as it is read."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(docstring: str) -> str:
    """Put fences around the doctests."""
    return EXAMPLE.sub(lambda example: f"```pycon\n{example[0]}\n```", docstring)
