"""The prose of an HTML page, each text with its place in the source.

What nobody sees is left out without a trace: the words around it are neighbours. What is seen is read if it
reads as prose, whatever element it is in; menus of links, code and tables of numbers do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.entities import html5

from turbohtml import unescape

from mtdetect.results.report import SkippedKind
from mtdetect.text.formats.html_tree import Gap, PlacedText, place_texts
from mtdetect.text.formats.pieces import BLOCK_BREAK, LINE_BREAK, Pieces
from mtdetect.text.prose.notices import is_small_print
from mtdetect.text.prose.wording import FEWEST_WORDS, reads_as_prose
from mtdetect.text.view import View

# In text "</>" is nothing at all.
REFERENCE = re.compile(r"</>|&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
SHORTEST_PROSE = 20  # characters
FEWEST_AMONG_PROSE = 4  # words of a paragraph
#: What may be one word in a sentence: if all such words of a page make sentences, they are read.
SCATTERED: tuple[SkippedKind, ...] = ("code", "markup", "media")
FEWEST_SCATTERED = 20
FEWEST_IN_CODE = 12  # "for line in lines: if line and not ..." is not English
BREAKS = ("", " ", LINE_BREAK, BLOCK_BREAK)
# A note's mark: [1], *, a, 2,3; but "th" and "TM" belong to their words.
NOTE_MARK = re.compile(r"\W*(?:[\d\W_]+|\w|\[[^\]]{0,40}\])\W*")


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
    texts, comments = place_texts(pieces.source[start:end], start)
    _settle(pieces.source, texts)
    emit = _Emitter(pieces)
    for text in texts:
        emit.take(text)
    emit.finish()
    for begin, stop in comments:
        pieces.skip(begin, stop, "hidden")
    pieces.skipped.sort(key=lambda region: region.start)


def _settle(source: str, texts: Sequence[PlacedText]) -> None:
    """Read the suspects that read as prose."""
    for kind in SCATTERED:
        scattered = [text for text in texts if text.suspect and text.kind == kind]
        if reads_as_prose(" ".join(source[text.start : text.end] for text in scattered), FEWEST_SCATTERED):
            _read(scattered)
    for run in _runs(source, texts):
        if run[0].kind == "markup":
            prose = not all(NOTE_MARK.fullmatch(source[text.start : text.end]) for text in run)
            _read(run if prose else [])
        else:
            _settle_run(source, run)


def _settle_run(source: str, run: Sequence[PlacedText]) -> None:
    """Read the paragraphs that are prose, and what lies between two of them if it is prose as a whole."""
    rest: list[PlacedText] = []
    for paragraph in _paragraphs(run):
        if not _is_prose(source, paragraph):
            rest += paragraph
            continue
        _read(paragraph)
        if _is_prose(source, rest):
            _read(rest)
        rest = []
    if _is_prose(source, rest):
        _read(rest)
    unread = [text for text in run if text.kind is not None]
    if _count_words(source, unread) < _count_words(source, run) / 2:  # short ones among many sentences
        for paragraph in _paragraphs(unread):
            if _count_words(source, paragraph) >= FEWEST_AMONG_PROSE:
                _read(paragraph)


def _count_words(source: str, texts: Sequence[PlacedText]) -> int:
    return sum(len(source[text.start : text.end].split()) for text in texts)


def _read(texts: Sequence[PlacedText]) -> None:
    for text in texts:
        text.kind = None


def _is_prose(source: str, texts: Sequence[PlacedText]) -> bool:
    said = "".join(BREAKS[text.gap] + source[text.start : text.end] for text in texts)
    if len(said) < SHORTEST_PROSE:
        return False
    if "&" in said:
        said = unescape(said)
    fewest = FEWEST_IN_CODE if texts and texts[0].kind == "code" else FEWEST_WORDS
    return not is_small_print(said) and reads_as_prose(said, fewest)


def _runs(source: str, texts: Sequence[PlacedText]) -> Iterator[list[PlacedText]]:
    """Give the suspects of one kind in a row; nothing that is read lies between them."""
    run: list[PlacedText] = []
    for text in texts:
        if text.suspect and text.kind is not None:
            if run and text.kind != run[0].kind:
                yield run
                run = []
            run.append(text)
        elif run and text.kind is None and source[text.start : text.end].strip():
            yield run
            run = []
    if run:
        yield run


def _paragraphs(run: Sequence[PlacedText]) -> Iterator[list[PlacedText]]:
    paragraph: list[PlacedText] = []
    for text in run:
        if paragraph and text.gap == Gap.PARAGRAPH:
            yield paragraph
            paragraph = []
        paragraph.append(text)
    if paragraph:
        yield paragraph


class _Emitter:
    """Hand the texts on in the order of the source, and join what is skipped in a row."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.gap = Gap.NONE
        self.order = -1
        self.skipped: tuple[int, int, SkippedKind] | None = None

    def take(self, text: PlacedText) -> None:
        """Take one text."""
        seen = text.kind is None or text.suspect
        if seen:
            self.gap = text.gap if text.gap > self.gap else self.gap
            if text.order < self.order:  # the tree has it elsewhere
                self.gap = Gap.PARAGRAPH
            self.order = text.order
        if text.kind is None:
            self._keep(text)
        else:
            self._skip(text, text.kind)

    def finish(self) -> None:
        """Say what was skipped last, and leave the gap that comes after all."""
        if self.skipped is not None:
            self.pieces.skip(*self.skipped)
            self.skipped = None

    def _keep(self, text: PlacedText) -> None:
        if self.pieces.source[text.start : text.end].strip():
            self.finish()
        if self.gap:
            self.pieces.part(text.start, BREAKS[self.gap])
            self.gap = Gap.NONE
        keep_text(self.pieces, text.start, text.end, keeps_lines=text.keeps_lines)

    def _skip(self, text: PlacedText, kind: SkippedKind) -> None:
        if text.suspect and kind != "markup" and self.pieces.source[text.start : text.end].strip():
            self.gap = Gap.PARAGRAPH  # it stands for words
        if self.skipped is not None and self.skipped[2] != kind:
            self.finish()
        start = text.start if self.skipped is None else self.skipped[0]
        self.skipped = start, text.end, kind


def keep_text(pieces: Pieces, start: int, end: int, *, keeps_lines: bool = False) -> None:
    """Keep a stretch of text, its character references resolved."""
    at = start
    keep = pieces.keep_lines if keeps_lines else pieces.keep
    for match in REFERENCE.finditer(pieces.source, start, end):
        text, length = _resolve(match.group())
        keep(at, match.start())
        at = match.start() + length
        pieces.rewrite(match.start(), at, text)
    keep(at, end)


def _resolve(reference: str) -> tuple[str, int]:
    """Give what a reference stands for, and how much of it does: some names need no semicolon.

    >>> _resolve("&amp;"), _resolve("&notit;"), _resolve("&nosuch;"), _resolve("&#00000000065;")
    (('&', 5), ('¬', 4), ('&nosuch;', 8), ('A', 14))
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
