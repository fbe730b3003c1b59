"""The careless WordNet swapper: any lemma of any sense, for any word, function words and names included.

*no* becomes *nobelium*, *as* arsenic, *in* Indiana: whatever WordNet has under those letters. Every
seed is another script: how far it reaches, whether it inflects, which words it was told to leave.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.base import Spun, apply
from mtdetect.spinners.inflection import analyses, pos_of
from mtdetect.spinners.lexicons import REACH_GENERIC, Lexicon
from mtdetect.spinners.words import Word, carry_case, inflected, read_words

_LIST_LENGTH = 12
_PARTS = (
    frozenset({"noun"}),
    frozenset({"noun", "adj"}),
    frozenset({"noun", "verb", "adj", "adv"}),
    frozenset({"noun", "verb", "adj", "adv"}),
)


@dataclass(frozen=True, slots=True)
class Script:
    """What one careless script does, drawn from its seed."""

    coverage: float  # share of forms that it swaps at all
    parts: frozenset[str]  # the parts of speech that it looks up
    reach: int
    inflects: float  # probability, per form, that it takes the trouble
    function_words: float  # share of function words that it does not protect
    first_only: bool  # takes the first lemma that differs, as the shortest script does

    @classmethod
    def draw(cls, rng: random.Random) -> Script:
        """Draw a script."""
        return cls(
            coverage=rng.uniform(0.4, 1.0),
            parts=rng.choice(_PARTS),
            reach=rng.choice((0, 0, 1, REACH_GENERIC)),
            inflects=rng.choice((0.0, 0.0, 0.5)),
            function_words=rng.choice((0.1, 0.5, 1.0)),
            first_only=rng.random() < 0.3,
        )


@dataclass(slots=True)
class WordNetSpinner:
    """Swap words for any lemma that shares a sense, mostly uninflected.

    >>> lexicon = Lexicon({"as": ["(noun)|arsenic|As"], "bees": [], "bee": ["(noun)|drone bug"]})
    >>> spinner = WordNetSpinner(lexicon, seed=3)
    >>> spinner.spin("as busy", rate=1.0, touch_names=True, rng=random.Random(0)).restored()
    'as busy'
    """

    lexicon: Lexicon
    seed: int
    name: str = "wordnet"
    script: Script = field(init=False)
    _lists: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.script = Script.draw(random.Random(f"script {self.seed}"))

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite ``text``; each word that WordNet has is swapped with probability ``rate``."""
        words = read_words(text, split_hyphens=True)
        return apply(text, self._swaps(text, words, rate, touch_names, rng))

    def _swaps(
        self, text: str, words: list[Word], rate: float, touch_names: bool, rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        for word in words:
            if rng.random() < rate and (touch_names or not word.name) and (options := self._list(word.form)):
                yield word.start, word.end, carry_case(text[word.start : word.end], rng.choice(options))

    def _list(self, form: str) -> tuple[str, ...]:
        if (known := self._lists.get(form)) is None:
            # A generator per form, so that the order of the texts does not matter.
            known = self._lists[form] = tuple(self._draw_list(form, random.Random(f"{self.seed} {form}")))
        return known

    def _draw_list(self, form: str, rng: random.Random) -> list[str]:
        if rng.random() > (self.script.function_words if form in FUNCTION_WORDS else self.script.coverage):
            return []
        takes_trouble = rng.random() < self.script.inflects
        found = dict.fromkeys(
            inflected(term, tag) if takes_trouble and tag else term
            for lemma, tag in self._readings(form)
            for term in self._lemmas(lemma, tag)
            if term not in FUNCTION_WORDS and term != form
        )
        terms = [term for term in found if term != form]
        return terms[:1] if self.script.first_only else rng.sample(terms, min(len(terms), _LIST_LENGTH))

    def _lemmas(self, lemma: str, tag: str) -> Iterator[str]:
        for pos in sorted(self.script.parts & {pos_of(tag)} if tag else self.script.parts):
            yield from self.lexicon.synonyms(lemma, pos, reach=self.script.reach)

    def _readings(self, form: str) -> list[tuple[str, str]]:
        """Give the lemmas to look up: the form as it stands, as any part of speech, and what it inflects."""
        itself = [(form, "")] if form in self.lexicon else []
        return itself + [(lemma, tag) for lemma, tag in analyses(form) if lemma != form]
