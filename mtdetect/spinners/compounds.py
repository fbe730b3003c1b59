"""Tortured noun compounds: "artificial intelligence" made "counterfeit consciousness", grammar intact."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mtdetect.spinners.base import Spun, apply, match_case
from mtdetect.spinners.choices import Choices
from mtdetect.spinners.inflection import pos_of
from mtdetect.spinners.lexicons import Lexicon, zipf
from mtdetect.spinners.phrase_rules import PhraseWords, RuleFinder, disjoint, load_rules, prefer

CONNECTIVES = load_rules("connectives")

_COMPOUND_SHARE, _SINGLES_FROM = 0.7, 0.25  # at rate .1 about two compounds a page and no loose swaps
_HEAD_ZIPF = 2.5
_VOWEL_SOUND = ("a", "e", "i", "o", "u", "hour", "hono", "heir")
_CONSONANT_SOUND = ("uni", "use", "eu", "one")


class CompoundSpinner:
    """One virtual product: the seed picks its synonyms and habits; numbers, tenses and a/an agree.

    A document's compounds are swapped everywhere alike, as real products do. Names and acronyms
    stay unless ``touch_names``. Below a rate of about .3 little but compounds changes.
    """

    def __init__(self, lexicon: Lexicon, seed: int, name: str = "compounds") -> None:
        self.name = name
        self._seed = seed
        own = random.Random(f"compounds {seed}")
        rules = [rule for rule in CONNECTIVES if own.random() < 0.8]
        self._finder = RuleFinder(rules)
        self._choices = Choices(
            lexicon,
            seed,
            least_zipf=own.uniform(2.2, 3.4),
            reach=own.randint(1, 2),
            limit=own.randint(1, 3),
            phrases=False,
            loose=own.choice((0, 0, 4, 6)),
        )
        self._both = own.uniform(0.5, 0.95)
        self._connect = own.uniform(0.5, 1.0)
        self._loyalty = own.uniform(0.7, 1.0)

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite ``text``; see ``base.Spinner``."""
        words = PhraseWords.of(text)
        found = list(disjoint(self._swaps(words, rate, touch_names, rng)))
        return apply(text, [*found, *repaired_articles(words, found)])

    def _swaps(
        self, words: PhraseWords, rate: float, touch_names: bool, rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        decided: dict[str, bool] = {}
        at = 0
        while at < len(words.lower):
            tags = self._chain(words, at, touch_names)
            if len(tags) > 1:
                yield from self._compound(words, at, tags, rate * _COMPOUND_SHARE, decided, rng)
            else:
                yield from self._single(words, at, tags, rate, rng)
            at += max(1, len(tags))

    def _chain(self, words: PhraseWords, at: int, touch_names: bool) -> list[tuple[str, str]]:
        """Return the ``(lemma, tag)`` of the modifiers and nouns that stand together from ``at`` on."""
        tags: list[tuple[str, str]] = []
        while at < len(words.lower) and len(tags) < 4:
            tag = None if words.is_name(at) and not touch_names else self._choices.tag(words, at)
            if tag is None or (tags and not words.joined(at)):
                break
            tags.append(tag)
            if tag[1] not in ("NN", "JJ"):  # a plural ends the chain; a verb or adverb does not begin one
                break
            at += 1
        while len(tags) > 1 and pos_of(tags[-1][1]) != "noun":
            tags.pop()
        return tags

    def _compound(
        self,
        words: PhraseWords,
        at: int,
        tags: list[tuple[str, str]],
        rate: float,
        decided: dict[str, bool],
        rng: random.Random,
    ) -> Iterator[tuple[int, int, str]]:
        key = " ".join(lemma for lemma, _ in tags)
        if key not in decided:
            decided[key] = rng.random() < rate
        if not decided[key]:
            return
        own = random.Random(f"{self._seed}:{key}")  # so that a compound is swapped alike wherever it stands
        alone = -1 if own.random() < self._both else own.randrange(len(tags))
        for i, tag in enumerate(tags):
            if alone in (-1, i) and (options := self._choices.of(*tag)):
                start, end = words.spans[at + i]
                yield start, end, match_case(words.written(at + i), options[0])

    def _single(
        self, words: PhraseWords, at: int, tags: list[tuple[str, str]], rate: float, rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        if rng.random() < rate * rate * self._connect:
            for rule in self._finder.at(words, at):
                start, end = words.slice(at, at + len(rule.find))
                yield start, end, match_case(words.text[start:end], prefer(rule.puts, rng, self._loyalty))
                return
        if tags and rng.random() < rate - _SINGLES_FROM and zipf(words.lower[at]) > _HEAD_ZIPF:
            options = self._choices.of(*tags[0])
            new = prefer(options, rng, self._loyalty) if options else words.written(at)
            yield *words.spans[at], match_case(words.written(at), new)


def repaired_articles(
    words: PhraseWords, replacements: list[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str]]:
    """Yield the swaps of a and an that the ``replacements`` make necessary."""
    place = {start: at for at, (start, _) in enumerate(words.spans)}
    for start, _, new in replacements:
        at = place.get(start, 0) - 1
        if at >= 0 and words.lower[at] in ("a", "an") and words.joined(at + 1):
            yield *words.spans[at], match_case(words.written(at), article(new))


def article(word: str) -> str:
    """Choose between a and an by the look of the next word.

    >>> article("hour"), article("university"), article("Old")
    ('an', 'a', 'an')
    """
    word = word.lower()
    return "an" if word.startswith(_VOWEL_SOUND) and not word.startswith(_CONSONANT_SOUND) else "a"
