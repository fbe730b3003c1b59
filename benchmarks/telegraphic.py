"""A writer in haste: human text as reports, notes and diaries would put it.

Words are left out and hardly any put in, so that every content word still is where a person's choice put it.
What goes: articles, subjects, forms of "be" and "have", "that", possessives, the ends of sentences. Every
writer has habits of his own, and follows each of them more or less often.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

GENTLEST, STRONGEST = 0.4, 1.0  # the most that writers leave out of what can be
OFTEN = 0.35  # the lower, the nearer each rule's rate to the writer's most
SHORTENERS = 0.4  # share of writers; the others spell their words out

SUBJECTS = "I|He|She|We|They|It|You|There"
BE_HAVE = "am|is|are|was|were|be|has|have|had"
# What may follow a form of "be" or "have" that nobody misses.
PREDICATE = r"\w+(?:ed|ing|en|able|ible|al|ous|ive|ful|less|ic|ly)\b|(?:not|no|in|at|on|to|a|an|the)\b|\d"
CLAUSES = "and|but|so|while|which|who|because|although|as|when|where|with|after|before|since"
DATES = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August"
DATES += "|September|October|November|December"

# What is left out, with the white space after it; the word after it takes its capital over.
LEFT_OUT: dict[str, str] = {
    "articles": r"\b(?:the|a|an)\s+",
    "subjects": rf"(?:(?<=[.!?;:]\s)|^)(?-i:{SUBJECTS})(?:['’](?:m|re|s|ve|d|ll))?\s+"
    rf"(?:(?:{BE_HAVE}|will|would)\s+)?",
    "subjects again": r"(?<=\band\s|\bbut\s)(?-i:I|he|she|we|they|it|there)\s+(?:(?:was|were|is|are)\s+)?",
    "verbs": rf"\b(?:{BE_HAVE})\s+(?:(?:been|being)\s+)?(?={PREDICATE})",
    "relatives": r"(?<=\w\s)(?:who|which|that)\s+(?:is|are|was|were)\s+",
    "possessives": r"\b(?:my|his|her|our|their|its)\s+",
    "that": r"(?<=\w\s)that\s+(?=(?:the|a|an|he|she|it|they|we|I|there)\b)",
    "of": r"\bof\s+(?:(?:the|a|an)\s+)?",
    "prepositions": rf"\b(?:on|in|at|for|by|during)\s+(?=\d|(?-i:{DATES}))",
}
PATTERNS = {
    rule: re.compile(rf"(?P<out>{pattern})(?P<next>\w)", re.IGNORECASE | re.MULTILINE)
    for rule, pattern in LEFT_OUT.items()
}
TAIL = re.compile(rf",\s+(?:{CLAUSES})\b[^.;:!?\n]*(?=[.;!?\n])")
JOINT = re.compile(r",?\s+(?:and|but|so)\s+(?=(?:the|a|an|he|she|they|it|we|I|his|her|there)\s)(\w)")
WORD = re.compile(r"\b[A-Za-z]+\b")
SHORT = {
    "and": "&",
    "about": "approx.",
    "afternoon": "p.m.",
    "approximately": "approx.",
    "because": "bec.",
    "before": "bef.",
    "between": "betw.",
    "department": "dept",
    "especially": "esp.",
    "feet": "ft",
    "first": "1st",
    "government": "govt",
    "hour": "hr",
    "hours": "hrs",
    "information": "info",
    "maximum": "max.",
    "minimum": "min.",
    "minutes": "mins",
    "months": "mths",
    "morning": "a.m.",
    "number": "no.",
    "second": "2nd",
    "temperature": "temp.",
    "ten": "10",
    "three": "3",
    "two": "2",
    "usually": "usu.",
    "weeks": "wks",
    "with": "w/",
    "without": "w/o",
    "years": "yrs",
}
RULES = (*LEFT_OUT, "tails", "joints", "short")
# Rules that hardly anybody follows wherever they would apply.
SELDOM = {"of": 0.1, "tails": 0.7, "joints": 0.8, "short": 0.4, "possessives": 0.8}

Happens = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Haste:
    """How often a writer follows each rule; what is not named is not done."""

    rates: dict[str, float]

    @classmethod
    def draw(cls, rng: random.Random) -> Haste:
        """Draw a writer."""
        strength, shortens = rng.uniform(GENTLEST, STRONGEST), rng.random() < SHORTENERS
        rates = {rule: strength * rng.random() ** OFTEN * SELDOM.get(rule, 1.0) for rule in RULES}
        return cls(rates if shortens else rates | {"short": 0.0})


def telegraphic(text: str, haste: Haste, rng: random.Random) -> str:
    """Leave out what a writer in haste would.

    >>> always = Haste(dict.fromkeys(["articles", "subjects", "verbs"], 1.0))
    >>> telegraphic("He was taken to the station. The door had been forced.", always, random.Random(0))
    'Taken to station. Door forced.'
    >>> telegraphic("The bus was late, which nobody minded.", Haste({"tails": 1.0}), random.Random(0))
    'The bus was late.'
    """

    def happens(rule: str) -> bool:
        return rng.random() < haste.rates.get(rule, 0.0)

    text = TAIL.sub(lambda found: "" if happens("tails") else found[0], text)
    text = JOINT.sub(lambda found: f". {found[1].upper()}" if happens("joints") else found[0], text)
    for rule in LEFT_OUT:
        text = _leave_out(text, rule, happens)
    return WORD.sub(lambda found: _shortened(found[0], happens), text)


def _leave_out(text: str, rule: str, happens: Happens) -> str:
    def left(found: re.Match[str]) -> str:
        if not happens(rule):
            return found[0]
        return found["next"].upper() if found["out"][0].isupper() else found["next"]

    return PATTERNS[rule].sub(left, text)


def _shortened(word: str, happens: Happens) -> str:
    short = SHORT.get(word.lower())
    return short if short and happens("short") else word
