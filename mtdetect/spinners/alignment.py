"""Find what a rewriter changed when it does not say so itself.

Words decide: case, punctuation and spacing do not count as changes. So
``Spun(rewritten, changed_regions(original, rewritten)).restored()`` has the words of the original,
but not always its commas and capitals. Two more limits follow from an edit being a stretch of the
*rewritten* text: words that were only dropped are charged to the word after them ("of a man" made
"of man" gives "man" for "a man"), and dropped words at the very end are not reported.
"""

from __future__ import annotations

from mtdetect.spinners.base import Swap
from mtdetect.text.alignment import AlignedWords, gaps


def changed_regions(original: str, rewritten: str) -> tuple[Swap, ...]:
    """Return the stretches of ``rewritten`` that differ, each with the original wording.

    An insertion is an edit whose original is empty.

    >>> changed_regions("He left the White House.", "He quit the White Home.")
    (Swap(start=3, end=7, original='left'), Swap(start=18, end=22, original='House'))
    """
    before, after = AlignedWords.of(original), AlignedWords.of(rewritten)
    edits = []
    for i1, i2, j1, j2 in gaps(before.folded, after.folded):
        if j1 == j2 == len(after):
            continue
        charged = int(j1 == j2)  # dropped words are charged to the word that follows, which both texts have
        start, end = after.spans[j1][0], after.spans[j2 + charged - 1][1]
        edits.append(Swap(start, end, _between(original, before, i1, i2 + charged)))
    return tuple(edits)


def _between(text: str, words: AlignedWords, first: int, last: int) -> str:
    """Return the text from word ``first`` up to, not including, word ``last``."""
    return text[words.spans[first][0] : words.spans[last - 1][1]] if first < last else ""
