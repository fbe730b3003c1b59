"""Judge an endless stream of short texts for some minutes, and watch the process's memory.

    python benchmarks/soak.py [--minutes 4] [--texts N] [--tokens-only] [--plot docs/images/soak.png]

Texts are 20 to 60 words of the bundled examples, one word in ten replaced by one made up at random, which no
tokenizer has seen: the worst that strings can do to memory. With --tokens-only they are not judged, as only
the tokenizer keeps anything of a batch. Linux only (/proc); the plot needs matplotlib.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import mtdetect
from mtdetect.detector import batches
from mtdetect.model import load_model
from mtdetect.tokenizer import Tokenizer

EXAMPLES = Path(__file__).parent.parent / "examples"
SYLLABLES = [first + vowel for first in "bcdfghjklmnprstvwz" for vowel in "aeiou"]
POINTS = 200  # readings of the memory

Reading = tuple[int, float, float]  # texts, seconds, MiB


def stream(seed: int, made_up: float) -> Iterator[str]:
    """Make short texts without end."""
    draw = random.Random(seed)
    words = [word for path in sorted(EXAMPLES.glob("*.txt")) for word in path.read_text("utf-8").split()]
    while True:
        begin = draw.randrange(len(words) - 60)
        some = words[begin : begin + draw.randint(20, 60)]
        yield " ".join(_made_up(draw) if draw.random() < made_up else word for word in some)


def _made_up(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=4))


def resident() -> float:
    """Read the process's memory in MiB, pages shared with other processes included."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def tokenized(texts: Iterator[str]) -> Iterator[object]:
    """Tokenize texts as the detector does, and leave it at that."""
    tokenizer, vocabulary = Tokenizer(), load_model().vocabulary
    for batch in batches(texts):
        yield from tokenizer.batch(batch, vocabulary).texts


def soak(results: Iterator[object], seconds: float) -> Iterator[Reading]:
    """Pull results until they end or the time is up, reading the memory now and then."""
    begin, due = time.perf_counter(), 0.0
    for count, _ in enumerate(results, start=1):
        spent = time.perf_counter() - begin
        if spent >= due:
            due += seconds / POINTS
            yield count, spent, resident()
        if spent > seconds:
            return


def slope(readings: list[Reading]) -> float:
    """Fit MiB a million texts to the second half of the readings."""
    half = readings[len(readings) // 2 :]
    mean_x = sum(texts for texts, _, _ in half) / len(half)
    mean_y = sum(mib for _, _, mib in half) / len(half)
    above = sum((texts - mean_x) * (mib - mean_y) for texts, _, mib in half)
    return 1e6 * above / max(sum((texts - mean_x) ** 2 for texts, _, _ in half), 1)


def draw_plot(readings: list[Reading], path: Path) -> None:
    """Save memory over texts."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([texts / 1e6 for texts, _, _ in readings], [mib for _, _, mib in readings])
    axes.set(xlabel="short texts, millions", ylabel="resident memory, MiB", ylim=(0, None))
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)


def main() -> None:
    """Run, print readings, save the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--texts", type=int, default=10_000_000, help="at most so many")
    parser.add_argument("--made-up", type=float, default=0.1, help="share of words made up at random")
    parser.add_argument("--tokens-only", action="store_true")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    texts = islice(stream(0, options.made_up), options.texts)
    results = tokenized(texts) if options.tokens_only else mtdetect.load().detect_many(texts)
    readings = list(soak(results, 60 * options.minutes))
    for texts_so_far, seconds, mib in readings[:: POINTS // 10] + readings[-1:]:
        sys.stdout.write(f"{texts_so_far:12,} texts  {seconds:7.1f} s  {mib:7.1f} MiB\n")
    sys.stdout.write(f"second half: {slope(readings):+.2f} MiB a million texts\n")
    if options.plot:
        draw_plot(readings, options.plot)


if __name__ == "__main__":
    main()
