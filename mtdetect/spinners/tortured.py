"""Tortured phrases as found in papers: planted where their original stands, and generalised by word.

The list (tortured phrase, expected phrase, number of papers) is the Problematic Paper Screener's; it
is read from a path and never shipped.
"""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtdetect.errors import DataError
from mtdetect.model.lexicon import FUNCTION_WORDS
from mtdetect.spinners.base import Spun, apply, match_case
from mtdetect.spinners.compounds import repaired_articles
from mtdetect.spinners.inflection import analyses, inflect
from mtdetect.spinners.phrase_rules import PhraseRule, PhraseWords, RuleFinder, disjoint

_ASIDE = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\])\s*")
_PLAIN = re.compile(r"[a-z]+(?:['-][a-z]+)*(?: [a-z]+(?:['-][a-z]+)*)*")
_LEAST_LETTERS = 6  # a shorter expected phrase is a common word, not a term
_PAIR_SHARE, _SINGLES_FROM = 0.7, 0.25


@dataclass(frozen=True, slots=True)
class TorturedRow:
    """A tortured phrase, the phrase it stands for, and in how many papers it was found."""

    tortured: str
    expected: str
    papers: int


def load_rows(path: Path) -> tuple[TorturedRow, ...]:
    """Read the list, without the rows whose expected phrase is unknown or not plain words.

    Asides in brackets are left out of both phrases.

    Raises:
        DataError: the file cannot be read or lacks the columns tortured, expected and n_papers.

    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            raw = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        rows = [_row(line["tortured"], line["expected"], line["n_papers"]) for line in raw]
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise DataError(
            f"Cannot read tortured phrases from {path}: {error!r}. "
            "Give a tab-separated file with the columns tortured, expected, n_papers."
        ) from error
    return tuple(row for row in rows if _usable(row))


def _row(tortured: str, expected: str, papers: str | None) -> TorturedRow:
    count = int(papers) if papers and papers.isdigit() else 0
    return TorturedRow(_plain(tortured), _plain(expected), count)


def _plain(phrase: str) -> str:
    return _ASIDE.sub(" ", phrase.lower().replace("’", "'")).strip()


def _usable(row: TorturedRow) -> bool:
    plain = _PLAIN.fullmatch(row.tortured) and _PLAIN.fullmatch(row.expected)
    bare = row.tortured in FUNCTION_WORDS or row.tortured == row.expected
    return bool(plain) and not bare and len(row.expected) >= _LEAST_LETTERS


def split(rows: Iterable[TorturedRow]) -> tuple[tuple[TorturedRow, ...], tuple[TorturedRow, ...]]:
    """Split into a half to train on and one to gate on; an expected phrase is in one half only."""
    halves: tuple[list[TorturedRow], list[TorturedRow]] = ([], [])
    for row in rows:
        halves[hashlib.sha256(row.expected.encode()).digest()[0] & 1].append(row)
    return tuple(halves[0]), tuple(halves[1])


def word_pairs(rows: Iterable[TorturedRow]) -> dict[tuple[str, str], int]:
    """Count in how many rows a word stands for another, by position.

    Equal words at either end anchor the phrases; what is left must be equally long.

    >>> word_pairs([TorturedRow("bosom malignancy cells", "breast cancer cells", 3)])
    {('breast', 'bosom'): 1, ('cancer', 'malignancy'): 1}
    """
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        expected, tortured = _unanchored(row.expected.split(), row.tortured.split())
        if len(expected) == len(tortured):
            counts.update(pair for pair in zip(expected, tortured, strict=True) if _telling(*pair))
    return dict(counts)


def _unanchored(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return a, b


def _telling(word: str, swapped: str) -> bool:
    if word == swapped or min(len(word), len(swapped)) < 3 or {word, swapped} & FUNCTION_WORDS:
        return False
    lemmas = {lemma for lemma, _ in analyses(word)}
    return word.isalpha() and swapped.isalpha() and lemmas.isdisjoint(lemma for lemma, _ in analyses(swapped))


class TorturedSpinner:
    """Plants the rows' phrases where the expected ones stand, and swaps words as the rows do.

    A document's words are swapped everywhere alike. Give it the training half of the rows.
    """

    def __init__(self, rows: Sequence[TorturedRow], name: str = "tortured") -> None:
        self.name = name
        self._finder = RuleFinder(planting_rules(rows))
        self._swaps = _Swaps(word_pairs(rows))

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite ``text``; see ``base.Spinner``."""
        words = PhraseWords.of(text)
        found = list(disjoint(self._found(words, rate, touch_names, rng)))
        return apply(text, [*found, *repaired_articles(words, found)])

    def _found(
        self, words: PhraseWords, rate: float, touch_names: bool, rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        decided: dict[str, str] = {}
        at, count = 0, len(words.lower)
        while at < count:
            size, new = self._phrase(words, at, rate, decided, rng)
            if new:
                start, end = words.slice(at, at + size)
                yield start, end, match_case(words.text[start:end], new)
            elif touch_names or not words.is_name(at):
                yield from self._word(words, at, rate, decided, rng)
            at += size

    def _phrase(
        self, words: PhraseWords, at: int, rate: float, decided: dict[str, str], rng: random.Random
    ) -> tuple[int, str]:
        for rule in self._finder.at(words, at):
            key = " ".join(rule.find)
            if key not in decided:
                decided[key] = rng.choice(rule.puts) if rng.random() < rate else ""
            return (len(rule.find), decided[key]) if decided[key] else (1, "")
        return 1, ""

    def _word(
        self, words: PhraseWords, at: int, rate: float, decided: dict[str, str], rng: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        word = words.lower[at]
        options = self._swaps.of(word)
        if not options:
            return
        beside = [i for i in (at - 1, at + 1) if 0 <= i < len(words.lower) and words.joined(max(i, at))]
        paired = any(self._swaps.of(words.lower[i]) for i in beside)
        likely = rate * _PAIR_SHARE if paired else rate - _SINGLES_FROM
        if word not in decided:
            decided[word] = rng.choice(options) if rng.random() < likely else ""
        if decided[word]:
            yield *words.spans[at], match_case(words.written(at), decided[word])


class _Swaps:
    """What stands for a word: as learned, or for its lemma and inflected."""

    def __init__(self, pairs: dict[tuple[str, str], int]) -> None:
        self._known: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._cache: dict[str, tuple[str, ...]] = {}
        for (word, swapped), count in pairs.items():
            self._learn(word, swapped, count)

    def _learn(self, word: str, swapped: str, count: int) -> None:
        tags = {tag: lemma for lemma, tag in reversed(analyses(swapped))}
        for lemma, tag in analyses(word):
            if tag in tags:
                self._known[lemma, tag[0]][tags[tag]] += count
                return

    def of(self, word: str) -> tuple[str, ...]:
        """Return what may stand for the word, repeated as often as seen."""
        if word not in self._cache:
            self._cache[word] = tuple(self._inflected(word)) if word not in FUNCTION_WORDS else ()
        return self._cache[word]

    def _inflected(self, word: str) -> Iterator[str]:
        for lemma, tag in analyses(word):
            if known := self._known.get((lemma, tag[0])):
                for swapped, count in known.most_common(5):
                    if (form := inflect(swapped, tag)) and form not in FUNCTION_WORDS and form != word:
                        yield from [form] * count
                return


def planting_rules(rows: Iterable[TorturedRow]) -> Iterator[PhraseRule]:
    """Yield a rule for each expected phrase, and one for its plural."""
    puts: dict[str, dict[str, None]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (-row.papers, row.tortured)):
        puts[row.expected][row.tortured] = None
        plural, tortured = inflect(row.expected, "NNS"), inflect(row.tortured, "NNS")
        if plural and tortured and not row.expected.endswith("s") and not row.tortured.endswith("s"):
            puts[plural][tortured] = None
    for expected, tortured_ones in puts.items():
        yield PhraseRule(tuple(expected.split()), "", tuple(tortured_ones))
