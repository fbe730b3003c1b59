"""The labelled documents of one fold: human ones of its sources, and what the generators make of them."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from math import ceil
from pathlib import Path

from mtdetect.spinners import FAMILIES, Spinner, make
from mtdetect.spinners.base import Swap
from mtdetect.spinners.essays import read_essays
from mtdetect.spinners.lexicons import Lexicon
from mtdetect.spinners.tortured import TorturedSpinner, load_rows, split
from mtdetect.spinners.translation import PACKAGES, ApertiumSpinner, available
from mtdetect.training.corpus.corpora import CorpusSource
from mtdetect.training.examples.examples import Example, human_examples, rewritten, stretch
from mtdetect.training.plan import Plan

SIZE_POWER = 0.4  # a source gives documents in proportion to this power of its words
TRANSLATED = ("apertium_", "google_essays")  # how the names of translating generators begin
TRANSLATION_RATES = (0.3, 1.0)  # shares of a document's sentences


@dataclass(frozen=True, slots=True)
class Extras:
    """Files beside the corpus that training uses where they are: a data folder's ``dev``."""

    tortured: Path
    learners: Path
    essays: Path

    @classmethod
    def of(cls, data: Path) -> Extras:
        """Name the files of a data folder."""
        dev = data / "dev"
        return cls(
            dev / "tortured_phrases.tsv",
            dev / "learner_essays.jsonl.xz",
            dev / "roundtrip_google_essays.jsonl.xz",
        )


def is_translated(generator: str | None) -> bool:
    """Tell a translating generator from one that swaps words.

    >>> is_translated("apertium_spa"), is_translated("dictionary"), is_translated(None)
    (True, False, False)
    """
    return generator is not None and generator.startswith(TRANSLATED)


def shares(words: Mapping[str, int], total: int) -> dict[str, int]:
    """Share ``total`` examples out over sources.

    >>> shares({"large": 10_000, "small": 100}, 110)
    {'large': 95, 'small': 16}
    """
    worth = {name: max(count, 1) ** SIZE_POWER for name, count in words.items()}
    return {name: ceil(total * value / sum(worth.values()) - 1e-9) for name, value in worth.items()}


def make_families(lexicon: Lexicon, plan: Plan, tortured: Path) -> dict[str, list[Spinner]]:
    """Make several products of every family of word-swapping generators."""
    families: dict[str, list[Spinner]] = {
        name: [make(name, seed, lexicon) for seed in range(plan.products)] for name in FAMILIES
    }
    if tortured.exists():
        families["tortured"] = [TorturedSpinner(split(load_rows(tortured))[0])]
    return families


def draw_examples(
    fold: int,
    sources: Sequence[CorpusSource],
    counts: Mapping[str, int],
    families: Mapping[str, Sequence[Spinner]],
    plan: Plan,
    extras: Extras,
    seed: int,
) -> list[Example]:
    """Draw a fold's human documents and rewrite them; the same seed draws the same."""
    rng = random.Random(f"{seed} {fold}")
    human = [example for source in sources for example in human_examples(source, counts[source.name], rng)]
    rng.shuffle(human)
    spun = list(rewritten(human, families, plan.rewritten_per_human, rng))
    translated = [*_translated(human, plan, rng), *_essay_pairs(fold, plan, extras)]
    return [*human, *_people(fold, plan, extras, rng), *spun, *translated]


def _people(fold: int, plan: Plan, extras: Extras, rng: random.Random) -> Iterator[Example]:
    """Add people whose English no count knows: each group belongs to one fold as a whole."""
    if fold == 0 and extras.learners.exists():
        texts = [row["text"] for row in islice(_rows(extras.learners), 0, None, 2)]
        chosen = rng.sample(texts, min(len(texts), plan.learners))
        yield from (Example(text, "learner_essays", "learner") for text in chosen)
    if fold == 1 % plan.folds and extras.essays.exists():
        texts = [row["orig"] for row in islice(_rows(extras.essays), 0, None, 2)]
        for text in rng.sample(texts, min(len(texts), plan.essays)):
            if part := stretch(text, rng):
                yield Example(part, "student_essays", "student")


def _translated(human: Sequence[Example], plan: Plan, rng: random.Random) -> Iterator[Example]:
    """Send some documents through each installed language pair and back."""
    for pair in sorted(filter(available, PACKAGES)):
        name = f"apertium_{pair.rpartition('-')[2]}"
        chosen = rng.sample(human, min(len(human), plan.translated_per_pair // plan.folds))
        rate = rng.uniform(*TRANSLATION_RATES)
        spun = ApertiumSpinner(pair, name).spin_many(
            [example.text for example in chosen], rate=rate, touch_names=True, rng=rng
        )
        for example, result in zip(chosen, spun, strict=True):
            if result.edits:
                yield Example(result.text, example.source, example.register, name, rate, result.edits)


def _essay_pairs(fold: int, plan: Plan, extras: Extras) -> Iterator[Example]:
    """Add round trips of essays beside their originals, cleaned alike: nothing else shall tell them apart."""
    if not extras.essays.exists():
        return
    # Every second essay is kept for the gate, whose numbers are odd; folds take turns with the others.
    kept = {row["id"] for row in islice(_rows(extras.essays), 2 * fold, None, 2 * plan.folds)}
    pairs = (pair for pair in read_essays(extras.essays) if pair.id in kept)
    for number, pair in enumerate(islice(pairs, plan.essays // plan.folds)):
        yield Example(pair.rewritten, "student_essays_clean", "student", "google_essays", 1.0)
        if number % 2 == 0:
            yield Example(pair.original, "student_essays_clean", "student")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def save_examples(examples: Sequence[Example], path: Path) -> None:
    """Write examples as JSON Lines."""
    lines = [json.dumps(asdict(example)) for example in examples]
    path.write_text("\n".join(lines), encoding="utf-8")


def load_examples(path: Path) -> list[Example]:
    """Read examples back."""
    return [_example(json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _example(row: dict[str, object]) -> Example:
    edits = tuple(Swap(**edit) for edit in row.pop("edits"))  # type: ignore[attr-defined]
    return Example(**row, edits=edits)  # type: ignore[arg-type]
