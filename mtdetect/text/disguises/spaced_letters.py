"""See through words spelled out letter by letter, as in "t h e  w o r d"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mtdetect.results.report import NoteName
from mtdetect.text.disguises.edits import (
    LIKELY,
    POSSIBLE,
    SUPPORT,
    SURE,
    Disguises,
    TextEdit,
    follows_apostrophe,
    least_certainty,
    least_spelled,
    neighbours,
)
from mtdetect.text.disguises.known_words import KnownWords
from mtdetect.text.disguises.lookalikes import ENDINGS
from mtdetect.text.disguises.word_segmentation import LONGEST_PART, SegmentedRow, break_words

_SPACES = r" \t\xa0\u2000-\u200a\u202f\u3000"
_SIGNS = "._*·•‧"
SIGNS_BETWEEN = frozenset(f"{_SIGNS}-")
_SIGN_RUN = rf"[{_SIGNS}][A-Za-z](?!\w)"  # what follows upon a letter in a run with signs between
#: Two letters that stand by themselves: perhaps they are of a run. Looked for first, since it costs little.
LETTERS = re.compile(r"[^A-Za-z][A-Za-z][^A-Za-z0-9][A-Za-z](?![A-Za-z0-9])")
_ORDINAL = r"(?<=\d)(?=(?:s\Wt|n\Wd|r\Wd|t\Wh)(?!\w))"
RUNS = (
    re.compile(
        rf"(?:(?<!\w)|{_ORDINAL})[A-Za-z](?:([{_SIGNS}])[A-Za-z](?!\w)(?:\1[A-Za-z](?!\w))*"
        r"|-[A-Za-z](?!\w)(?:-[A-Za-z](?!\w)){2,})"
    ),
    re.compile(
        rf"(?:(?<![\w._·•‧])|{_ORDINAL})[A-Za-z](?!{_SIGN_RUN})([{_SPACES}])[A-Za-z](?!\w|{_SIGN_RUN})"
        rf"(?:\1[A-Za-z](?!\w|{_SIGN_RUN}))*"
    ),
)
SHORTEST_RUN = 4
NAME: NoteName = "spaced_letters"
FEWEST_KINDS = 3  # of letters
LEAST_MEAN = 2.5  # letters a word
LEAST_LIKELY_MEAN = 1.9
LEAST_KNOWN = 0.7  # of the letters, in words that are known
ABBREVIATIONS = frozenset("am pm eg ie".split())


def spaced_letters(text: str, words: KnownWords, tricks: Mapping[str, int]) -> Disguises:
    """Join words that were spelled out letter by letter."""
    runs = list(_runs(text))
    broken = break_words([_row(run) for run in runs], words)
    cases = [_read(run, parts, words) for run, parts in zip(runs, broken, strict=True)]
    sure = sum(certainty == SURE for _, certainty in cases) + tricks.get(NAME, 0)
    least = least_certainty(sure, text, sum(tricks.values()))
    found = Disguises()
    for run, (parts, certainty) in zip(runs, cases, strict=True):
        if certainty >= least:
            found.edits += _joints(run.start(), parts)
            if not _letters(run).isupper() and (_separator(run) != "-" or sure >= SUPPORT):
                found.note(NAME, *run.span())
    return found


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


def _letters(run: re.Match[str]) -> str:
    return run.group()[::2]


def _separator(run: re.Match[str]) -> str:
    return run.group()[1]


def _row(run: re.Match[str]) -> SegmentedRow:
    """Give the letters whose words are to be found, none if they are of one, and what stands around them."""
    letters, ending, text = _letters(run), _ending(run), run.string
    if _is_one_word(run) or len(set(letters)) < min(FEWEST_KINDS, len(letters)):
        return SegmentedRow("")
    before, after = neighbours(text, *run.span())
    return SegmentedRow(letters[len(ending) :], f"'{ending}" if ending else before, after)


def _ending(run: re.Match[str]) -> str:
    """Give what belongs to the word before, as in "she'l l s t a y"."""
    if not follows_apostrophe(run.string, run.start()):
        return ""
    letters = _letters(run)
    return next((letters[:size] for size in (2, 1) if letters[:size].lower() in ENDINGS), "")


def _is_one_word(run: re.Match[str]) -> bool:
    """Say whether wider gaps, or other signs than part its letters, part a run from other words."""
    letters = (run.end() - run.start() + 1) // 2
    if letters > LONGEST_PART:
        return False
    if _separator(run) in SIGNS_BETWEEN:
        return True
    gaps = run.string[max(0, run.start() - 2) : run.start()], run.string[run.end() : run.end() + 2]
    return any(len(gap) == 2 and gap.isspace() for gap in gaps)


def _read(run: re.Match[str], broken: list[str], words: KnownWords) -> tuple[list[str], int]:
    """Choose between the whole of a run and its parts, and say how sure it is; 0 if it is none."""
    letters, ending = _letters(run), _ending(run)
    if _separator(run) in ".-" and letters.lower() in ABBREVIATIONS:
        return [], 0
    parts = [ending, *broken] if ending else broken or [letters]
    if len(letters) < SHORTEST_RUN or _is_one_word(run):
        if words(letters.lower()) >= least_spelled(len(letters)):
            return [letters], SURE if len(letters) >= SHORTEST_RUN else LIKELY
        return parts, POSSIBLE
    if len(set(letters)) < FEWEST_KINDS:
        return [], 0
    known = sum(len(part) for part in parts if words(part.lower()))
    if len(letters) >= LEAST_MEAN * len(parts) and known >= LEAST_KNOWN * len(letters):
        return parts, SURE
    return parts, LIKELY if known == len(letters) >= LEAST_LIKELY_MEAN * len(parts) else POSSIBLE


def _joints(start: int, parts: list[str]) -> Iterator[TextEdit]:
    """Take the separators out of words, and make those between words spaces."""
    at = start
    for part in parts:
        for letter in range(len(part)):
            if at > start:
                yield TextEdit(at - 1, at, "" if letter else " ")
            at += 2
