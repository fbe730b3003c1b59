"""Characters that stand for others: what mojibake, invisible signs and letters of other scripts hide."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Windows-1252, with the five bytes that it leaves open read as Latin-1 does, as browsers do.
_CP1252 = {
    byte: bytes([byte]).decode("cp1252", errors="ignore") or bytes([byte]).decode("latin-1")
    for byte in range(0x80, 0x100)
}
BYTE_OF = {chr(byte): byte for byte in range(0x80, 0x100)} | {char: byte for byte, char in _CP1252.items()}
WINDOWS = {chr(byte): char for byte, char in _CP1252.items() if byte < 0xA0}
_TAIL = "[" + re.escape("".join(char for char, byte in BYTE_OF.items() if byte < 0xC0)) + "]"
MAC_QUOTES = {char.encode().decode("mac_roman"): char for char in "‘’“”–—…•"}
MOJIBAKE_LEADS = frozenset("ÂÃÄÅâïð‚")
#: UTF-8 read as Windows-1252, Latin-1 or Mac Roman; quotes that lost a byte; and a no-break space that did.
MOJIBAKE = re.compile(
    rf"[ÂÃÄÅ]{_TAIL}|[âï]{_TAIL}{{2}}|ð{_TAIL}{{3}}|‚Ä[{''.join(mac[2] for mac in MAC_QUOTES)}]"
    r"|â€(?=[\s.,;:!?)]|\Z)|(?<=[a-z\s.,;:!?'\")])Â(?=\s)"
)
# What UTF-8's two and three bytes may stand for in English text: Latin-1, Latin Extended-A, punctuation and
# signs, ligatures, the byte order mark, emoji.
PLAUSIBLE = re.compile("[\xa0-\u017f\u2000-\u2bff\ufb00-\ufb06\ufeff\U0001f000-\U0001faff]")

SOFT_HYPHEN = "\xad"
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
BIDI_SHIFTS = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
# All that shows nothing, by its Unicode category: controls but for white space, format characters, private
# use, noncharacters; and what is set upon others to vary them. A test holds it against Python's table.
CONTROLS = "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
FORMATS = (
    "\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 15)
)
VARIATIONS = "\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
OBJECTS = "\ufffc"  # stands for a picture that is not there
INVISIBLE = f"{SOFT_HYPHEN}{BIDI}{CONTROLS}{FORMATS}{PRIVATE}{NONCHARACTERS}{VARIATIONS}{OBJECTS}"
# Emoji are composed of invisible joiners, and so are words of the scripts from Hebrew to Mongolian.
_JOINED = "\u0590-\u180d\u2190-\u2bff\U0001f000-\U0001f10f\U0001f18a-\U0001faff"
INVISIBLES = re.compile(f"(?<![{INVISIBLE}{_JOINED}])[{INVISIBLE}]+")
BLANKS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")  # letters by their category, empty to the eye

MARK = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20e2\u20e4-\u20f0\ufe20-\ufe2f"
)
MARKS = re.compile(f"[{MARK}]+")

ENDINGS = frozenset(("s", "t", "m", "d", "ve", "re", "ll"))  # what may follow an apostrophe
QUOTES = {"‘": "'", "’": "'", "‛": "'", "ʼ": "'", "“": '"', "”": '"', "‟": '"', "‐": "-", "‑": "-"}

_CYRILLIC = dict(
    zip(
        "аеорсухіјѕһԁԛԝѵӏАВЕНІЈКМОРСТЅХУҮԚԜѴӀԌ",
        "aeopcyxijshdqwvlABEHIJKMOPCTSXYYQWVIG",
        strict=True,
    )
)
# Nearly alike, or alike in some fonts: enough inside a word, too little for a whole one.
_CYRILLIC_LOOSE = dict(zip("кмтнвпгиьяЯИҒ", "kmthbnrubrRNF", strict=True))
_GREEK = dict(zip("αορνιυκχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aopviukxABEZHIKMNOPTYX", strict=True))
_GREEK_LOOSE = dict(zip("εητγωμβσς", "entywuboc", strict=True))
_ARMENIAN = dict(zip("օսհոցզՕՏՍ", "ouhngqOSU", strict=True))
_CHEROKEE = dict(zip("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "ABCDEHJKLMPRSTVWZ", strict=True))
SAME = _CYRILLIC | _GREEK | _ARMENIAN | _CHEROKEE
GREEK = frozenset(_GREEK | _GREEK_LOOSE)
_LOOSE = _CYRILLIC_LOOSE | _GREEK_LOOSE
_PHONETIC = dict(zip("ɑɡɩıȷʏꜱꞮ", "agiijysi", strict=True))  # beside what their names tell

# Alphabets for show, every letter of them: full-width, mathematical, circled, squared, in parentheses.
_STYLED = ((0xFF01, 0xFF5E), (0x1D400, 0x1D7FF), (0x249C, 0x24E9), (0x1F110, 0x1F189))
# Letters with a use of their own as well: superscripts, small capitals, letter-like signs, Roman numerals.
_SHY = (
    (0x250, 0x2B8),
    (0x1D00, 0x1D6A),
    (0x2070, 0x209C),
    (0x2100, 0x214F),
    (0x2160, 0x217F),
    (0xA730, 0xA7FF),
)
LIGATURES = re.compile("[\ufb00-\ufb06]")
#: All that may be a look-alike, and more: one range, since a class of many is slow to search for.
BEYOND_LATIN = re.compile("[^\0-\u0130]")
ACCENTED = re.compile("[\xc0-\u024f\u1e00-\u1eff]")
_NAMED = re.compile(r"(?:LATIN LETTER SMALL CAPITAL|LATIN CAPITAL LETTER) ([A-Z])$")


@lru_cache(maxsize=1)
def styled() -> dict[str, str]:
    """Map alphabets for show to plain letters."""
    return _letters(_STYLED)


@lru_cache(maxsize=1)
def shy() -> dict[str, str]:
    """Map letters that may well be meant as what they are."""
    return {char: letter for char, letter in _letters(_SHY).items() if letter.isalpha()} | _PHONETIC


@lru_cache(maxsize=1)
def lookalikes() -> dict[str, str]:
    """Map every look-alike to a plain character."""
    return styled() | shy() | SAME | _LOOSE


@lru_cache(maxsize=1)
def ligatures() -> dict[str, str]:
    """Map printers' ligatures to their letters; nobody hides behind them."""
    return {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


@lru_cache(maxsize=1)
def accented() -> dict[str, str]:
    """Map Latin letters with accents to the letters without."""
    codes = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    bare = {chr(code): unicodedata.normalize("NFD", chr(code))[0] for code in codes}
    strokes = dict(zip("øØđĐħĦłŁŧŦ", "oOdDhHlLtT", strict=True))
    return {char: letter for char, letter in bare.items() if letter.isascii()} | strokes


def _letters(ranges: tuple[tuple[int, int], ...]) -> dict[str, str]:
    found = {chr(code): _letter(chr(code)) for first, last in ranges for code in range(first, last + 1)}
    return {char: letter for char, letter in found.items() if letter}


def _letter(char: str) -> str:
    """Find the plain character that one is a form of, by its decomposition or its name."""
    plain = unicodedata.normalize("NFKC", char).strip("()")
    if len(plain) == 1 and "!" <= plain <= "~":
        return plain
    named = _NAMED.search(unicodedata.name(char, ""))
    if named is None:
        return ""
    return named[1].lower() if "SMALL" in unicodedata.name(char) else named[1]
