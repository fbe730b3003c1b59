"""The prose of a Markdown text: markdown-it-py's blocks, its inline rules watched for what they consume."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_inline import StateInline, autolink, backtick, entity, escape, html_inline, image, link
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token

from mtdetect.results.report import SkippedKind
from mtdetect.text.formats.html_reader import read_html_into
from mtdetect.text.formats.pieces import LINE_BREAK, Pieces
from mtdetect.text.view import View

LINE_END = re.compile(r"\r\n?|\n")  # as markdown-it-py has it
# Each for one. White space that is none to Markdown would be stripped from paragraphs as if it were.
AS_THE_PARSER_HAS_IT = {
    0: "�",
    **dict.fromkeys((at for at in range(0x10000) if chr(at).isspace() and chr(at) not in "\n\r\t "), " "),
}
FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:[^\r\n]{0,500}\r?\n){0,60}?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
# Links in links' labels and the like. Of brackets without end each is tried at every depth: at the parser's
# own 20, a megabyte of "![" took 18 s.
DEEPEST_INLINE = 10
SKIPPED_BLOCKS: dict[str, SkippedKind] = {"fence": "code", "table_open": "table"}
SKIPPED_INLINE: dict[str, SkippedKind] = {"backticks": "code", "image": "media", "autolink": "address"}


@dataclass(frozen=True, slots=True)
class MarkdownMark:
    """Hold what an inline rule consumed of a paragraph: ``start .. end`` of it is not read as it stands."""

    start: int
    end: int
    rule: str
    token: Token | None = None  # of a ``*``, which turns out to be emphasis or not only at the end


def read_markdown(text: str) -> View:
    r"""View a Markdown text as its prose.

    >>> read_markdown("# News\n\nHe *left* [at once](https://example.org).").text.split("\n")
    ['News', '', '', '', 'He left at once.', '', '']
    """
    pieces = Pieces(text)
    front = FRONT_MATTER.match(text)
    if front:
        pieces.skip(0, front.end(), "data")
    body = text if front is None else re.sub(r"[^\r\n]", " ", front.group()) + text[front.end() :]
    _read_blocks(pieces, body.translate(AS_THE_PARSER_HAS_IT))
    return pieces.view("markdown")


def _read_blocks(pieces: Pieces, body: str) -> None:
    parser, env = _parser(), dict[str, Any]()
    lines = [0, *(match.end() for match in LINE_END.finditer(body)), len(body)]
    done = 0  # a table's cells stand inside what was skipped
    for token in parser.parse(body, env):
        if token.map is None or token.map[0] < done:
            continue
        start, end = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
        if token.type in SKIPPED_BLOCKS:
            pieces.skip(start, end, SKIPPED_BLOCKS[token.type])
            done = token.map[1]
        elif token.type == "html_block":
            read_html_into(pieces, start, end)
        elif token.type == "inline":
            pieces.part(start)
            _read_inline(_Content(pieces, body, token.content, lines[token.map[0] : token.map[1] + 1]), env)
            pieces.part(end)


def _read_inline(where: _Content, env: dict[str, Any]) -> None:
    """Keep what a paragraph's inline markup leaves of it."""
    marks: list[MarkdownMark] = []
    env["marks"] = marks
    _inline_parser().inline.parse(where.content, _inline_parser(), env, [])
    at = 0
    for mark in sorted(filter(_is_markup, marks), key=lambda mark: mark.start):
        if mark.start >= at:
            where.keep(at, mark.start)
            _read_mark(where, mark)
            at = mark.end
    where.keep(at, len(where.content))


def _is_markup(mark: MarkdownMark) -> bool:
    return mark.token is None or mark.token.type != "text" or not mark.token.content


def _read_mark(where: _Content, mark: MarkdownMark) -> None:
    start, end = where.source(mark.start), where.source(mark.end - 1) + 1
    if mark.rule in SKIPPED_INLINE:
        where.pieces.skip(start, end, SKIPPED_INLINE[mark.rule])
        if mark.rule != "image":  # what stands for words parts them
            where.pieces.part(start)
    elif mark.rule == "entity":
        where.pieces.rewrite(start, end, unescape(where.content[mark.start : mark.end]))
    elif mark.rule == "html_inline" and where.content[mark.start : mark.start + 3].lower() == "<br":
        where.pieces.part(end, LINE_BREAK)


class _Content:
    """Lead a paragraph's content back to its lines in the source, which may be indented and quoted."""

    def __init__(self, pieces: Pieces, body: str, content: str, lines: list[int]) -> None:
        self.pieces = pieces
        self.content = content
        self.places: list[int] = []
        for line, start, end in zip(content.split("\n"), lines, lines[1:], strict=False):
            bare = line.lstrip(" \t")  # a tab may have become several spaces
            begin = body.rindex(bare.rstrip(" \t"), start, end)
            self.places += [begin] * (len(line) - len(bare))
            self.places += range(begin, begin + len(bare) + 1)

    def source(self, at: int) -> int:
        """Give the place of a character of the content."""
        return self.places[at]

    def keep(self, start: int, end: int) -> None:
        """Keep a stretch of the content, line by line, each break as the space that it stands for."""
        at = start
        for line in self.content[start:end].split("\n"):
            self.pieces.keep(self.places[at], self.places[at + len(line)])
            at += len(line) + 1
            if at <= end:
                self.pieces.keep(self.places[at - 1], self.places[at - 1] + 1)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Make the parser of blocks once; its rules keep no state of their own.

    Indented lines are read as prose: in a text that is Markdown by a guess they may be just that, and code
    among them is known by its looks.
    """
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    parser.core.ruler.disable("inline")
    return parser


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    """Make the parser of what stands in a block, its rules watched."""
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST_INLINE}).disable("fragments_join")
    for rule in (autolink, backtick, entity, escape, html_inline, image, link):
        name = "backticks" if rule is backtick else rule.__name__
        parser.inline.ruler.at(name, _watched(name, rule))
    parser.inline.ruler.at("emphasis", _watched("emphasis", emphasis))
    return parser


def _watched(name: str, rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """Note in ``env`` what a rule consumes when it is more than a trial."""

    def run(state: StateInline, silent: bool) -> bool:
        at, marks, tokens = state.pos, state.env["marks"], len(state.tokens)
        before = len(marks)
        matched = rule(state, silent)
        if matched and not silent:
            if name == "image":
                del marks[before:]  # of its description
            marks += _marks(name, state, at, state.tokens[tokens:])
        return matched

    return run


def _marks(name: str, state: StateInline, at: int, tokens: list[Token]) -> Iterator[MarkdownMark]:
    if name == "emphasis":
        stars = tokens[at - state.pos :]  # one a sign, behind the text that waited
        yield from (
            MarkdownMark(i, i + 1, name, token) for i, token in zip(range(at, state.pos), stars, strict=True)
        )
    elif name == "link":
        yield MarkdownMark(at, at + 1, name)
        yield MarkdownMark(state.md.helpers.parseLinkLabel(state, at, True), state.pos, name)
    elif name == "escape":
        yield MarkdownMark(at, at + 1, name)
    elif name != "backticks" or any(token.type == "code_inline" for token in tokens):
        yield MarkdownMark(at, state.pos, name)
