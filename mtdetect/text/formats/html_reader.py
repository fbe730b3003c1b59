"""The prose of an HTML page: its tokens in one pass, each with its place in the source.

Elements are told apart by name alone, as a tokenizer sees them: an end tag closes the nearest open element of
its name and all that is open inside, whether the page is well formed or not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from html.entities import html5

from turbohtml import Token, TokenType, tokenize

from mtdetect.results.report import Skipped, SkippedKind
from mtdetect.text.formats.pieces import LINE_BREAK, Pieces
from mtdetect.text.view import View

# In text "</>" is nothing at all.
REFERENCE = re.compile(r"</>|&(?:#[0-9]{1,9};?|#[xX][0-9a-fA-F]{1,9};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
LINE_END = re.compile(r"\r\n|\r|\n")

BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol
    optgroup option p pre search section select summary table tbody td textarea tfoot th thead title tr
    ul""".split()
)
VOID = frozenset(
    """area base basefont bgsound br col embed frame hr img input keygen link meta param source track
    wbr""".split()
)
KINDS: dict[str, SkippedKind] = {
    **dict.fromkeys(("script", "style", "template"), "script"),
    **dict.fromkeys(("code", "kbd", "math", "pre", "samp", "tt", "xmp"), "code"),
    **dict.fromkeys(("aside", "button", "datalist", "dialog", "footer", "menu", "nav", "search"), "menu"),
    **dict.fromkeys(("label", "optgroup", "option", "select", "textarea"), "menu"),
    **dict.fromkeys(
        ("audio", "canvas", "figcaption", "iframe", "object", "picture", "svg", "video"), "media"
    ),
    **dict.fromkeys(("noembed", "noframes", "noscript", "title"), "hidden"),
    **dict.fromkeys(("rp", "rt", "sup"), "markup"),  # notes and readings at a word
}
PARTING = BLOCKS | {"button", "code", "kbd", "label", "math", "samp", "tt", "xmp"}  # stand for words
# An end tag that may be left out: what begins next closes such an element, as every block closes a paragraph.
IMPLIED_END = {
    "dd": frozenset({"dd", "dt"}),
    "dt": frozenset({"dd", "dt"}),
    "li": frozenset({"li"}),
    "optgroup": frozenset({"optgroup"}),
    "option": frozenset({"optgroup", "option"}),
    "p": BLOCKS,
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}
ROLES = frozenset(
    "banner complementary contentinfo dialog alertdialog menu menubar navigation search".split()
)
HIDDEN_STYLE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)

# What these words of a class or id promise is believed only of elements without a paragraph of prose: sites
# put such names on the whole page, too. Likewise a table that holds paragraphs serves the layout.
NAMED: dict[str, SkippedKind] = {
    **dict.fromkeys(("advert", "advertisement", "sponsored", "promo"), "menu"),
    **dict.fromkeys(("breadcrumb", "breadcrumbs", "consent", "cookie", "cookies", "gdpr"), "menu"),
    **dict.fromkeys(("newsletter", "related", "share", "sharing", "social", "subscribe"), "menu"),
    **dict.fromkeys(("caption", "credit"), "media"),
}
NAME_PART = re.compile(r"[a-z]{5,13}|gdpr", re.IGNORECASE)
PARAGRAPH_WORDS = 40


@dataclass(slots=True)
class Element:
    """Hold an open element; ``kind`` is what it is skipped as, at once or, a ``suspect``, at its end."""

    name: str
    start: int
    kind: SkippedKind | None = None
    suspect: bool = False
    pieces: int = 0
    skipped: int = 0
    most_words: int = 0  # of a paragraph inside


def read_html(text: str) -> View:
    """View a page as its prose.

    >>> read_html("<nav>Home</nav><p>He left <i>at once</i>.<script>a()</script></p>").text.strip()
    'He left at once.'
    """
    pieces = Pieces(text)
    read_html_into(pieces, 0, len(text))
    return pieces.view("html")


def read_html_into(pieces: Pieces, start: int, end: int) -> None:
    """Read a stretch of the source as HTML, and close at its end what it left open."""
    text = pieces.source[start:end]
    reader = _Reader(pieces)
    for token, begin, stop in _placed(text, start):
        reader.take(token, begin, stop)
    reader.close(end)


def _placed(text: str, start: int) -> Iterator[tuple[Token, int, int]]:
    """Give the tokens of a text that stands at ``start``, one at a time; each reaches up to the next one."""
    lines = [start, *(start + match.end() for match in LINE_END.finditer(text))]
    waiting: tuple[Token, int] | None = None
    for token in tokenize(text):
        begin = lines[token.line - 1] + token.col
        if waiting is not None:
            yield *waiting, begin
        waiting = token, begin
    if waiting is not None:
        yield *waiting, start + len(text)


class _Reader:
    """Keep track of the open elements and of what stands in them."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.open: list[Element] = []
        self.names: Counter[str] = Counter()
        self.hiding: Element | None = None
        self.words = 0

    def take(self, token: Token, start: int, end: int) -> None:
        """Take one token and its place."""
        if token.type is TokenType.START_TAG:
            self._start(token, start, end)
        elif token.type is TokenType.END_TAG:
            self._end(token.tag or "", end)
        elif self.hiding is None:
            self._content(token, start, end)

    def close(self, end: int) -> None:
        """Close all that is open."""
        self._close(0, end)

    def _content(self, token: Token, start: int, end: int) -> None:
        if token.type is TokenType.TEXT:
            self.words += len(self.pieces.source[start:end].split())
            keep_text(self.pieces, start, end)
        elif token.type is TokenType.COMMENT:
            self.pieces.skip(start, end, "hidden")

    def _start(self, token: Token, start: int, end: int) -> None:
        name = token.tag or ""
        if self.open and name in IMPLIED_END.get(self.open[-1].name, ()):
            self._close(len(self.open) - 1, start)
        if self.hiding is None:
            if name == "br":
                self.pieces.part(end, LINE_BREAK)
            elif name in PARTING:
                self._part(start)
        if name in VOID or (token.self_closing and self._inside_svg(name)):
            return
        element = Element(name, start)
        if self.hiding is None:
            element.kind, element.suspect = _judge_element(token)
            element.pieces, element.skipped = len(self.pieces.text), len(self.pieces.skipped)
            self.hiding = element if element.kind and not element.suspect else None
        self.open.append(element)
        self.names[name] += 1

    def _inside_svg(self, name: str) -> bool:
        return name in {"svg", "math"} or self.names["svg"] > 0 or self.names["math"] > 0

    def _end(self, name: str, end: int) -> None:
        if self.names[name]:
            at = len(self.open) - 1
            while self.open[at].name != name:
                at -= 1
            self._close(at, end)
        if self.hiding is None and name in PARTING:
            self._part(end)

    def _close(self, keep: int, end: int) -> None:
        """Close all but the first ``keep`` open elements."""
        while len(self.open) > keep:
            element = self.open.pop()
            self.names[element.name] -= 1
            if element is self.hiding and element.kind:
                self.pieces.skip(element.start, end, element.kind)
                self.hiding = None
            elif self.hiding is None:
                self._leave(element, end)

    def _leave(self, element: Element, end: int) -> None:
        """Skip a suspect after all, where it holds no paragraph; hand its longest one on."""
        words = max(element.most_words, self.words)
        if element.suspect and element.kind and words < PARAGRAPH_WORDS:
            self.pieces.cut(element.pieces, element.skipped, Skipped(element.start, end, element.kind))
            self.words = 0
        elif self.open:
            self.open[-1].most_words = max(self.open[-1].most_words, words)

    def _part(self, at: int) -> None:
        self.pieces.part(at)
        if self.open:
            self.open[-1].most_words = max(self.open[-1].most_words, self.words)
        self.words = 0


def keep_text(pieces: Pieces, start: int, end: int) -> None:
    """Keep a stretch of text, its character references resolved."""
    at = start
    for match in REFERENCE.finditer(pieces.source, start, end):
        text, length = _resolve(match.group())
        pieces.keep(at, match.start())
        at = match.start() + length
        pieces.rewrite(match.start(), at, text)
    pieces.keep(at, end)


def _resolve(reference: str) -> tuple[str, int]:
    """Give what a reference stands for, and how much of it does: some names need no semicolon.

    >>> _resolve("&amp;"), _resolve("&notit;"), _resolve("&nosuch;")
    (('&', 5), ('¬', 4), ('&nosuch;', 8))
    """
    if reference == "</>":
        return "", len(reference)
    text = unescape(reference)
    if reference[1] == "#" or reference[1:] in html5:
        return text, len(reference)
    length = len(reference)
    while text and length > 1 and text[-1] == reference[length - 1] and text != reference:
        text, length = text[:-1], length - 1
    return text, length


def _judge_element(token: Token) -> tuple[SkippedKind | None, bool]:
    """Say what an element is skipped as, if so, and whether that depends on what it holds."""
    name = token.tag or ""
    if name in KINDS:
        return KINDS[name], False
    if name in {"html", "body", "main", "article"}:
        return None, False
    attributes = dict(token.attrs or ())
    if _is_hidden(attributes):
        return "hidden", False
    if (attributes.get("role") or "").lower() in ROLES:
        return "menu", False
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    for part in NAME_PART.findall(named[:400]):
        if part.lower() in NAMED:
            return NAMED[part.lower()], True
    return ("table", True) if name == "table" else (None, False)


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    return HIDDEN_STYLE.search(attributes.get("style") or "") is not None
