"""Marks that a copy leaves in running prose: quoted lines, line numbers, cut words, page breaks.

Words on both sides of them are neighbours. A mark goes only where a pattern shows over several lines, or
where it cannot be anything else: one line that begins with a number is a line that begins with a number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from mtdetect.text.disguises.edits import EASY_ZIPF, TextEdit, Zipf, apply, disjoint
from mtdetect.text.view import View

CUT_WORD = re.compile(r"([^\W\d_]{2,})[-\u2010\xad][ \t]*\r?\n[ \t]*([^\W\d_]{2,})")
QUOTE = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
NUMBER = re.compile(r"^[ \t]*(?:\[|\()?(\d{1,5})[\]).:|]?[ \t]+(?=\S)")
TIME = re.compile(r"^[ \t]*[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?[ \t]*(?:[-–|][ \t]*)?")
CUE = re.compile(r"^.*\d{1,2}:\d{2}[.,]\d{3}\s*-->\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{3}.*$")
ALONE = re.compile(
    r"^[ \t]*[-–—]?[ \t]*(?:page[ \t]*)?\d{1,5}(?:[ \t]*(?:of|/)[ \t]*\d{1,5})?[ \t]*[-–—]?[ \t]*$",
    re.IGNORECASE,
)
PAIRED = re.compile(r"(~~|==)(?=[^\s~=])((?:(?!\1)[^\n]){1,300}?)(?<=[^\s~=])\1")
SENTENCE_END = ".!?:;…\"'”’)"
FEWEST_LINES = 3
MOST_LINES = 0.5  # of a text's lines must carry a mark that only some lines may carry by chance
MOST_ENDS = 0.5  # of numbered lines that end a sentence; more, and it is a list
FEWEST_REPEATS = 3  # of a page's header
FEWEST_LINES_A_PAGE = 5  # a line that comes oftener is the text's: a program's, a refrain
LONGEST_HEADER = 80
LONGEST = 2_000_000  # characters; a longer text is no copy of pages


def undo_line_marks(view: View, zipf: Zipf) -> View:
    r"""Return what a reader reads of a view whose lines are quoted, numbered, cut or timed, or the view.

    >>> seen = undo_line_marks(View("> The agree-\n> ment\n> held."), lambda word: 5.0)
    >>> seen.text, seen.source(4, 13)
    ('The agreement\nheld.', (6, 19))
    """
    text = view.text
    if len(text) > LONGEST or not any(sign in text for sign in "\n=~"):
        return view
    for find in (_line_marks, _inside_marks, lambda text: _cut_words(text, zipf)):
        edits = disjoint(sorted(find(view.text)))
        if edits:
            view = view.rewritten(*apply(view.text, edits))
    return view


def _inside_marks(text: str) -> Iterator[TextEdit]:
    """Find strikes and highlights inside sentences."""
    if "~~" in text or "==" in text:
        for match in PAIRED.finditer(text):
            yield TextEdit(match.start(), match.start() + 2, "")
            yield TextEdit(match.end() - 2, match.end(), "")


def _cut_words(text: str, zipf: Zipf) -> Iterator[TextEdit]:
    """Find words that the end of a line cut in two, where together they are a word."""
    if "\n" not in text:
        return
    for match in CUT_WORD.finditer(text):
        one, other = match.groups()
        whole = (one + other).lower()
        if zipf(whole) >= EASY_ZIPF or (zipf(whole) and not (zipf(one.lower()) and zipf(other.lower()))):
            yield TextEdit(match.end(1), match.start(2), "")


Line = tuple[int, int, str]  # where it begins and ends, without its break


def _line_marks(text: str) -> Iterator[TextEdit]:
    lines = [line for line in _lines(text) if line[2].strip()]
    if len(lines) < FEWEST_LINES:
        return
    for find in (_quotes, _cues, _times, _numbers, _headers):
        edits = list(find(lines))
        yield from edits
        if edits:
            return  # what is below shows in the next reading


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line), line
        at += len(line) + 1


def _quotes(lines: Sequence[Line]) -> Iterator[TextEdit]:
    """Find the marks of quoted mail, where lines in a row have them."""
    marked = [(at, QUOTE.match(line)) for at, _, line in lines]
    for (at, match), (_, before), (_, behind) in zip(
        marked, [(0, None), *marked[:-1]], [*marked[1:], (0, None)], strict=True
    ):
        if match and (before or behind):
            yield TextEdit(at, at + match.end(), "")


def _cues(lines: Sequence[Line]) -> Iterator[TextEdit]:
    """Find the numbers and times of subtitles."""
    timed = [number for number, (_, _, line) in enumerate(lines) if CUE.match(line)]
    if len(timed) < 2:
        return
    for number in timed:
        first = number - 1 if number and lines[number - 1][2].strip().isdigit() else number
        begin = lines[first - 1][1] if first else 0
        end = lines[number + 1][0] if number + 1 < len(lines) else lines[number][1]
        yield TextEdit(begin, end, " " if first else "")


def _times(lines: Sequence[Line]) -> Iterator[TextEdit]:
    return _prefixes(lines, TIME.match)


def _prefixes(lines: Sequence[Line], matched: Callable[[str], re.Match[str] | None]) -> Iterator[TextEdit]:
    """Find what most lines begin with."""
    found = [(at, match) for at, _, line in lines if (match := matched(line)) and match.end()]
    if len(found) >= max(FEWEST_LINES, MOST_LINES * len(lines)):
        yield from (TextEdit(at, at + match.end(), "") for at, match in found)


def _numbers(lines: Sequence[Line]) -> Iterator[TextEdit]:
    """Find line numbers: they rise by one from line to line, and most lines break off inside a sentence."""
    run: list[tuple[Line, re.Match[str]]] = []
    for line in [*lines, (0, 0, "")]:
        match = NUMBER.match(line[2])
        if match and run and int(match[1]) == int(run[-1][1][1]) + 1:
            run.append((line, match))
            continue
        yield from _numbered(run)
        run = [(line, match)] if match else []


def _numbered(run: Sequence[tuple[Line, re.Match[str]]]) -> Iterator[TextEdit]:
    ends = sum(line[2].rstrip()[-1] in SENTENCE_END for line, _ in run[:-1])
    if len(run) >= FEWEST_LINES and ends < MOST_ENDS * (len(run) - 1):
        yield from (TextEdit(line[0], line[0] + match.end(), "") for line, match in run)


def _headers(lines: Sequence[Line]) -> Iterator[TextEdit]:
    """Find page numbers and headers that come back between lines of one sentence."""
    often = Counter(_header(line) for _, _, line in lines)
    for before, line, behind in zip(lines, lines[1:], lines[2:], strict=False):
        repeats = often[_header(line[2])]
        is_header = ALONE.match(line[2]) or FEWEST_REPEATS <= repeats <= len(lines) / FEWEST_LINES_A_PAGE
        goes_on = before[2].rstrip()[-1:].isalpha() and behind[2].lstrip()[:1].islower()
        if is_header and goes_on and len(line[2]) <= LONGEST_HEADER:
            yield TextEdit(before[1], behind[0], " ")


def _header(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip()) if len(line) <= LONGEST_HEADER else ""
