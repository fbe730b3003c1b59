"""The development sets as labelled documents: real pages, learners' essays, planted phrases, fresh rewriting.

Of files that training may learn from, only the half is read that it leaves alone.
"""

from __future__ import annotations

import csv
import json
import lzma
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from math import exp, log
from pathlib import Path

from mtdetect.errors import DataError
from mtdetect.evaluation.labelled import Labelled
from mtdetect.evaluation.metrics import Changed
from mtdetect.spinners import FAMILIES, Spun, make
from mtdetect.spinners.essays import read_essays
from mtdetect.spinners.lexicons import load_lexicon
from mtdetect.spinners.tortured import load_rows, split
from mtdetect.training.corpus.corpora import CorpusSource
from mtdetect.training.examples.examples import LOWEST_RATE, human_examples
from quality.planting import plant

FRESH_PRODUCT = 1000  # a seed that training never uses
FRESH_RATES = (0.2, 0.5, 0.9)
MIXED_DRAWS, LIGHT_RATE = 2, 0.1  # of each page and family, at rates as training draws them; "light" if below
PLANTED_DOCUMENTS, PLANTED_PHRASES = 300, 2
ESSAYS = 300
ACADEMIC = "academic_scipapers"
LEVELS = (2.0, 3.0, 5.0)


def read_devsets(data: Path, seed: int = 0) -> Iterator[Labelled]:
    """Read all development sets of a data folder.

    Raises:
        DataError: a file is missing or malformed.

    """
    dev = data / "dev"
    human = list(_wild(dev / "wild_human.jsonl", rewritten=False))
    yield from human
    yield from _wild(dev / "wild_spun.jsonl", rewritten=True)
    yield from _learners(dev / "learner_essays.jsonl.xz")
    yield from _levels(dev / "learners_by_proficiency.jsonl.xz")
    yield from _essays(dev / "roundtrip_google_essays.jsonl.xz")
    yield from _planted(data / "corpus" / f"{ACADEMIC}.jsonl.xz", dev / "tortured_phrases.tsv", seed)
    yield from _fresh([document.text for document in human], seed)


def read_mixture(data: Path, seed: int = 0) -> Iterator[Labelled]:
    """Read what calibration is judged on: people's documents, real spun pages, fresh products at all rates.

    All versions of one page or essay are one cluster.

    Raises:
        DataError: a file is missing or malformed.

    """
    dev = data / "dev"
    pages = list(_wild(dev / "wild_human.jsonl", rewritten=False))
    yield from pages
    yield from _wild(dev / "wild_spun.jsonl", rewritten=True)
    yield from _learners(dev / "learner_essays.jsonl.xz")
    yield from _essays(dev / "roundtrip_google_essays.jsonl.xz")
    yield from _mixed(pages, seed)


def read_acceptability(data: Path) -> list[tuple[str, float]]:
    """Read sentences, some of them round trips, with how acceptable people found them (1 to 4)."""
    path = data / "dev" / "roundtrip_acceptability.csv"
    with _existing(path).open(encoding="utf-8", newline="") as lines:
        return [(row["sentence"], float(row["mean-ratings"])) for row in csv.DictReader(lines)]


def _wild(path: Path, *, rewritten: bool) -> Iterator[Labelled]:
    kind = "wild spun" if rewritten else "wild human"
    for row in _rows(path):
        yield Labelled(row["text"], rewritten, f"{kind}: {row['family']}", row.get("cluster", row["id"]))


def _learners(path: Path) -> Iterator[Labelled]:
    for row in islice(_rows(path), 1, None, 2):
        yield Labelled(row["text"], False, "learner essays")


def _levels(path: Path) -> Iterator[Labelled]:
    """Read essays by learners, by their proficiency of 1 to 5; nothing was ever learned from them."""
    for row in _rows(path):
        level = next(level for level in LEVELS if float(row["proficiency"]) <= level)
        yield Labelled(row["text"], False, f"learners, level up to {level}")


def _essays(path: Path) -> Iterator[Labelled]:
    kept = {row["id"] for row in islice(_rows(path), 1, None, 2)}
    pairs = (pair for pair in read_essays(_existing(path)) if pair.id in kept)
    for pair in islice(pairs, 2 * ESSAYS):
        if pair.via == "zh":
            yield Labelled(pair.original, False, "student essays", pair.id)
        yield Labelled(pair.rewritten, True, f"google essays via {pair.via}", pair.id)


def _planted(corpus: Path, phrases: Path, seed: int) -> Iterator[Labelled]:
    rng = random.Random(seed)
    _, rows = split(load_rows(phrases))
    for example in human_examples(CorpusSource(ACADEMIC, _existing(corpus)), PLANTED_DOCUMENTS, rng):
        spun = plant(example.text, rows, PLANTED_PHRASES, rng)
        if spun.edits:
            yield _spun(spun, "planted tortured phrases")
            yield Labelled(spun.restored(), False, "academic prose")


def _fresh(texts: Iterable[str], seed: int) -> Iterator[Labelled]:
    lexicon = load_lexicon()
    for name in sorted(FAMILIES):
        spinner = make(name, FRESH_PRODUCT, lexicon)
        for rate in FRESH_RATES:
            rng = random.Random(f"{seed} {name} {rate}")
            for text in texts:
                spun = spinner.spin(text, rate=rate, touch_names=rng.random() < 0.5, rng=rng)
                if spun.edits:
                    yield _spun(spun, f"fresh {name} {rate}")


def _mixed(pages: Iterable[Labelled], seed: int) -> Iterator[Labelled]:
    """Rewrite every page by fresh products of all families, at rates drawn as training draws them."""
    lexicon, rng = load_lexicon(), random.Random(f"{seed} mixture")
    spinners = [(name, make(name, FRESH_PRODUCT, lexicon)) for name in sorted(FAMILIES)]
    for page in pages:
        for name, spinner in spinners * MIXED_DRAWS:
            rate = exp(rng.uniform(log(LOWEST_RATE), 0.0))
            spun = spinner.spin(page.text, rate=rate, touch_names=rng.random() < 0.5, rng=rng)
            if spun.edits:
                kind = "light" if rate < LIGHT_RATE else "fresh"
                yield _spun(spun, f"{kind} {name}", page.cluster)


def _spun(spun: Spun, group: str, cluster: str | None = None) -> Labelled:
    spans = tuple(Changed(edit.start, edit.end, edit.original) for edit in spun.edits)
    return Labelled(spun.text, True, group, cluster, spans)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(_existing(path), "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise DataError(
            f"{path} is missing. Give the folder of the development data, with corpus/ and dev/ in it."
        )
    return path
