"""Judge the same texts with one process and with several, by the clock.

    PYTHONPATH=. python benchmarks/processes.py TEXTS.jsonl [--processes 2] [--rounds 3]

TEXTS.jsonl holds texts under the key "text". The rounds alternate; each line is a round. It needs free cores.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import mtdetect
from mtdetect import Detector


def seconds(detector: Detector, texts: Sequence[str], processes: int) -> float:
    """Time one pass."""
    begin = time.perf_counter()
    for _ in detector.detect_many(texts, n_process=processes):
        pass
    return time.perf_counter() - begin


def main() -> None:
    """Read the texts, warm up, and print every round."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("texts", type=Path, metavar="TEXTS.jsonl")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with options.texts.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    detector = mtdetect.load()
    seconds(detector, texts[:100], 1)
    for _ in range(options.rounds):
        one, several = seconds(detector, texts, 1), seconds(detector, texts, options.processes)
        sys.stdout.write(
            f"{one:.2f} s, with {options.processes} {several:.2f} s: {one / several:.2f} times\n"
        )


if __name__ == "__main__":
    main()
