"""The thesaurus-API style: function words rewritten, content words swapped, tokens damaged."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.base import Spun, apply, match_case
from mtdetect.spinners.choices import Choices
from mtdetect.spinners.lexicons import Lexicon, zipf
from mtdetect.spinners.phrase_rules import PhraseRule, PhraseWords, RuleFinder, disjoint, load_rules, prefer

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

FUNCTION_WORD_RULES = load_rules("function_words")


def _digit(match: re.Match[str]) -> str:
    return _DIGITS[int(match[0])]


def _hyphen(_: re.Match[str]) -> str:
    return "-"


def _titled(match: re.Match[str]) -> str:
    return match[0][:1].upper() + match[0][1:]


# Where a tokeniser cut at every full stop: "e.G.", "data.Csv", "34.eight%", "Three." for a list's "3.".
# The last figure: how likely at most, since marks as common as commas would drown the rest.
_DAMAGE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str], float], ...] = (
    (re.compile(r"(?<=\b[eEiI]\.)[ge](?=\.)"), _titled, 1.0),
    (re.compile(r"(?<=\b[ap]\.)m(?=\.)"), _titled, 1.0),
    (re.compile(r"(?<=\w\.)(?:com|org|net|csv|txt|pdf|html?|js|py|gov|edu)\b"), _titled, 0.3),
    (re.compile(r"(?<=\d\.)\d(?=%| per ?cent)"), _digit, 1.0),
    (re.compile(r"(?<=\d\.)\d(?= (?:million|billion|trillion|times|points?)\b)"), _digit, 1.0),
    (re.compile(r"(?m)(?<=^)\d(?=\. )"), lambda m: _digit(m).title(), 1.0),
    (re.compile(r"(?<![\w.,$£€:/-])[2-9](?= [a-z]{3})"), _digit, 1.0),
    (re.compile(r"(?<=[,;] )(?:and|but|or|it|this)\b(?= )"), _titled, 0.1),
    (re.compile(r"(?<=[a-z]-)[a-z](?=[a-z]{3})"), _titled, 0.1),
    (re.compile(r"(?<=[a-z]) (?:--?|–|—) (?=[a-z])"), _hyphen, 0.1),
    (re.compile(r"(?<=[A-Z]\.)[A-Z]\.(?= [a-z])"), lambda m: m[0].lower(), 1.0),
)


# So common that a product which always rewrote them would write nothing else.
_EVERYWHERE = frozenset({("to",), ("of", "the"), ("of", "a"), ("for", "the"), ("for", "a"), ("on", "the")})


class FunctionWordSpinner:
    """One virtual product: the seed picks its rules, how eagerly it applies each, and its synonyms.

    Articles are not repaired, verbs not agreed. Names stay unless ``touch_names``.
    """

    def __init__(self, lexicon: Lexicon, seed: int, name: str = "function_words") -> None:
        self.name = name
        own = random.Random(f"function words {seed}")
        rules = [_own(rule, own) for rule in FUNCTION_WORD_RULES if own.random() < own.uniform(0.5, 0.9)]
        self._finder = RuleFinder(rules)
        self._eagerness = {
            rule: own.betavariate(2, 2) * (0.5 if rule.find in _EVERYWHERE else 1.6) for rule in rules
        }
        self._damage = [(pattern, make, most * own.random() ** 2) for pattern, make, most in _DAMAGE]
        self._choices = Choices(
            lexicon,
            seed,
            least_zipf=own.uniform(3.2, 4.0),
            limit=own.randint(1, 4),
            loose=own.choice((0, 0, 4)),
            reach=own.randint(0, 1),
            phrases=own.random() < 0.5,
        )
        self._content = own.uniform(0.35, 0.9)
        self._inside = own.uniform(0.0, 0.12)
        self._loyalty = own.uniform(0.6, 0.95)
        self._insides: dict[str, tuple[int, str] | None] = {}

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite ``text``; see ``base.Spinner``."""
        words = PhraseWords.of(text)
        found = [*self._damaged(text, rate, rng), *self._reworded(words, rate, touch_names, rng)]
        return apply(text, disjoint(found))

    def _damaged(self, text: str, rate: float, rng: random.Random) -> Iterator[tuple[int, int, str]]:
        for pattern, make, likely in self._damage:
            for match in pattern.finditer(text):
                if rng.random() < rate * likely:
                    yield match.start(), match.end(), make(match)

    def _reworded(
        self, words: PhraseWords, rate: float, touch_names: bool, rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        at = 0
        while at < len(words.lower):
            size, new = self._choice(words, at, rate, touch_names, rng)
            if new:
                start, end = words.slice(at, at + size)
                yield start, end, match_case(words.text[start:end], new)
            at += size

    def _choice(
        self, words: PhraseWords, at: int, rate: float, touch_names: bool, rng: random.Random
    ) -> tuple[int, str]:
        for rule in self._finder.at(words, at):
            if rng.random() < rate * self._eagerness[rule]:
                return len(rule.find), prefer(rule.puts, rng, self._loyalty)
        word = words.lower[at]
        if len(word) < 3 or word in FUNCTION_WORDS or not (touch_names or not words.is_name(at)):
            return 1, ""
        if rng.random() < rate * self._content and (tagged := self._choices.tag(words, at)):
            options = self._choices.of(*tagged)
            return 1, prefer(options, rng, self._loyalty) if options else ""
        if rng.random() < rate * self._inside:
            return 1, self._swapped_inside(word)
        return 1, ""

    def _swapped_inside(self, word: str) -> str:
        """Swap a word found inside another ("telephone", "telecellphone"); nothing where none is."""
        if word not in self._insides:
            self._insides[word] = self._inner(word)
        inner = self._insides[word]
        return word[: inner[0]] + inner[1] if inner else ""

    def _inner(self, word: str) -> tuple[int, str] | None:
        for at in range(3, len(word) - 3) if len(word) > 7 else ():
            part = word[at:]
            if zipf(part) >= 4.3 and part not in FUNCTION_WORDS:
                for new in self._choices.of(part, "NN") or self._choices.of(part, "JJ"):
                    if new.isalpha():
                        return at, new
        return None


def _own(rule: PhraseRule, rng: random.Random) -> PhraseRule:
    """Give the rule this product's order of preference, mostly the listed one."""
    puts = list(rule.puts)
    if rng.random() < 0.4:
        rng.shuffle(puts)
    return PhraseRule(rule.find, rule.ahead, tuple(puts[: rng.randint(1, 3)]))
