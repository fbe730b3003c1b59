"""A copy-editor's changes, applied to human text: it must read as human afterwards too.

The editor is imaginary and strict. What it does, real house styles ask for: a courtesy title before a
surname, capitals for institutions, -ise for -ize, "per cent", small numbers in words, plain verbs for
grand ones, the serial comma, and short sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

NUMBERS = "zero one two three four five six seven eight nine".split()
PLAIN = {
    "according to figures from": "figures from",
    "additionally": "also",
    "announced that": "said that",
    "approximately": "about",
    "as many as": "up to",
    "assist": "help",
    "at present": "now",
    "attempt to": "try to",
    "commence": "begin",
    "commenced": "began",
    "disclosed that": "said that",
    "due to": "because of",
    "due to the fact that": "because",
    "in order to": "to",
    "in the early hours of": "early on",
    "in the event of": "if there is",
    "insisted that": "said that",
    "individuals": "people",
    "lost their lives": "died",
    "no fewer than": "at least",
    "noted that": "said that",
    "numerous": "many",
    "obtain": "get",
    "obtained": "got",
    "on the grounds that": "because",
    "owing to": "because of",
    "participate": "take part",
    "passed away": "died",
    "pointed out that": "said that",
    "prior to": "before",
    "purchase": "buy",
    "purchased": "bought",
    "regarding": "about",
    "remarked": "said",
    "revealed that": "said that",
    "require": "need",
    "required": "needed",
    "stated": "said",
    "subsequently": "later",
    "told reporters that": "said that",
    "upon": "on",
    "utilise": "use",
    "utilize": "use",
    "whilst": "while",
}
CONTRACTED = {
    "can't": "cannot",
    "didn't": "did not",
    "doesn't": "does not",
    "don't": "do not",
    "isn't": "is not",
    "it's": "it is",
    "wasn't": "was not",
    "won't": "will not",
}
SAID = "said|says|told|added|argued|wrote"
SURNAME = (
    "(?!(?:He|She|They|Who|But|And|One|Officials?|Police|Residents|People|Others|Experts)\\b)([A-Z][a-z]{2,})"
)

Replace = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One of the editor's habits: what it looks for and what it writes instead."""

    pattern: re.Pattern[str]
    replace: Replace

    def apply(self, text: str) -> str:
        """Change every place."""
        return self.pattern.sub(self.replace, text)


def edit(text: str) -> str:
    """Edit a text as the house demands.

    >>> edit("Aso stated that 30% of firms realize this; the parliament, courts and police don't.")
    'Mr Aso said that 30 per cent of firms realise this. The Parliament, courts, and police do not.'
    """
    for rule in RULES:
        text = rule.apply(text)
    return text


def _choose(words: dict[str, str]) -> Rule:
    """Write one word for another, with the capital that it had."""

    def replace(match: re.Match[str]) -> str:
        found = match.group()
        new = words[found.lower().replace("’", "'")]
        return new[0].upper() + new[1:] if found[0].isupper() else new

    longest_first = sorted(words, key=len, reverse=True)
    pattern = "|".join(re.escape(word).replace("'", "['’]") for word in longest_first)
    return Rule(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), replace)


def _rule(pattern: str, replace: Replace) -> Rule:
    return Rule(re.compile(pattern), replace)


RULES = (
    _choose(PLAIN),
    _choose(CONTRACTED),
    _rule(r"\b([a-z]+), ([a-z]+) and ([a-z]+)\b", r"\1, \2, and \3"),
    _rule(rf"(?:(?<=^)|(?<=[.!?] )){SURNAME} (?={SAID})", r"Mr \1 "),
    _rule(rf"\b({SAID}) {SURNAME}(?=[.,])", r"\1 Mr \2"),
    _rule(r"(?<=\bthe )(government|parliament|cabinet|treasury|church|state)\b", lambda m: m[0].title()),
    _rule(r"(?<=\d)\s?(?:%|percent\b|pct\b)", " per cent"),
    _rule(r"\b([a-z]{3,})iz(e[sd]?|ing|ations?)\b", r"\1is\2"),
    _rule(r"\b(col|fav|lab|hon|neighb|behavi)or(s|ed|ing|ite|able)?\b", r"\1our\2"),
    _rule(r"(?<![\d.,:$£€-])\b([2-9])(?= (?!per)[a-z]{3,})", lambda m: NUMBERS[int(m[1])]),
    _rule(r"; ([a-z])", lambda m: f". {m[1].upper()}"),
    _rule(r", (and|but) (he|she|they|it|we|I) ", lambda m: f". {m[1].title()} {m[2]} "),
    _rule(r"\b([A-Z][a-z]+) (\d{1,2}), (\d{4})\b", r"\2 \1 \3"),
    _rule(r"\b[Oo]ver (?=[£$€]?\d)", "more than "),
    _rule(r"\bUS\b(?! ?\$)", "United States"),
    _rule(r"\bUK\b", "United Kingdom"),
)
