"""Passes over spelling: words with digits and signs for letters, and words spelled out letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product

from mtdetect.edits import Edit, Found, Place, Zipf, cased_like, words_with

# What a sign stands for when letters are swapped for it.
LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
LEET |= {"@": "a", "$": "s", "!": "il", "|": "li", "€": "e"}
LEET_SIGN = re.compile(r"[0134578@$!|€9](?:(?=[A-Za-z])|(?<=[A-Za-z][0134578@$!|€9]))")
LEET_WORD = re.compile(r"[A-Za-z0-9@$!|€]+")
LONGEST_LEET = 24
MOST_AMBIGUOUS = 4  # signs with two readings in one word
# 4th, 90s, 5km, 3D: a number with its unit; mp3, B12, covid19, word7: a word with its number or footnote.
COUNTED = re.compile(r"[$€]?\d[\d@]*[A-Za-z]{1,3}")
NUMBERED = re.compile(r"[A-Za-z]+[1-9]\d*")
UNITS = frozenset(
    "am bn cc cm db ft gb hp hr hz in kb kg kj km kv kw lb lbs m mb mg mhz min ml mm mn mph nd nm oz".split()
)
UNITS |= frozenset(
    "pc pm pt px rd rpm s sec sq st th tb v w x yr yrs d g k p t b a c e h y z ad ah am bc bit pct".split()
)
NUMERONYM = re.compile(r"[A-Za-z]\d\d+[A-Za-z]")  # a11y, i18n
ADDRESS = frozenset("/@#&=%~\\_")

SEPARATOR = r"[ \t\xa0\u2000-\u200a\u202f\u3000.\-_*·•‧]"
LETTERS = re.compile(
    rf"{SEPARATOR}[A-Za-z]{SEPARATOR}[A-Za-z](?!\w)"
)  # two letters by themselves: a run may be
RUN = re.compile(rf"(?<!\w)[A-Za-z]({SEPARATOR})[A-Za-z](?!\w)(?:\1[A-Za-z](?!\w))*")
LONGEST_PART = 15  # letters of a word in a run without gaps between words
SHORTEST_RUN = 4
FEWEST_KINDS = 3  # of letters
WORD_COST = 1.5  # in powers of ten of frequency: long words rather than many short ones
LEAST_MEAN = 2.5  # letters a word
ONE_LETTER = frozenset("ai")
FEWEST_SIGNS = 2  # sure cases from which on doubtful ones are believed


def leetspeak(text: str, zipf: Zipf) -> Found:
    """Read digits and signs as the letters that they look like, where that makes a word."""
    sure: list[Edit] = []
    doubtful: list[Edit] = []
    for start, end in words_with(LEET_SIGN, text, LEET_WORD):
        while end > start and text[end - 1] in "!|$":
            end -= 1
        word = text[start:end]
        if not 2 <= len(word) <= LONGEST_LEET or _is_address(text, start, end):
            continue
        certainty, plain = _read_leet(word, zipf)
        if certainty:
            (sure if certainty == 2 else doubtful).append(Edit(start, end, plain))
    return _believe("leetspeak", sure, doubtful)


def _believe(name: str, sure: list[Edit], doubtful: list[Edit]) -> Found:
    edits = sorted(sure + doubtful) if len(sure) >= FEWEST_SIGNS else sure
    return Found(edits, {name: [edit[:2] for edit in edits]} if sure else {})


def _is_address(text: str, start: int, end: int) -> bool:
    """Say whether a word is part of an address, a handle, a hash or a decimal number."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if before in ADDRESS or after[:1] in ADDRESS:
        return True
    inner = after[:1] == "." and after[1:].isalnum()
    return inner or (before == "." and text[max(0, start - 2) : start - 1].isalnum())


def _read_leet(word: str, zipf: Zipf) -> tuple[int, str]:
    """Read one word: how sure it is (2, 1 with the support of others, or 0), and what it says."""
    lower = word.lower()
    signs = sum(not char.isalpha() for char in word)
    if signs == len(word) or not set(lower) - set(LEET) <= _LATIN or zipf(lower) or NUMERONYM.fullmatch(word):
        return 0, word
    readings = list(_readings(lower))
    plain = max(readings, key=zipf, default=lower)
    frequency = zipf(plain)
    if frequency >= 3 and len(word) >= 4 and 2 * signs <= len(word) and not _is_counted(word):
        return 2, cased_like(word, plain)
    if frequency >= {2: 5.7, 3: 4.5}.get(len(word), 3.5) and not _has_unit(lower):
        return 1, cased_like(word, plain)
    return 0, word


_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


def _is_counted(word: str) -> bool:
    """Say whether digits may be digits, or a sign part of a name (P!nk), or the whole a code."""
    if (
        COUNTED.fullmatch(word)
        or (NUMBERED.fullmatch(word))
        or not (word.islower() or word.istitle() or word[1:].islower())
    ):
        return True
    return word[0].isupper() and not any(char.isdigit() for char in word)


def _has_unit(lower: str) -> bool:
    letters = lower.lstrip("0123456789$€")
    return len(letters) < len(lower) and letters in UNITS


def _readings(lower: str) -> Iterator[str]:
    choices = [LEET.get(char, char) for char in lower]
    if sum(len(choice) > 1 for choice in choices) <= MOST_AMBIGUOUS:
        yield from map("".join, product(*choices))


def spaced_letters(text: str, zipf: Zipf) -> Found:
    """Join words that were spelled out letter by letter."""
    sure: list[tuple[Place, str, list[str]]] = []
    doubtful: list[tuple[Place, str, list[str]]] = []
    for run in _runs(text):
        letters = run.group()[::2]
        if run[1] in ".-" and letters.isupper():
            continue  # an abbreviation
        parts = _parts(letters.lower(), zipf)
        if parts:
            (sure if len(letters) >= SHORTEST_RUN else doubtful).append((run.span(), run[1], parts))
    believed = sorted(sure + doubtful) if len(sure) >= FEWEST_SIGNS else sure
    found = Found()
    for (start, end), separator, parts in believed:
        found.edits += _joints(start, parts)
        if not text[start:end].isupper() and (separator != "-" or len(sure) >= FEWEST_SIGNS):
            found.note("spaced_letters", start, end)
    return found


def _runs(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while letters := LETTERS.search(text, at):
        first = letters.start()
        run = RUN.match(text, first - 1) if first > at else None
        run = run or RUN.match(text, first + 1)
        if run:
            yield run
        at = max(run.end() if run else 0, first + 2)


def _parts(letters: str, zipf: Zipf) -> list[str]:
    """Part a run of letters into words, or give none if it is no words."""
    if len(letters) < SHORTEST_RUN:
        return [letters] if zipf(letters) >= {2: 5.7, 3: 4.5}[len(letters)] else []
    if zipf(letters) >= 3:
        return [letters]
    if len(set(letters)) < FEWEST_KINDS:
        return []
    parts = _best_parts(letters, zipf)
    return parts if parts and len(letters) >= LEAST_MEAN * len(parts) else []


def _best_parts(letters: str, zipf: Zipf) -> list[str]:
    """Find the likeliest words in a row, if there are any; the time is linear in the letters."""
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
    if costs[-1] == float("inf"):
        return []
    ends = [len(letters)]
    while ends[-1]:
        ends.append(origin[ends[-1]])
    return [letters[start:end] for start, end in pairwise(reversed(ends))]


def _cost(part: str, zipf: Zipf) -> float:
    frequency = zipf(part)
    least = 5.5 if len(part) < 3 else 4.0 if len(part) == 3 else 2.5
    if frequency < least or (len(part) == 1 and part not in ONE_LETTER):
        return float("inf")
    return WORD_COST + 9 - frequency


def _joints(start: int, parts: list[str]) -> Iterator[Edit]:
    """Take the separators out of words, and make those between words spaces."""
    at = start
    for part in parts:
        for letter in range(len(part)):
            if at > start:
                yield Edit(at - 1, at, "" if letter else " ")
            at += 2
