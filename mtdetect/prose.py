"""Where a text is not prose: markup, code, addresses, menus. Such regions are neither scored nor flagged."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

Region = tuple[int, int]

# Each pattern runs only where its sign stands in the text. No pattern looks past its own next opening
# sign, or else its lengths are bounded, so that hostile input stays linear.
MARKUP = (
    ("<", re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")),
    ("&", re.compile(r"&[a-zA-Z]{2,8};|&#[xX]?[0-9a-fA-F]{1,7};")),
    ("`", re.compile(r"(?P<fence>``?)(?!`)[^`\s]{1,100}(?: [^`\s]{1,100}){0,3}(?P=fence)")),
    ("[", re.compile(r"\[(?:\d{1,4}|edit|citation needed)\]")),
    ("](", re.compile(r"\]\([^()\s]{0,500}\)|\[(?=[^\[\]]{1,300}\]\()")),
    ("][", re.compile(r"\]\[\d{1,4}\]|\[(?=[^\[\]]{1,300}\]\[\d)")),
    ("://", re.compile(r"""(?:https?|ftp)://[^\s<>"]{0,2000}[^\s<>".,;:!?)'’”]""", re.IGNORECASE)),
    ("www.", re.compile(r"""www\.[^\s<>"]{0,2000}[^\s<>".,;:!?)'’”]""")),
    ("@", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,64}\w")),
)
BLOCK_EDGE = re.compile(
    r"(?P<open><!--|<(?:script|style|svg|code)\b)|(?P<close>-->|</(?:script|style|svg|code)\s{0,9}>)|```",
    re.IGNORECASE,
)
LONGEST_BLOCK = 50_000
# Quotes, colons and the like are the joints of data; a group in braces with fewer of them is prose.
BRACE_OR_JOINT = re.compile(r'[{}:;="]')
DEEPEST_BRACE = 10_000  # of opened braces, the outermost are forgotten beyond it: no data is nested so deep
CHARACTERS_A_JOINT = 60
# A spinner leaves such braces behind: the detector has to see them.
SPINNER_MARK = re.compile(r"\{ ?[\w'’-]{1,30}(?: [\w'’-]{1,30}){0,3} ?\}")
BLOCK_NAME = re.compile(r"""(?:[^\s{}]*(?:[.#@$_-]\w[^\s{}]*|["']\s?:|[)=]))\s?\Z""")

ODD = re.compile(r"[^\w\s]|[\d_]")
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
    >>> [page[start:end] for start, end in skipped_regions(page)]
    ['{"ad": {"id": 7}}', '<b>', '</b>']
    """
    markup = merge([*_markup(text), *_blocks(text), *_data(text)])
    return merge([*markup, *_lines_without_prose(_blanked(text, markup))])


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


def _markup(text: str) -> Iterator[Region]:
    for sign, pattern in MARKUP:
        if sign in text:
            yield from (match.span() for match in pattern.finditer(text))


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
            yield start, edge.end()


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
                name = BLOCK_NAME.search(text, max(0, start - 60), start)
                yield name.start() if name else start, match.end()


def _blanked(text: str, regions: list[Region]) -> str:
    """Put blanks over ``regions`` and a spinner's braces, so that a line is judged by its other words."""
    pieces: list[str] = []
    at = 0
    for start, end in regions:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    blanked = "".join([*pieces, text[at:]])
    return SPINNER_MARK.sub(lambda mark: "a" * len(mark.group()), blanked) if "{" in blanked else blanked


def _lines_without_prose(text: str) -> Iterator[Region]:
    run: list[tuple[Region, bool]] = []  # short lines in a row, and whether each looks like a menu's
    at = 0
    for line in _lines(text):
        region = (at, at + len(line))
        at += len(line)
        words = line.split()
        if not words:
            continue
        if len(words) <= MENU_WORDS and words[-1][-1] not in CLAUSE_END and len(run) < LONGEST_RUN:
            run.append((region, _is_menu_item(words)))
        else:
            yield from _menu(run)
            run = []
        if _is_code(line, words):
            yield region
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


def _menu(run: list[tuple[Region, bool]]) -> Iterator[Region]:
    """Give the lines from the first to the last menu item, when such items prevail in the run."""
    items = [region for region, is_item in run if is_item]
    if len(items) >= MENU_LINES and 2 * len(items) >= len(run):
        yield items[0][0], items[-1][1]


def _is_menu_item(words: list[str]) -> bool:
    marked = LIST_MARK.match(" ".join(words[:2])) is not None
    words = words[marked:]
    if len(words) > ITEM_WORDS:
        return False
    return marked or len(words) == 1 or 2 * sum(not word[0].islower() for word in words) > len(words)


def _is_code(line: str, words: list[str]) -> bool:
    visible = sum(map(len, words))
    odd = ODD.findall(line)
    if len(odd) == visible:
        return True
    if visible < SHORTEST_JUDGED_LINE:
        return False
    if visible - len(odd) < LEAST_LETTERS * visible or (len(words) == 1 and visible > LONGEST_WORD):
        return True
    signs = sum(sign in CODE_SIGNS for sign in odd) if len(odd) >= FEWEST_CODE_SIGNS else 0
    return signs >= max(FEWEST_CODE_SIGNS, MOST_CODE_SIGNS * visible) or _has_joints(
        line, words, visible, len(odd)
    )


def _has_joints(line: str, words: list[str], visible: int, odd: int) -> bool:
    """Look for the calls of a program and for the bars between the items of a menu."""
    if "(" in line and odd > 2 * FEWEST_CALLS:
        calls = len(CALL.findall(line))
        if calls >= FEWEST_CALLS and CHARACTERS_A_CALL * calls >= visible:
            return True
    separators = sum(word in SEPARATORS for word in words) if odd >= FEWEST_SEPARATORS else 0
    return separators >= FEWEST_SEPARATORS and WORDS_A_SEPARATOR * separators >= len(words)
