"""Labelled documents: stretches of human text, some of them rewritten by the generators."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

from mtdetect.spinners.base import Spinner, Swap
from mtdetect.training.corpus.corpora import CorpusDocument, CorpusSource

SHORTEST, LONGEST = 40, 900  # words of a stretch; lengths are drawn evenly on a log scale
LOWEST_RATE = 0.04
SENTENCE_END = re.compile(r"(?<=[.!?][\s\"”’')])|\n+")


@dataclass(frozen=True, slots=True)
class Example:
    """A document with its label: ``generator`` is None for human text."""

    text: str
    source: str
    register: str
    generator: str | None = None
    rate: float = 0.0
    edits: tuple[Swap, ...] = ()
    seed: int = 0  # which product of the family


def human_examples(source: CorpusSource, count: int, rng: random.Random) -> list[Example]:
    """Cut up to ``count`` stretches of whole sentences from a source, at most a few a document."""
    documents = _sampled(source.documents(), count, rng)
    return [
        Example(text, source.name, document.register)
        for document in documents
        if (text := stretch(document.text, rng))
    ]


def stretch(text: str, rng: random.Random) -> str | None:
    """Cut a stretch of whole sentences of a random length; None if the text is too short."""
    cuts = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    wanted = exp(rng.uniform(log(SHORTEST), log(LONGEST)))
    words = [text[a:b].count(" ") + 1 for a, b in pairwise(cuts)]
    if sum(words) < SHORTEST:
        return None
    begin = rng.randrange(len(words)) if sum(words) > wanted else 0
    begin, end, total = _extend(words, begin, wanted)
    return text[cuts[begin] : cuts[end]].strip() if total >= SHORTEST else None


def _extend(words: Sequence[int], begin: int, wanted: float) -> tuple[int, int, int]:
    """Take sentences from ``begin`` on, and then before it, until there are enough words."""
    end, total = begin, 0
    while end < len(words) and total < wanted:
        total += words[end]
        end += 1
    while begin > 0 and total < wanted:
        begin -= 1
        total += words[begin]
    return begin, end, total


def rewritten(
    examples: Iterable[Example],
    families: Mapping[str, Sequence[Spinner]],
    per_example: float,
    rng: random.Random,
) -> Iterator[Example]:
    """Rewrite human examples, each ``per_example`` times on average, by products of all families in turn."""
    names = sorted(families)
    for example in examples:
        for _ in range(int(per_example) + (rng.random() < per_example % 1)):
            name = rng.choice(names)
            rate = exp(rng.uniform(log(LOWEST_RATE), 0.0))
            seed = rng.randrange(len(families[name]))
            spun = families[name][seed].spin(example.text, rate=rate, touch_names=rng.random() < 0.5, rng=rng)
            if spun.edits:
                yield Example(spun.text, example.source, example.register, name, rate, spun.edits, seed)


def _sampled(documents: Iterable[CorpusDocument], count: int, rng: random.Random) -> list[CorpusDocument]:
    """Sample documents in one pass (reservoir), with repeats only if there are too few."""
    kept: list[CorpusDocument] = []
    for number, document in enumerate(documents):
        if number < count:
            kept.append(document)
        elif (place := rng.randrange(number + 1)) < count:
            kept[place] = document
    repeats = min(count - len(kept), 3 * len(kept))
    return kept + [rng.choice(kept) for _ in range(repeats)] if kept else kept
