"""Passes over spelling: words with digits and signs for letters, and words spelled out letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import NamedTuple

from mtdetect.text.edits import (
    LIKELY,
    POSSIBLE,
    SUPPORT,
    SURE,
    Edit,
    Found,
    Zipf,
    cased_like,
    is_pervasive,
    least_certainty,
    words_with,
)

EASY_ZIPF = 3.0
COMMON_ZIPF = 5.7  # of the commonest words alone

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

_SPACES = r" \t\xa0\u2000-\u200a\u202f\u3000"
_SIGNS = "._*·•‧"
SIGNS_BETWEEN = frozenset(f"{_SIGNS}-")
_SIGN_RUN = rf"[{_SIGNS}][A-Za-z](?!\w)"  # what follows upon a letter in a run with signs between
#: Two letters that stand by themselves: perhaps they are of a run. Looked for first, since it costs little.
LETTERS = re.compile(r"[^A-Za-z0-9][A-Za-z][^A-Za-z0-9][A-Za-z](?![A-Za-z0-9])")
RUNS = (
    re.compile(
        rf"(?<!\w)[A-Za-z](?:([{_SIGNS}])[A-Za-z](?!\w)(?:\1[A-Za-z](?!\w))*"
        r"|-[A-Za-z](?!\w)(?:-[A-Za-z](?!\w)){2,})"
    ),
    re.compile(
        rf"(?<![\w._·•‧])[A-Za-z](?!{_SIGN_RUN})([{_SPACES}])[A-Za-z](?!\w|{_SIGN_RUN})"
        rf"(?:\1[A-Za-z](?!\w|{_SIGN_RUN}))*"
    ),
)
LONGEST_PART = 20  # letters of one word
SHORTEST_RUN = 4
FEWEST_KINDS = 3  # of letters
# Prices in powers of ten of frequency: of a word more, and of a name that no table knows and its letters.
WORD_COST = 0.3
NAME_COST = 6.0
LETTER_COST = 1.5
LEAST_MEAN = 2.5  # letters a word
LEAST_LIKELY_MEAN = 1.9
CAPITALIZED = re.compile("[A-Z]?[a-z]+|[A-Z]")
ABBREVIATIONS = frozenset("am pm eg ie".split())
LEAST_KNOWN = 0.7  # of the letters, in words that are known
ONE_LETTER = frozenset("ai")


def leetspeak(text: str, zipf: Zipf) -> Found:
    """Read digits and signs as the letters that they look like, where that makes a word."""
    cases = list(_leet_words(text, zipf))
    sure = sum(certainty == SURE for _, certainty in cases)
    least = least_certainty(sure, text)
    edits = [edit for edit, certainty in cases if certainty >= least]
    if is_pervasive(sure, text):
        alone = (Edit(*match.span(), ALONE[match.group()]) for match in LEET_ALONE.finditer(text))
        edits = sorted([*edits, *alone])
    return Found(edits, {"leetspeak": [edit[:2] for edit in edits]} if sure else {})


def _leet_words(text: str, zipf: Zipf) -> Iterator[tuple[Edit, int]]:
    for start, end in words_with(LEET_SIGN, text, LEET_WORD, LEET_CHARACTERS.__contains__):
        while end > start and text[end - 1] == "!":
            end -= 1
        word = text[start:end]
        if 2 <= len(word) <= LONGEST_LEET and not _is_address(text, start, end):
            certainty, plain = _read_leet(word, zipf)
            if certainty:
                yield Edit(start, end, cased_like(word, plain)), certainty


def _is_address(text: str, start: int, end: int) -> bool:
    """Say whether a word is part of an address, a handle, a hash or a decimal number."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before in ADDRESS or after[:1] in ADDRESS:
        return True
    inner = after[:1] == "." and after[1:].isalnum()
    return inner or (before == "." and text[max(0, start - 2) : start - 1].isalnum())


def _read_leet(word: str, zipf: Zipf) -> tuple[int, str]:
    """Say how sure it is that a word is leetspeak, 0 if it is not, and what it says."""
    lower = word.lower()
    signs = sum(not char.isalpha() for char in word)
    if signs == len(word) or not set(lower) - set(LEET) <= LATIN or zipf(lower):
        return 0, word
    plain = max(_readings(lower), key=zipf, default=lower)
    frequency = zipf(plain)
    if _has_unit(lower):
        return (POSSIBLE if frequency >= COMMON_ZIPF else 0), plain
    if 2 * signs <= len(word) and not _is_meant(word):
        least = {2: float("inf"), 3: COMMON_ZIPF}.get(len(word), EASY_ZIPF)
        if frequency >= least:
            return SURE, plain
    if frequency >= least_spelled(len(word)):
        return LIKELY, plain
    return (POSSIBLE if 2 * signs <= len(word) and plain.isalpha() else 0), plain


def least_spelled(letters: int) -> float:
    """Say how frequent a word must be to be taken for the one that is spelled: short ones may be chance.

    >>> least_spelled(2), least_spelled(4)
    (5.7, 3.0)
    """
    return {2: COMMON_ZIPF, 3: 4.5}.get(letters, EASY_ZIPF)


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


def spaced_letters(text: str, zipf: Zipf) -> Found:
    """Join words that were spelled out letter by letter."""
    cases = [_read_run(run, zipf) for run in _runs(text)]
    sure = sum(case.certainty == SURE for case in cases)
    least = least_certainty(sure, text)
    found = Found()
    for case in cases:
        if case.certainty >= least:
            found.edits += _joints(case.start, case.parts)
            if not case.is_upper and (case.separator != "-" or sure >= SUPPORT):
                found.note("spaced_letters", case.start, case.end)
    return found


class _Run(NamedTuple):
    """A run of letters read as words; certainty 0 if it is none."""

    start: int
    end: int
    separator: str
    is_upper: bool
    parts: list[str]
    certainty: int


def _runs(text: str) -> Iterator[re.Match[str]]:
    at = 0
    run = _run_at(text, 0)
    while True:
        if run:
            yield run
            at = max(at, run.end())
        letters = LETTERS.search(text, at)
        if letters is None:
            return
        first = letters.start()
        run = (_run_at(text, first - 1) if first > at else None) or _run_at(text, first + 1)
        at = first + 2


def _run_at(text: str, at: int) -> re.Match[str] | None:
    return RUNS[0].match(text, at) or RUNS[1].match(text, at)


def _read_run(run: re.Match[str], zipf: Zipf) -> _Run:
    letters = run.group()[::2]
    separator = run.group()[1]
    parts, certainty = _parts(letters, zipf, _is_parted(run))
    if separator in ".-" and (letters.isupper() or letters.lower() in ABBREVIATIONS):
        certainty = 0
    return _Run(*run.span(), separator, letters.isupper(), parts, certainty)


def _is_parted(run: re.Match[str]) -> bool:
    """Say whether wider gaps, or other signs than part the letters, part a run from other words."""
    if run.group()[1] in SIGNS_BETWEEN:
        return True
    gaps = run.string[max(0, run.start() - 2) : run.start()], run.string[run.end() : run.end() + 2]
    return any(len(gap) == 2 and gap.isspace() for gap in gaps)


def _parts(letters: str, zipf: Zipf, parted: bool) -> tuple[list[str], int]:
    """Part a run of letters into words, and say how sure they are."""
    if len(letters) < SHORTEST_RUN or (parted and len(letters) <= LONGEST_PART):
        if zipf(letters.lower()) >= least_spelled(len(letters)):
            return [letters], SURE if len(letters) >= SHORTEST_RUN else LIKELY
        return [letters], POSSIBLE if parted else 0
    if len(set(letters)) < FEWEST_KINDS:
        return [], 0
    begun = [letters] if letters.isupper() else CAPITALIZED.findall(letters)
    parts = [part for piece in begun for part in _best_parts(piece.lower(), zipf)]
    known = sum(len(part) for part in parts if zipf(part))
    if len(letters) >= LEAST_MEAN * len(parts) and known >= LEAST_KNOWN * len(letters):
        return parts, SURE
    return parts, LIKELY if known == len(letters) >= LEAST_LIKELY_MEAN * len(parts) else 0


def _best_parts(letters: str, zipf: Zipf) -> list[str]:
    """Find the likeliest words in a row; the time is linear in the letters."""
    costs = [0.0]
    origin = [0]
    for end in range(1, len(letters) + 1):
        best, at = float("inf"), 0
        for start in range(max(0, end - LONGEST_PART), end):
            cost = costs[start] + _cost(letters[start:end], zipf)
            if cost < best:
                best, at = cost, start
        costs.append(best)
        origin.append(at)
    ends = [len(letters)]
    while ends[-1]:
        ends.append(origin[ends[-1]])
    return [letters[start:end] for start, end in pairwise(reversed(ends))]


def _cost(part: str, zipf: Zipf) -> float:
    """Price a part in powers of ten: a word by its rarity."""
    frequency = zipf(part)
    least = 5.5 if len(part) < 3 else 4.0 if len(part) == 3 else 2.5
    if frequency < least or (len(part) == 1 and part not in ONE_LETTER):
        return NAME_COST + LETTER_COST * len(part)
    return WORD_COST + 9 - frequency


def _joints(start: int, parts: list[str]) -> Iterator[Edit]:
    """Take the separators out of words, and make those between words spaces."""
    at = start
    for part in parts:
        for letter in range(len(part)):
            if at > start:
                yield Edit(at - 1, at, "" if letter else " ")
            at += 2
