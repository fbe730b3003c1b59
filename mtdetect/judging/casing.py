"""Words to text: spaces where English has them, and capitals like those of what stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtdetect.model.lexicon import FUNCTION_WORDS

ATTACHED_LEFT = re.compile(r"n['’]t|['’]\w*|[.,:;!?%)\]}…]+|[-–—/]")
ATTACHED_RIGHT = re.compile(r"[(\[{$£€#-]|[–—/]")
PRONOUN = re.compile(r"i(?=$|['’])")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def phrase_text(words: Sequence[str], like: str, *, opens: bool = False) -> str:
    """Write words in the manner of ``like``, which may open a sentence.

    >>> phrase_text(["white", "house"], "White Home")
    'White House'
    >>> phrase_text(["due", "to"], "Attributable", opens=True)
    'Due to'
    >>> phrase_text(["do", "n't"], "DONT")
    "DON'T"
    """
    return cased(joined(words), like, opens=opens)


def joined(words: Sequence[str]) -> str:
    """Join tokens as they are printed.

    >>> joined(["it", "'s", "well", "-", "known", ",", "is", "n't", "it"])
    "it's well-known, isn't it"
    """
    text, glue = "", True
    for word in words:
        text += word if glue or ATTACHED_LEFT.fullmatch(word) else f" {word}"
        glue = ATTACHED_RIGHT.fullmatch(word) is not None
    return text.strip()


def cased(text: str, like: str, *, opens: bool = False) -> str:
    """Give lower-case ``text`` the capitals of ``like``.

    A capitalised word inside a sentence is part of a name, so that all its words are; at the start of one,
    only the first.

    >>> cased("court of appeals", "Courtroom"), cased("court of appeals", "Courtroom", opens=True)
    ('Court of Appeals', 'Court of appeals')
    """
    if like.isupper() and sum(map(str.isalpha, like)) > 1:
        return text.upper()
    if not like[:1].isupper():
        return WORD.sub(_pronoun, text)
    heads = [word[0].isupper() for word in WORD.findall(like) if word.lower() not in FUNCTION_WORDS]
    if all(heads) and (len(heads) > 1 or not opens):
        text = WORD.sub(_title, text)
    return text[:1].upper() + WORD.sub(_pronoun, text)[1:]


def _title(match: re.Match[str]) -> str:
    word = match.group()
    return word if word in FUNCTION_WORDS else word[:1].upper() + word[1:]


def _pronoun(match: re.Match[str]) -> str:
    return PRONOUN.sub("I", match.group())
