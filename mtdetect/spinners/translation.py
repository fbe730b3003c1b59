"""Round trips through rule-based machine translation: Apertium, where its Debian packages are installed.

What the engine leaves behind by accident (marks, foreign words, stray spaces) is not what careless
translation looks like elsewhere, so sentences with such traces stay as they were.
"""

from __future__ import annotations

import logging
import random
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mtdetect.errors import DataError
from mtdetect.spinners.alignment import changed_regions
from mtdetect.spinners.base import Spun, Swap

PACKAGES = {
    "eng-spa": "apertium-eng-spa",
    "eng-cat": "apertium-eng-cat",
    "en-gl": "apertium-en-gl",
    "en-eo": "apertium-eo-en",
}
_SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9])|(?=\s*(?:\n|\Z)))")
_ENDING = re.compile(r"[.!?:;,…\"'”’)\]]*\Z")
_UNKNOWN = re.compile(r"\*([\w'’-]+)")
_STRAY_SPACE = re.compile(r" +(?=[ ,;.:?!)\]])|(?<=[(\[]) +")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS, _MOST_WORDS = 4, 60
_BATCH = 4000  # sentences to a process: keeps memory low at no cost in speed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence to translate: which text it is from, and where it stands there."""

    text: int
    start: int
    end: int
    words: str


@lru_cache(maxsize=len(PACKAGES))
def available(pair: str = "eng-spa") -> bool:
    """Tell whether Apertium and both directions of the pair are installed."""
    if shutil.which("apertium") is None:
        return False
    listed = subprocess.run(["apertium", "-l"], capture_output=True, text=True, check=False)
    return {pair, _back(pair)} <= set(listed.stdout.split())


class ApertiumSpinner:
    """Translates a share ``rate`` of a text's sentences into another language and back.

    Edits come from aligning words, so ``restored()`` gives back the words of the source but not
    always its commas and capitals (see ``alignment``). Names are left to the engine.

    Raises:
        DataError: Apertium or the pair is not installed.

    """

    def __init__(self, pair: str = "eng-spa", name: str = "apertium_spa") -> None:
        if not available(pair):
            package = PACKAGES.get(pair, f"apertium-{pair}")
            raise DataError(
                f"Apertium's {pair} and {_back(pair)} are not installed, so there is no round trip. "
                f"On Debian, run `apt-get install apertium {package}`, or train without this generator."
            )
        self.name = name
        self._pair = pair

    def spin(self, text: str, *, rate: float, touch_names: bool, rng: random.Random) -> Spun:
        """Rewrite one text; ``spin_many`` is far faster for several."""
        return self.spin_many([text], rate=rate, touch_names=touch_names, rng=rng)[0]

    def spin_many(
        self,
        texts: Sequence[str],
        *,
        rate: float,
        touch_names: bool,  # noqa: ARG002  (the engine knows no names)
        rng: random.Random,
    ) -> list[Spun]:
        """Rewrite the texts, all their sentences in a few processes."""
        chosen = [s for i, text in enumerate(texts) for s in _sentences(i, text) if rng.random() < rate]
        by_text: list[list[tuple[_Sentence, str]]] = [[] for _ in texts]
        for sentence, new in zip(chosen, self._round_trip([s.words for s in chosen]), strict=True):
            by_text[sentence.text].append((sentence, new))
        return [_rewritten(text, swaps) for text, swaps in zip(texts, by_text, strict=True)]

    def _round_trip(self, sentences: Sequence[str]) -> list[str]:
        """Translate there and back; a sentence that shows the engine's traces comes back as it was."""
        results = []
        for at in range(0, len(sentences), _BATCH):
            batch = sentences[at : at + _BATCH]
            there = _translated(batch, self._pair, show_unknown=False)
            back = _translated(there, _back(self._pair), show_unknown=True)
            results += [_cleaned(*three) for three in zip(batch, there, back, strict=True)]
        return results


def _back(pair: str) -> str:
    return "-".join(reversed(pair.split("-")))


def _sentences(index: int, text: str) -> Iterable[_Sentence]:
    for match in _SENTENCE.finditer(text):
        if _LEAST_WORDS <= len(match[0].split()) <= _MOST_WORDS:
            yield _Sentence(index, *match.span(), match[0])


def _translated(lines: Sequence[str], direction: str, *, show_unknown: bool) -> list[str]:
    """Translate line by line.

    Should lines get lost, halve until the bad one is alone: that one comes back empty.
    """
    command = ["apertium", "-f", "line", *([] if show_unknown else ["-u"]), direction]
    run = subprocess.run(
        command, input="".join(f"{line}\n" for line in lines), capture_output=True, text=True, check=False
    )
    results = run.stdout.split("\n")[:-1]
    if run.returncode == 0 and len(results) == len(lines):
        return results
    log.debug("apertium %s gave %d lines for %d", direction, len(results), len(lines))
    if len(lines) < 2:
        return [""] * len(lines)
    middle = len(lines) // 2
    return [
        line
        for half in (lines[:middle], lines[middle:])
        for line in _translated(half, direction, show_unknown=show_unknown)
    ]


def _cleaned(source: str, there: str, back: str) -> str:
    """Return the round trip without the engine's traces, or the source where they cannot be removed.

    >>> _cleaned("He met Wang here.", "Se encontró con Wang aquí", "It met *Wang here")
    'It met Wang here.'
    >>> _cleaned("He met Wang here.", "Se encontró con Wang aquí", "It met Wang *aquí.")
    'He met Wang here.'
    """
    known = {word.lower() for word in _WORD.findall(source)}
    leaked = any(part.lower() not in known for m in _UNKNOWN.finditer(back) for part in _WORD.findall(m[1]))
    marked = any(mark in there + back and mark not in source for mark in "@#")
    foreign = any(word.lower() not in known for word in _WORD.findall(back) if not word.isascii())
    if leaked or marked or foreign or not back.strip():
        return source
    return _finished(source, _UNKNOWN.sub(r"\1", back) if "*" not in source else back)


def _finished(source: str, new: str) -> str:
    """Give the new sentence the source's ending and first capital, and no stray spaces."""
    new = " ".join(new.split())
    if not _STRAY_SPACE.search(source):
        new = _STRAY_SPACE.sub("", new)
    ending = _ENDING.search(source)
    new = _ENDING.sub("", new) + (ending[0] if ending else "")
    return new[:1].upper() + new[1:] if source[:1].isupper() else new


def _rewritten(text: str, swaps: Iterable[tuple[_Sentence, str]]) -> Spun:
    parts: list[str] = []
    edits: list[Swap] = []
    at = length = 0
    for sentence, new in swaps:
        length += sentence.start - at
        parts += [text[at : sentence.start], new]
        changed = changed_regions(sentence.words, new)
        edits += [Swap(length + edit.start, length + edit.end, edit.original) for edit in changed]
        length, at = length + len(new), sentence.end
    return Spun("".join([*parts, text[at:]]), tuple(edits))
