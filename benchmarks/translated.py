"""Measure how well scores tell machine translation from people's writing.

    python benchmarks/translated.py DATA [--model FOLDER]

Prints AUROC with 95 % intervals (bootstrap over clusters: all versions of one essay, all pages of one site).
"""

from __future__ import annotations

import argparse
import lzma
import sys
from collections.abc import Iterator
from itertools import islice
from json import loads
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mtdetect import load
from mtdetect.evaluation.labelled import Labelled
from mtdetect.evaluation.metrics import auroc
from mtdetect.spinners.essays import read_essays
from quality.devsets import read_devsets

EVERY = 12  # line of the essays from the second on: none that training reads, and all subjects
ROUNDS = 1000
ESSAY, ROUND_TRIP, PAGES = "essays", "round trips via", "wild spun: back-translation/bad MT"
COMPARED = (
    (ESSAY, f"{ROUND_TRIP} zh"),
    (ESSAY, f"{ROUND_TRIP} fr"),
    (ESSAY, ROUND_TRIP),
    ("learner essays", ROUND_TRIP),
    ("wild human: news", PAGES),
    ("wild human", PAGES),
    ("learner essays", PAGES),
)


def essays(data: Path) -> Iterator[Labelled]:
    """Read essays and their round trips, in the spelling that both have in training."""
    path = data / "dev" / "roundtrip_google_essays.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        chosen = {loads(line)["id"] for line in islice(lines, 1, None, EVERY)}
    seen: set[str] = set()
    for pair in read_essays(path):
        if pair.id in chosen:
            yield Labelled(pair.rewritten, True, f"{ROUND_TRIP} {pair.via}", pair.id)
            if pair.id not in seen:
                yield Labelled(pair.original, False, ESSAY, pair.id)
            seen.add(pair.id)


def interval(
    human: npt.NDArray[np.float64], machine: npt.NDArray[np.float64], clusters: npt.NDArray[np.str_]
) -> tuple[float, float]:
    """Draw clusters of both sides with replacement; human documents come first."""
    rng, names = np.random.default_rng(0), np.unique(clusters)
    members = {name: np.flatnonzero(clusters == name) for name in names}
    scores = np.concatenate([human, machine])
    found = []
    for _ in range(ROUNDS):
        rows = np.concatenate([members[name] for name in rng.choice(names, len(names))])
        own, other = scores[rows[rows < len(human)]], scores[rows[rows >= len(human)]]
        if len(own) and len(other):
            found.append(auroc(own, other))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def main() -> None:
    """Judge the documents and print a line for each comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the development data")
    parser.add_argument("--model", type=Path, help="folder of a model; by default the shipped one")
    arguments = parser.parse_args()
    wanted = ("wild human", PAGES, "learner essays")
    documents = [d for d in read_devsets(arguments.data) if d.group.startswith(wanted)]
    documents += essays(arguments.data)
    detector = load(arguments.model)
    scores = np.array([report.score for report in detector.detect_many(d.text for d in documents)])
    groups = np.array([d.group for d in documents])
    clusters = np.array([d.cluster or str(number) for number, d in enumerate(documents)])
    for one, other in COMPARED:
        human, machine = (np.flatnonzero(np.char.startswith(groups, name)) for name in (one, other))
        rows = np.concatenate([human, machine])
        low, high = interval(scores[human], scores[machine], clusters[rows])
        value = auroc(scores[human], scores[machine])
        sizes = f"{len(human)} / {len(machine)}"
        line = f"{other:36s} against {one:18s} {sizes:12s} AUROC {value:.2f} [{low:.2f}, {high:.2f}]"
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
