"""Inflection both ways: what a form may be, and how a lemma is inflected (Penn Treebank tags)."""

from __future__ import annotations

from functools import lru_cache

import lemminflect

POS_OF_TAG = {"N": "noun", "V": "verb", "J": "adj", "R": "adv"}
BASE_TAGS = frozenset({"NN", "VB", "VBP", "JJ", "RB"})
TAGS = {
    "NOUN": ("NN", "NNS"),
    "VERB": ("VB", "VBP", "VBZ", "VBD", "VBN", "VBG"),
    "ADJ": ("JJ", "JJR", "JJS"),
    "ADV": ("RB", "RBR", "RBS"),
}
# Without context the ending is the best guess at what a form is.
_LIKELY = (
    ("ing", ("VBG", "NN", "JJ")),
    ("ed", ("VBD", "VBN", "JJ")),
    ("ly", ("RB", "JJ")),
    ("s", ("NNS", "VBZ", "NN")),
)
_ORDER = ("NN", "JJ", "VB", "VBP", "NNS", "VBD", "VBN", "VBZ", "VBG", "RB", "JJR", "JJS", "RBR", "RBS")
_MULTIWORD_HEAD_FIRST = frozenset({"verb"})


def pos_of(tag: str) -> str:
    """Give the lexicon's part of speech of a Penn tag.

    >>> pos_of("VBZ"), pos_of("JJR")
    ('verb', 'adj')
    """
    return POS_OF_TAG[tag[0]]


@lru_cache(maxsize=1 << 18)
def analyses(form: str) -> tuple[tuple[str, str], ...]:
    """Give every ``(lemma, tag)`` that the lowercase form may be, most likely first; nothing if unknown.

    >>> analyses("leaves")[0], ("leave", "VBZ") in analyses("leaves")
    (('leaf', 'NNS'), True)
    >>> analyses("stopped")
    (('stop', 'VBD'), ('stop', 'VBN'))
    """
    found = {
        (lemma, tag)
        for upos, lemmas in lemminflect.getAllLemmas(form).items()
        for lemma in lemmas
        for tag in TAGS.get(upos, ())
        if _fits(form, lemma, tag) or (form == lemma and tag == TAGS[upos][0])
    }
    return tuple(sorted(found, key=lambda pair: _rank(form, *pair)))


@lru_cache(maxsize=1 << 18)
def inflect(lemma: str, tag: str) -> str | None:
    """Inflect a lemma, known or not; of a phrase, its first word (verbs) or its last before *of*.

    >>> inflect("run", "VBG"), inflect("turn out", "VBD"), inflect("word of advice", "NNS")
    ('running', 'turned out', 'words of advice')

    Long adjectives have no forms of their own:

    >>> inflect("important", "JJR") is None
    True
    """
    if tag in BASE_TAGS:
        return lemma
    before, head, after = _split(lemma, tag)
    if tag == "NNS" and forms(head, tag) == () and _plural(head):
        return lemma
    known = forms(head, tag)
    if not known and pos_of(tag) in ("noun", "verb") and head.isalpha():
        known = lemminflect.getInflection(head, tag)
    return before + known[0] + after if known else None


@lru_cache(maxsize=1 << 18)
def forms(lemma: str, tag: str) -> tuple[str, ...]:
    """Give the known spellings of one inflection, the usual one first.

    A participle that is not listed is the past tense.

    >>> forms("water", "NNS")
    ('waters', 'water')
    """
    table = _table(lemma)
    return table.get(tag) or (table.get("VBD", ()) if tag == "VBN" else ())


@lru_cache(maxsize=1 << 17)
def _table(lemma: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = lemminflect.getAllInflections(lemma)
    return table


def _fits(form: str, lemma: str, tag: str) -> bool:
    known = forms(lemma, tag)
    # A rare plural or past that looks like the lemma ("two poll") would only mislead.
    return form in known and (form != lemma or tag in BASE_TAGS or known[0] == form)


def _rank(form: str, lemma: str, tag: str) -> tuple[int, int, str]:
    likely = next((tags for ending, tags in _LIKELY if form.endswith(ending)), ())
    place = likely.index(tag) if tag in likely else len(likely) + _ORDER.index(tag)
    return place, len(lemma), lemma


def _plural(form: str) -> bool:
    return any(tag == "NNS" for _, tag in analyses(form))


def _split(lemma: str, tag: str) -> tuple[str, str, str]:
    if pos_of(tag) in _MULTIWORD_HEAD_FIRST:
        head, space, after = lemma.partition(" ")
        return "", head, space + after
    phrase, preposition, after = lemma.partition(" of ")
    before, space, head = phrase.rpartition(" ")
    return before + space, head, preposition + after
