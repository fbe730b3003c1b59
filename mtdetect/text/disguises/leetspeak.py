"""See through leetspeak: digits and signs for the letters that they look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from mtdetect.arrays import Floats
from mtdetect.results.report import NoteName
from mtdetect.text.disguises.edits import (
    COMMON_ZIPF,
    EASY_ZIPF,
    LIKELY,
    POSSIBLE,
    SUPPORT,
    SURE,
    Disguises,
    TextEdit,
    cased_like,
    follows_apostrophe,
    is_pervasive,
    least_certainty,
    least_spelled,
    neighbours,
    words_with,
)
from mtdetect.text.disguises.known_words import KnownWords
from mtdetect.text.disguises.lookalikes import ENDINGS

# What a sign stands for when letters are swapped for it.
LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
LEET |= {"@": "a", "$": "s", "!": "il", "|": "li", "€": "e"}
LEET_SIGN = re.compile(r"[0134578@$!|€9](?:(?=[A-Za-z])|(?<=[A-Za-z][0134578@$!|€9]))")
LEET_WORD = re.compile(r"[A-Za-z0-9@$!|€]+")
LEET_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@$!|€")
LONGEST_LEET = 24
MOST_AMBIGUOUS = 4  # signs with two readings in one word
# Where leetspeak is all over a text: one-letter words, and what stands beside an apostrophe.
LEET_ALONE = re.compile(r"(?<=\s)[4@](?=\s)|(?<=[\w@$!|€]['’])[57$](?!\w)|(?<!\w)0(?=['’][A-Za-z])")
ALONE = {"0": "o", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t"}
ALONE_DOUBTFUL = frozenset("4@")
LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
# What may be meant as it is: a number and some letters, a word and its number or footnote, a11y, H1s.
COUNTED = re.compile(r"[$€]?\d[\d@]*[A-Za-z]{1,3}|[A-Za-z]+[1-9$|]\d*|[A-Za-z]\d\d+[A-Za-z]|[A-Z]\ds")
UNITS = frozenset(
    """
    am b bn c cc cm cwt d db ft g gb h hp hr hrs hz in k kb kg kj km kmh kph kv kw lb lbs m mb mg mhz mi min
    mins ml mm mn mph nm oz p pc pct pm pt px rpm s sec secs sq tb v w x yr yrs
""".split()
)
ORDINAL_ENDS = {"1": "st", "2": "nd", "3": "rd"}
ADDRESS = frozenset("/@#&=%~\\_`")
DIGITS = "0123456789"
FEWEST_UNKNOWN = 4  # letters of a word that no table knows
LONGEST_CODE = 3  # of what is likelier a word
# How well a word must fit its neighbours beside what is written, in powers of ten, where that may be meant.
LEAST_GAIN = {LIKELY: -3.5, POSSIBLE: -0.5}
NAME: NoteName = "leetspeak"


def leetspeak(text: str, words: KnownWords, tricks: Mapping[str, int]) -> Disguises:
    """Read digits and signs as the letters that they look like, where that makes a word.

    What may be meant as it stands waits until all else is read: then its neighbours tell.
    """
    cases = list(_leet_words(text, words))
    sure = sum(case.certainty == SURE for case in cases) + tricks.get(NAME, 0)
    least = least_certainty(sure, text, sum(tricks.values()))
    chosen = [case for case in cases if case.certainty >= least]
    if is_pervasive(sure, text):
        chosen = sorted([*chosen, *_alone(text)])
    edits = [case.edit for case in chosen if not case.doubtful]
    if not edits:
        edits = _fitting(text, chosen, words, LEAST_GAIN if sure >= SUPPORT else {})
    return Disguises(edits, {NAME: [edit[:2] for edit in edits]} if edits else {})


class _Case(NamedTuple):
    """A word that may be leetspeak; a doubtful one may as well be meant as it stands."""

    edit: TextEdit
    certainty: int
    doubtful: bool


def _leet_words(text: str, words: KnownWords) -> Iterator[_Case]:
    for start, end in words_with(LEET_SIGN, text, LEET_WORD, LEET_CHARACTERS.__contains__):
        while end > start and text[end - 1] == "!":
            end -= 1
        word = text[start:end]
        if 2 <= len(word) <= LONGEST_LEET and not _is_address(text, start, end):
            certainty, plain = _read_ending(text, start, word) or _read_leet(word, words)
            if certainty:
                yield _Case(
                    TextEdit(start, end, cased_like(word, plain)), certainty, _is_doubtful(word, certainty)
                )


def _alone(text: str) -> Iterator[_Case]:
    for match in LEET_ALONE.finditer(text):
        sign = match.group()
        yield _Case(TextEdit(*match.span(), ALONE[sign]), POSSIBLE, sign in ALONE_DOUBTFUL)


def _fitting(
    text: str, cases: Sequence[_Case], words: KnownWords, least_gain: Mapping[int, float]
) -> list[TextEdit]:
    """Keep the words that fit their neighbours about as well as what is written."""
    if not cases:
        return []
    edits = [case.edit for case in cases]
    sides = [neighbours(text, edit.start, edit.end) for edit in edits]
    before, after = (words.ids_of(side) for side in zip(*sides, strict=True))
    known = np.array([[bool(side) for side in pair] for pair in sides]).T

    def fit(inside: Iterable[str]) -> Floats:
        ids = words.ids_of(inside)
        left, right = words.bonds(before, ids), words.bonds(ids, after)
        return np.where(known[0], left, 0) + np.where(known[1], right, 0)

    gain = fit(edit.text for edit in edits) - fit(text[edit.start : edit.end] for edit in edits)
    least = np.array([least_gain.get(case.certainty, LEAST_GAIN[POSSIBLE]) for case in cases])
    return [edits[at] for at in np.flatnonzero(gain >= least).tolist()]


def _read_ending(text: str, start: int, word: str) -> tuple[int, str] | None:
    """Read what may follow an apostrophe, as in "we'r3"."""
    if not follows_apostrophe(text, start):
        return None
    return next(((SURE, plain) for plain in _readings(word.lower()) if plain in ENDINGS), None)


def _is_address(text: str, start: int, end: int) -> bool:
    """Say whether a word is part of an address, a handle, a hash or a decimal number."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before in ADDRESS or after[:1] in ADDRESS:
        return True
    inner = after[:1] == "." and after[1:].isalnum()
    return inner or (before == "." and text[max(0, start - 2) : start - 1].isalnum())


def _read_leet(word: str, words: KnownWords) -> tuple[int, str]:
    """Say how sure it is that a word is leetspeak, 0 if it is not, and what it says."""
    lower = word.lower()
    signs = sum(not char.isalpha() for char in word)
    if signs in (0, len(word)) or not set(lower) - set(LEET) <= LATIN or words(lower):
        return 0, word
    plain = max(_readings(lower), key=words, default=lower)
    frequency = words(plain)
    if not frequency:
        return (
            POSSIBLE if 2 * signs <= len(word) >= FEWEST_UNKNOWN and _is_name(lower, plain, words) else 0
        ), plain
    if len(word) == 2 and frequency < COMMON_ZIPF:
        return 0, plain  # lists of words are full of such abbreviations
    if _has_unit(lower):
        return POSSIBLE, plain
    if 2 * signs <= len(word) and not _is_meant(word):
        least = {2: float("inf"), 3: COMMON_ZIPF}.get(len(word), EASY_ZIPF)
        if frequency >= least:
            return SURE, plain
    return (LIKELY if frequency >= least_spelled(len(word)) else POSSIBLE), plain


def _is_name(lower: str, plain: str, words: KnownWords) -> bool:
    """Say whether an unknown word is rather a name in disguise than a handle, a version, or "30hours"."""
    return (
        plain.isalpha()
        and lower[0] != "@"
        and not COUNTED.fullmatch(lower)
        and not words(lower.lstrip(DIGITS))
    )


def _is_doubtful(word: str, certainty: int) -> bool:
    """Say whether a word may be a number and its unit, a thing and its number, or the like."""
    if certainty == SURE or (certainty == LIKELY and len(word) > LONGEST_CODE):
        return False
    return bool(COUNTED.fullmatch(word)) or _has_unit(word.lower())


def _is_meant(word: str) -> bool:
    """Say whether digits may be digits, a sign part of a name (P!nk), or the whole a code."""
    if COUNTED.fullmatch(word) or not word[1:].islower():
        return True
    return word[0].isupper() and not any(char.isdigit() for char in word)


def _has_unit(lower: str) -> bool:
    """Say whether a word is a number with its unit, or an ordinal."""
    letters = lower.lstrip(f"{DIGITS}$€")
    number = lower[: len(lower) - len(letters)]
    return bool(number) and (letters in UNITS or letters in ("th", ORDINAL_ENDS.get(number[-1])))


def _readings(lower: str) -> Iterator[str]:
    choices = [LEET.get(char, char) for char in lower]
    if sum(len(choice) > 1 for choice in choices) <= MOST_AMBIGUOUS:
        yield from map("".join, product(*choices))
