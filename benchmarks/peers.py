"""Compare mtdetect with other ways to tell rewritten text, on one test set, at one kind of threshold.

    pip install "mtdetect[train]" harper-py proselint textdescriptives
    python benchmarks/peers.py DATA [--page docs/peers.md]

DATA is a folder with `corpus/` and `dev/`. Each tool gets its own threshold: the lowest that at most 1 of 100
human pages reaches. With --page, the table is put into that page. Everything runs on one core and offline.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import exp, log
from pathlib import Path

import numpy as np

from benchmarks.peer_scores import Peer, all_peers
from mtdetect.arrays import Doubles
from mtdetect.evaluation.metrics import auroc, rate_at, threshold_at, wilson
from mtdetect.spinners import FAMILIES, make
from mtdetect.spinners.lexicons import load_lexicon
from mtdetect.training.corpus.corpora import find_sources
from mtdetect.training.examples.examples import LOWEST_RATE, human_examples

RATES = (0.2, 0.5, 0.9)
FRESH_PRODUCT = 2000  # a seed that neither training nor the gate uses
LEARNERS, A_SOURCE = 600, 120  # documents
FPR, LOOSE_FPR = 0.01, 0.05
REAL = {"dictionary-spinner": "real spun pages", "tortured-phrases": "real tortured prose"}
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


Figures = tuple[float, float, float]  # AUROC, and the shares found at both thresholds


@dataclass(frozen=True, slots=True)
class TestSet:
    """Hold the texts by group, and the sites of the real pages, each of which counts as one."""

    texts: dict[str, list[str]]
    sites: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one tool's figures."""

    peer: Peer
    real: dict[str | float, Figures]  # by family of real pages; sites count alike
    fresh: dict[str | float, Figures]
    learners: float
    words_a_second: float


def main() -> None:
    """Read, make the training texts, measure every tool, and write the table."""
    options = arguments()
    test = read_test_set(options.data)
    texts, rewritten = training_texts(options.data)
    show(
        f"{len(texts):,} texts to learn from; test: { {key: len(some) for key, some in test.texts.items()} }"
    )
    rows = []
    for peer in all_peers(options.data / "dev" / "tortured_phrases.tsv", texts, rewritten):
        rows.append(measure(peer, test))
        show(line(rows[-1], rows[0]))
    if options.page:
        put_in_page(options.page, table(rows))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="folder with corpus/ and dev/")
    parser.add_argument("--page", type=Path, help="page between whose marks the table goes")
    return parser.parse_args()


def read_test_set(data: Path) -> TestSet:
    """Read real pages and learners' essays, and rewrite the human pages by a fresh dictionary spinner."""
    human = [row["text"] for row in rows_of(data / "dev" / "wild_human.jsonl")]
    wild = list(rows_of(data / "dev" / "wild_spun.jsonl"))
    unseen = islice(rows_of(data / "dev" / "learner_essays.jsonl.xz"), 1, None, 2)
    learners = random.Random(0).sample([row["text"] for row in unseen], LEARNERS)
    spinner = make("dictionary", FRESH_PRODUCT)
    fresh = {str(rate): [spin(spinner, text, rate) for text in human] for rate in RATES}
    real = {name: [row["text"] for row in wild if row["family"] == name] for name in REAL}
    sites = {name: [row["cluster"] for row in wild if row["family"] == name] for name in REAL}
    return TestSet({"human": human, "learners": learners} | real | fresh, sites)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read JSON Lines, packed or not."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def spin(spinner: object, text: str, rate: float, seed: str = "peers") -> str:
    """Rewrite one text, the same way each time."""
    rng = random.Random(f"{seed} {rate} {text[:50]}")
    return spinner.spin(text, rate=rate, touch_names=rng.random() < 0.5, rng=rng).text  # type: ignore[attr-defined]


def training_texts(data: Path) -> tuple[list[str], np.ndarray]:
    """Take stretches of every source of the corpus, each as a person wrote it and once rewritten."""
    rng, lexicon = random.Random(0), load_lexicon()
    spinners = [make(name, seed, lexicon) for name in sorted(FAMILIES) for seed in range(3)]
    human = [one.text for source in find_sources(data) for one in human_examples(source, A_SOURCE, rng)]
    spun = [
        spin(rng.choice(spinners), text, exp(rng.uniform(log(LOWEST_RATE), 0)), "training") for text in human
    ]
    return human + spun, np.repeat([False, True], len(human))


def measure(peer: Peer, test: TestSet) -> Row:
    """Score everything, and count at the threshold that one human page in a hundred reaches."""
    peer.score(test.texts["human"][:3])  # what is loaded on first use is no part of the speed
    begin = time.process_time()
    scores = {name: peer.score(texts) for name, texts in test.texts.items()}
    seconds = time.process_time() - begin
    words = sum(len(text.split()) for texts in test.texts.values() for text in texts)
    human = scores["human"]
    real: dict[str | float, Figures] = {name: by_site(human, scores[name], test.sites[name]) for name in REAL}
    fresh: dict[str | float, Figures] = {rate: figures(human, scores[str(rate)]) for rate in RATES}
    learners = float((scores["learners"] >= threshold_at(human, FPR)).mean())
    return Row(peer, real, fresh, learners, words / seconds)


def figures(human: Doubles, spun: Doubles) -> Figures:
    """Give the AUROC, and the shares found where 1 % and 5 % of the human pages are flagged."""
    return auroc(human, spun), rate_at(human, spun, FPR), rate_at(human, spun, LOOSE_FPR)


def by_site(human: Doubles, spun: Doubles, sites: Sequence[str]) -> Figures:
    """Give the same as means over sites."""
    where = np.array(sites)
    each = [figures(human, spun[where == site]) for site in sorted(set(sites))]
    area, found, loose = np.mean(each, axis=0).tolist()
    return area, found, loose


def table(rows: Sequence[Row]) -> str:
    """Write all rows as Markdown."""
    rates = [f"rate {rate}".replace("0.", ".") for rate in RATES]
    head = ["tool", *REAL.values(), *rates, "learners flagged", "speed"]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * (len(head) - 2)}--:|--:|"]
    return "\n".join([*lines, *(line(row, rows[0]) for row in rows)])


def line(row: Row, ours: Row) -> str:
    """Write one row: AUROC, and in brackets the shares found at 1 % and at 5 %."""
    cells = " | ".join(
        f"{bare(area, 3)} ({100 * found:.0f}, {100 * loose:.0f})"
        for area, found, loose in (row.real | row.fresh).values()
    )
    low, high = (f"{100 * bound:.1f}" for bound in wilson(row.learners * LEARNERS, LEARNERS))
    name = f"**{row.peer.name}**" if row is ours else row.peer.name
    mark = "" if row.peer.trained else " †"
    speed = row.words_a_second / ours.words_a_second
    fast = f"{speed:.0f}" if speed >= 10 else bare(speed, 1)
    return f"| {name}{mark} | {cells} | {100 * row.learners:.1f} ({low}-{high}) | {fast} |"


def bare(value: float, places: int) -> str:
    """Write a number without the zero before its point, or those behind it."""
    return f"{value:.{places}f}".removeprefix("0").removesuffix("." + "0" * places)


def put_in_page(page: Path, text: str) -> None:
    """Put a table between the marks of a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        sys.exit(f"expected {page} to hold {BEGIN} and {END}, it does not. Add both lines.")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def show(text: str) -> None:
    """Print at once: the tools take minutes."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
