"""HTML and Markdown as prose: what a reader of the rendered page sees, with its place in the source.

The parsers were chosen for places that are exact and for time that is linear on hostile input. turbohtml's
tokenizer follows the HTML standard, gives each token's place and takes 10 to 40 ms for a megabyte of "<",
"<a<a" or unclosed tags; the standard library's html.parser takes minutes for some of them, tree-sitter's
grammar of HTML seconds for 100 kB of nested tags, and its grammar of Markdown likewise for 50 kB of "*".
markdown-it-py is linear in all of these, and spaCy brings it along.
"""

from __future__ import annotations

import re
from typing import get_args

from mtdetect.errors import OptionError
from mtdetect.results.report import InputFormat, TextFormat
from mtdetect.text.view import View

FORMATS: tuple[str, ...] = get_args(InputFormat)

# A longer text is taken for markup only if the caller says so. Both readers are linear, but not free: a page
# takes up to 1 s a megabyte on one core and 30 bytes a character ("<p>a"), Markdown 5 s ("*a "), at worst
# 15 s ("[") and 500 bytes. As plain text, a megabyte of "[" takes 0.5 s in all, and what tags there are in it
# is known for debris.
LONGEST_GUESSED: dict[TextFormat, int] = {"html": 20_000_000, "markdown": 1_000_000}
# A guess looks at the beginning alone: debris further down makes no page of a text.
GUESSED_CHARS = 100_000
PAGE_START = re.compile(
    r"\s{0,99}(?:<\?xml[^>]{0,99}>\s{0,99}|<!--[^>]{0,999}>\s{0,99})?<(?:!doctype html|html\b)", re.I
)
BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|section|article|table|blockquote)\s{0,9}>", re.I)
# A text that begins with such a tag and ends with its end tag is a piece of a page, if it has no other.
FRAGMENT_START = re.compile(
    r"\s{0,99}<(p|div|article|section|main|body|blockquote|table|ul|ol|pre|h[1-6]|header|footer|aside|nav|form)[\s>]",
    re.IGNORECASE,
)
FRAGMENT_END = 200  # characters
# One stray pair of tags is debris in a text, which is read as before; three blocks are a piece of a page.
FEWEST_BLOCK_ENDS = 3
RAW_TEXT = ("script", "style", "textarea", "title")
# Each of these marks also occurs in plain text: two different ones tell Markdown.
MARKDOWN_MARKS = (
    ("#", re.compile(r"^ {0,3}#{1,6} \S", re.M)),
    ("](", re.compile(r"\]\((?:https?:|/|#|\.)")),
    ("**", re.compile(r"\*\*\w[^*\n]{0,200}\*\*")),
    ("```", re.compile(r"^ {0,3}```\w{0,20}$", re.M)),
    ("\n> ", re.compile(r"^> \S", re.M)),
)
FEWEST_MARKS = 2


def check_format(format: str) -> InputFormat:
    """Refuse what is no known format.

    >>> check_format("html")
    'html'
    """
    if format not in FORMATS:
        raise OptionError(f"format must be one of {', '.join(FORMATS)}, got {format!r}. Choose one of them.")
    return format  # type: ignore[return-value]


def read_as(text: str, format: InputFormat = "auto") -> View:
    """View a text as the prose of its format.

    >>> view = read_as("<p>Tom &amp; <b>Jerry</b> ran.</p>", "html")
    >>> view.text.strip(), view.source(view.text.index("Jerry"), view.text.index(" ran"))
    ('Tom & Jerry ran.', (16, 21))
    """
    known = guess_format(text) if format == "auto" else format
    if known == "text":
        return View(text)
    if known == "html":
        from mtdetect.text.formats.html_reader import read_html

        return read_html(text)
    from mtdetect.text.formats.markdown_reader import read_markdown

    return read_markdown(text)


def guess_format(text: str) -> TextFormat:
    r"""Guess what a text is written in; in doubt it is plain text.

    >>> guess_format("He wrote <b>no</b> and **yes**."), guess_format("# One\n\n[Two](https://two.org)")
    ('text', 'markdown')
    """
    head = text[:GUESSED_CHARS]
    if "<" in head and _is_html(head):
        guess: TextFormat = "html"
    else:
        guess = "markdown" if _is_markdown(head) else "text"
    return guess if len(text) <= LONGEST_GUESSED.get(guess, len(text)) else "text"


def _is_html(head: str) -> bool:
    if PAGE_START.match(head):
        return True
    opening = FRAGMENT_START.match(head)
    if opening and f"</{opening[1].lower()}" in head[-FRAGMENT_END:].lower():
        return _closes_raw_text(head)
    if head.count("</") < FEWEST_BLOCK_ENDS or len(BLOCK_END.findall(head)) < FEWEST_BLOCK_ENDS:
        return False
    return _closes_raw_text(head)


def _closes_raw_text(head: str) -> bool:
    """Say no where a text about pages names a tag that would swallow the rest of it."""
    lower = head.lower()
    return all(lower.count(f"<{name}") <= lower.count(f"</{name}") for name in RAW_TEXT)


def _is_markdown(head: str) -> bool:
    marks = [pattern for sign, pattern in MARKDOWN_MARKS if sign in head]
    if len(marks) < FEWEST_MARKS:
        return False
    return sum(pattern.search(head) is not None for pattern in marks) >= FEWEST_MARKS
