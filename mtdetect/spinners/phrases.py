"""Our own list of phrases that word spinners swap, clumsy side second.

The patterns are those seen in spun pages (a plain word blown up into a phrase, a phrase swapped as
a block, a word cut in two). The pairs are in ``rules/``; ``VERBS`` and ``NOUNS`` are given as lemmas and
inflected on their first and last word.
"""

from __future__ import annotations

from functools import lru_cache

from mtdetect.data_files import read_pairs
from mtdetect.spinners.inflection import inflect
from mtdetect.spinners.phrase_rules import RULES

Pairs = tuple[tuple[str, str], ...]


def _pairs(name: str) -> Pairs:
    """Read a file of ``original > replacement | replacement`` lines."""
    rows = read_pairs(RULES / f"{name}.txt")
    return tuple((original, new.strip()) for original, new_ones in rows for new in new_ones.split("|"))


FIXED, VERBS, NOUNS = map(_pairs, ("fixed_phrases", "verbs", "nouns"))
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS.split(), start=2)}


@lru_cache(maxsize=1)
def phrase_pairs() -> Pairs:
    """Give every ``(original, replacement)``, inflected, without repeats.

    >>> ("became", "turned out to be") in phrase_pairs(), ("eyes", "eyeballs") in phrase_pairs()
    (True, True)
    """
    verbs = _inflected(VERBS, ("VB", "VBZ", "VBD", "VBN", "VBG"))
    return tuple(dict.fromkeys(FIXED + verbs + _inflected(NOUNS, ("NN", "NNS"))))


def _inflected(pairs: Pairs, tags: tuple[str, ...]) -> Pairs:
    both = ((inflect(old, tag), inflect(new, tag)) for old, new in pairs for tag in tags)
    return tuple((old, new) for old, new in both if old and new and old != new)
