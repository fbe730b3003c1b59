"""How much of what a page says was read: the words in all that was left out, by what it is."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from turbohtml import unescape

from mtdetect.results.report import SkippedKind
from mtdetect.text.prose.notices import is_small_print
from mtdetect.text.prose.wording import plain_words, reads_as_prose
from mtdetect.text.source import Source

# With less of a page's words read, it is not called clean.
LEAST_COVERAGE = 0.5
#: What counts as it stands, and what only if it reads as prose: nobody reads a menu or a script.
COUNTED: frozenset[SkippedKind] = frozenset({"code", "other language", "table"})
COUNTED_AS_PROSE: frozenset[SkippedKind] = frozenset({"data", "hidden", "media", "menu", "markup"})
PLACES: dict[SkippedKind, str] = {
    "code": "in code blocks",
    "data": "in data",
    "hidden": "hidden by the page",
    "markup": "in markup",
    "media": "in captions",
    "menu": "in menus and notices",
    "other language": "in another language",
    "table": "in tables",
}
TAG = re.compile(r"<[^<>]{0,2000}>")
OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2e80-\ud7ff]+")
LETTERS_A_WORD = 5  # of scripts that do not part words


class Coverage(NamedTuple):
    """Hold how many words of a page were read, and how many were not, by what they are in."""

    read: int
    unread: dict[SkippedKind, int]

    @property
    def share(self) -> float:
        """The share of the page's words that was read; 1 of a page without any."""
        whole = self.read + sum(self.unread.values())
        return self.read / whole if whole else 1.0

    @property
    def note(self) -> str | None:
        """What stood in the way, if too little was read.

        >>> Coverage(124, {"code": 312}).note
        '312 of 436 words are in code blocks, and were not read: too many to call the text clean'
        """
        if self.share >= LEAST_COVERAGE:
            return None
        kind, words = max(self.unread.items(), key=lambda item: item[1])
        whole = self.read + sum(self.unread.values())
        where = f"{words:,} of {whole:,} words are {PLACES[kind]}"
        return f"{where}, and were not read: too many to call the text clean"


def measure_coverage(source: Source, read: int) -> Coverage:
    """Count the words of a document that were not read, beside the ``read`` ones."""
    unread: Counter[SkippedKind] = Counter()
    for start, end, kind in ((region.start, region.end, region.kind) for region in source.skipped()):
        if kind in COUNTED or kind in COUNTED_AS_PROSE:
            words = _words(source.text[start:end], kind, is_page=source.view.format != "text")
            if words:
                unread[kind] += words
    return Coverage(read, dict(unread))


def _words(text: str, kind: SkippedKind, *, is_page: bool) -> int:
    if is_page:
        if text.startswith("<!--"):
            return 0
        text = unescape(TAG.sub(" ", text))
    if kind == "other language":
        foreign = sum(map(len, OTHER_SCRIPT.findall(text)))
        return max(len(plain_words(text.split())), foreign // LETTERS_A_WORD)
    if kind in COUNTED_AS_PROSE and (is_small_print(text) or not reads_as_prose(text)):
        return 0
    return len(plain_words(text.split()))
