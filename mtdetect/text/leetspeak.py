"""See through leetspeak: digits and signs for the letters that they look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from mtdetect.text.edits import (
    COMMON_ZIPF,
    EASY_ZIPF,
    LIKELY,
    POSSIBLE,
    SURE,
    Edit,
    Found,
    cased_like,
    is_pervasive,
    least_certainty,
    least_spelled,
    words_with,
)
from mtdetect.text.words import Words

# What a sign stands for when letters are swapped for it.
LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
LEET |= {"@": "a", "$": "s", "!": "il", "|": "li", "€": "e"}
LEET_SIGN = re.compile(r"[0134578@$!|€9](?:(?=[A-Za-z])|(?<=[A-Za-z][0134578@$!|€9]))")
LEET_WORD = re.compile(r"[A-Za-z0-9@$!|€]+")
LEET_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@$!|€")
LONGEST_LEET = 24
MOST_AMBIGUOUS = 4  # signs with two readings in one word
# Where leetspeak is all over a text: one-letter words, and what follows an apostrophe.
LEET_ALONE = re.compile(r"(?<=\s)[4@](?=\s)|(?<=[\w@$!|€]['’])[57$](?!\w)")
ALONE = {"4": "a", "@": "a", "5": "s", "$": "s", "7": "t"}
LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
# What may be meant as it is: a number and some letters, a word and its number or footnote, a11y.
COUNTED = re.compile(r"[$€]?\d[\d@]*[A-Za-z]{1,3}|[A-Za-z]+[1-9$|]\d*|[A-Za-z]\d\d+[A-Za-z]")
UNITS = frozenset(
    """
    am b bn c cc cm cwt d db ft g gb h hp hr hrs hz in k kb kg kj km kmh kph kv kw lb lbs m mb mg mhz mi min
    mins ml mm mn mph nm oz p pc pct pm pt px rpm s sec secs sq tb v w x yr yrs
""".split()
)
ORDINAL_ENDS = {"1": "st", "2": "nd", "3": "rd"}
ADDRESS = frozenset("/@#&=%~\\_`")


def leetspeak(text: str, words: Words) -> Found:
    """Read digits and signs as the letters that they look like, where that makes a word."""
    cases = list(_leet_words(text, words))
    sure = sum(certainty == SURE for _, certainty in cases)
    least = least_certainty(sure, text)
    edits = [edit for edit, certainty in cases if certainty >= least]
    if is_pervasive(sure, text):
        alone = (Edit(*match.span(), ALONE[match.group()]) for match in LEET_ALONE.finditer(text))
        edits = sorted([*edits, *alone])
    return Found(edits, {"leetspeak": [edit[:2] for edit in edits]} if sure else {})


def _leet_words(text: str, words: Words) -> Iterator[tuple[Edit, int]]:
    for start, end in words_with(LEET_SIGN, text, LEET_WORD, LEET_CHARACTERS.__contains__):
        while end > start and text[end - 1] == "!":
            end -= 1
        word = text[start:end]
        if 2 <= len(word) <= LONGEST_LEET and not _is_address(text, start, end):
            certainty, plain = _read_leet(word, words)
            if certainty:
                yield Edit(start, end, cased_like(word, plain)), certainty


def _is_address(text: str, start: int, end: int) -> bool:
    """Say whether a word is part of an address, a handle, a hash or a decimal number."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before in ADDRESS or after[:1] in ADDRESS:
        return True
    inner = after[:1] == "." and after[1:].isalnum()
    return inner or (before == "." and text[max(0, start - 2) : start - 1].isalnum())


def _read_leet(word: str, words: Words) -> tuple[int, str]:
    """Say how sure it is that a word is leetspeak, 0 if it is not, and what it says."""
    lower = word.lower()
    signs = sum(not char.isalpha() for char in word)
    if signs == len(word) or not set(lower) - set(LEET) <= LATIN or words(lower):
        return 0, word
    plain = max(_readings(lower), key=words, default=lower)
    frequency = words(plain)
    if _has_unit(lower):
        return (POSSIBLE if frequency >= COMMON_ZIPF else 0), plain
    if 2 * signs <= len(word) and not _is_meant(word):
        least = {2: float("inf"), 3: COMMON_ZIPF}.get(len(word), EASY_ZIPF)
        if frequency >= least:
            return SURE, plain
    if frequency >= least_spelled(len(word)):
        return LIKELY, plain
    return (POSSIBLE if 2 * signs <= len(word) and plain.isalpha() else 0), plain


def _is_meant(word: str) -> bool:
    """Say whether digits may be digits, a sign part of a name (P!nk), or the whole a code."""
    if COUNTED.fullmatch(word) or not word[1:].islower():
        return True
    return word[0].isupper() and not any(char.isdigit() for char in word)


def _has_unit(lower: str) -> bool:
    """Say whether a word is a number with its unit, or an ordinal."""
    letters = lower.lstrip("0123456789$€")
    number = lower[: len(lower) - len(letters)]
    return bool(number) and (letters in UNITS or letters == ORDINAL_ENDS.get(number[-1], "th"))


def _readings(lower: str) -> Iterator[str]:
    choices = [LEET.get(char, char) for char in lower]
    if sum(len(choice) > 1 for choice in choices) <= MOST_AMBIGUOUS:
        yield from map("".join, product(*choices))
