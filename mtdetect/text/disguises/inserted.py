"""Signs put inside words or between them: what a reader passes over, and a table of words does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from mtdetect.results.report import NoteName
from mtdetect.text.disguises.edits import (
    EASY_ZIPF,
    LIKELY,
    POSSIBLE,
    SURE,
    Disguises,
    TextEdit,
    Zipf,
    disjoint,
    is_pervasive,
    least_spelled,
)

NAME: NoteName = "inserted_signs"
THIN_SPACES = "\u2004-\u200a\u202f\u205f"
# Apostrophes, primes and accents alone, dots at mid-height, bullets, strokes and the like.
INSIDE = rf"'’′´`·•∙‧⋅・*\\|/^~_+=\-‐‑{THIN_SPACES}"
WITH_SIGNS = re.compile(rf"[^\W\d_]+(?:[{INSIDE}]{{1,2}}[^\W\d_]+)+")
SIGN = re.compile(rf"[{INSIDE}]+")
LONGEST = 60
# A typist leaves one such word in a text, and an old scan a few in a chapter.
FEWEST, CHARACTERS_A_SIGN = 3, 2000
ENDINGS = frozenset("s t m d ve re ll em".split())  # what may follow an apostrophe
# What a hyphen parts from the word behind it: the rest is a word, whatever dictionaries say of the whole.
PREFIXES = frozenset(
    """anti auto bi co counter de di e eco ex extra inter intra mal micro mid mini multi neo non over para
    post pre pro proto pseudo quasi re self semi sub super trans tri ultra un under uni vice""".split()
)
# A text in which so many of the gaps between words hold no space hides them; file names and code do not.
MOST_GAPS = 0.4
MOST_PARTS = 0.6  # of what is between the signs must be words; names are not
SEPARATORS = frozenset("_~|^=+·•∙‧・")
SAMPLE_CHARS = 10_000
CAPITALS = re.compile(r"(?:[A-Z]?[a-z]+)(?:[A-Z][a-z]*){2,}")
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zAI])(?=[A-Z][a-z])")
ONE_LETTER = frozenset("ai")
EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
PICTURED = re.compile(rf"(?<=[\w,;:])[ \t]?[{EMOJI}][{EMOJI}\ufe0f\u200d]*[ \t]?(?=[a-z])")
SMALL_WORD = re.compile(r"\b[a-z]+\b")
PAIR = re.compile(r"\b([A-Za-z][a-z]+) (?=([a-z]{2,})\b)")
SAMPLE_WORDS = 200
SHORTEST_CUT = 5
RARE_ZIPF = 2.0
MOST_STRANGE = 0.04
NEEDED = re.compile(rf"[^\W\d_][{INSIDE}][^\W\d_]|[a-z][A-Z]|[{EMOJI}]")


def inserted(text: str, zipf: Zipf) -> Disguises:
    """Take signs out of words, and put spaces where other signs part them."""
    inside = list(_words_with_signs(text, zipf))
    sure = sum(certainty == SURE for _, certainty in inside)
    least = POSSIBLE if is_pervasive(sure, text) else LIKELY
    enough = sure >= max(FEWEST, len(text) / CHARACTERS_A_SIGN)
    edits = [edit for edit, certainty in inside if certainty >= least] if enough else []
    between = list(_parted(text, zipf))
    removed = sum(text[edit.start : edit.end].count(" ") for edit in between)  # spaces around a picture
    if not _is_everywhere(len(between), text, removed):
        between = []
    found = Disguises(disjoint(sorted(edits + between)))
    if found.edits:
        found.places[NAME] = [edit[:2] for edit in found.edits]
    return found


def _words_with_signs(text: str, zipf: Zipf) -> Iterator[tuple[TextEdit, int]]:
    """Find rows of letters that are a word without the signs in them, and say how sure that is."""
    for match in WITH_SIGNS.finditer(text):
        word = match.group()
        parts = SIGN.split(word.lower())
        whole = "".join(parts)
        if len(word) <= LONGEST and zipf(whole) and not (len(parts) == 2 and parts[1] in ENDINGS):
            certainty = _certainty(whole, parts, zipf)
            for sign in SIGN.finditer(word):
                start = match.start() + sign.start()
                yield TextEdit(start, start + len(sign.group()), ""), certainty


def _certainty(whole: str, parts: list[str], zipf: Zipf) -> int:
    """Say how sure it is that the parts were one word: they are no words, and the whole is one."""
    if all(part in PREFIXES or zipf(part) >= least_spelled(len(part)) for part in parts):
        return POSSIBLE
    if zipf(whole) < max(EASY_ZIPF, least_spelled(len(whole))):
        return POSSIBLE
    return SURE if len(whole) > 4 else LIKELY


def _parted(text: str, zipf: Zipf) -> Iterator[TextEdit]:
    """Find the gaps between words that hold signs, capitals or pictures in the place of a space."""
    for sign in SEPARATORS & set(text):
        if _is_everywhere(text.count(sign), text) and _parts_words(sign, text, zipf):
            pattern = re.compile(rf"(?<=[^\s{re.escape(sign)}]){re.escape(sign)}(?=[^\s{re.escape(sign)}])")
            yield from (TextEdit(*match.span(), " ") for match in pattern.finditer(text))
    for match in CAPITALS.finditer(text):
        parts = CAPITAL.split(match.group())
        if sum(_is_known(part.lower(), zipf) for part in parts) >= MOST_PARTS * len(parts):
            for gap in CAPITAL.finditer(match.group()):
                yield TextEdit(match.start() + gap.start(), match.start() + gap.start(), " ")
    yield from (TextEdit(*match.span(), " ") for match in PICTURED.finditer(text))


def _is_known(word: str, zipf: Zipf) -> bool:
    return word in ONE_LETTER if len(word) == 1 else zipf(word) >= least_spelled(len(word))


def _parts_words(sign: str, text: str, zipf: Zipf) -> bool:
    """Say whether a sign is between words, most of them, and not inside them."""
    pairs = re.findall(rf"([^\W\d_]+){re.escape(sign)}(?=([^\W\d_]+))", text[:SAMPLE_CHARS])
    known = sum(all(_is_known(part, zipf) for part in map(str.lower, pair)) for pair in pairs)
    return known >= MOST_PARTS * max(len(pairs), 1)


def cut_words(text: str, zipf: Zipf) -> Disguises:
    """Join words that a space cuts in two, in a text that is full of such pieces; it may be a bad scan.

    Only the beginning is looked at first: in most texts hardly a word is unknown.
    """
    sample = [match.group() for match in islice(SMALL_WORD.finditer(text), SAMPLE_WORDS)]
    strange = sum(zipf(word) < RARE_ZIPF for word in sample)
    if strange < max(FEWEST, MOST_STRANGE * len(sample)):
        return Disguises()
    edits = []
    last = 0
    for match in PAIR.finditer(text):
        one, other = match.groups()
        whole, gap = one.lower() + other, match.start(2) - 1
        if match.start(1) < last or len(whole) < SHORTEST_CUT or zipf(whole) < EASY_ZIPF:
            continue
        if any(zipf(part) < least_spelled(len(part)) for part in (one.lower(), other)):
            edits.append(TextEdit(gap, gap + 1, ""))
            last = match.end(2)
    return Disguises(edits if len(edits) >= FEWEST else [])


def _is_everywhere(gaps: int, text: str, removed: int = 0) -> bool:
    return gaps >= FEWEST and gaps >= MOST_GAPS * (gaps + text.count(" ") - removed)
