"""Measure what an allow-list costs.

    python benchmarks/allowing.py [--terms 10000]

Judges the same news with and without a list of random terms that hardly occur in it, and compares the
processor time of the fastest rounds.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from mtdetect import load
from mtdetect.detector import Detector

NEWS = Path(__file__).parent.parent / "examples" / "human_news.txt"
COPIES, ROUNDS = 64, 7


def seconds(work: Callable[[], object]) -> float:
    """Take the processor time of one round."""
    begin = process_time()
    work()
    return process_time() - begin


def main() -> None:
    """Print the time without and with the list, and how long the list took to read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--terms", type=int, default=10_000)
    count = parser.parse_args().terms
    rng, plain = random.Random(0), load()
    words = [word for word in plain.model.vocabulary.words if word.isalpha()]
    terms = [" ".join(rng.choices(words, k=rng.randint(2, 4))) for _ in range(count)]
    texts = [NEWS.read_text(encoding="utf-8")] * COPIES
    reading = seconds(lambda: load(allow=terms))
    detectors: tuple[Detector, Detector] = plain, load(allow=terms)
    rounds = [
        [seconds(lambda each=each: list(each.detect_many(texts))) for each in detectors]  # type: ignore[misc]
        for _ in range(ROUNDS)
    ]
    without, with_list = (min(times) for times in zip(*rounds, strict=True))
    sys.stdout.write(f"reading {count:,} terms: {reading:.2f} s\n")
    sys.stdout.write(f"{COPIES} texts without: {without:.3f} s; with: {with_list:.3f} s\n")
    sys.stdout.write(f"cost: {with_list / without - 1:.1%}\n")


if __name__ == "__main__":
    main()
