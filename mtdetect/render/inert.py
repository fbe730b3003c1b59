"""Text from anywhere, made harmless to show: its controls and invisible marks are seen, never obeyed."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"  # hold emoji and several scripts together; harmless
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def inert(text: str) -> str:
    r"""Escape everything that a terminal might obey or hide; a tab becomes a space.

    >>> inert("\x1b[31mred\u202e")
    '\\x1b[31mred\\u202e'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_inert_char(char) for char in text)


def _inert_char(char: str) -> str:
    if char == "\t":
        return " "
    if char in JOINERS or unicodedata.category(char) not in _HIDDEN_CATEGORIES:
        return char
    return char.encode("unicode_escape").decode("ascii")
