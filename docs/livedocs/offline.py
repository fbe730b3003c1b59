"""Find what a built site would fetch from elsewhere when somebody reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

OUTSIDE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"(?:url\(\s*|@import\s+)['\"]?((?:https?:)?//[^'\")\s]+)", re.IGNORECASE)
#: Links of these kinds are only followed by a reader's click, or not at all.
NAMED_ONLY = {"canonical", "next", "prev", "alternate", "author", "license"}
FETCHED = ("src", "srcset", "poster", "data", "href")


class _Fetches(HTMLParser):
    """Collect the addresses that a page has its browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what an element fetches; an anchor fetches nothing."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a" or (tag == "link" and set(values.get("rel", "").split()) & NAMED_ONLY):
            return
        fetched = (values[name] for name in FETCHED if name in values)
        self.found += [value for value in fetched if OUTSIDE.match(value)]
        self.found += IN_STYLE.findall(values.get("style", ""))


def external(site: Path) -> Iterator[tuple[Path, str]]:
    """Give every page or style sheet with an outside address that it fetches."""
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for address in fetches(text):
            yield path.relative_to(site), address
    for path in sorted(site.rglob("*.css")):
        for address in IN_STYLE.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(site), address


def fetches(html: str) -> list[str]:
    """List the outside addresses that a page fetches.

    >>> fetches('<a href="https://a.org">a</a><img src="b.png"><script src="//c.org/d.js"></script>')
    ['//c.org/d.js']
    """
    parser = _Fetches()
    parser.feed(html)
    in_styles = [
        address
        for sheet in re.findall(r"<style.*?</style>", html, re.DOTALL)
        for address in IN_STYLE.findall(sheet)
    ]
    return parser.found + in_styles
