"""Student essays with their Google round trips, made alike in everything but the wording.

The originals are misspelled, carry tags such as ``@CAPS1`` in place of names and are spaced carelessly;
the round trips mostly are not. A classifier would learn that instead of translation. So tags become
the same names and numbers on both sides, sentences with a word that is not English are dropped on both sides
alike, and quotes, spaces, capitals and list marks are made uniform.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wordfreq import zipf_frequency

from mtdetect.data_files import read_pairs, read_words
from mtdetect.errors import DataError
from mtdetect.spinners.base import match_case
from mtdetect.spinners.phrase_rules import RULES

VIAS = ("zh", "fr")
KNOWN_ZIPF = 2.6  # most misspellings of school essays lie below it; so do few words pupils use
_CORRECTED = dict(read_pairs(RULES / "essay_slips.txt"))
_SLIP = re.compile(rf"\b(?:{'|'.join(map(re.escape, _CORRECTED))})\b(?!')", re.IGNORECASE)
_NO_WORDS = read_words(RULES / "essay_no_words.txt")
_LEAST_WORDS, _LEAST_DOCUMENT_WORDS = 5, 60
_TAG = re.compile(r"@ ?([A-Z]+) ?(\d*)('?s?)(?![A-Za-z])")
_STRAY_TAG = re.compile(r"@|[A-Z]{4,}\d|\d[A-Za-z]{2,}")
_NAMES = {tag: names.split(" | ") for tag, names in read_pairs(RULES / "essay_names.txt")}
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": " "})
_SPELLED = re.compile(r"[a-z]+(?:'[a-z]+)*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?!])[\"']?\s+")
_RULES = (
    # Google writes "it's" where pupils write "it is": a habit of one engine, and no sign of translation.
    (re.compile(r"\b(ca)n't\b", re.IGNORECASE), r"\1nnot"),
    (re.compile(r"\b([Ww])on't\b"), r"\1ill not"),
    (re.compile(r"\b([Ll])et's\b"), r"\1et us"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"(?<=\w)'m\b"), " am"),
    (re.compile(r"(?<=\w)'re\b"), " are"),
    (re.compile(r"(?<=\w)'ve\b"), " have"),
    (re.compile(r"(?<=\w)'ll\b"), " will"),
    (re.compile(r"(?<=\w)'d\b"), " would"),
    (re.compile(r"\b(it|that|there|he|she|what|who|here|where|how|this)'s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\bInternet\b"), "internet"),
    (re.compile(r"\bT\.?V\b", re.IGNORECASE), "television"),
    (re.compile(r"[^\x20-\x7e]|[\"*_~<>\[\]{}|\\^#=+]"), " "),
    (re.compile(r"(?<!\w)'|'(?!\w)"), " "),
    (re.compile(r"\b([A-Z])\.(?:\s?([A-Z])\.)"), r"\1\2"),
    (re.compile(r"\s+([,.;:?!)])"), r"\1"),
    (re.compile(r"([.?!,])[.?!,]+"), r"\1"),
    (re.compile(r"([,.;:?!])(?=[A-Za-z])"), r"\1 "),
    (re.compile(r"\(\s+"), "("),
    (re.compile(r"\s-+\s?|-{2,}|\s-+(?=\w)"), ", "),
    (re.compile(r"\s+"), " "),
)


@dataclass(frozen=True, slots=True)
class EssayPair:
    """A human essay and its round trip by way of another language, both normalised."""

    id: str
    original: str
    rewritten: str
    via: str


def read_essays(path: Path, *, vias: Iterable[str] = VIAS) -> Iterator[EssayPair]:
    """Read the essays; too short ones are left out.

    Raises:
        DataError: the file cannot be read, or a line lacks ``orig`` or a round trip (the line is named).

    """
    wanted = tuple(vias)
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield from _pairs(_parsed(line, path, number), wanted)
    except (OSError, lzma.LZMAError) as error:
        raise DataError(
            f"Cannot read the essays {path}: {error}. Give an xz-compressed JSON Lines file."
        ) from error


def _parsed(line: str, path: Path, number: int) -> dict[str, str]:
    try:
        row: dict[str, str] = json.loads(line)
        return {key: row[key] for key in ("id", "orig", *(f"bt_{via}" for via in VIAS))}
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}, line {number}: expected a JSON object with id, orig, bt_zh and bt_fr, "
            f"got {line[:60]!r}."
        ) from error


def _pairs(row: dict[str, str], vias: Iterable[str]) -> Iterator[EssayPair]:
    original = normalised(row["orig"], row["id"])
    for via in vias:
        rewritten = normalised(row[f"bt_{via}"], row["id"])
        # More of the round trip survives the cleaning; equal lengths keep that from telling the sides apart.
        size = min(len(original.split()), len(rewritten.split()))
        if size >= _LEAST_DOCUMENT_WORDS:
            yield EssayPair(row["id"], _shortened(original, size), _shortened(rewritten, size), via)


def _shortened(text: str, size: int) -> str:
    """Cut after the sentence in which the text reaches ``size`` words."""
    kept: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        if sum(len(part.split()) for part in kept) >= size:
            break
        kept.append(sentence)
    return " ".join(kept)


def normalised(text: str, essay: str) -> str:
    """Make an essay's surface uniform; ``essay`` is its id, which fixes the names that tags become.

    >>> normalised("I  think that @PERSON1 is rigth.I really like my old school .", "7")
    'I really like my old school.'
    """
    text = _TAG.sub(lambda tag: _name(essay, tag[1], tag[2], tag[3]), text.translate(_STRAIGHT))
    text = _SLIP.sub(_mended, text)
    for pattern, new in _RULES:
        text = pattern.sub(new, text)
    kept = [_closed(sentence.strip()) for sentence in _SENTENCE_END.split(text) if _clean(sentence)]
    return " ".join(kept)


def _mended(slip: re.Match[str]) -> str:
    word = slip[0]
    return word if word.isupper() else match_case(word, _CORRECTED[word.lower()])


def _name(essay: str, kind: str, number: str, ending: str) -> str:
    """Choose what a tag of this essay stands for: the same on both sides, another in another essay."""
    names = _NAMES.get(kind)
    if names is None or (ending and kind == "MONTH"):
        return "@"  # CAPS stands for any capitalised word: there is no telling which
    digest = hashlib.sha256(f"{essay}:{kind}".encode()).digest()[0]
    return names[(digest + int(number or 0)) % len(names)] + ending


def _clean(sentence: str) -> bool:
    words = _SPELLED.findall(sentence)
    if len(words) < _LEAST_WORDS or _STRAY_TAG.search(sentence):
        return False
    shouted = sum(len(word) > 1 and word.isupper() for word in words)
    return shouted < 2 and all(_known(word.lower()) for word in words)


@lru_cache(maxsize=1 << 17)
def _known(word: str) -> bool:
    """Tell whether a word is English, spelled as it should be; a lone letter must be a word."""
    if len(word) == 1:
        return word in "ai"
    return zipf_frequency(word, "en") >= KNOWN_ZIPF and word not in _NO_WORDS


def _closed(sentence: str) -> str:
    sentence = sentence.strip(" ,;:-()")
    sentence = re.sub(r"\bi\b", "I", sentence[:1].upper() + sentence[1:])
    return f"{sentence.rstrip('.')}." if not sentence.endswith(("?", "!")) else sentence
