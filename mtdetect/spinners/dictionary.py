"""The dictionary web spinner: phrases and words swapped by list, blind to part of speech.

Every seed is another virtual product: its own heads, its own short lists, its own carelessness.
A product treats a form as whatever its dictionary took it for, so the adverb *well* may become a
noun; a phrase is swapped as a block; ``a`` and ``an`` stay as they were.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import exp

from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.base import Spun, apply
from mtdetect.spinners.inflection import analyses, pos_of
from mtdetect.spinners.lexicons import REACH_SIMILAR, Lexicon, zipf
from mtdetect.spinners.phrases import NUMBERS, phrase_pairs
from mtdetect.spinners.words import Word, carry_case, inflected, read_words

LONGEST_PHRASE = 5
LEAST_ZIPF = 3.0  # rarer replacements hardly occur on spun pages
_DOUBLED = frozenset(f"{word} {word}" for word in ("of", "to", "in", "for"))


@dataclass(frozen=True, slots=True)
class Product:
    """What makes one virtual product: shares and probabilities, drawn from its seed."""

    coverage: float  # share of forms that have a list at all
    list_length: int  # the longest list
    similar_weight: float  # against 1 for direct synonyms
    loose_weight: float
    agreement: float  # bonus of what both thesauri list: high in the better dictionaries
    steepness: float  # how fast the weight falls with the rank
    commonness: float  # how strongly common replacements are favoured, per Zipf unit
    naive: float  # probability that a list entry is left uninflected
    phrases: float  # share of our phrase pairs that the product has
    reversed_phrases: float  # share of them that it also has the other way round
    braces: float  # probability that a swap leaves its markup behind
    doubled: float  # probability that a little word comes out twice
    digits: bool
    split_hyphens: bool
    first_only: bool  # always the first of its list, as cheap products do

    @classmethod
    def draw(cls, rng: random.Random) -> Product:
        """Draw a product."""
        return cls(
            coverage=rng.uniform(0.6, 0.95),
            list_length=rng.randint(1, 5),
            similar_weight=rng.choice((0.0, 0.3, 0.6)),
            loose_weight=rng.choice((0.1, 0.3, 0.6)),
            agreement=rng.choice((3.0, 10.0, 30.0)),
            steepness=rng.uniform(0.7, 1.8),
            commonness=rng.uniform(0.4, 1.3),
            naive=rng.choice((0.02, 0.1, 0.3)),
            phrases=rng.uniform(0.3, 0.9),
            reversed_phrases=rng.uniform(0.0, 0.3),
            braces=rng.choice((0.0, 0.0, 0.003, 0.01)),
            doubled=rng.choice((0.0, 0.0, 0.01)),
            digits=rng.random() < 0.4,
            split_hyphens=rng.random() < 0.5,
            first_only=rng.random() < 0.2,
        )


@dataclass(slots=True)
class DictionarySpinner:
    """Swap phrases and words by a product's own dictionary.

    >>> lexicon = Lexicon({"war": ["(noun)|battle|conflict"]})
    >>> spinner = DictionarySpinner(lexicon, seed=1)
    >>> spinner.spin("A war.", rate=1.0, touch_names=False, rng=random.Random(0)).restored()
    'A war.'
    """

    lexicon: Lexicon
    seed: int
    name: str = "dictionary"
    product: Product = field(init=False)
    _phrases: dict[str, tuple[str, ...]] = field(init=False, repr=False)
    _longest: dict[str, int] = field(init=False, repr=False)
    _lists: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        rng = random.Random(f"product {self.seed}")
        self.product = Product.draw(rng)
        self._phrases = _own_phrases(self.product, rng)
        self._longest = _longest_by_first_word([*self._phrases, *self.lexicon.heads])

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite ``text``; each phrase or word that has a list is swapped with probability ``rate``."""
        words = read_words(text, split_hyphens=self.product.split_hyphens)
        return apply(text, self._swaps(text, words, rate, touch_names, rng))

    def _swaps(
        self, text: str, words: list[Word], rate: float, touch_names: bool, rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        at = 0
        while at < len(words):
            length, options = self._match(words, at, touch_names)
            if options and rng.random() < self._chance(options, rate):
                start, end = words[at].start, words[at + length - 1].end
                yield start, end, self._fill(text[start:end], options, rng)
                at += length
            else:
                at += 1

    def _match(self, words: list[Word], at: int, touch_names: bool) -> tuple[int, tuple[str, ...]]:
        """Give the longest stretch from ``at`` that the dictionary has, with its list."""
        first = words[at]
        if first.name and not touch_names:
            return 1, ()
        form = first.form
        stretches = [form]
        for word in words[at + 1 : at + self._reach(form)]:
            if not word.adjoins or (word.name and not touch_names):
                break
            form = f"{form} {word.form}"
            stretches.append(form)
        for length in range(len(stretches), 1, -1):
            if options := self._phrase_list(stretches[length - 1]):
                return length, options
        return 1, self._list(first.form)

    def _chance(self, options: tuple[str, ...], rate: float) -> float:
        return rate * self.product.doubled if options[0] in _DOUBLED else rate

    def _fill(self, original: str, options: tuple[str, ...], rng: random.Random) -> str:
        if rng.random() < self.product.braces:
            return "{" + original + "}"
        return carry_case(original, options[0] if self.product.first_only else rng.choice(options))

    def _reach(self, form: str) -> int:
        return max(
            [self._longest.get(form, 1), *(self._longest.get(lemma, 1) for lemma, _ in analyses(form))]
        )

    def _phrase_list(self, phrase: str) -> tuple[str, ...]:
        if (own := self._phrases.get(phrase)) is not None:
            return own
        return self._list(phrase) if any(True for _ in self._readings(phrase)) else ()

    def _list(self, form: str) -> tuple[str, ...]:
        if (known := self._lists.get(form)) is None:
            # A generator per form, so that the order of the texts does not matter.
            known = self._lists[form] = self._draw_list(form, random.Random(f"{self.seed} {form}"))
        return known

    def _draw_list(self, form: str, rng: random.Random) -> tuple[str, ...]:
        """Draw a form's list: our own pairs, the thesaurus's, or both."""
        own = self._phrases.get(form, ())
        if self.product.digits and form in NUMBERS:
            return (NUMBERS[form],)
        if self.product.doubled and (doubled := f"{form} {form}") in _DOUBLED:
            return (doubled,)
        if form in FUNCTION_WORDS or (own and rng.random() < 0.5):
            return own
        both = [*own, *self._from_thesaurus(form, rng)]
        return tuple(rng.sample(both, min(len(both), self.product.list_length)))

    def _from_thesaurus(self, form: str, rng: random.Random) -> tuple[str, ...]:
        readings = list(self._readings(form))
        if len(form) < 3 or not readings or rng.random() > self.product.coverage:
            return ()
        weights = [1 + self.lexicon.sense_count(lemma, pos_of(tag)) for lemma, tag in readings]
        chosen = rng.choices(readings, weights, k=1 if rng.random() < 0.7 else 2)
        return self._sample(self._weighed(form, chosen, rng), rng)

    def _readings(self, form: str) -> Iterator[tuple[str, str]]:
        """Give the ``(lemma, tag)`` under which the lexicon has the word or phrase."""
        first, space, rest = form.partition(" ")
        before, _, last = form.rpartition(" ")
        for lemma, tag in analyses(first):
            if (not space or tag[0] == "V") and pos_of(tag) in self.lexicon.pos(lemma + space + rest):
                yield lemma + space + rest, tag
        for lemma, tag in analyses(last) if space else ():
            if tag[0] == "N" and "noun" in self.lexicon.pos(f"{before} {lemma}"):
                yield f"{before} {lemma}", tag

    def _weighed(
        self, form: str, readings: Iterable[tuple[str, str]], rng: random.Random
    ) -> dict[str, float]:
        weights: dict[str, float] = defaultdict(float)
        for lemma, tag in readings:
            for term, weight in self._terms(lemma, pos_of(tag)).items():
                word = term if rng.random() < self.product.naive else inflected(term, tag)
                if word != form and zipf(word) >= LEAST_ZIPF and _usable(word, lemma):
                    weights[word] += weight * exp(self.product.commonness * (min(zipf(word), 5.5) - 4))
        return weights

    def _terms(self, lemma: str, pos: str) -> dict[str, float]:
        """Weigh what the thesauri offer: by rank, more where both agree."""
        direct = self.lexicon.synonyms(lemma, pos, names=False)
        similar = self.lexicon.synonyms(lemma, pos, reach=REACH_SIMILAR, names=False)[len(direct) :]
        loose = [term for term in self.lexicon.loose(lemma) if pos in self.lexicon.pos(term)]
        weights: dict[str, float] = defaultdict(float)
        product = self.product
        for share, terms in ((1.0, direct), (product.similar_weight, similar), (product.loose_weight, loose)):
            for rank, term in enumerate(terms):
                agreed = product.agreement if terms is not loose and term in loose else 1.0
                weights[term] += agreed * share / (1 + rank) ** product.steepness
        return weights

    def _sample(self, weights: dict[str, float], rng: random.Random) -> tuple[str, ...]:
        picked: list[str] = []
        left = {word: weight for word, weight in weights.items() if weight > 0}
        for _ in range(min(rng.randint(1, self.product.list_length), len(left))):
            picked += rng.choices(list(left), list(left.values()))
            del left[picked[-1]]
        return tuple(picked)


def _usable(word: str, lemma: str) -> bool:
    parts = word.split(" ")
    return word not in FUNCTION_WORDS and len(word) > 2 and len(parts) <= 3 and lemma not in parts


def _own_phrases(product: Product, rng: random.Random) -> dict[str, tuple[str, ...]]:
    own: dict[str, list[str]] = defaultdict(list)
    for old, new in phrase_pairs():
        if rng.random() < product.phrases:
            own[old].append(new)
        # Backwards only to content words: plain "because" must not come out as a mark of spinning.
        if " " in new and old not in FUNCTION_WORDS and rng.random() < product.reversed_phrases:
            own[new].append(old)
    return {old: tuple(rng.sample(new, min(len(new), product.list_length))) for old, new in own.items()}


def _longest_by_first_word(phrases: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        first, _, rest = phrase.partition(" ")
        if rest:
            length = min(rest.count(" ") + 2, LONGEST_PHRASE)
            longest[first] = max(length, longest.get(first, 1))
    return longest
