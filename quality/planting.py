"""Plant tortured phrases in human texts: development sets of a known number of them in a document."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.base import Spun, apply, match_case
from mtdetect.spinners.inflection import analyses
from mtdetect.spinners.phrase_rules import PhraseWords, RuleFinder, disjoint
from mtdetect.spinners.tortured import TorturedRow, planting_rules


def plant(text: str, rows: Sequence[TorturedRow], count: int, rng: random.Random) -> Spun:
    """Plant ``count`` tortured phrases: where an expected one stands, else in place of a noun compound.

    An edit's original is always the *expected* phrase, so ``restored()`` is the text with the
    expected phrases in it: the human text to compare with, not always ``text`` itself. Fewer are
    planted where the text has no more room.
    """
    words = PhraseWords.of(text)
    taken = list(disjoint(_expected_places(words, rows, rng)))
    rng.shuffle(taken)
    taken = taken[:count]
    room = [place for place in _compound_places(words) if all(_apart(place, other) for other in taken)]
    chosen = rng.sample(room, min(len(room), count - len(taken)))
    picked = rng.sample(list(rows), min(len(rows), len(chosen)))
    expected = [(*place, row.expected) for place, row in zip(chosen, picked, strict=False)]
    swapped = {(start, end): row.tortured for (start, end), row in zip(chosen, picked, strict=False)}
    return _planted(text, expected, {**swapped, **{(start, end): new for start, end, new in taken}})


def _planted(text: str, expected: list[tuple[int, int, str]], new: dict[tuple[int, int], str]) -> Spun:
    """Put the expected phrases in first, so that the edits give them back."""
    wanted = {(start, end): match_case(text[start:end], phrase) for start, end, phrase in expected}
    parts: list[str] = []
    replacements: list[tuple[int, int, str]] = []
    at = length = 0
    for start, end in sorted(new):
        old = wanted.get((start, end), text[start:end])
        parts += [text[at:start], old]
        length += start - at
        replacements.append((length, length + len(old), match_case(old, new[start, end])))
        length, at = length + len(old), end
    return apply("".join([*parts, text[at:]]), replacements)


def _expected_places(
    words: PhraseWords, rows: Sequence[TorturedRow], rng: random.Random
) -> Iterator[tuple[int, int, str]]:
    finder = RuleFinder(planting_rules(rows))
    for at in range(len(words.lower)):
        for rule in finder.at(words, at):
            yield *words.slice(at, at + len(rule.find)), rng.choice(rule.puts)
            break


def _compound_places(words: PhraseWords) -> list[tuple[int, int]]:
    places, free = [], 0
    for at in range(len(words.lower) - 1):
        if at >= free and words.joined(at + 1) and _may_be(words, at, "JJ", "NN") and _ends(words, at + 1):
            places.append(words.slice(at, at + 2))
            free = at + 3
    return places


def _ends(words: PhraseWords, at: int) -> bool:
    """Tell whether a compound may end at word ``at``: a noun, and no other noun after it."""
    return _may_be(words, at, "NN", "NNS") and not (
        words.joined(at + 1) and _may_be(words, at + 1, "NN", "NNS")
    )


def _may_be(words: PhraseWords, at: int, *tags: str) -> bool:
    word = words.lower[at]
    if len(word) < 4 or word in FUNCTION_WORDS or words.is_name(at):
        return False
    known = analyses(word)
    return bool(known) and known[0][1] in tags


def _apart(place: tuple[int, int], other: tuple[int, int, str]) -> bool:
    return place[1] <= other[0] or other[1] <= place[0]
