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
from peer_scores import Peer, Scores, all_peers

from mtdetect.metrics import auroc, threshold_at, wilson
from mtdetect.training.corpora import find_sources
from mtdetect.training.examples import LOWEST_RATE, human_examples
from mtdetect.training.lexicons import load_lexicon
from mtdetect.training.spinners import FAMILIES, make

RATES = (0.2, 0.5, 0.9)
FRESH_PRODUCT = 2000  # a seed that neither training nor the gate uses
LEARNERS, A_SOURCE = 600, 40  # documents
FPR = 0.01
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True, slots=True)
class TestSet:
    """Hold the texts by group, and the sites of the real spun pages, each of which counts as one."""

    texts: dict[str, list[str]]
    sites: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one tool's figures."""

    peer: Peer
    real: tuple[float, float]  # AUROC, and share found at the threshold; sites count alike
    fresh: dict[float, tuple[float, float]]
    learners: float
    words_a_second: float


def main() -> None:
    """Read, make the training texts, measure every tool, and write the table."""
    options = arguments()
    test = read_test_set(options.data)
    texts, rewritten = training_texts(options.data)
    show(f"{len(texts):,} texts to learn from; test: { {key: len(some) for key, some in test.texts.items()} }")
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
    real = [row for row in rows_of(data / "dev" / "wild_spun.jsonl") if row["family"] == "dictionary-spinner"]
    unseen = islice(rows_of(data / "dev" / "learner_essays.jsonl.xz"), 1, None, 2)
    learners = random.Random(0).sample([row["text"] for row in unseen], LEARNERS)
    spinner = make("dictionary", FRESH_PRODUCT)
    fresh = {str(rate): [spin(spinner, text, rate) for text in human] for rate in RATES}
    texts = {"human": human, "real": [row["text"] for row in real], "learners": learners} | fresh
    return TestSet(texts, [row["cluster"] for row in real])


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
    begin = time.perf_counter()
    scores = {name: peer.score(texts) for name, texts in test.texts.items()}
    seconds = time.perf_counter() - begin
    words = sum(len(text.split()) for texts in test.texts.values() for text in texts)
    human = scores["human"]
    threshold = threshold_at(human, FPR)
    fresh = {rate: figures(human, scores[str(rate)], threshold) for rate in RATES}
    learners = float((scores["learners"] >= threshold).mean())
    return Row(peer, by_site(human, scores["real"], threshold, test.sites), fresh, learners, words / seconds)


def figures(human: Scores, spun: Scores, threshold: float) -> tuple[float, float]:
    """Give the AUROC, and the share at or above the threshold."""
    return auroc(human, spun), float((spun >= threshold).mean())


def by_site(human: Scores, spun: Scores, threshold: float, sites: Sequence[str]) -> tuple[float, float]:
    """Give the same as means over sites."""
    where = np.array(sites)
    each = [figures(human, spun[where == site], threshold) for site in sorted(set(sites))]
    one, other = np.mean(each, axis=0).tolist()
    return one, other


def table(rows: Sequence[Row]) -> str:
    """Write all rows as Markdown."""
    rates = " | ".join(f"rate {rate:.1f}".replace("0.", ".") for rate in RATES)
    head = f"| | real spun pages | {rates} | learners flagged | words a second, beside mtdetect |"
    return "\n".join([head, "|---|---|---|---|---|--:|--:|", *(line(row, rows[0]) for row in rows)])


def line(row: Row, ours: Row) -> str:
    """Write one row: AUROC, and in brackets the share found."""
    pairs = (row.real, *(row.fresh[rate] for rate in RATES))
    cells = " | ".join(f"{number(area)} ({found:.0%})" for area, found in pairs)
    low, high = wilson(row.learners * LEARNERS, LEARNERS)
    name = f"**{row.peer.name}**" if row is ours else row.peer.name
    mark = "" if row.peer.trained else " †"
    speed = row.words_a_second / ours.words_a_second
    return f"| {name}{mark} | {cells} | {row.learners:.1%} ({low:.1%}-{high:.1%}) | {speed:.2g} |"


def number(area: float) -> str:
    """Write an AUROC without the leading zero."""
    return f"{area:.3f}".removeprefix("0")


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
