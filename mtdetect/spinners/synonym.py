"""The fluent synonym spinner: part of speech first, then a close, common synonym in the right form.

It swaps only where the words around settle the part of speech, and repairs ``a`` and ``an``; what
gives it away is word choice alone. Every seed draws other synonyms.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log

from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.base import Spun, apply
from mtdetect.spinners.inflection import analyses, pos_of
from mtdetect.spinners.lexicons import Lexicon, zipf
from mtdetect.spinners.words import Word, article_for, carry_case, inflected, read_words

LEAST_ZIPF = 3.0
LEAST_FORM_ZIPF = 2.5  # of the inflected form: no *righter*
CLEAR = 1.5  # how far (log units) the best part of speech must lead; below it most swaps were wrong by eye
_FEW_SENSES = 2
_FIRST = 2


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DETERMINERS = _set(
    "the a an this that these those every each some any no my your his her its our their whose"
)
_SUBJECTS = _set("i you he she it we they who")
_MODALS = _set(
    "will would can could may might must shall should cannot to did do does don't doesn't didn't can't won't"
    " couldn't wouldn't shouldn't let's"
)
_BE = _set("is are was were be been being am isn't aren't wasn't weren't get got")
_HAVE = _set("have has had having haven't hasn't hadn't")
_PREPOSITIONS = _set("of in for with by from on at about into between under over")
_DEGREES = _set("very so too more most quite rather as less")
_LEFT = (
    (_DETERMINERS, {"noun": 3.0, "adj": 2.5, "adv": -1.0, "verb": -4.0}),
    (_SUBJECTS, {"verb": 4.0, "adv": 1.0, "noun": -3.0, "adj": -3.0}),
    (_MODALS, {"VB": 3.0, "adv": 1.0, "noun": -1.0, "adj": -2.0, "verb": -2.0}),
    (_BE, {"VBG": 3.0, "VBN": 3.0, "adj": 2.5, "adv": 1.0, "noun": -2.0, "verb": -3.0}),
    (_HAVE, {"VBN": 3.0, "noun": 0.5, "verb": -3.0}),
    (_PREPOSITIONS, {"noun": 2.0, "VBG": 2.0, "adj": 1.0, "verb": -4.0, "adv": -2.0}),
    (_DEGREES, {"adj": 2.5, "adv": 2.5, "verb": -3.0, "noun": -2.0}),
)
_ENDS_PHRASE = FUNCTION_WORDS | {""}


def read_tag(options: dict[tuple[str, str], float], left: str, right: str) -> tuple[str, str] | None:
    """Choose among ``(lemma, tag)`` readings, each with its prior, by the neighbours; ``None`` if unclear.

    >>> plan = {("plan", "NN"): 1.0, ("plan", "VB"): 0.7}
    >>> read_tag(plan, "the", "was"), read_tag(plan, "to", "a"), read_tag(plan, "trade", "deal")
    (('plan', 'NN'), ('plan', 'VB'), None)
    """
    scored = sorted((prior + _context(pair[1], left, right), pair) for pair, prior in options.items())
    best, reading = scored[-1]
    rivals = [score for score, pair in scored if _sense(pair) != _sense(reading)]
    return reading if not rivals or best - max(rivals) >= CLEAR else None


def _sense(reading: tuple[str, str]) -> tuple[str, str]:
    lemma, tag = reading
    return lemma, pos_of(tag)


def _context(tag: str, left: str, right: str) -> float:
    score = 0.0
    for words, weights in _LEFT:
        if left in words:
            score += weights.get(tag, weights.get(pos_of(tag), 0.0))
    if tag in ("NN", "NNS") and right in _ENDS_PHRASE:
        score += 1.0 if right not in _DETERMINERS else -0.5
    if tag.startswith("JJ"):
        score += -2.0 if right in _ENDS_PHRASE and left not in _BE | _DEGREES else 1.0
    if tag.startswith("V") and right in _DETERMINERS:
        score += 1.5
    return score


@dataclass(slots=True)
class SynonymSpinner:
    """Swap words for close synonyms of the same part of speech and inflection.

    >>> lexicon = Lexicon({"plan": ["(noun)|idea", "(verb)|intend"]})
    >>> spinner = SynonymSpinner(lexicon, seed=1)
    >>> spinner.spin("It was a plan.", rate=1.0, touch_names=False, rng=random.Random(0)).text
    'It was an idea.'
    """

    lexicon: Lexicon
    seed: int
    name: str = "synonym"
    _coverage: float = field(init=False, repr=False)
    _breadth: int = field(init=False, repr=False)
    _known: dict[str, dict[tuple[str, str], float]] = field(default_factory=dict, init=False, repr=False)
    _lists: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        rng = random.Random(f"fluent {self.seed}")
        self._coverage = rng.uniform(0.7, 1.0)
        self._breadth = rng.randint(2, 5)

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite ``text``; each word with a clear part of speech and a synonym changes with ``rate``."""
        words = read_words(text)
        return apply(text, self._swaps(text, words, rate, touch_names, rng))

    def _swaps(
        self, text: str, words: list[Word], rate: float, touch_names: bool, rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        for at, word in enumerate(words):
            if (word.name and not touch_names) or rng.random() >= rate:
                continue
            if options := self._options(words, at):
                new = carry_case(text[word.start : word.end], rng.choice(options))
                yield from _repaired_article(text, words, at, new)
                yield word.start, word.end, new

    def _options(self, words: list[Word], at: int) -> tuple[str, ...]:
        if not (readings := self._readings(words[at].form)):
            return ()
        left = words[at - 1].form if at and words[at].adjoins else ""
        right = words[at + 1].form if at + 1 < len(words) and words[at + 1].adjoins else ""
        reading = read_tag(readings, left, right)
        return self._list(*reading) if reading else ()

    def _readings(self, form: str) -> dict[tuple[str, str], float]:
        if (known := self._known.get(form)) is None:
            readings = () if form in FUNCTION_WORDS or len(form) < 3 else analyses(form)
            known = self._known[form] = {pair: self._prior(*pair) for pair in readings}
        return known

    def _prior(self, lemma: str, tag: str) -> float:
        # A finite form wins over a participle or a bare infinitive unless the context says otherwise.
        return log(1 + self.lexicon.sense_count(lemma, pos_of(tag))) - (0.1 if tag in ("VBN", "VB") else 0.0)

    def _list(self, lemma: str, tag: str) -> tuple[str, ...]:
        if (known := self._lists.get((lemma, tag))) is None:
            terms = [inflected(term, tag) for term in self._shortlist(lemma, pos_of(tag))]
            known = self._lists[lemma, tag] = tuple(term for term in terms if zipf(term) >= LEAST_FORM_ZIPF)
        return known

    def _shortlist(self, lemma: str, pos: str) -> list[str]:
        """Draw this seed's synonyms of a lemma; none for the lemmas that it does not have."""
        rng = random.Random(f"{self.seed} {lemma} {pos}")
        terms = [term for term in self._trusted(lemma, pos) if _fluent(term, lemma)][: self._breadth]
        return (
            rng.sample(terms, rng.randint(1, len(terms))) if terms and rng.random() < self._coverage else []
        )

    def _trusted(self, lemma: str, pos: str) -> list[str]:
        """Keep synonyms of the usual senses: those that Moby lists too, the first ones, or all of few senses.

        Without this *year* becomes *class* and *new* becomes *raw*.
        """
        terms = self.lexicon.synonyms(lemma, pos, names=False)
        loose = self.lexicon.loose(lemma)
        agreed = sorted((term for term in terms if term in loose), key=loose.index)
        few = self.lexicon.sense_count(lemma, pos) <= _FEW_SENSES
        return list(dict.fromkeys([*agreed[:1], *terms[:_FIRST], *agreed, *(terms if few else ())]))


def _fluent(term: str, lemma: str) -> bool:
    good = term.isalpha() and len(term) > 3 and zipf(term) >= max(LEAST_ZIPF, zipf(lemma) - 2)
    return good and term not in FUNCTION_WORDS and lemma not in term


def _repaired_article(text: str, words: list[Word], at: int, new: str) -> Iterator[tuple[int, int, str]]:
    before = words[at - 1] if at and words[at].adjoins else None
    if before and before.form in ("a", "an"):
        yield before.start, before.end, carry_case(text[before.start : before.end], article_for(new))
