"""Texts to try things on: those that we wrote for the tests, and a small spinner of their labelled swaps.

The labelled texts in ``tests/cases`` say which words were swapped for which. Played back on other texts,
these swaps make a spinner that needs no thesaurus, and that the shipped model was not trained on.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
MOST_WORDS = 4  # in a phrase that is swapped
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

Swaps = Mapping[str, Sequence[str]]


def people() -> list[dict[str, str]]:
    """Read the 479 texts that were not rewritten, each with ``id``, ``group`` and ``text``."""
    fairness = [row for path in sorted((CASES / "fairness").glob("*.jsonl")) for row in _rows(path)]
    cases = [row | {"group": f"case: {row['register']}"} for row in _rows(CASES / "human.jsonl")]
    return [{name: row[name] for name in ("id", "group", "text")} for row in [*fairness, *cases]]


def swaps(family: str = "dictionary") -> Swaps:
    """Collect what was swapped for what in the labelled texts of a family of rewriters.

    >>> "house" in swaps()["home"]
    True
    """
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(CASES / "rewritten.jsonl"):
        if row["family"] == family:
            for span in row["spans"]:
                found[span["original"].lower()].add(span["left"].lower())
    return {original: sorted(others) for original, others in found.items()}


def spin(text: str, swaps: Swaps, rate: float, rng: random.Random) -> str:
    """Rewrite a text: each word or phrase that can be swapped is, with probability ``rate``.

    >>> spin("At home, people waited.", {"home": ["house"], "people": ["folk"]}, 1.0, random.Random(0))
    'At house, folk waited.'
    """
    words, parts, done = list(WORD.finditer(text)), [], 0
    for first, word in enumerate(words):
        if word.start() < done:
            continue
        for end in _ends(words, first):
            if (others := swaps.get(text[word.start() : end].lower())) and rng.random() < rate:
                other = rng.choice(others)
                capital = word[0][0].isupper()
                parts += [text[done : word.start()], other[:1].upper() + other[1:] if capital else other]
                done = end
                break
    return "".join([*parts, text[done:]])


def _ends(words: Sequence[re.Match[str]], first: int) -> Iterator[int]:
    """Give the ends of the phrases that begin with a word, the longest first."""
    return (word.end() for word in reversed(words[first : first + MOST_WORDS]))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
