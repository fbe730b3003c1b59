"""See through what hides words from a filter, and from a detector: one view of a text to another.

Zero-width characters, letters of other scripts, stacked marks, letters spaced out: a
person reads over them, a table of n-grams cannot. What is undone is judged as if it had not been done, and
what nobody does by accident is noted as evidence of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mtdetect.results.report import Note
from mtdetect.text.disguises.characters import (
    WINDOWS_SIGNS,
    accents,
    blanks,
    homoglyphs,
    invisible,
    marks,
    mojibake,
    windows_signs,
)
from mtdetect.text.disguises.edits import Disguises, apply
from mtdetect.text.disguises.inserted import NEEDED, cut_words, inserted
from mtdetect.text.disguises.known_words import KnownWords
from mtdetect.text.disguises.lookalikes import (
    BLANKS,
    CONTROLS,
    INVISIBLES,
    MARKS,
    MOJIBAKE_LEADS,
    QUOTES,
    accented,
    ligatures,
    lookalikes,
)
from mtdetect.text.disguises.spaced_letters import spaced_letters
from mtdetect.text.view import View

MOST_ROUNDS = 4  # one trick may hide another; a text that four rounds do not settle is left as it then is
MOST_PLACES = 10  # of a note
# What needs no pass over characters: ASCII but for controls, and signs and spaces that typesetters use.
CONTROL = re.compile(f"[{CONTROLS}]")
ODD = re.compile("[^\t-\r\x1c-\x7e–—…•·£€¥§©®°±×½¼¾¹²³«»„‘’“”\xa0\u2009\u202f]")

Pass = Callable[[str, KnownWords], Disguises]


def unmask(view: View, words: KnownWords) -> View:
    r"""Return what a reader would read of a view; the same view, if that is what is written.

    >>> words = KnownWords.from_zipf({"white": 5.6, "house": 5.7, "lose": 4.9})
    >>> seen = unmask(View("the wh\u200bite h\u043euse"), words)
    >>> seen.text, seen.source(4, 9), [note.name for note in seen.notes]
    ('the white house', (4, 10), ['zero_width', 'homoglyphs'])
    """
    seen = view
    for _ in range(MOST_ROUNDS):
        before = seen
        for look in _passes(seen.text):
            seen = _changed(seen, look(seen.text, words))
        if NEEDED.search(seen.text):
            seen = _changed(seen, inserted(seen.text, words))
        seen = _changed(seen, spaced_letters(seen.text, words, _tricks(seen.notes)))
        seen = _changed(seen, cut_words(seen.text, words))
        if seen is before:
            break
    seen = _with_plain_quotes(seen)
    return seen if seen.notes == view.notes else replace(seen, notes=_merged(seen.notes))


def _passes(text: str) -> Iterator[Pass]:
    """Name the passes that have something to look at; most texts need none."""
    plain = text.isascii() and not CONTROL.search(text)
    signs = "" if plain else " ".join(ODD.findall("".join(set(text))))
    if signs:
        for needed, find in CHARACTER_PASSES:
            if needed(signs):
                yield find


def _holds(chars: Callable[[], Iterable[str]]) -> Callable[[str], bool]:
    return lambda signs: not set(chars()).isdisjoint(signs)


#: What signs each pass is for. What cannot be seen goes first: it parts marks from their letters.
CHARACTER_PASSES: tuple[tuple[Callable[[str], object], Pass], ...] = (
    (_holds(lambda: MOJIBAKE_LEADS), mojibake),
    (WINDOWS_SIGNS.search, windows_signs),
    (INVISIBLES.search, invisible),
    (BLANKS.search, blanks),
    (MARKS.search, marks),
    (_holds(accented), accents),
    (_holds(lambda: lookalikes() | ligatures()), homoglyphs),
)


def _changed(view: View, found: Disguises) -> View:
    if not found.edits:
        return view
    notes = [Note(name, len(at), tuple(sorted(at)[:MOST_PLACES])) for name, at in found.places.items()]
    return view.rewritten(*apply(view.text, found.edits), notes=notes)


def _with_plain_quotes(view: View) -> View:
    """Put a typewriter's quotes and hyphen for a printer's: the tables know words better with them."""
    text = view.text
    if not text.isascii():
        for sign, plain in QUOTES.items():
            text = text.replace(sign, plain)
    return view if text == view.text else replace(view, text=text)


def _tricks(notes: Iterable[Note]) -> Counter[str]:
    """Count the places of each trick; bad decoding is none, as it is mostly an accident."""
    counts: Counter[str] = Counter()
    for note in notes:
        counts[note.name] += note.count
    del counts["mojibake"]
    return counts


def _merged(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Make one note of those of one name."""
    by_name: dict[str, Note] = {}
    for note in notes:
        old = by_name.get(note.name, Note(note.name, 0))
        places = tuple(sorted({*old.places, *note.places})[:MOST_PLACES])
        by_name[note.name] = Note(note.name, old.count + note.count, places)
    return tuple(by_name.values())
