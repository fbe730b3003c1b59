"""Passes over characters: each finds one kind of disguise in a text, and what stands behind it.

A pass gets the text and the frequencies of words. It changes what a reader would not see or would read as
plain letters, and notes as evidence only what no keyboard, language or typesetter explains.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from mtdetect.results.report import NoteName
from mtdetect.text.disguises.edits import (
    LIKELY,
    POSSIBLE,
    SUPPORT,
    SURE,
    Disguises,
    Place,
    TextEdit,
    Zipf,
    disjoint,
    follows_apostrophe,
    is_pervasive,
    least_certainty,
    least_spelled,
    neighbours,
    words_with,
)
from mtdetect.text.disguises.lookalikes import (
    ACCENTED,
    BEYOND_LATIN,
    BIDI,
    BIDI_SHIFTS,
    BLANKS,
    BYTE_OF,
    ENDINGS,
    GREEK,
    INVISIBLES,
    LIGATURES,
    MAC_QUOTES,
    MARKS,
    MOJIBAKE,
    PLAUSIBLE,
    SAME,
    SOFT_HYPHEN,
    WINDOWS,
    accented,
    ligatures,
    lookalikes,
    shy,
    styled,
)

WORD = re.compile(r"[^\W_]+")
WINDOWS_SIGNS = re.compile("[\x80\x82\x84\x91-\x97\x99]")
WINDOWS_DASHES = frozenset("\x96\x97")
ENDING = re.compile(rf"(?:{'|'.join(ENDINGS)})(?!\w)", re.I)  # what follows an apostrophe
STYLED_WORD = re.compile("(?:[^\\W_]|[\u249c-\u24e9\U0001f110-\U0001f189])+")
DOTLESS_I = "ı"
LONGEST_WORD = 40  # a longer one is no word, and is left alone
LAST_PUNCTUATION = "\u20ff"  # signs and emoji come after it
PHONETIC = re.compile("[\u0250-\u02ff]")  # phonetic letters go with marks of their own
LONGEST_STACK = 3  # no language sets more marks than that upon one letter
BIDI_SIGNS = re.compile(f"[{BIDI}]")
EASY_ZIPF = 3.0
# Words with accents that English does not write: so many, and so large a share, and it is no quotation.
FEWEST_ACCENTED = 3
CHARACTERS_AN_ACCENTED = 300
# Accents that English, or its printers, put on words that stand in no dictionary with them.
ENGLISH_ACCENT = re.compile(r"[aeio][äëïöü]|èd\b")


def least_zipf(letters: int) -> float:
    """Say how frequent a word must be to be taken for the one behind a disguise: short ones are often chance.

    >>> least_zipf(2), least_zipf(3), least_zipf(7)
    (5.7, 4.3, 2.0)
    """
    return {1: 6.0, 2: 5.7, 3: 4.3, 4: 3.0}.get(letters, 2.0)


def mojibake(text: str, _zipf: Zipf) -> Disguises:
    """Decode what was read in the wrong encoding."""
    found = Disguises()
    for match in MOJIBAKE.finditer(text):
        meant = _decoded(match.group())
        if meant is not None:
            found.edits.append(TextEdit(*match.span(), meant))
            found.note("mojibake", *match.span())
    return found


def _decoded(run: str) -> str | None:
    if run in ("â€", "Â"):  # the rest of a quote, or of a no-break space, was lost
        return "”" if run == "â€" else ""
    if run in MAC_QUOTES:
        return MAC_QUOTES[run]
    try:
        meant = bytes(BYTE_OF[char] for char in run).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None
    return meant if PLAUSIBLE.fullmatch(meant) else None


def windows_signs(text: str, zipf: Zipf) -> Disguises:
    r"""Read Windows-1252's quotes and dashes as such where Latin-1 has controls, as browsers do.

    >>> [edit.text for edit in windows_signs("the city\x92s gate \x96 or wo\x92rds", lambda word: 0.0).edits]
    ['’', '–']
    """
    found = Disguises()
    for match in WINDOWS_SIGNS.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if (
            not (before.isalpha() and after.isalpha())
            or ENDING.match(text, end)
            or (match.group() in WINDOWS_DASHES and _are_words(text, start, end, zipf))
        ):
            found.edits.append(TextEdit(start, end, WINDOWS[match.group()]))
    return found


def _are_words(text: str, start: int, end: int, zipf: Zipf) -> bool:
    before, after = neighbours(text, start, end)
    return all(zipf(word.lower()) >= least_spelled(len(word)) for word in (before, after))


def invisible(text: str, _zipf: Zipf) -> Disguises:
    """Drop what cannot be seen; inside a word it is evidence, unless it is a soft hyphen where one may be."""
    found = Disguises()
    for match in INVISIBLES.finditer(text):
        start, end = match.span()
        found.edits.append(TextEdit(start, end, ""))
        name = _invisible_name(match.group(), text[max(0, start - 2) : start], text[end : end + 2])
        if name:
            found.note(name, start, end)
    return found


def _invisible_name(run: str, before: str, after: str) -> NoteName | None:
    if not BIDI_SHIFTS.isdisjoint(run):
        return "bidi_controls"
    if not (before[-1:].isalpha() and after[:1].isalpha()):
        return None
    if BIDI_SIGNS.search(run):
        return "bidi_controls"
    if run != SOFT_HYPHEN:
        return "soft_hyphens" if set(run) == {SOFT_HYPHEN} else "zero_width"
    parted_well = len(before) == len(after) == 2 and before.isalpha() and after.isalpha()
    return None if parted_well else "soft_hyphens"


def blanks(text: str, zipf: Zipf) -> Disguises:
    """Turn letters that are empty to the eye into spaces, or take them out of words that hold them."""
    found = Disguises()
    for start, end in words_with(BLANKS, text, WORD, str.isalnum):
        inside = end - start <= LONGEST_WORD and zipf(BLANKS.sub("", text[start:end]).lower())
        for match in BLANKS.finditer(text, start, end):
            found.edits.append(TextEdit(*match.span(), "" if inside else " "))
            if inside:
                found.note("zero_width", *match.span())
    return found


def marks(text: str, _zipf: Zipf) -> Disguises:
    """Set combining marks onto their letters as languages do, and drop those that no language sets there."""
    places = [(max(0, run.start() - 1), run.start(), run.end()) for run in MARKS.finditer(text)]
    read = [(start, end, text[start:at], _composed(text, start, at, end)) for start, at, end in places]
    bare = [(start, end) for start, end, base, plain in read if base.isalpha() and plain == base]
    stacked = [
        (start, end) for start, end in bare if not PHONETIC.search(text[max(0, start - 12) : end + 12])
    ]
    pervasive = is_pervasive(len(stacked), text)
    chosen = [(start, end, base if pervasive else plain) for start, end, base, plain in read]
    edits = [TextEdit(start, end, plain) for start, end, plain in chosen if plain is not None]
    return Disguises(edits, {"combining_marks": stacked} if len(stacked) >= SUPPORT else {})


def _composed(text: str, start: int, at: int, end: int) -> str | None:
    """Compose a character and its marks, take the marks off if they do not compose, or say to leave them."""
    base = text[start:at]
    if base > LAST_PUNCTUATION and not base.isalpha():
        return None  # an emoji's
    composed = unicodedata.normalize("NFC", text[start:end]) if end - at <= LONGEST_STACK else base
    if len(composed) == 1:
        return composed
    # A single letter with one mark is a symbol of mathematics, such as an x with a bar.
    return base if end - at > 1 or _in_word(text, start, end) else None


def _in_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()


def accents(text: str, zipf: Zipf) -> Disguises:
    """Take accents from words that are known only without; many of them are evidence."""
    found = Disguises()
    odd: list[Place] = []
    bare = _accent_table()
    for start, end in words_with(ACCENTED, text, WORD, str.isalnum):
        word = text[start:end]
        plain = word.translate(bare)
        if len(word) > LONGEST_WORD or not plain.isascii() or zipf(word.lower()):
            continue
        count = sum(new != old for new, old in zip(plain, word, strict=True))
        if zipf(plain.lower()) < _least_zipf_accented(word, count):
            continue
        found.edits.append(TextEdit(start, end, plain))
        if word.islower() and not ENGLISH_ACCENT.search(word):
            odd.append((start, end))
    if len(odd) >= max(FEWEST_ACCENTED, len(text) / CHARACTERS_AN_ACCENTED):
        found.places["combining_marks"] = odd
    return found


def _least_zipf_accented(word: str, count: int) -> float:
    if word[0].isupper() and count == 1:
        return 5.0  # a name, and names have accents
    return max(EASY_ZIPF, least_zipf(len(word)))


@lru_cache(maxsize=1)
def _accent_table() -> dict[int, str]:
    return str.maketrans(accented())


def homoglyphs(text: str, zipf: Zipf) -> Disguises:
    """Put plain letters in the place of look-alikes in words that are otherwise Latin, or meant to be."""
    cases = list(_look_alike_words(text, zipf))
    sure = sum(certainty == SURE and edit.text.isalpha() for edit, certainty in cases)
    least = least_certainty(sure, text)
    edits = [edit for edit, certainty in cases if certainty >= least]
    places = [edit[:2] for edit in edits if edit.text.isalpha()] if sure else []
    ligated = [TextEdit(m.start(), m.end(), ligatures()[m.group()]) for m in LIGATURES.finditer(text)]
    return Disguises(disjoint(sorted(edits + ligated)), {"homoglyphs": places} if places else {})


def _look_alike_words(text: str, zipf: Zipf) -> Iterator[tuple[TextEdit, int]]:
    """Find the words that hold look-alikes and are Latin without them, and say how sure each is."""
    table = _lookalike_table()
    for start, end in words_with(BEYOND_LATIN, text, STYLED_WORD, _is_letter):
        word = text[start:end]
        if word[0].isupper() and word.replace(DOTLESS_I, "").isascii():
            continue  # a Turkish name, such as Diyarbakır
        plain = word.translate(table)
        if end - start > LONGEST_WORD or not plain.translate(_accent_table()).isascii():
            continue
        if plain != word and _amid_latin(text, start, end):
            known = zipf(plain.lower()) >= least_zipf(len(word)) or (
                plain in ENDINGS and follows_apostrophe(text, start)
            )
            yield TextEdit(start, end, plain), _certainty(word, plain, known)


def _certainty(word: str, plain: str, known: bool) -> int:
    """Say how sure it is that ``word`` stands for ``plain``."""
    if any(char in styled() for char in word):  # whole words in letters for show; one may be a variable
        return SURE if len(word) > 1 or not plain.isalpha() or ord(word) in _FULL_WIDTH else POSSIBLE
    by_length = SURE if len(word) > 3 else LIKELY
    if any(char in shy() for char in word):
        return by_length if known else POSSIBLE
    latin = sum(char < "\u0250" for char in word)
    if not latin:
        return by_length if known and all(char in SAME for char in word) else POSSIBLE
    cyrillic = GREEK.isdisjoint(word)
    if known:
        return SURE if len(word) > 3 or (cyrillic and len(word) == 3) else LIKELY
    return SURE if len(word) > 3 and latin >= 2 and cyrillic else POSSIBLE


_FULL_WIDTH = range(0xFF01, 0xFF5F)


def _amid_latin(text: str, start: int, end: int) -> bool:
    """Say whether no letter of another script stands right before or after a word."""
    around = text[max(0, start - 3) : start] + text[end : end + 3]
    return around.isascii() or not any(
        char > "\u024f" and char.isalpha() and char not in lookalikes() for char in around
    )


@lru_cache(maxsize=1)
def _lookalike_table() -> dict[int, str]:
    return str.maketrans(lookalikes())


def _is_letter(char: str) -> bool:
    return char.isalnum() or char in styled()
