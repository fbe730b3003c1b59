"""A suspect text beside the source that it may come from: what was substituted, and where.

Words are aligned by `passages`; what stands between the words that both texts have is compared
character by character, so that the substitutions, applied to the original, give the suspect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mtdetect.comparing.passages import WordPassage, pair_passages
from mtdetect.comparing.suspicions import mark_suspected
from mtdetect.detector import Detector, load
from mtdetect.errors import InputError
from mtdetect.results.comparison import Change, Comparison, Passage, Substitution
from mtdetect.results.report import InputFormat, Report
from mtdetect.text.alignment import AlignedWords, Box, MatchingRun
from mtdetect.text.formats.guessing import check_format, read_as
from mtdetect.text.view import View

Place = tuple[int, int]

EMPTY = Box(0, 0, 0, 0)
# What was done where the original has words of its own, and where the suspect has.
CHANGES: dict[tuple[bool, bool], Change] = {
    (True, True): "replaced",
    (False, True): "inserted",
    (True, False): "deleted",
    (False, False): "restyled",
}


def compare(
    original: str, suspect: str | Report, *, format: InputFormat = "auto", detector: Detector | None = None
) -> Comparison:
    """Align a suspect text with an original, and list every substitution with its place in both.

    A report of the suspect saves judging it again. HTML and Markdown are compared as read, with offsets into
    the source. Anything but strings is an InputError, an unknown format an OptionError.
    """
    check_format(format)
    _check(original, "original", "a string")
    if not isinstance(suspect, Report):
        _check(suspect, "suspect", "a string or a Report")
        suspect = (detector or load()).detect(suspect, format=format)
    before, after = _Side.of(original, format), _Side.of(suspect.text, suspect.format)
    before, after = before.joined(after), after.joined(before)
    parts = pair_passages(before.words.folded, after.words.folded)
    found = [one for part in parts for one in _substitutions(before, after, part)]
    return Comparison(
        original,
        suspect.text,
        _similarity(parts, len(before.words), len(after.words)),
        mark_suspected(found, suspect),
        tuple(_passage(before, after, part) for part in parts),
        suspect,
        before.view.skipped,
    )


def _check(text: object, name: str, expected: str) -> None:
    if not isinstance(text, str):
        raise InputError(
            f"compare expects {expected} as its {name} text, got {type(text).__name__}. "
            f"Pass the whole text; an empty string stands for a missing one."
        )


def _similarity(parts: Sequence[WordPassage], length_a: int, length_b: int) -> float:
    shared = sum(run.size for part in parts for run in part.runs)
    return 2 * shared / (length_a + length_b) if length_a + length_b else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Hold one of the two texts: as the caller passed it, as it is read, and the words of that."""

    source: str
    view: View
    words: AlignedWords

    @classmethod
    def of(cls, source: str, format: InputFormat) -> _Side:
        view = read_as(source, format)
        return cls(source, view, AlignedWords.of(view.text))

    def joined(self, other: _Side) -> _Side:
        """Join words that the end of a line cut in two, where the other text has them whole."""
        return replace(self, words=self.words.joined(self.view.text, set(other.words.folded)))

    def chars(self, begin: int, end: int) -> Place:
        """Give the characters of a stretch of words: with what follows each, and precedes the first."""
        return (self._edge(begin), self._edge(end)) if self.words else (0, len(self.view.text))

    def _edge(self, word: int) -> int:
        """Give where a stretch from this word on begins, and one up to it ends."""
        if not word:
            return 0
        return self.words.spans[word][0] if word < len(self.words) else len(self.view.text)

    def margins(self, first: int, last: int, place: Place) -> tuple[str, str]:
        """Give what stands in a place before the first of these words, and after the last."""
        begin, end = place
        if first == last:
            return self.view.text[begin:end], self.view.text[begin:end]
        first_start, last_end = self.words.spans[first][0], self.words.spans[last - 1][1]
        return self.view.text[begin:first_start], self.view.text[last_end:end]

    def in_source(self, begin: int, end: int) -> Place:
        """Lead a stretch of the view to the source; an empty one is led to where it would stand."""
        if begin < end or self.view.start is None or self.view.end is None:
            return self.view.source(begin, end)
        starts, ends = self.view.start, self.view.end
        at = int(starts[begin]) if begin < len(starts) else int(ends[-1]) if len(ends) else 0
        return at, at


def _passage(before: _Side, after: _Side, part: WordPassage) -> Passage:
    original = before.in_source(*before.chars(part.box.i1, part.box.i2))
    suspect = after.in_source(*after.chars(part.box.j1, part.box.j2))
    return Passage(*original, *suspect, part.moved)


def _substitutions(before: _Side, after: _Side, part: WordPassage) -> Iterator[Substitution]:
    """Yield what differs in a passage, in order: between the words that both have, and in their style."""
    (at_a, end_a), (at_b, end_b) = before.chars(*part.box[:2]), after.chars(*part.box[2:])
    i1, i2, j1, j2 = part.box
    for i, j in _shared_words(part.runs):
        word_a, word_b = before.words.spans[i], after.words.spans[j]
        yield from _between(before, after, Box(i1, i, j1, j), (at_a, word_a[0]), (at_b, word_b[0]))
        if before.view.text[slice(*word_a)] != after.view.text[slice(*word_b)]:
            yield _substitution(before, after, word_a, word_b, "restyled")
        i1, j1, at_a, at_b = i + 1, j + 1, word_a[1], word_b[1]
    yield from _between(before, after, Box(i1, i2, j1, j2), (at_a, end_a), (at_b, end_b))


def _shared_words(runs: Sequence[MatchingRun]) -> Iterator[Place]:
    for i, j, size in runs:
        yield from zip(range(i, i + size), range(j, j + size), strict=True)


def _between(before: _Side, after: _Side, words: Box, a: Place, b: Place) -> Iterator[Substitution]:
    """Yield the differences of two stretches that hold these words, less what surrounds the words alike."""
    old, new = before.view.text[slice(*a)], after.view.text[slice(*b)]
    if old == new:
        return
    (lead_a, trail_a), (lead_b, trail_b) = before.margins(words.i1, words.i2, a), after.margins(*words[2:], b)
    lead, trail = _common(lead_a, lead_b), _common(trail_a[::-1], trail_b[::-1])
    kind = CHANGES[words.i1 < words.i2, words.j1 < words.j2]
    rest_a, rest_b = len(trail_a), len(trail_b)
    if kind == "replaced" and trail_a.split() == trail_b.split():  # other spacing is a change of its own
        core = (a[0] + lead, a[1] - rest_a), (b[0] + lead, b[1] - rest_b)
        yield _substitution(before, after, *core, kind)
        yield from _between(before, after, EMPTY, (a[1] - rest_a, a[1]), (b[1] - rest_b, b[1]))
    else:
        trail = min(trail, len(old) - lead, len(new) - lead)
        yield _substitution(before, after, (a[0] + lead, a[1] - trail), (b[0] + lead, b[1] - trail), kind)


def _common(one: str, other: str) -> int:
    """Count the characters with which both begin.

    >>> _common(", and", ", but")
    2
    """
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (x, y) in pairs if x != y), min(len(one), len(other)))


def _substitution(before: _Side, after: _Side, a: Place, b: Place, kind: Change) -> Substitution:
    a, b = before.in_source(*a), after.in_source(*b)
    return Substitution(kind, *a, before.source[slice(*a)], *b, after.source[slice(*b)])
