"""Markup, code and data in plain text: what is not prose, and which part of it is prose after all."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

from mtdetect.results.report import SkippedKind
from mtdetect.text.prose.region import Region, merge
from mtdetect.text.prose.typesetting import find_latex, find_wiki
from mtdetect.text.prose.wording import are_prose, reads_as_prose

# Each pattern runs only where its sign stands in the text. No pattern looks past its own next opening
# sign, or else its lengths are bounded, so that hostile input stays linear.
BBCODE = re.compile(
    r"\[/?(?:b|i|u|s|url|img|quote|size|colou?r|font|center|left|right|indent|code|list|spoiler|email|align|\*)(?:=[^\[\]\n]{0,200})?\](?!\()",
    re.I,
)
NOTE = re.compile(
    r"\[(?:\^[\w-]{1,20}|\d{1,4}(?:[ \t]?[,;–-][ \t]?\d{1,4}){0,20}|edit|citation needed)\](?!\()"
)
MARKUP: tuple[tuple[str, SkippedKind, re.Pattern[str]], ...] = (
    ("<", "markup", re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")),
    ("&", "markup", re.compile(r"&[a-zA-Z]{2,8};|&#[xX]?[0-9a-fA-F]{1,7};")),
    ("[", "markup", NOTE),
    ("](", "markup", re.compile(r"\]\([^()\s]{0,500}\)|\[(?=[^\[\]]{1,300}\]\()")),
    ("][", "markup", re.compile(r"\]\[\d{1,4}\]|\[(?=[^\[\]]{1,300}\]\[\d)")),
    (
        "://",
        "address",
        re.compile(r"""(?:https?|ftp)://[^\s<>"\[\]]{0,2000}[^\s<>"\[\].,;:!?)'’”]""", re.IGNORECASE),
    ),
    ("www.", "address", re.compile(r"""www\.[^\s<>"]{0,2000}[^\s<>".,;:!?)'’”]""")),
    ("[", "markup", BBCODE),
    ("@", "address", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,64}\w")),
)
# Marks inside a sentence: words on both sides of them are neighbours.
INLINE = re.compile(
    r"\[/?(?:b|i|u|s|url|size|colou?r|font)\b[^\]]*\]|</?(?:a|abbr|b|bdi|cite|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|time|u|wbr)\b|\[|\]",
    re.IGNORECASE,
)
BLOCK_EDGE = re.compile(
    r"(?P<open><!--|<(?:script|style|svg|code)\b)|(?P<close>-->|</(?:script|style|svg|code)\s{0,9}>)|```",
    re.IGNORECASE,
)
BLOCK_KINDS: dict[str, SkippedKind] = {
    "": "hidden",  # what a comment's edges have in common
    "script": "script",
    "style": "script",
    "svg": "media",
    "code": "code",
    "```": "code",
}
LONGEST_BLOCK = 50_000
# Quotes, colons and the like are the joints of data; a group in braces with fewer of them is prose.
BRACE_OR_JOINT = re.compile(r'[{}:;="]')
DEEPEST_BRACE = 10_000  # of opened braces, the outermost are forgotten beyond it: no data is nested so deep
CHARACTERS_A_JOINT = 60
# A spinner leaves such braces behind: the detector has to see them.
SPINNER_MARK = re.compile(r"\{ ?[\w'’-]{1,30}(?: [\w'’-]{1,30}){0,3} ?\}")
BLOCK_NAME = re.compile(r"""(?:[^\s{}]*(?:[.#@$_-]\w[^\s{}]*|["']\s?:|[)=]))\s?\Z""")
# All that stands before a style rule in its line, told word by word.
SELECTOR = re.compile(
    r"""[.#*:@\[]\S*|(?:a|article|aside|blockquote|body|button|div|dl|em|figure|footer|form|h[1-6]|header|html|img
    |input|li|main|nav|ol|p|pre|section|span|strong|table|tbody|td|th|tr|ul)(?:[.#:\[]\S*)?""",
    re.VERBOSE,
)
SELECTOR_EDGE = re.compile(r"[\s,>+~]+")
LONGEST_SELECTOR = 160

INLINE_CODE = re.compile(r"(?P<fence>``?)(?!`)(?P<code>[^`\s]{1,100}(?: [^`\s]{1,100}){0,3})(?P=fence)")
FEWEST_QUOTED = 3  # words in backticks, to be read as words
FEWEST_IN_ALL = 20  # in all the backticks of a text
SHORTEST_LEFT = 60  # characters of a region in which prose is looked for
FEWEST_LEFT = 20  # words of a paragraph of prose in what is otherwise code or data
EDGE = re.compile(r"\A(?:<!--|```\w{0,20}|<\w{1,10}[^<>]{0,500}>|\{)|(?:-->|```|</\w{1,10}>|\})\Z")
STRING = re.compile(r'"((?:[^"\\]|\\.){80,20000})"', re.DOTALL)
ESCAPE = re.compile(r"\\(?:[nrt]|(?=[\"/]))")
BLANK_LINES = re.compile(r"\n[ \t]*\n")
LEAVING = frozenset({"code", "data", "hidden", "script"})
QUOTING = frozenset({"data", "script"})
PARAGRAPHED = frozenset({"code", "hidden"})


def find_markup(text: str) -> list[Region]:
    """Find markup, code and data: disjoint, in order."""
    found = merge(
        [
            *_markup(text),
            *_inline_code(text),
            *_blocks(text),
            *_data(text),
            *find_latex(text),
            *find_wiki(text),
        ]
    )
    return [part for region in found for part in _without_prose(text, region)]


def _without_prose(text: str, region: Region) -> Iterable[Region]:
    """Give what is left of a region without the prose in it: the texts of data, a paragraph between code."""
    start, end, kind, inside = region
    if inside or kind not in LEAVING or end - start < SHORTEST_LEFT:
        return (region,)
    prose = list(_prose_in(text, start, end, kind))
    if not prose:
        return (region,)
    edges = [start, *(edge for place in prose for edge in place), end]
    rest = [
        Region(begin, stop, kind) for begin, stop in zip(edges[::2], edges[1::2], strict=True) if begin < stop
    ]
    return sorted([*rest, *(escape for place in prose for escape in _escapes(text, *place))])


def _prose_in(text: str, start: int, end: int, kind: SkippedKind) -> Iterator[tuple[int, int]]:
    """Find the prose in a region: all of it but its edges, strings of data, or paragraphs."""
    strings: list[tuple[int, int]] = []
    if kind in QUOTING:
        found = (match.span(1) for match in STRING.finditer(text, start, end))
        strings = [place for place in found if reads_as_prose(text[slice(*place)], FEWEST_LEFT)]
    if 2 * sum(stop - begin for begin, stop in strings) >= end - start:
        yield from strings
        return
    opening, closing = EDGE.match(text[start : start + 600]), EDGE.search(text[max(start, end - 20) : end])
    first, last = start + (opening.end() if opening else 0), end - (len(closing.group()) if closing else 0)
    if reads_as_prose(text[first:last]):
        yield first, last
    elif kind in PARAGRAPHED:
        edges = [
            first,
            *(edge for match in BLANK_LINES.finditer(text, first, last) for edge in match.span()),
            last,
        ]
        for begin, stop in zip(edges[::2], edges[1::2], strict=True):
            if begin < stop and reads_as_prose(text[begin:stop], FEWEST_LEFT):
                yield begin, stop
    else:
        yield from strings


def _escapes(text: str, start: int, end: int) -> Iterator[Region]:
    """Find the escapes in a string of data: a line's end goes on before a small letter."""
    if text[start - 1 : start] == '"' and "\\" in text[start:end]:
        for match in ESCAPE.finditer(text, start, end):
            begin, stop = match.start(), max(match.end(), match.start() + 1)
            yield Region(begin, stop, "markup", stop == begin + 1 or text[stop : stop + 1].islower())


def _markup(text: str) -> Iterator[Region]:
    for sign, kind, pattern in MARKUP:
        if sign in text:
            for match in pattern.finditer(text):
                inside = kind == "markup" and INLINE.match(match.group()) is not None
                yield Region(match.start(), match.end(), kind, inside)


def _inline_code(text: str) -> Iterator[Region]:
    """Find code in backticks; of words in them the backticks alone are markup."""
    if "`" not in text:
        return
    matches = list(INLINE_CODE.finditer(text))
    is_text = are_prose([word for match in matches for word in match["code"].split()], FEWEST_IN_ALL)
    for match in matches:
        if is_text or are_prose(match["code"].split(), FEWEST_QUOTED):
            yield Region(match.start(), match.start("code"), "markup", True)
            yield Region(match.end("code"), match.end(), "markup", True)
        else:
            yield Region(*match.span(), "code")


def _blocks(text: str) -> Iterator[Region]:
    """Pair the edges of comments, scripts and fenced code, in one pass over the text."""
    if "<" not in text and "```" not in text:
        return
    opened: dict[str, int] = {}
    for edge in BLOCK_EDGE.finditer(text):
        kind = edge.group().strip("</>!- \n\t").lower()
        start = opened.pop(kind, None) if not edge["open"] else None
        if start is None:
            if not edge["close"]:
                opened.setdefault(kind, edge.start())
        elif edge.end() - start <= LONGEST_BLOCK:
            yield Region(start, edge.end(), BLOCK_KINDS[kind])


def _data(text: str) -> Iterator[Region]:
    """Pair braces, and tell data and code in them from words, by the joints that they hold."""
    if "{" not in text:
        return
    opened: deque[tuple[int, int]] = deque(maxlen=DEEPEST_BRACE)
    for joints, match in enumerate(BRACE_OR_JOINT.finditer(text)):
        if match.group() == "{":
            opened.append((match.start(), joints))
        elif match.group() == "}" and opened:
            start, before = opened.pop()
            inside = joints - before - 1
            if match.end() - start <= CHARACTERS_A_JOINT * inside:
                yield Region(_block_start(text, start), match.end(), "data")


def _block_start(text: str, brace: int) -> int:
    """Find where the name of a block begins, or the selectors of a style rule."""
    from_here = max(0, brace - LONGEST_SELECTOR)
    line = max(from_here, *(text.rfind(edge, from_here, brace) + 1 for edge in "\n}"))
    words = SELECTOR_EDGE.split(text[line:brace].strip())
    if words[0].startswith("@") or (words[0] and all(map(SELECTOR.fullmatch, filter(None, words)))):
        return line
    name = BLOCK_NAME.search(text, max(0, brace - 60), brace)
    return name.start() if name else brace
