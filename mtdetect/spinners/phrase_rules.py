"""Rewriting rules written as text in ``rules/``, one a line, and the machine that finds where they apply.

A line reads ``words to find +TAG > replacement | replacement``. The words must stand one space apart;
``+TAG`` (a Penn tag) must fit the word that follows and stays in the text.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtdetect.data_files import read_pairs
from mtdetect.spinners.base import WORD
from mtdetect.spinners.inflection import analyses

RULES = Path(__file__).parent / "rules"


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """What to find, what kind of word must follow, and what to put instead."""

    find: tuple[str, ...]
    ahead: str
    puts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseWords:
    """The words of a text, lowercase with straight apostrophes, and their offsets."""

    text: str
    lower: list[str]
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> PhraseWords:
        """Cut ``text`` into words.

        >>> PhraseWords.of("It’s a well-known fact.").lower
        ["it's", 'a', 'well-known', 'fact']
        """
        found = list(WORD.finditer(text))
        return cls(text, [m[0].lower().replace("’", "'") for m in found], [m.span() for m in found])

    def slice(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets of words ``first`` up to, not including, ``last``."""
        return self.spans[first][0], self.spans[last - 1][1]

    def joined(self, at: int) -> bool:
        """Tell whether exactly a space parts word ``at`` from the one before it."""
        if not 0 < at < len(self.spans):
            return False
        return self.text[self.spans[at - 1][1] : self.spans[at][0]] == " "

    def written(self, at: int) -> str:
        """Return word ``at`` as it stands in the text."""
        start, end = self.spans[at]
        return self.text[start:end]

    def opens_sentence(self, at: int) -> bool:
        """Tell whether word ``at`` follows a full stop, a line break or nothing."""
        gap = self.text[self.spans[at - 1][1] if at else 0 : self.spans[at][0]]
        return at == 0 or any(mark in gap for mark in ".!?\n:•")

    def is_name(self, at: int) -> bool:
        """Tell whether word ``at`` looks like a name or an acronym: a capital where none is due."""
        word = self.written(at)
        return word[1:] != word[1:].lower() or (word[:1].isupper() and not self.opens_sentence(at))


def load_rules(name: str) -> tuple[PhraseRule, ...]:
    """Read a file of rules."""
    return tuple(make_rule(*row) for row in read_pairs(RULES / f"{name}.txt"))


def make_rule(left: str, right: str) -> PhraseRule:
    """Make a rule of its two sides.

    >>> make_rule("may +VB", "might also | might additionally")
    PhraseRule(find=('may',), ahead='VB', puts=('might also', 'might additionally'))
    """
    *words, last = left.split()
    tagged = last.startswith("+")
    find = tuple(words if tagged else [*words, last])
    return PhraseRule(find, last[1:] if tagged else "", tuple(map(str.strip, right.split("|"))))


class RuleFinder:
    """Finds the longest rule that applies at a word."""

    def __init__(self, rules: Iterable[PhraseRule]) -> None:
        self._by_first: dict[str, list[PhraseRule]] = {}
        for rule in sorted(rules, key=lambda rule: (-len(rule.find), rule.ahead == "")):
            self._by_first.setdefault(rule.find[0], []).append(rule)

    def at(self, words: PhraseWords, at: int) -> Iterator[PhraseRule]:
        """Yield the rules that apply at word ``at``, the longest first."""
        for rule in self._by_first.get(words.lower[at], ()):
            if _stands(rule, words, at):
                yield rule


def _stands(rule: PhraseRule, words: PhraseWords, at: int) -> bool:
    end = at + len(rule.find)
    if tuple(words.lower[at:end]) != rule.find:
        return False
    if not all(words.joined(i) for i in range(at + 1, end)):
        return False
    if rule.ahead:
        return words.joined(end) and any(tag == rule.ahead for _, tag in analyses(words.lower[end]))
    return True


def prefer(puts: Sequence[str], rng: random.Random, loyalty: float) -> str:
    """Take the first choice with probability ``loyalty``, else any."""
    return puts[0] if len(puts) == 1 or rng.random() < loyalty else rng.choice(puts)


def disjoint(replacements: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Drop each replacement that overlaps one before it.

    >>> list(disjoint([(3, 5, "b"), (0, 4, "a")]))
    [(0, 4, 'a')]
    """
    free = 0
    for start, end, new in sorted(replacements):
        if start >= free:
            yield start, end, new
            free = end
