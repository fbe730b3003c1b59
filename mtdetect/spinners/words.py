"""The words of a text as the word-by-word spinners see them, and the casing they carry over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mtdetect.spinners.base import WORD, match_case
from mtdetect.spinners.inflection import inflect

_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_BREAK = re.compile(r"[.!?:;\n\r\"“”(\[•|]")
_GLUE = frozenset("@#/_\\&=%~{}<>$0123456789")
_POSSESSIVE = ("'s", "’s")
_VOWEL_SOUND = re.compile(
    r"(?!uni[^mn]|us[aeiu]|util|eu|ewe|one\b|once\b|ubiq|ura)[aeiou]|hour|honest|honou?r|heir"
)


class Word(NamedTuple):
    """A word in a text: where, its lowercase form, if it looks like a name, if one space precedes."""

    start: int
    end: int
    form: str
    name: bool
    adjoins: bool


def read_words(text: str, *, split_hyphens: bool = False) -> list[Word]:
    """Find the words that a spinner would touch: not in addresses, tags or numbers; without possessive *s*.

    >>> [(word.form, word.name) for word in read_words("Mail bob@x.org. Today Ann's cat-flap broke")]
    [('mail', False), ('today', False), ('ann', True), ('cat-flap', False), ('broke', False)]
    """
    return list(_words(text, _PART if split_hyphens else WORD))


def _words(text: str, pattern: re.Pattern[str]) -> Iterator[Word]:
    before = -1
    for match in pattern.finditer(text):
        start, end = match.span()
        gap = text[before:start] if before >= 0 else "\n"
        before = end
        if _glued(text, start, end):
            continue
        if text.endswith(_POSSESSIVE, start, end) and end - start > 3:
            end -= 2
        form = text[start:end].lower()
        name = text[start].isupper() and form != "i" and not _SENTENCE_BREAK.search(gap)
        yield Word(start, end, form, name, gap == " ")


def _glued(text: str, start: int, end: int) -> bool:
    after = text[end : end + 2]
    dotted_before = start > 1 and text[start - 1] == "." and not text[start - 2].isspace()
    return (
        (start > 0 and text[start - 1] in _GLUE)
        or after[:1] in _GLUE - {""}
        or (len(after) == 2 and after[0] == "." and after[1].isalnum())
        or dotted_before
    )


def carry_case(original: str, replacement: str) -> str:
    """Give a replacement, perhaps of several words, the casing of what stood there.

    >>> carry_case("White House", "pale home"), carry_case("House", "living quarters")
    ('Pale Home', 'Living quarters')
    """
    if " " in original and all(word[:1].isupper() for word in original.split()):
        return " ".join(match_case(original, word) for word in replacement.split())
    return match_case(original, replacement)


def inflected(lemma: str, tag: str) -> str:
    """Inflect, with *more* and *most* where an adjective has no forms of its own.

    >>> inflected("crucial", "JJS"), inflected("big", "JJS"), inflected("state", "VBD")
    ('most crucial', 'biggest', 'stated')
    """
    if (form := inflect(lemma, tag)) is not None:
        return form
    if tag in ("JJR", "RBR", "JJS", "RBS"):
        return ("more " if tag.endswith("R") else "most ") + lemma
    return lemma


def article_for(word: str) -> str:
    """Give the indefinite article that the word takes by its sound, as far as spelling tells.

    >>> [article_for(word) for word in ("hour", "user", "old", "unit", "unimportant", "house")]
    ['an', 'a', 'an', 'a', 'an', 'a']
    """
    return "an" if _VOWEL_SOUND.match(word.lower()) else "a"
