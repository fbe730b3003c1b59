"""Disguise English prose as spammers and broken pages do: one piece for each character of the original.

Pieces keep account of what became of each character, so that a span of the plain text can be followed into
the disguised one. ``rate`` is the share of words that a disguise is put on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

Pieces = list[str]
WORD = re.compile(r"[A-Za-z]+")
MARKS = "".join(map(chr, range(0x300, 0x345)))
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
BIDI = "\u200e\u200f\u202a\u202c\u202d\u2066\u2069"
ODD_SPACES = "\xa0\u2002\u2009\u200a\u202f\u3000"
CYRILLIC = dict(zip("aceopxysijhABCEHIKMOPTX", "асеорхуѕіјһАВСЕНІКМОРТХ", strict=True))
GREEK = dict(zip("aoviukABEHIKMNOPTXYZ", "αονιυκΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", strict=True))

Letter = Callable[[str, Random], str]
Disguise = Callable[[str, float, Random], Pieces]


def joined(pieces: Pieces) -> tuple[str, list[int]]:
    """Join pieces, and say where each begins, and where the last ends."""
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return "".join(pieces), offsets


def chosen_words(text: str, rate: float, draw: Random) -> list[re.Match[str]]:
    words = list(WORD.finditer(text))
    return draw.sample(words, max(1, round(rate * len(words))))


def by_letter(letter: Letter, share: float = 0.5) -> Disguise:
    """Change a share of the letters of the words chosen, one at least."""

    def disguise(text: str, rate: float, draw: Random) -> Pieces:
        pieces = list(text)
        for word in chosen_words(text, rate, draw):
            places = range(*word.span())
            for at in draw.sample(places, max(1, round(share * len(places)))):
                pieces[at] = letter(pieces[at], draw)
        return pieces

    return disguise


def inside(signs: str) -> Disguise:
    """Put a sign between two letters of each word chosen, or between any two of its letters."""

    def disguise(text: str, rate: float, draw: Random) -> Pieces:
        pieces = list(text)
        for word in chosen_words(text, rate, draw):
            for at in range(word.start(), word.end() - 1):
                if draw.random() < 0.4:
                    pieces[at] += draw.choice(signs)
        return pieces

    return disguise


def spaced(separator: str, gap: str) -> Disguise:
    """Space the letters of words out; ``gap`` parts a word spaced out from its neighbours on the line."""

    def disguise(text: str, rate: float, draw: Random) -> Pieces:
        pieces = list(text)
        for word in chosen_words(text, rate, draw):
            for at in range(word.start(), word.end() - 1):
                pieces[at] += separator
            if word.start() and pieces[word.start() - 1] == " ":
                pieces[word.start() - 1] = gap
            if word.end() < len(pieces) and pieces[word.end()] == " ":
                pieces[word.end()] = gap
        return pieces

    return disguise


def table(swaps: dict[str, str]) -> Letter:
    return lambda char, draw: swaps.get(char, char)


def styled(first_capital: int, first_small: int) -> Letter:
    """Shift letters into another block of the alphabet."""

    def shift(char: str, draw: Random) -> str:
        first, start = ("A", first_capital) if char.isupper() else ("a", first_small)
        return chr(start + ord(char) - ord(first))

    return shift


def small_capital(char: str, draw: Random) -> str:
    try:
        return unicodedata.lookup(f"LATIN LETTER SMALL CAPITAL {char}") if char.islower() else char
    except KeyError:
        return char


def stacked(count: int) -> Letter:
    return lambda char, draw: char + "".join(draw.choices(MARKS, k=count))


def odd_spaces(text: str, rate: float, draw: Random) -> Pieces:
    return [draw.choice(ODD_SPACES) if char == " " and draw.random() < rate else char for char in text]


def curly(text: str, rate: float, draw: Random) -> Pieces:
    """Set the quotes and dashes as a printer would."""
    pieces = list(text)
    for at, char in enumerate(text):
        opens = not at or text[at - 1] in " \n(-"
        if char == '"':
            pieces[at] = "“" if opens else "”"
        elif char == "'":
            pieces[at] = "‘" if opens else "’"
    return pieces


def mojibake(text: str, rate: float, draw: Random) -> Pieces:
    """Read the UTF-8 of printer's quotes and of some no-break spaces as Windows-1252."""
    pieces = curly(text, rate, draw)
    for at, char in enumerate(pieces):
        if char == " " and draw.random() < rate / 4:
            pieces[at] = "\xa0"
    return [misread(piece) for piece in pieces]


def misread(text: str) -> str:
    raw = text.encode()
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)


def everything(text: str, rate: float, draw: Random) -> Pieces:
    """Put another disguise on every word."""
    pieces = list(text)
    for word in chosen_words(text, rate, draw):
        disguise = draw.choice([DISGUISES[name] for name in ("zero_width", "cyrillic", "marks", "bold")])
        pieces[slice(*word.span())] = disguise(word.group(), 1.0, draw)
    return pieces


def between(signs: str) -> Disguise:
    """Put a sign in the place of spaces between words."""

    def disguise(text: str, rate: float, draw: Random) -> Pieces:
        return [draw.choice(signs) if char == " " and draw.random() < rate else char for char in text]

    return disguise


def camel(text: str, rate: float, draw: Random) -> Pieces:
    """Leave spaces out and begin the next word with a capital."""
    pieces = list(text)
    for at, char in enumerate(text[:-1]):
        if char == " " and text[at - 1].isalpha() and text[at + 1].islower() and draw.random() < rate:
            pieces[at], pieces[at + 1] = "", text[at + 1].upper()
    return pieces


def split(text: str, rate: float, draw: Random) -> Pieces:
    """Cut words in two with a space."""
    pieces = list(text)
    for word in chosen_words(text, rate, draw):
        if word.end() - word.start() > 3:
            pieces[draw.randrange(word.start() + 1, word.end() - 2)] += " "
    return pieces


def glue(text: str, rate: float, draw: Random) -> Pieces:
    return ["" if char == " " and draw.random() < rate else char for char in text]


def swap_letters(text: str, rate: float, draw: Random) -> Pieces:
    """Exchange two letters inside words."""
    pieces = list(text)
    for word in chosen_words(text, rate, draw):
        if word.end() - word.start() > 3:
            at = draw.randrange(word.start() + 1, word.end() - 2)
            pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]
    return pieces


def reverse(text: str, rate: float, draw: Random) -> Pieces:
    """Turn words around between controls that turn them back."""
    pieces = list(text)
    for word in chosen_words(text, rate, draw):
        pieces[word.start() : word.end()] = reversed(pieces[word.start() : word.end()])
        pieces[word.start()] = "\u202e" + pieces[word.start()]
        pieces[word.end() - 1] += "\u202c"
    return pieces


DISGUISES: dict[str, Disguise] = {
    "controls": inside("\1\2\x08\x0e\x1b"),
    "delete_and_nul": inside("\x7f\0"),
    "upper_controls": inside("\x80\x81\x9f"),
    "fillers": inside("\u3164\uffa0\u115f\u1160"),
    "music_formats": inside("\U0001d173\U0001d174"),
    "object_marks": inside("\ufffc"),
    "private_use": inside("\ue000\uf8ff\U000f0000"),
    "noncharacters": inside("\ufdd0\uffff"),
    "variations": inside("\ufe0f\U000e0101\u034f"),
    "tags": inside("\U000e0041\U000e0042"),
    "thin_spaces": inside("\u200a\u2009\u2006"),
    "apostrophes": inside("'’"),
    "primes": inside("′"),
    "middle_dots": inside("·•∙"),
    "asterisks": inside("*"),
    "hyphens": inside("-"),
    "backslashes": inside("\\"),
    "bars": inside("|"),
    "underscored_words": inside("_"),
    "underscores": between("_"),
    "dots_between": between("·"),
    "emoji": between("😀🎉✨"),
    "camel": camel,
    "glued": glue,
    "split": split,
    "swapped_letters": swap_letters,
    "reversed": reverse,
    "zero_width": inside(ZERO_WIDTH),
    "soft_hyphens": inside("\xad"),
    "bidi": inside(BIDI),
    "cyrillic": by_letter(table(CYRILLIC), 0.8),
    "greek": by_letter(table(GREEK), 0.8),
    "full_width": by_letter(styled(0xFF21, 0xFF41), 1.0),
    "bold": by_letter(styled(0x1D400, 0x1D41A), 1.0),
    "small_capitals": by_letter(small_capital, 1.0),
    "marks": by_letter(stacked(1), 0.3),
    "zalgo": by_letter(stacked(6), 0.5),
    "spaced": spaced(" ", "   "),
    "spaced_tight": spaced(" ", " "),
    "spaced_dots": spaced(".", " "),
    "everything": everything,
    "mojibake": mojibake,
    "odd_spaces": odd_spaces,
    "curly": curly,
}
#: The note that a disguise is to leave; those of no intent leave none.
NOTES = {
    "zero_width": "zero_width",
    "soft_hyphens": "soft_hyphens",
    "bidi": "bidi_controls",
    "cyrillic": "homoglyphs",
    "greek": "homoglyphs",
    "full_width": "homoglyphs",
    "bold": "homoglyphs",
    "small_capitals": "homoglyphs",
    "marks": "combining_marks",
    "zalgo": "combining_marks",
    "spaced": "spaced_letters",
    "spaced_tight": "spaced_letters",
    "spaced_dots": "spaced_letters",
    "everything": "zero_width",
    "mojibake": "mojibake",
}
