"""Passes over characters: each finds one kind of disguise in a text, and what stands behind it.

A pass gets the text and the frequencies of words. It changes what a reader would not see or would read as
plain letters, and notes as evidence only what no keyboard, language or typesetter explains.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from mtdetect.edits import Edit, Found, Place, Zipf, words_with
from mtdetect.lookalikes import (
    BIDI,
    BIDI_SHIFTS,
    BLANKS,
    BYTE_OF,
    GREEK,
    INVISIBLES,
    MAC_QUOTES,
    MARKED,
    MOJIBAKE,
    PLAUSIBLE,
    SAME,
    SOFT_HYPHEN,
    accented,
    ligatures,
    lookalikes,
    one_of,
    shy,
    styled,
)

WORD = re.compile(r"\w+")
LONGEST_WORD = 40  # a longer one is no word, and is left alone
LONGEST_STACK = 3  # no language sets more marks than that upon one letter
BIDI_SIGNS = re.compile(f"[{BIDI}]")
# Zipf frequencies from which a word of one or two, of three, and of more letters is taken for the one meant:
# nearly any two letters are some abbreviation's.
FEWEST_SIGNS = 2  # sure cases from which on doubtful ones are believed
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


def mojibake(text: str, _zipf: Zipf) -> Found:
    """Decode what was read in the wrong encoding."""
    found = Found()
    for match in MOJIBAKE.finditer(text):
        meant = _decoded(match.group())
        if meant is not None:
            found.edits.append(Edit(*match.span(), meant))
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


def invisible(text: str, _zipf: Zipf) -> Found:
    """Drop what cannot be seen; inside a word it is evidence, unless it is a soft hyphen where one may be."""
    found = Found()
    for match in INVISIBLES.finditer(text):
        start, end = match.span()
        found.edits.append(Edit(start, end, ""))
        name = _invisible_name(match.group(), text[max(0, start - 2) : start], text[end : end + 2])
        if name:
            found.note(name, start, end)
    return found


def _invisible_name(run: str, before: str, after: str) -> str | None:
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


def blanks(text: str, _zipf: Zipf) -> Found:
    """Turn letters that are empty to the eye into spaces."""
    return Found([Edit(*match.span(), " ") for match in BLANKS.finditer(text)])


def marks(text: str, _zipf: Zipf) -> Found:
    """Set combining marks onto their letters as languages do, and drop those that no language sets there."""
    found = Found()
    stacked: list[Place] = []
    for match in MARKED.finditer(text):
        base, run = match.groups()
        if not base.isascii() and not base.isalpha():
            continue  # an emoji's
        composed = unicodedata.normalize("NFC", match.group()) if len(run) <= LONGEST_STACK else base
        if len(composed) > 1:
            if len(run) == 1 and not _in_word(text, *match.span()):
                continue  # a symbol of mathematics, such as an x with a bar
            composed = base
        if base.isalpha() and composed == base:
            stacked.append(match.span())
        found.edits.append(Edit(*match.span(), composed))
    if len(stacked) >= FEWEST_SIGNS:
        found.places["combining_marks"] = stacked
    return found


def _in_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()


def accents(text: str, zipf: Zipf) -> Found:
    """Take accents from words that are known only without; many of them are evidence."""
    found = Found()
    odd: list[Place] = []
    bare = _accent_table()
    for start, end in words_with(_accent_pattern(), text, WORD):
        word = text[start:end]
        plain = word.translate(bare)
        if len(word) > LONGEST_WORD or not plain.isascii() or zipf(word.lower()):
            continue
        count = sum(new != old for new, old in zip(plain, word, strict=True))
        if zipf(plain.lower()) < _least_zipf_accented(word, count):
            continue
        found.edits.append(Edit(start, end, plain))
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


@lru_cache(maxsize=1)
def _accent_pattern() -> re.Pattern[str]:
    return one_of(accented())


def homoglyphs(text: str, zipf: Zipf) -> Found:
    """Put plain letters in the place of look-alikes in words that are otherwise Latin, or meant to be."""
    sure: list[Place] = []
    doubtful: list[Place] = []
    edits: list[Edit] = []
    table = _lookalike_table()
    for start, end in words_with(_lookalike_pattern(), text, _lookalike_word()):
        word = text[start:end]
        plain = word.translate(table)
        if end - start > LONGEST_WORD or not plain.translate(_accent_table()).isascii():
            continue
        certainty = _certainty(word, plain, zipf) if _amid_latin(text, start, end) else 0
        if certainty:
            edits.append(Edit(start, end, plain))
            if plain.isalpha():
                (sure if certainty == 2 else doubtful).append((start, end))
    ligated = [Edit(m.start(), m.end(), ligatures()[m.group()]) for m in _ligature_pattern().finditer(text)]
    if len(sure) < FEWEST_SIGNS:
        rejected = set(doubtful)
        edits = [edit for edit in edits if edit[:2] not in rejected]
        doubtful = []
    places = {"homoglyphs": sorted(sure + doubtful)} if sure else {}
    return Found(_disjoint(sorted(edits + ligated)), places)


def _disjoint(edits: list[Edit]) -> list[Edit]:
    """Keep the first of edits that overlap; the next round sees the others."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _certainty(word: str, plain: str, zipf: Zipf) -> int:
    """Say how sure it is that ``word`` stands for ``plain``: 2, 1 if other words support it, or 0."""
    known = zipf(plain.lower()) >= least_zipf(len(word))
    if any(char in styled() for char in word):
        # Whole words in letters for show; a single letter may be a variable.
        return 2 if len(word) > 1 or not plain.isalpha() or ord(word) in _FULL_WIDTH else int(known)
    latin = sum(char < "\u0250" for char in word)
    if any(char in shy() for char in word):
        return (2 if len(word) > 3 else 1) if known else 0
    if not latin:
        return (2 if len(word) > 3 else 1) if known and all(char in SAME for char in word) else 0
    if len(word) < 3:
        return int(known)
    if known:
        return 2 if len(word) > 3 or GREEK.isdisjoint(word) else 1
    return 2 if len(word) > 3 and latin >= 2 and GREEK.isdisjoint(word) else 0


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


@lru_cache(maxsize=1)
def _lookalike_pattern() -> re.Pattern[str]:
    return one_of(lookalikes() | ligatures())


@lru_cache(maxsize=1)
def _lookalike_word() -> re.Pattern[str]:
    return re.compile(rf"(?:\w|{one_of(styled()).pattern})+")


@lru_cache(maxsize=1)
def _ligature_pattern() -> re.Pattern[str]:
    return one_of(ligatures())
