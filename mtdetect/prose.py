"""Where a text is not prose: markup, code, addresses, menus. Such regions are neither scored nor flagged."""

from __future__ import annotations

import re
from collections.abc import Iterator

Region = tuple[int, int]

# Lengths are bounded so that hostile input stays linear.
MARKUP = re.compile(
    r"""
      <!--.{0,20000}?-->
    | <(?P<block>script|style|svg)\b.{0,50000}?</(?P=block)\s*>
    | </?[a-zA-Z!][^<>]{0,2000}>
    | &[a-zA-Z]{2,8};|&\#\d{1,7};
    | ```.{0,20000}?```
    | ``[^`\n]{1,300}``|`[^`\n]{1,300}`
    | \]\([^()\s]{0,500}\)|\]\s?\[\d{1,4}\]
    | \[\d{1,4}\]
    | (?:https?://|ftp://|www\.)[^\s<>"]{1,2000}
    | [\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}
    | \{[^{}]{0,3000}[:;=][^{}]{0,3000}\}
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
MARKUP_SIGNS = re.compile(r"[<`{@&\[]|://|www\.", re.IGNORECASE)
CODE_SIGN = re.compile(r"[{}\[\]<>=;_|/\\$#@*^~+]")
LETTER = re.compile(r"[^\W\d_]")
# A line with a larger share of such signs, or a smaller share of letters, is code, a table or a formula.
# Set on the debris collection: at these values no line of edited prose of 60 sources was lost in a sample.
MOST_CODE_SIGNS = 0.08
LEAST_LETTERS = 0.55
SHORTEST_JUDGED_LINE = 12
# Short lines without a full stop are headings; this many of them in a row are a menu or a list of links.
MENU_WORDS = 5
MENU_LINES = 4


def skipped_regions(text: str) -> list[Region]:
    """Find the regions of ``text`` that are not prose: disjoint, in order, in code points.

    >>> page = 'He left. {"ad": {"id": 7}} <b>She</b> stayed.'
    >>> [page[start:end] for start, end in skipped_regions(page)]
    ['{"ad": {"id": 7}}', '<b>', '</b>']
    """
    if MARKUP_SIGNS.search(text) is None and "\n" not in text and not CODE_SIGN.search(text):
        return []
    regions = [match.span() for match in MARKUP.finditer(text)] if MARKUP_SIGNS.search(text) else []
    return merge([*_grown(text, regions), *_lines_without_prose(text)])


def merge(regions: list[Region]) -> list[Region]:
    """Join regions that touch or overlap.

    >>> merge([(5, 9), (0, 3), (3, 4)])
    [(0, 4), (5, 9)]
    """
    joined: list[Region] = []
    for start, end in sorted(regions):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _grown(text: str, regions: list[Region]) -> Iterator[Region]:
    """Let a block in braces take in the rest of the object or rule that it stands in."""
    for start, end in regions:
        if text[start] == "{":
            opening = re.search(r"[^\s{}.?!]{0,60}\s?:?\s?\{\s*$", text[max(0, start - 300) : start])
            while opening and (closing := re.match(r"[^{}\n]{0,200}\}", text[end : end + 300])):
                start, end = max(0, start - 300) + opening.start(), end + closing.end()
                opening = re.search(r"[^\s{}.?!]{0,60}\s?:?\s?\{[^{}]{0,200}$", text[max(0, start - 300) : start])
        yield start, end


def _lines_without_prose(text: str) -> Iterator[Region]:
    menu: list[Region] = []
    at = 0
    for line in text.splitlines(keepends=True):
        region = (at, at + len(line))
        at += len(line)
        stripped = line.strip()
        if not stripped:
            continue
        if _is_menu_item(stripped):
            menu.append(region)
            continue
        if len(menu) >= MENU_LINES:
            yield menu[0][0], menu[-1][1]
        menu = []
        if _is_code(stripped):
            yield region
    if len(menu) >= MENU_LINES:
        yield menu[0][0], menu[-1][1]


def _is_menu_item(line: str) -> bool:
    return line.count(" ") < MENU_WORDS and line[-1] not in ".!?:;,\"'”’)…"


def _is_code(line: str) -> bool:
    if len(line) < SHORTEST_JUDGED_LINE:
        return False
    signs = len(CODE_SIGN.findall(line))
    letters = len(LETTER.findall(line)) if signs else len(line)
    return signs > MOST_CODE_SIGNS * len(line) or letters < LEAST_LETTERS * len(line)
