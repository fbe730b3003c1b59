"""Open thesauri as one lexicon: what may stand for a word, how closely, and as what part of speech.

Two sources, kept apart because they differ in worth:

- The MyThes thesaurus of LibreOffice (WordNet, by sense, each term marked as synonym, similar,
  related, generic or antonym). Debian's package ``mythes-en-us`` installs it.
- The Moby thesaurus (public domain): broad, without senses, and noisy. Only what two heads say of
  each other, or what they share, can be trusted; ``Lexicon.loose`` ranks by that.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, KeysView
from dataclasses import dataclass, field
from functools import lru_cache
from math import log10
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from wordfreq import get_frequency_dict, zipf_frequency

from mtdetect.errors import DataError

MYTHES = Path("/usr/share/mythes/th_en_US_v2.dat")
MYTHES_VARIABLE, MOBY_VARIABLE = "MTDETECT_MYTHES", "MTDETECT_MOBY"

LOOSE_ZIPF = 2.5  # below it Moby is mostly Latin, heraldry and slang of the 1930s
LOOSE_LIMIT = 40

REACH_DIRECT, REACH_SIMILAR, REACH_GENERIC = 0, 1, 2
_REACH = {"similar": REACH_SIMILAR, "related": REACH_SIMILAR, "generic": REACH_GENERIC}
_TERM = re.compile(r"^(.*?)(?: \((similar|related|generic) term\))?$")


@lru_cache(maxsize=1 << 18)
def zipf(term: str) -> float:
    """Give the Zipf frequency of a lowercase word or phrase; a phrase is rarer than its rarest word.

    >>> zipf("house") > zipf("abode") > zipf("xqzzyq")
    True
    >>> 0 < zipf("take place") < zipf("take")
    True
    """
    frequencies = get_frequency_dict("en")
    if (known := frequencies.get(term)) is not None:
        return log10(known) + 9
    words = re.split(r"[ -]", term)
    if len(words) == 1:
        return zipf_frequency(term, "en")
    found = [frequencies.get(word, 0.0) for word in words]
    return max(0.0, 9 - log10(sum(1 / value for value in found))) if all(found) else 0.0


@dataclass(frozen=True, slots=True)
class Moby:
    """Moby's lists as one sparse table: row ``i`` has the terms ``terms[starts[i]:starts[i + 1]]``."""

    names: tuple[str, ...]
    index: dict[str, int]
    rows: dict[int, int]
    starts: NDArray[np.int64]
    terms: NDArray[np.int32]

    def row(self, term: int) -> NDArray[np.int32]:
        """Give the terms that the head lists, as indices into ``names``; nothing for one that is no head."""
        row = self.rows.get(term)
        return self.terms[:0] if row is None else self.terms[self.starts[row] : self.starts[row + 1]]

    def ranked(self, head: str, least_zipf: float, limit: int) -> tuple[str, ...]:
        """Give the head's best terms: shared lists (Jaccard), doubled where the listing is mutual."""
        at = self.index.get(head, -1)
        mine = self.row(at)
        marks = np.zeros(len(self.names), dtype=bool)
        marks[mine] = True
        marks[at] = True
        worth = [(self._worth(at, int(term), marks, len(mine)), self.names[term]) for term in mine]
        good = [(value, name) for value, name in worth if name != head and zipf(name) >= least_zipf]
        good.sort(key=lambda pair: (-pair[0], pair[1]))
        return tuple(name for value, name in good[:limit] if value > 0)

    def _worth(self, at: int, term: int, marks: NDArray[np.bool_], size: int) -> float:
        theirs = self.row(term)
        if not len(theirs):
            return 0.0
        shared = int(np.count_nonzero(marks[theirs]))
        mutual = 2.0 if (theirs == at).any() else 1.0
        return mutual * shared / (size + len(theirs) - shared + 1)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A thesaurus by sense, with a loose one beside it. All heads and terms are lowercase.

    >>> lexicon = Lexicon({"war": ["(noun)|warfare|battle (generic term)|peace (antonym)"]})
    >>> lexicon.synonyms("war"), lexicon.synonyms("war", reach=2), sorted(lexicon.pos("war"))
    (('warfare',), ('warfare', 'battle'), ['noun'])
    """

    senses: dict[str, list[str]]
    moby: Moby | None = None
    _cache: dict[tuple[str, str | None, int, bool], tuple[str, ...]] = field(default_factory=dict, repr=False)
    _loose: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def heads(self) -> KeysView[str]:
        """Give every head that has at least one sense."""
        return self.senses.keys()

    def __contains__(self, lemma: object) -> bool:
        return lemma in self.senses

    def pos(self, lemma: str) -> frozenset[str]:
        """Give the parts of speech of the lemma: noun, verb, adj, adv."""
        return frozenset(sense[1 : sense.index(")")] for sense in self.senses.get(lemma, ()))

    def sense_count(self, lemma: str, pos: str) -> int:
        """Count the lemma's senses as that part of speech: a fair guess at how usual it is."""
        return sum(sense.startswith(f"({pos})") for sense in self.senses.get(lemma, ()))

    def synonyms(
        self, lemma: str, pos: str | None = None, *, reach: int = REACH_DIRECT, names: bool = True
    ) -> tuple[str, ...]:
        """Give the lemma's synonyms, best first: close, in many senses, in usual senses, common.

        ``reach`` 0 is synonyms proper, 1 adds similar and related terms, 2 adds generic ones.
        Antonyms never come. ``names=False`` leaves out what the thesaurus writes with a capital,
        such as *Menachem Begin* for *begin*.
        """
        key = (lemma, pos, reach, names)
        if (known := self._cache.get(key)) is None:
            known = self._cache[key] = tuple(self._ranked(lemma, pos, reach, names))
        return known

    def loose(self, lemma: str) -> tuple[str, ...]:
        """Give what Moby offers, best first, the noise cut off; nothing without Moby."""
        if self.moby is None or lemma not in self.moby.index:
            return ()
        if (known := self._loose.get(lemma)) is None:
            known = self._loose[lemma] = self.moby.ranked(lemma, LOOSE_ZIPF, LOOSE_LIMIT)
        return known

    def _ranked(self, lemma: str, pos: str | None, reach: int, names: bool) -> list[str]:
        best: dict[str, tuple[int, int]] = {}
        votes: dict[str, int] = defaultdict(int)
        for written, near, place in self._terms(lemma, pos):
            term = written.lower()
            if near <= reach and term != lemma and (names or term == written):
                best[term] = min((near, place), best.get(term, (near, place)))
                votes[term] += 1

        def rank(term: str) -> tuple[int, int, int, float, str]:
            near, place = best[term]
            return near, -votes[term], place, -zipf(term), term

        return sorted(best, key=rank)

    def _terms(self, lemma: str, pos: str | None) -> Iterator[tuple[str, int, int]]:
        places: dict[str, int] = defaultdict(int)
        for sense in self.senses.get(lemma, ()):
            mark, *terms = sense.split("|")
            places[mark] += 1
            if pos is None or mark == f"({pos})":
                for term in terms:
                    if not term.endswith("(antonym)"):
                        yield *_reached(term), places[mark]


def load_lexicon(mythes: Path | None = None, moby: Path | None = None) -> Lexicon:
    """Read the thesauri; ``None`` means their usual places. Moby may be missing, MyThes may not."""
    senses = read_mythes(mythes or mythes_path())
    if moby is None and (named := os.environ.get(MOBY_VARIABLE)):
        moby = Path(named)
    return Lexicon(senses, None if moby is None else read_moby(moby))


def mythes_path() -> Path:
    """Say where the MyThes thesaurus is: where the environment names it, or where Debian puts it."""
    return Path(os.environ.get(MYTHES_VARIABLE, MYTHES))


def read_mythes(path: Path) -> dict[str, list[str]]:
    """Read a MyThes data file: after its encoding, ``head|count`` and as many lines ``(pos)|term|term``."""
    text = _read(
        path, f"Install it with `apt-get install mythes-en-us`, or let {MYTHES_VARIABLE} name the file."
    )
    lines = iter(text.splitlines()[1:])
    senses: dict[str, list[str]] = {}
    for line in lines:
        head, _, count = line.rpartition("|")
        if not count.isdigit():
            raise DataError(f"{path} is not a MyThes thesaurus: expected 'head|count', found {line[:60]!r}.")
        senses.setdefault(head.lower(), []).extend(next(lines, "()") for _ in range(int(count)))
    return senses


def read_moby(path: Path) -> Moby:
    """Read Moby: one head a line, ``head,term,term``."""
    text = _read(path, f"Unset {MOBY_VARIABLE} to go without Moby, or let it name the file 'words.txt'.")
    index: dict[str, int] = {}
    lists: dict[int, list[int]] = {}
    for line in text.lower().splitlines():
        head, *terms = [index.setdefault(term.strip(), len(index)) for term in line.split(",")]
        lists.setdefault(head, []).extend(terms)
    unique = [np.unique(np.array(terms, dtype=np.int32)) for terms in lists.values()]
    starts = np.cumsum([0, *map(len, unique)])
    terms_flat = np.concatenate([np.empty(0, dtype=np.int32), *unique])
    return Moby(tuple(index), index, {head: row for row, head in enumerate(lists)}, starts, terms_flat)


def _read(path: Path, remedy: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"Cannot read the thesaurus {path}: {error}. {remedy}") from error


@lru_cache(maxsize=1 << 18)
def _reached(term: str) -> tuple[str, int]:
    match = _TERM.match(term)
    word, mark = match.groups(default="") if match else (term, "")
    return word.strip(), _REACH.get(mark, REACH_DIRECT)
