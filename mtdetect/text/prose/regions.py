"""Where a text is not prose: markup, code, addresses, menus. Such regions are neither scored nor flagged."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mtdetect.results.report import SkippedKind
from mtdetect.text.prose.notices import notice_kind

Place = tuple[int, int]


class Region(NamedTuple):
    """Hold a stretch that is not prose, and whether the sentence around it goes on as if it were a space."""

    start: int
    end: int
    kind: SkippedKind
    inside: bool = False


# Each pattern runs only where its sign stands in the text. No pattern looks past its own next opening
# sign, or else its lengths are bounded, so that hostile input stays linear.
MARKUP: tuple[tuple[str, SkippedKind, re.Pattern[str]], ...] = (
    ("<", "markup", re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")),
    ("&", "markup", re.compile(r"&[a-zA-Z]{2,8};|&#[xX]?[0-9a-fA-F]{1,7};")),
    ("`", "code", re.compile(r"(?P<fence>``?)(?!`)[^`\s]{1,100}(?: [^`\s]{1,100}){0,3}(?P=fence)")),
    ("[", "markup", re.compile(r"\[(?:\d{1,4}|edit|citation needed)\]")),
    ("](", "markup", re.compile(r"\]\([^()\s]{0,500}\)|\[(?=[^\[\]]{1,300}\]\()")),
    ("][", "markup", re.compile(r"\]\[\d{1,4}\]|\[(?=[^\[\]]{1,300}\]\[\d)")),
    ("://", "address", re.compile(r"""(?:https?|ftp)://[^\s<>"]{0,2000}[^\s<>".,;:!?)'’”]""", re.IGNORECASE)),
    ("www.", "address", re.compile(r"""www\.[^\s<>"]{0,2000}[^\s<>".,;:!?)'’”]""")),
    ("@", "address", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,64}\w")),
)
# Marks inside a sentence: words on both sides of them are neighbours.
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|time|u|wbr)\b|\[|\]",
    re.IGNORECASE,
)
# Debris in the midst of a sentence is passed over; an address or code may stand for one of its words.
PASSED_OVER = frozenset({"data", "hidden", "media", "menu", "script"})
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

ODD = re.compile(r"[^\w\s]|[\d_]")
PLAIN = bytes(code for code in range(128) if not ODD.match(chr(code)))  # of ASCII, the same
CODE_SIGNS = frozenset("{}[]<>=;_|/\\$#@*^~+")
CALL = re.compile(r"""\w\(["'$)]|\$\(|["')]\);|[=!]==?\s""")
SEPARATORS = frozenset("|·•»›>")
# A line with a larger share of such signs among its visible characters, or a smaller share of letters, is
# code, a table or a formula. Measured in characters on up to 200 documents a source: all rules together skip
# under 0.1 % of encyclopedias, fiction, essays, blogs and poetry, 0.06 to 0.4 % of news (most of it
# addresses), 0.3 % of abstracts (formulas), 0.5 % of recipes (ingredients), and 45 % of scraped pages with
# code in them, whose rest is for the most part sentences.
MOST_CODE_SIGNS = 0.08
FEWEST_CODE_SIGNS = 3
LEAST_LETTERS = 0.55
SHORTEST_JUDGED_LINE = 12
FEWEST_CALLS = 2  # one is a function's name in a sentence,
CHARACTERS_A_CALL = 50  # and so are a few in a long paragraph
LONGEST_LINE = 20_000  # characters, some 3,000 words
FEWEST_SEPARATORS = 2
WORDS_A_SEPARATOR = 5
LONGEST_WORD = 30  # a longer one, alone in a line, is an address or the rest of one

# Headings and verse are short lines too: only a run of lines is a menu in which items prevail, that is lines
# of at most ITEM_WORDS words, most of them capitalised, or one word, or a list mark. It cost under 0.02 %
# of poetry.
MENU_WORDS = 6
ITEM_WORDS = 4
MENU_LINES = 4
LONGEST_RUN = 10_000  # lines
LIST_MARK = re.compile(r"(?:[*+•·»›|–-]|\d{1,2}[.)])\s")
CLAUSE_END = ".!?:;,\"'”’…-–—"


def skipped_regions(text: str) -> list[Region]:
    """Find the regions of ``text`` that are not prose: disjoint, in order, in code points.

    >>> page = 'He left. {"ad": {"id": 7}} <b>She</b> stayed.'
    >>> [(page[start:end], kind, inside) for start, end, kind, inside in skipped_regions(page)]
    [('{"ad": {"id": 7}}', 'data', False), ('<b>', 'markup', True), ('</b>', 'markup', True)]
    """
    markup = merge([*_markup(text), *_blocks(text), *_data(text)])
    regions = merge([*markup, *_lines_without_prose(_blanked(text, markup))])
    return [
        region._replace(inside=_goes_on(text, region)) if not region.inside else region for region in regions
    ]


def merge(regions: Iterable[Region]) -> list[Region]:
    """Join regions that touch or overlap; the longest says what they are.

    >>> parts = [Region(5, 9, "data"), Region(0, 3, "code"), Region(3, 4, "menu")]
    >>> [tuple(region[:3]) for region in merge(parts)]
    [(0, 4, 'code'), (5, 9, 'data')]
    """
    joined: list[Region] = []
    longest = Region(0, 0, "data")
    for region in sorted(regions):
        if joined and region.start <= joined[-1].end:
            last = joined[-1]
            contained = region.end <= last.end or region.start == last.start
            if region.end - region.start > longest.end - longest.start:
                longest = region
            inside = longest.inside if contained else last.inside and region.inside
            joined[-1] = Region(last.start, max(region.end, last.end), longest.kind, inside)
        else:
            joined.append(region)
            longest = region
    return joined


def without_inside(text: str, regions: Iterable[Region]) -> str:
    """Put spaces over the regions inside sentences, so that the words on both sides are neighbours.

    >>> page = "He <b>left</b> early."
    >>> without_inside(page, skipped_regions(page))
    'He    left     early.'
    """
    pieces: list[str] = []
    at = 0
    for start, end, kind, inside in regions:
        if inside:
            if kind in PASSED_OVER:  # and over the blank lines around it
                start = max(at, len(text[max(0, start - 20) : start].rstrip()) + max(0, start - 20))
                end += len(text[end : end + 20]) - len(text[end : end + 20].lstrip())
            pieces += [text[at:start], " " * (end - start)]
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _goes_on(text: str, region: Region) -> bool:
    """Tell debris in the midst of a sentence: no stop before it, a small letter behind it."""
    if region.kind not in PASSED_OVER:
        return False
    before, behind = (
        text[max(0, region.start - 20) : region.start].rstrip(),
        text[region.end : region.end + 20].lstrip(),
    )
    return before[-1:].isalpha() and behind[:1].islower()


def _markup(text: str) -> Iterator[Region]:
    for sign, kind, pattern in MARKUP:
        if sign in text:
            for match in pattern.finditer(text):
                inside = kind == "markup" and INLINE.match(match.group()) is not None
                yield Region(match.start(), match.end(), kind, inside)


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


def _blanked(text: str, regions: list[Region]) -> str:
    """Put blanks over ``regions`` and a spinner's braces, so that a line is judged by its other words."""
    pieces: list[str] = []
    at = 0
    for start, end, *_ in regions:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    blanked = "".join([*pieces, text[at:]])
    return SPINNER_MARK.sub(lambda mark: "a" * len(mark.group()), blanked) if "{" in blanked else blanked


def _lines_without_prose(text: str) -> Iterator[Region]:
    run: list[tuple[Place, bool]] = []  # short lines in a row, and whether each looks like a menu's
    at = 0
    for line in _lines(text):
        place = (at, at + len(line))
        at += len(line)
        words = line.split()
        if not words:
            continue
        if len(words) <= MENU_WORDS and words[-1][-1] not in CLAUSE_END and len(run) < LONGEST_RUN:
            run.append((place, _is_menu_item(words)))
        else:
            yield from _menu(run)
            run = []
        if _is_code(line, words):
            yield Region(*place, "code")
        elif (kind := notice_kind(words)) is not None:
            yield Region(*place, kind)
    yield from _menu(run)


def _lines(text: str) -> Iterator[str]:
    """Split a text into lines, a few at a time; a line of a book's length is judged in parts."""
    at = 0
    while at < len(text):
        end = at + LONGEST_LINE
        if end < len(text):
            end = text.rfind("\n", at, end) + 1 or text.rfind(" ", at, end) + 1 or end
        yield from text[at:end].splitlines(keepends=True)
        at = end


def _menu(run: list[tuple[Place, bool]]) -> Iterator[Region]:
    """Give the lines from the first to the last menu item, when such items prevail in the run."""
    items = [place for place, is_item in run if is_item]
    if len(items) >= MENU_LINES and 2 * len(items) >= len(run):
        yield Region(items[0][0], items[-1][1], "menu")


def _is_menu_item(words: list[str]) -> bool:
    marked = LIST_MARK.match(" ".join(words[:2])) is not None
    words = words[marked:]
    if len(words) > ITEM_WORDS:
        return False
    return marked or len(words) == 1 or 2 * sum(not word[0].islower() for word in words) > len(words)


def _is_code(line: str, words: list[str]) -> bool:
    visible = len("".join(words))
    odd = _odd(line)
    if len(odd) == visible:
        return True
    if visible < SHORTEST_JUDGED_LINE:
        return False
    if visible - len(odd) < LEAST_LETTERS * visible or (len(words) == 1 and visible > LONGEST_WORD):
        return True
    signs = sum(sign in CODE_SIGNS for sign in odd) if len(odd) >= FEWEST_CODE_SIGNS else 0
    is_code = signs >= max(FEWEST_CODE_SIGNS, MOST_CODE_SIGNS * visible)
    return is_code or _has_joints(line, words, visible, odd)


def _odd(line: str) -> str:
    """Give the signs and digits of a line.

    >>> _odd("to C3 (no), née 2"), _odd("to C3 (no)")
    ('3(),2', '3()')
    """
    if line.isascii():
        return line.encode("ascii").translate(None, PLAIN).decode("ascii")
    return "".join(ODD.findall(line))


def _has_joints(line: str, words: list[str], visible: int, odd: str) -> bool:
    """Look for the calls of a program and for the bars between the items of a menu."""
    if "(" in line and len(odd) > 2 * FEWEST_CALLS:
        calls = len(CALL.findall(line))
        if calls >= FEWEST_CALLS and CHARACTERS_A_CALL * calls >= visible:
            return True
    separators = 0 if SEPARATORS.isdisjoint(odd) else sum(word in SEPARATORS for word in words)
    return separators >= FEWEST_SEPARATORS and WORDS_A_SEPARATOR * separators >= len(words)
