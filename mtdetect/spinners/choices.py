"""Synonyms that fit: a guess at a word's part of speech, and its synonyms inflected like it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.inflection import analyses, inflect, pos_of
from mtdetect.spinners.lexicons import Lexicon, zipf
from mtdetect.spinners.phrase_rules import PhraseWords

_BEFORE_NOUN_TEXT = """
a an the this that these those my your his her its our their no every each some any of in on for with by
from into under about through between during
"""
_BEFORE_NOUN = frozenset(_BEFORE_NOUN_TEXT.split())
_BEFORE_VERB_TEXT = """
to will would can could may might must shall should not don't didn't doesn't can't won't i we you they
who please let's
"""
_BEFORE_VERB = frozenset(_BEFORE_VERB_TEXT.split())
# Adverbs, titles and the like that thesauri list with content words but that no spinner should lose.
_KEPT_TEXT = """
mr mrs ms dr st jr sr vs etc said says say going got get gets let lets make made makes take takes took
taken go goes went gone come comes came done used use
"""
_KEPT = frozenset(_KEPT_TEXT.split())


@dataclass(frozen=True, slots=True)
class Choices:
    """One product's synonyms: a seed fixes which of them it prefers for each word.

    ``least_zipf`` keeps obscure synonyms out; ``limit`` is how many it alternates between.
    """

    lexicon: Lexicon
    seed: int
    least_zipf: float = 2.5
    reach: int = 1
    limit: int = 3
    phrases: bool = True
    loose: int = 0  # how many of the loose thesaurus's terms compete, where there is one
    _cache: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False)
    _tags: dict[tuple[str, str], tuple[str, str] | None] = field(default_factory=dict, repr=False)

    def tag(self, words: PhraseWords, at: int) -> tuple[str, str] | None:
        """Guess ``(lemma, tag)`` of a content word from its neighbour; None for any other word."""
        before = words.lower[at - 1] if words.joined(at) else ""
        hint = "noun" if before in _BEFORE_NOUN else "verb" if before in _BEFORE_VERB else ""
        key = words.lower[at], hint
        if key not in self._tags:
            self._tags[key] = self._guess(*key)
        return self._tags[key]

    def of(self, lemma: str, tag: str) -> tuple[str, ...]:
        """Return the synonyms of the lemma in the inflection ``tag``, this product's favourite first."""
        key = lemma, tag
        if key not in self._cache:
            self._cache[key] = self._ranked(lemma, tag)
        return self._cache[key]

    def _guess(self, form: str, hint: str) -> tuple[str, str] | None:
        if len(form) < 3 or form in FUNCTION_WORDS or form in _KEPT or not form.isalpha():
            return None
        found = [pair for pair in analyses(form) if self._plausible(*pair)]
        if not found:
            return None
        return max(found, key=lambda pair: self._weight(pair[0], pair[1], hint))

    def _plausible(self, lemma: str, tag: str) -> bool:
        return tag != "VBP" and self.lexicon.sense_count(lemma, pos_of(tag)) > 0

    def _weight(self, lemma: str, tag: str, hint: str) -> float:
        pos = pos_of(tag)
        senses = min(self.lexicon.sense_count(lemma, pos), 6)
        fits = {"noun": pos in ("noun", "adj") or tag == "VBG", "verb": tag == "VB"}.get(hint, False)
        # WordNet splits verbs finer than nouns, so its count of senses overrates them; and "stranger"
        # is a noun before it is a comparative.
        worth = 0.3 if tag in ("JJR", "JJS") else {"verb": 0.5, "adv": 1.2}.get(pos, 1.0)
        return senses * worth + 4.0 * fits

    def _ranked(self, lemma: str, tag: str) -> tuple[str, ...]:
        rng = random.Random(f"{self.seed}:{lemma}:{tag[0]}")
        found: list[tuple[float, str]] = []
        for place, term in self._terms(lemma, pos_of(tag)):
            if self._good(lemma, term) and (form := inflect(term, tag)) and form not in FUNCTION_WORDS:
                found.append((place + rng.random() * 4, form))
        return tuple(dict.fromkeys(form for _, form in sorted(found)))[: self.limit]

    def _terms(self, lemma: str, pos: str) -> Iterator[tuple[int, str]]:
        yield from enumerate(self.lexicon.synonyms(lemma, pos, reach=self.reach)[:20])
        for place, term in enumerate(self.lexicon.loose(lemma)[: self.loose]):
            if pos in self.lexicon.pos(term):
                yield place, term

    def _good(self, lemma: str, term: str) -> bool:
        parts = term.replace("-", " ").split()
        if len(parts) > (3 if self.phrases else 1) or not all(p.isalpha() and p.isascii() for p in parts):
            return False
        if all(part in FUNCTION_WORDS for part in parts) or lemma in parts or len(term) < 3:
            return False
        return zipf(term) >= self.least_zipf
