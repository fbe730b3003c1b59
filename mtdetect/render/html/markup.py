"""The ground of all HTML here: text made inert and escaped, styles and scripts from the package's files.

HTML is put together with MarkupSafe alone. ``Markup`` escapes whatever is formatted into it, so that a
forgotten escape shows as a stray ``&lt;`` and never as a tag.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup, escape

from mtdetect.render.inert import inert

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def shown(text: str) -> Markup:
    r"""Return text for an HTML page: inert, escaped, its line breaks kept.

    >>> shown("a < b\r\n\x1b[31m\u202e")
    Markup('a &lt; b\n\\x1b[31m\\u202e')
    """
    return escape("\n".join(map(inert, _LINE_BREAK.split(text))))


def line(text: str, most: int) -> Markup:
    r"""Return text for one line of a page, cut where it is longer than ``most`` characters.

    >>> line("two\nlines", 100), line("a long story", 7)
    (Markup('two\\nlines'), Markup('a long…'))
    """
    return escape(inert(text if len(text) <= most else f"{text[: most - 1].rstrip()}…"))


def join(parts: list[Markup] | tuple[Markup, ...], between: str = "") -> Markup:
    """Join pieces of HTML, and a plain text between them."""
    return escape(between).join(parts)


@lru_cache(maxsize=16)
def asset(*names: str) -> Markup:
    """Return the text of style sheets or scripts of ours, comments and indentation left out."""
    folder = files("mtdetect.render.html") / "assets"
    sources = ((folder / name).read_text(encoding="utf-8") for name in names)
    lines = (line.strip() for source in sources for line in _COMMENT.sub("", source).splitlines())
    return Markup("\n".join(filter(None, lines)))  # noqa: S704 - files of ours


def content_policy(style: str, script: str) -> str:
    """Return the policy of a page that admits this inline style and script, and loads nothing."""
    return (
        f"default-src 'none'; style-src '{_integrity(style)}'; script-src '{_integrity(script)}'; "
        f"base-uri 'none'; form-action 'none'"
    )


def _integrity(code: str) -> str:
    return f"sha256-{b64encode(sha256(code.encode()).digest()).decode('ascii')}"


def ascii_only(html: str) -> str:
    """Write what is not ASCII as character references: whatever encoding the output has, the page is right.

    >>> ascii_only("naïve")
    'na&#239;ve'
    """
    return html.encode("ascii", "xmlcharrefreplace").decode("ascii")
