"""Find each text of a page in the tree that the HTML standard builds, and say whether anybody sees it.

turbohtml's tokens have offsets, the texts of its tree have none. So the tree is built from a copy of the page
in which each text is replaced by its number. Offsets stay exact, whatever a page leaves open, closes twice or
nests wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from turbohtml import Document, Element, Text, TokenType, parse, tokenize

from mtdetect.results.report import SkippedKind
from mtdetect.text.formats.html_styles import Look, Styles, change, leaves_gap, shows_as_block


class Gap:
    """What is between a text and the one before it: plain numbers, since each tag compares two."""

    NONE, BLANK, LINE, PARAGRAPH = range(4)


LINE_END = re.compile(r"\r\n|\r|\n")
BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol
    optgroup option p pre search section select summary table tbody td textarea tfoot th thead title tr
    ul xmp foreignObject""".split()
)
KEEPING_LINES = frozenset({"pre", "textarea", "xmp", "listing"})
#: What no browser shows: `aria-hidden` and the like hide nothing from the eye.
UNSEEN: dict[str, SkippedKind] = {
    **dict.fromkeys(("script", "style", "template"), "script"),
    **dict.fromkeys(("head", "title", "noembed", "noframes", "datalist", "rp"), "hidden"),
    **dict.fromkeys(("audio", "canvas", "iframe", "object", "svg", "video"), "media"),
}
#: What is mostly no prose, and is left out unless it reads as prose.
SUSPECTS: dict[str, SkippedKind] = {
    **dict.fromkeys(("code", "kbd", "math", "pre", "samp", "tt", "xmp"), "code"),
    **dict.fromkeys(("aside", "button", "dialog", "footer", "menu", "nav", "noscripx", "search"), "menu"),
    **dict.fromkeys(("label", "optgroup", "option", "select", "textarea"), "menu"),
    **dict.fromkeys(("figcaption", "caption"), "media"),
    **dict.fromkeys(("rt", "sup"), "markup"),  # readings and notes at a word
    "table": "table",
}
ROLES = frozenset(
    "banner complementary contentinfo dialog alertdialog menu menubar navigation search".split()
)
SHOWN_IN_SVG = frozenset({"text", "foreignobject"})
# Words of a class or id. Sites put such names on the whole page, too: they make a suspect of what is inside.
NAMED: dict[str, SkippedKind] = {
    **dict.fromkeys(("advert", "advertisement", "sponsored", "promo"), "menu"),
    **dict.fromkeys(("breadcrumb", "breadcrumbs", "consent", "cookie", "cookies", "gdpr"), "menu"),
    **dict.fromkeys(("newsletter", "related", "share", "sharing", "social", "subscribe"), "menu"),
    **dict.fromkeys(("caption", "credit"), "media"),
}
LONGEST_NAME = 400  # characters of class and id
NAME_PART = re.compile(r"[a-z]{5,13}|gdpr", re.IGNORECASE)
WHOLE_PAGE = frozenset({"html", "body", "main", "article"})
# Read as raw text by a tokenizer that knows no tree: `noscript` is markup where scripts do not run, and what
# closes itself in a drawing is empty, as is what never closes at all.
NOSCRIPT = re.compile(r"(</?)noscript(?=[\s/>])", re.IGNORECASE)
RAW_OR_DRAWING = re.compile(
    r"<(?P<name>title|script|style|textarea|iframe|noembed|noframes|xmp)(?=[\s/>])[^<>]{0,2000}/>"
    r"|(?P<open><(?:svg|math)(?=[\s/>]))|(?P<close></(?:svg|math)(?=[\s/>]))",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"m(\d+);|\f([ \t]+)\n")
BITS = str.maketrans("01", " \t")
FROM_BITS = str.maketrans(" \t", "01")


@dataclass(slots=True)
class PlacedText:
    """Hold a text of the source, and what its place in the tree says of it."""

    start: int
    end: int
    gap: int = Gap.NONE  # before it
    kind: SkippedKind | None = "hidden"  # what it is skipped as, at once or, a suspect, by what it says
    suspect: bool = False
    keeps_lines: bool = False
    order: int = -1  # in the tree; what the tree does not hold is not shown


@dataclass(frozen=True, slots=True)
class Inside:
    """Hold what an element says of the texts in it."""

    look: Look = field(default_factory=Look)
    kind: SkippedKind | None = None
    suspect: bool = False
    unseen: SkippedKind | None = None
    in_drawing: bool = False


def place_texts(source: str, at: int) -> tuple[list[PlacedText], list[tuple[int, int]]]:
    """Give the texts of a page that begins ``at`` some place, in the order of the source, and its comments.

    >>> texts, _ = place_texts("<p>un<b hidden>no</b>seen<p>yes", 0)
    >>> [(text.start, text.gap, text.kind) for text in texts]
    [(3, 3, None), (15, 0, 'hidden'), (21, 0, None), (28, 3, None)]
    """
    source = _neutral(source)
    texts, comments, numbered = _numbered(source, at)
    tree = parse(numbered, positions=False)
    _Walk(tree, texts).go()
    return texts, comments


def _neutral(source: str) -> str:
    """Rename the tags that a tokenizer takes for raw text and a browser does not; each keeps its length."""
    if "noscript" in source or "NOSCRIPT" in source:
        source = NOSCRIPT.sub(r"\1noscripx", source)
    if "/>" not in source:
        return source
    parts, done, depth = [], 0, 0
    last_ends: dict[str, int] = {}
    for match in RAW_OR_DRAWING.finditer(source):
        name = match["name"]
        if name is None:
            depth = max(depth + (1 if match["open"] else -1), 0)
            continue
        end_tag = f"</{name.lower()}"
        if end_tag not in last_ends:
            last_ends[end_tag] = source.lower().rfind(end_tag)
        if depth or last_ends[end_tag] < match.end():
            parts += [source[done : match.start()], "<", "x" * len(name)]
            done = match.start() + 1 + len(name)
    return "".join([*parts, source[done:]]) if parts else source


def _numbered(source: str, at: int) -> tuple[list[PlacedText], list[tuple[int, int]], str]:
    """Find the texts and comments of a page, and make a copy that has the texts' numbers in their stead."""
    texts: list[PlacedText] = []
    comments: list[tuple[int, int]] = []
    copy: list[str] = []
    in_style = False  # the tree's style rules are asked for
    for kind, tag, start, end in _tokens(source):
        if kind is TokenType.TEXT and in_style:
            copy.append(source[start:end])
            texts.append(PlacedText(at + start, at + end, kind="script"))
        elif kind is TokenType.TEXT:
            copy.append(_number(source, start, end, len(texts)))
            texts.append(PlacedText(at + start, at + end))
        else:
            copy.append(source[start:end])
            if kind is TokenType.COMMENT:
                comments.append((at + start, at + end))
        in_style = kind is TokenType.START_TAG and tag == "style"
    return texts, comments, "".join(copy)


def _number(source: str, start: int, end: int, number: int) -> str:
    """Write a number that is words where there were words, and blanks where there were blanks."""
    if source[start:end].strip(" \t\n\r\f"):
        return f"m{number};"
    return f"\f{number:b}\n".translate(BITS)


def _tokens(source: str) -> Iterator[tuple[TokenType, str | None, int, int]]:
    """Give the tokens of a page, one at a time; each reaches up to the next one."""
    lines = [0, *(match.end() for match in LINE_END.finditer(source))]
    waiting: tuple[TokenType, str | None, int] | None = None
    for token in tokenize(source, capture_attributes=False):
        begin = lines[token.line - 1] + token.col
        if waiting is not None:
            yield *waiting, begin
        waiting = token.type, token.tag, begin
    if waiting is not None:
        yield *waiting, len(source)


class _Walk:
    """Go through a tree in its order, and say of each text what is around it."""

    def __init__(self, tree: Document, texts: list[PlacedText]) -> None:
        self.tree = tree
        self.texts = texts
        self.styles = Styles(tree)
        self.gap = Gap.NONE
        self.order = 0

    def go(self) -> None:
        """Visit all elements; a stack of its own, since pages nest as deep as they like."""
        stack: list[tuple[Iterator[object], Inside, int]] = [(iter(self.tree.children), Inside(), Gap.NONE)]
        while stack:
            nodes, inside, behind = stack[-1]
            node = next(nodes, None)
            if node is None:
                stack.pop()
                self._leave_gap(behind)
            elif isinstance(node, Text):
                self._say(node.data, inside)
            elif isinstance(node, Element):
                within, gap = self._enter(node, inside)
                if children := node.children:
                    stack.append((iter(children), within, gap))
                else:
                    self._leave_gap(gap)

    def _leave_gap(self, gap: int) -> None:
        if gap > self.gap:
            self.gap = gap

    def _enter(self, element: Element, outer: Inside) -> tuple[Inside, int]:
        """Say what is inside an element, and which gap it leaves on either side."""
        name, attributes = element.tag, element.attrs
        if outer.look.gone or (outer.unseen and not outer.in_drawing):
            return outer, Gap.NONE
        style = self.styles.of(element, attributes) if attributes or self.styles.has_rules else {}
        if _is_unseen(name, attributes) and "display" not in style:
            style = {**style, "display": "none"}
        look = change(outer.look, style, knows_colours=self.styles.are_all_known) if style else outer.look
        if name in KEEPING_LINES and "white-space" not in style:
            look = change(look, {"white-space": "pre"}, knows_colours=True)
        inside = _inside(name.lower(), attributes, look, outer)
        gap = Gap.NONE if look.gone or inside.unseen else _gap(name, style)
        self._leave_gap(Gap.PARAGRAPH if name == "br" and self.gap == Gap.LINE else gap)
        return inside, Gap.NONE if name == "br" else gap

    def _say(self, data: str, inside: Inside) -> None:
        for match in NUMBERED.finditer(data):
            text = self.texts[int(match[1]) if match[1] else int(match[2].translate(FROM_BITS), 2)]
            text.order = self.order
            self.order += 1
            unseen = inside.unseen or ("hidden" if inside.look.hides_text else None)
            text.kind, text.suspect = (unseen, False) if unseen else (inside.kind, inside.kind is not None)
            text.keeps_lines = inside.look.keeps_lines
            if not unseen:
                text.gap, self.gap = self.gap, Gap.NONE


def _gap(name: str, style: Mapping[str, str]) -> int:
    if name == "br":
        return Gap.LINE
    if shows_as_block(style, by_name=name in BLOCKS) if style else name in BLOCKS:
        return Gap.PARAGRAPH
    return Gap.BLANK if style and leaves_gap(style) else Gap.NONE


def _is_unseen(name: str, attributes: Mapping[str, object]) -> bool:
    """Say whether a browser does not display an element unless a style says so."""
    if not attributes:
        return name == "dialog"
    if "hidden" in attributes or "popover" in attributes:
        return True
    return name == "dialog" and "open" not in attributes


def _inside(name: str, attributes: Mapping[str, object], look: Look, outer: Inside) -> Inside:
    """Say what the texts in an element are, by its name, role, class and id."""
    if name in UNSEEN:
        return Inside(look, UNSEEN[name], False, UNSEEN[name], name == "svg")
    if outer.in_drawing:
        shown = name in SHOWN_IN_SVG
        return Inside(look, outer.kind, shown, None if shown else outer.unseen, not shown)
    kind = outer.kind or SUSPECTS.get(name)
    if kind is None and attributes and name not in WHOLE_PAGE:
        kind = _named(attributes)
    if kind is outer.kind and look is outer.look:
        return outer
    return Inside(look, kind, kind is not None)


def _named(attributes: Mapping[str, object]) -> SkippedKind | None:
    """Say what an element's role, class and id suspect its texts of."""
    names = attributes.get("class"), attributes.get("id"), attributes.get("role")
    if names == (None, None, None):
        return None
    return _kind_by_name(
        *(" ".join(name) if isinstance(name, (list, tuple)) else str(name or "") for name in names)
    )


@lru_cache(maxsize=2000)
def _kind_by_name(classes: str, id: str, role: str) -> SkippedKind | None:
    if role.lower() in ROLES:
        return "menu"
    parts = (part.lower() for part in NAME_PART.findall(f"{classes} {id}"[:LONGEST_NAME]))
    return next((NAMED[part] for part in parts if part in NAMED), None)
