"""Spin the first part of two reference translations, and print what that does to the BLEU of twelve systems.

    python -m benchmarks.reworded_reference DATA [--share 0.22] [--rate 0.5]

DATA holds `dev/mt/wmt.jsonl.xz`; the systems and references are those of 2022, Chinese to English. It needs
the `train` extra and a thesaurus. BLEU is that of Papineni et al. (2002), with one reference.
"""

from __future__ import annotations

import argparse
import lzma
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from json import loads
from pathlib import Path

from mtdetect.spinners import Spinner, make

TOKEN = re.compile(r"\w+|[^\w\s]")
ORDERS = range(1, 5)

Systems = dict[str, list[list[str]]]  # the tokens of each segment, by system


def count_ngrams(tokens: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    """Count the n-grams of a segment."""
    return Counter(tuple(tokens[i : i + order]) for i in range(len(tokens) - order + 1))


def bleu(output: Sequence[Sequence[str]], reference: Sequence[Sequence[str]]) -> float:
    """Give the corpus BLEU of segments, between 0 and 100.

    >>> round(bleu(["the cat sat on a mat".split()], ["the cat sat on the mat".split()]), 1)
    53.7
    """
    logs = 0.0
    for order in ORDERS:
        pairs = [
            (count_ngrams(a, order), count_ngrams(b, order)) for a, b in zip(output, reference, strict=True)
        ]
        hits = sum((own & other).total() for own, other in pairs)
        logs += math.log(max(hits, 1e-9) / max(sum(own.total() for own, _ in pairs), 1)) / len(ORDERS)
    shortfall = 1 - sum(map(len, reference)) / max(sum(map(len, output)), 1)
    return 100 * math.exp(min(0.0, shortfall) + logs)


def spin_first(segments: Sequence[str], share: float, rate: float, spinner: Spinner) -> tuple[list[str], int]:
    """Spin the first segments, up to a share of all words; also say how many segments that were."""
    limit = share * sum(len(segment.split()) for segment in segments)
    spun: list[str] = []
    words = 0
    while words < limit:
        segment = segments[len(spun)]
        words += len(segment.split())
        rng = random.Random(len(spun))
        spun.append(spinner.spin(segment, rate=rate, touch_names=True, rng=rng).text)
    return [*spun, *segments[len(spun) :]], len(spun)


def swapped_pairs(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[int, int]:
    """Count the pairs of systems that change places, and all pairs.

    >>> swapped_pairs({"a": 1, "b": 2}, {"a": 3, "b": 2})
    (1, 1)
    """
    pairs = list(combinations(before, 2))
    return sum((before[a] - before[b]) * (after[a] - after[b]) < 0 for a, b in pairs), len(pairs)


def read_systems(path: Path) -> tuple[dict[str, list[str]], Systems]:
    """Read the references as text, and the systems' outputs as tokens."""
    references: dict[str, list[str]] = {}
    systems: Systems = {}
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(loads, lines):
            if (str(row["year"]), row["pair"]) != ("2022", "zh-en"):
                continue
            if row["kind"] == "human":
                references[row["system"]] = row["segments"]
            else:
                systems[row["system"]] = [TOKEN.findall(segment) for segment in row["segments"]]
    return references, systems


def main() -> None:
    """Print a line for each reference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the data; holds dev/mt")
    parser.add_argument("--share", type=float, default=0.22, help="share of the reference to spin")
    parser.add_argument("--rate", type=float, default=0.5, help="share of its words to swap")
    given = parser.parse_args()
    references, systems = read_systems(given.data / "dev" / "mt" / "wmt.jsonl.xz")
    spinner = make("dictionary", 0)
    for name, segments in references.items():
        spun, count = spin_first(segments, given.share, given.rate, spinner)
        before, after = (
            {
                key: bleu(output, [TOKEN.findall(segment) for segment in version])
                for key, output in systems.items()
            }
            for version in (segments, spun)
        )
        losses = [before[key] - after[key] for key in systems]
        swapped, pairs = swapped_pairs(before, after)
        mean, loss = sum(before.values()) / len(before), sum(losses) / len(losses)
        sys.stdout.write(
            f"2022 zh-en {name}: {count} of {len(segments)} segments spun; "
            f"BLEU {mean:.2f} -> {mean - loss:.2f} on average, "
            f"losses {min(losses):.2f} to {max(losses):.2f}; {swapped} of {pairs} pairs change places\n"
        )


if __name__ == "__main__":
    main()
