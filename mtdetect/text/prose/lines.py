"""Lines that are not prose: code, tables, notices of a site, menus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mtdetect.text.prose.notices import notice_kind
from mtdetect.text.prose.region import Region
from mtdetect.text.prose.wording import are_prose, is_plain, reads_as_prose

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
FEWEST_RUN_WORDS = 12  # of short lines in a row, to be one text
AROUND = 600  # characters of a paragraph on either side of a line
FEWEST_AROUND = 20  # words
QUOTE_MARKS = re.compile(r"(?:[ \t]{0,8}>){1,20}")
QUOTING = frozenset(" \t>")
EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\w)([^*_\n]{1,200})\1")
LIST_MARKS = frozenset("*+•·»›|–-")
LIST_MARK = re.compile(r"(?:[*+•·»›|–-]|\d{1,2}[.)])\s")
CLAUSE_END = ".!?:;,\"'”’…-–—"


class ShortLine(NamedTuple):
    """Hold a line of few words, and whether it looks like a menu's."""

    start: int
    end: int
    is_item: bool
    words: list[str]
    indent: int


def lines_without_prose(text: str) -> Iterator[Region]:
    """Find the lines that are code, tables, notices of a site or menus."""
    run: list[ShortLine] = []
    at = 0
    for source in _lines(text):
        start, at = at, at + len(source)
        quoted = QUOTE_MARKS.match(source) if source[0] in QUOTING else None
        line = source[quoted.end() :] if quoted else source
        words = line.split()
        if not words:
            continue
        if len(words) <= MENU_WORDS and words[-1][-1] not in CLAUSE_END and len(run) < LONGEST_RUN:
            run.append(ShortLine(start, at, _is_menu_item(words), words, len(source) - len(line.lstrip())))
        else:
            yield from _menu(run)
            run = []
        if ("(" in line and _calls(line, _odd(line))) or (
            _is_code(line, words) and not _is_said(text, start, at, words)
        ):
            yield Region(start, at, "code")
        elif (kind := notice_kind(words)) is not None:
            yield Region(start, at, kind)
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


def _menu(run: list[ShortLine]) -> Iterator[Region]:
    """Give the lines from the first to the last menu item, when such items prevail in the run."""
    items = [line for line in run if line.is_item]
    if len(items) >= MENU_LINES and 2 * len(items) >= len(run):
        words = [word for line in run for word in line.words if word not in LIST_MARKS]
        if not are_prose(words, FEWEST_RUN_WORDS):
            yield Region(items[0].start, items[-1].end, "menu")
        else:
            yield from _needless_marks(run)


def _needless_marks(run: list[ShortLine]) -> Iterator[Region]:
    """Find the list marks before lines that go on with the sentence of the line before."""
    for line in run[1:]:
        mark, *rest = line.words
        if mark in LIST_MARKS and rest and rest[0][0].islower():
            start = line.start + line.indent
            yield Region(start, start + len(mark), "markup", True)


def _is_menu_item(words: list[str]) -> bool:
    marked = LIST_MARK.match(" ".join(words[:2])) is not None
    words = words[marked:]
    if len(words) > ITEM_WORDS:
        return False
    return marked or len(words) == 1 or 2 * sum(not word[0].islower() for word in words) > len(words)


def _is_said(text: str, start: int, end: int, words: list[str]) -> bool:
    """Say whether a line with a program's signs is prose after all, by itself or with the lines around it."""
    if are_prose(words):
        return True
    if len(words) == 1 or not SEPARATORS.isdisjoint(words):
        return False
    if not is_plain(" ".join(words)):
        return False
    begin = max(text.rfind("\n\n", max(0, start - AROUND), start), start - AROUND, 0)
    stop = text.find("\n\n", end, end + AROUND)
    return reads_as_prose(text[begin : stop if stop >= 0 else end + AROUND], FEWEST_AROUND)


def _is_code(line: str, words: list[str]) -> bool:
    if "*" in line or "__" in line:
        line = EMPHASIS.sub(r"\2", line)
        words = line.split()
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
    return is_code or _has_bars(words, odd)


def _odd(line: str) -> str:
    """Give the signs and digits of a line.

    >>> _odd("to C3 (no), née 2"), _odd("to C3 (no)")
    ('3(),2', '3()')
    """
    if line.isascii():
        return line.encode("ascii").translate(None, PLAIN).decode("ascii")
    return "".join(ODD.findall(line))


def _calls(line: str, odd: str) -> bool:
    """Say whether a line is mostly the calls of a program."""
    if len(odd) <= 2 * FEWEST_CALLS:
        return False
    calls = len(CALL.findall(line))
    return calls >= FEWEST_CALLS and CHARACTERS_A_CALL * calls >= len("".join(line.split()))


def _has_bars(words: list[str], odd: str) -> bool:
    """Look for the bars between the items of a menu."""
    separators = 0 if SEPARATORS.isdisjoint(odd) else sum(word in SEPARATORS for word in words)
    return separators >= FEWEST_SEPARATORS and WORDS_A_SEPARATOR * separators >= len(words)
