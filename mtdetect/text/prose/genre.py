"""What is not prose as a whole: code, numbers, headings alone, verse. Each with the words to say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mtdetect.text.prose.wording import is_plain, reads_as_prose

SENTENCE = re.compile(r"""\w{2}[.!?…]["'”’)\]]*(?:\s|\Z)""")
COUNTED_CHARS = 100_000  # at a time
LETTERS = re.compile(r"[^\W\d_]")
OTHER_LETTERS = re.compile(
    "[\u0370-\u1fff\u2e80-\ud7ff]"
)  # a line without blanks was skipped before as an address
NUMBERS = 0.5  # of the visible characters that are not letters: prose has 5 %, a table more than half
#: Of the visible characters that were skipped as code, markup or tables, for the whole to count as such.
MOST_SKIPPED = 0.5
MOST_FOREIGN = 0.5
#: Code leaves keywords and comments behind; with a smaller share of grammatical words they are no prose.
LEAST_FUNCTION_SHARE_IN_CODE = 0.3
# A call, an assignment, a block's opening, a statement's end, a path of names, a definition's keyword.
CODE_LINE = re.compile(
    r"[^\W\d]{2}\([^ )]*[)\w\"'&*,]|[\w\])] ?[-+*/|:]?= ?[\w\"'(\[{&-]"
    r"|[{}]\s*\Z|[)\]\"'};];\s*\Z|\)\s?[:{]\s*\Z|\A\s*[})\]]|\A\s*\w+\(|::|->|\A\s*[$@]\w"
    r"|\A\s*(?:import|from \S+ import|def|class|return|elif|else:|try:|except|#(?:include|define|if|endif))\b"
    r"|\A\s*(?:public|private|static|var|let|const|function|void|int|struct|local|my \$|typedef|extern)\b"
    r".*[;{(=]"
)
FEWEST_LINES = 6
LONGEST_CODE_LINES = 90  # on average; spares a document of longer lines the search
# Of 5,500 human texts four reach it, two of them pages of code; of Python files 90 %, of Perl 73 % (2026-11).
MOST_CODE_LINES = 0.3

LEAST_FULL = 0.85  # of the line breaks of wrapped prose
FEWEST_BREAKS = 5  # of a paragraph, to say at which width it was wrapped
MOST_BEYOND = 2.5  # times the middle line: a longer one is an address, or of another text
LEAST_CAPITALS = 0.8  # of a stanza's lines; in wrapped prose a name begins one of five
LONGEST_VERSE = 62  # characters: a pentameter has about 45, a line of prose wrapped for the screen 65 to 80
LEAST_LINES = 6
# Reached by 84 % of two sources of poems and by no play; of 5,500 other texts by five (2026-11).
LEAST_VERSE = 0.5
SHORTEST_VERSE = 3  # words
SENTENCE_ENDS = frozenset(".!?…")
ITEM = re.compile(r"[\W\d_]*\d|[^\w\s\"'“‘(\[—–]|[-–—]\s")
# A play's verse is judged with its prose: a name in capitals, or one with a full stop, opens each speech.
SPEAKER = re.compile(r"[A-Z][A-Z’' ]{2,30}[.:]?(?:\s|\Z)|[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15})?[.:](?:\s|\Z)")
FEWEST_SPEECHES = 3
CLOSING = "\"'”’)]_* "


# Stretches of three words that differ: whoever says one thing over and over says no more than once. A text of
# 60 words, the fewest that are judged, has some 55; none of 14,534 human texts had fewer than 50 (2026-11).
LEAST_DIFFERENT = 30
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Visible:
    """Hold how many visible characters a document has, how many were judged, how many are not English."""

    characters: int
    judged: int
    other_language: int

    @property
    def skipped(self) -> float:
        """The share that was skipped as markup, code and the like."""
        return 1 - (self.judged + self.other_language) / max(self.characters, 1)

    @property
    def foreign(self) -> float:
        """The share in another language."""
        return self.other_language / max(self.characters, 1)


def visible_length(text: str) -> int:
    """Count the characters of a text that are not white space of the usual kinds."""
    return len(text) - sum(map(text.count, " \n\r\t"))


def why_few_words(text: str, visible: Visible) -> str | None:
    """Say what a text with too few words of prose consists of, if that can be told."""
    if not visible.characters:
        return None
    if (code := code_share(text)) >= MOST_CODE_LINES:
        return f"mostly code: {code:.0%} of the text"
    foreign = max(visible.foreign, _count(OTHER_LETTERS, text) / visible.characters)
    if foreign >= MOST_SKIPPED:
        return f"mostly another language: {foreign:.0%} of the characters, and {1 - foreign:.0%} are English"
    numbers = 1 - _count(LETTERS, text) / visible.characters
    if numbers >= NUMBERS:
        return f"mostly numbers and signs: {numbers:.0%} of the characters are not letters"
    if visible.skipped >= MOST_SKIPPED:
        return f"mostly code, markup or tables: {visible.skipped:.0%} of the characters"
    if not SENTENCE.search(text):
        return "a title, headings or a list alone: no sentence ends in it"
    return None


def _count(character: re.Pattern[str], text: str) -> int:
    """Count the characters that match; a list of all of a long text's would take more than the text."""
    parts = range(0, len(text), COUNTED_CHARS)
    return sum(len(character.findall(text, at, at + COUNTED_CHARS)) for at in parts)


def mostly_foreign(visible: Visible) -> str | None:
    """Say so if more of a text is in another language than in English, of what was read as words at all.

    >>> mostly_foreign(Visible(1000, 80, 720))
    'mostly another language: 90% of the text; 10% is English'
    """
    english = visible.judged / max(visible.judged + visible.other_language, 1)
    if not visible.other_language or english > 1 - MOST_FOREIGN:
        return None
    return f"mostly another language: {1 - english:.0%} of the text; {english:.0%} is English"


def not_prose(text: str, visible: Visible, function_share: float) -> str | None:
    """Say why a text is not prose though it has words enough, if it is not."""
    if visible.skipped >= MOST_SKIPPED and function_share < LEAST_FUNCTION_SHARE_IN_CODE:
        return (
            f"mostly code, markup or tables: {visible.skipped:.0%} of the characters, and of the words "
            f"beside it {function_share:.0%} are grammatical, "
            f"where at least {LEAST_FUNCTION_SHARE_IN_CODE:.0%} are needed"
        )
    code = code_share(text)
    if code >= MOST_CODE_LINES:
        return (
            f"mostly code: {code:.0%} of the text is in lines of a program, "
            f"where less than {MOST_CODE_LINES:.0%} is needed of prose"
        )
    verse = verse_share(text)
    if verse >= LEAST_VERSE:
        return (
            f"verse or headings: {verse:.0%} of the text is in short lines that break inside a sentence, "
            f"where less than {LEAST_VERSE:.0%} is needed of prose"
        )
    different = different_stretches(text)
    if different < LEAST_DIFFERENT:
        return (
            f"the same words over and over: {different} different stretches of three words, "
            f"where at least {LEAST_DIFFERENT} are needed"
        )
    return None


def different_stretches(text: str) -> int:
    """Count the different stretches of three words, up to as many as are needed.

    >>> different_stretches("Buy it now! " * 100), different_stretches("one two three four five")
    (3, 3)
    """
    found: set[tuple[str, str, str]] = set()
    one = other = ""
    for match in WORD.finditer(text):
        word = match.group()
        if one:
            found.add((one, other, word))
            if len(found) >= LEAST_DIFFERENT:
                break
        one, other = other, word
    return len(found)


def code_share(text: str) -> float:
    r"""Give the share of a text's characters in lines that look like a program's, comments not among them.

    A line of plain words in a paragraph that reads as prose is none, whatever signs are in it.

    >>> code_share("def area(self):\n    return self.width * self.height\n" * 3)
    1.0
    >>> code_share("The guest(s) shall leave the key(s) on the table(s)\nin the hall(s).\n" * 3)
    0.0
    """
    if text.count("\n") < FEWEST_LINES or len(text) > LONGEST_CODE_LINES * text.count("\n"):
        return 0.0
    code = whole = 0
    for lines in paragraphs(text):
        found = [line for line in lines if CODE_LINE.search(line)]
        whole += sum(map(len, lines))
        if found and reads_as_prose(" ".join(lines)):
            found = [line for line in found if not is_plain(line)]
        code += sum(map(len, found))
    return code / max(whole, 1)


def paragraphs(text: str) -> Iterator[list[str]]:
    r"""Give the lines of each paragraph, without the blanks around them.

    >>> list(paragraphs("One\n  two\n\n\nthree"))
    [['One', 'two'], ['three']]
    """
    lines: list[str] = []
    for line in text.splitlines():
        if bare := line.strip():
            lines.append(bare)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def verse_share(text: str) -> float:
    r"""Give the share of a text's characters in lines of verse: short, broken inside a sentence by choice.

    >>> verse_share("The lamp is low, the bread is gone,\nThe cat has left her chair,\n" * 4)
    1.0
    >>> verse_share("A line of prose that was wrapped breaks where the next word\nwould not fit.\n" * 4)
    0.0
    """
    breaks = text.count("\n")
    if breaks < LEAST_LINES - 1 or len(text) > 2 * LONGEST_VERSE * breaks:
        return 0.0
    parts = list(paragraphs(text))
    lengths = sorted(len(line) for lines in parts for line in lines)
    width = max(length for length in lengths if length <= MOST_BEYOND * lengths[len(lengths) // 2])
    wrapped = _is_wrapped(parts) and not _has_capitals([line for lines in parts for line in lines])
    if sum(SPEAKER.match(line) is not None for lines in parts for line in lines) >= FEWEST_SPEECHES:
        return 0.0
    found = [len(line) for lines in parts for line in _verse(lines, width, wrapped=wrapped)]
    whole = sum(len(line) for lines in parts for line in lines)
    return sum(found) / max(whole, 1) if len(found) >= LEAST_LINES else 0.0


def _verse(lines: list[str], width: int, *, wrapped: bool) -> Iterator[str]:
    """Give the lines of a paragraph that break as verse does, on either side."""
    if wrapped or (len(lines) > FEWEST_BREAKS and _is_wrapped([lines]) and not _has_capitals(lines)):
        return
    broken = [_breaks_as_verse(one, other, width) for one, other in pairwise(lines)]
    for line, *sides in zip(lines, [*broken, False], [False, *broken], strict=True):
        if any(sides):
            yield line


def _has_capitals(lines: list[str]) -> bool:
    """Say whether nearly all lines begin with a capital, as in verse of old."""
    return sum(line[0].isupper() for line in lines) >= LEAST_CAPITALS * len(lines)


def _is_wrapped(parts: list[list[str]]) -> bool:
    """Say whether each line of paragraphs ends where the next word would not have fitted.

    The width is that of the ninth of ten lines: one that is far longer, an address, says nothing.

    >>> _is_wrapped([["The ferry was", "late again, he", "said.", "https://example.org/timetable"]])
    True
    >>> _is_wrapped([["The ferry", "was late again,", "he", "said."]])
    False
    """
    breaks = [pair for lines in parts for pair in pairwise(lines)]
    lengths = sorted(len(line) for line, _ in breaks)
    if not lengths:
        return False
    width = lengths[int(0.9 * (len(lengths) - 1))]
    full = sum(len(line) + 1 + len(following.split(" ", 1)[0]) > width for line, following in breaks)
    return full >= LEAST_FULL * len(breaks)


def _breaks_as_verse(line: str, following: str, width: int) -> bool:
    """Say whether a line ends inside a sentence by choice: a capital follows, or a word that had room."""
    if len(line) > LONGEST_VERSE or not 0 < len(following) <= LONGEST_VERSE:
        return False
    if line.count(" ") < SHORTEST_VERSE - 1 or following.count(" ") < SHORTEST_VERSE - 1:
        return False
    if line.rstrip(CLOSING)[-1:] in SENTENCE_ENDS or ITEM.match(line) or ITEM.match(following):
        return False
    return following[0].isupper() or len(line) + 1 + len(following.split(" ", 1)[0]) <= width
