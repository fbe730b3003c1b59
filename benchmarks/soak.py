"""Judge millions of short texts in one process, and watch its memory.

    python benchmarks/soak.py --log soak.csv [--texts 10_000_000] [--minutes N] [--plot docs/images/soak.png]
    python benchmarks/soak.py --read soak.csv [--plot docs/images/soak.png]

Texts are 5 to 40 words (short ones are the most) of the bundled examples, one word in twenty replaced by
one made up at random, which no tokenizer has seen: the worst that strings can do to memory. With
--tokens-only they are not judged, as only the tokenizer keeps anything of a batch. The log grows as the run
goes on; a run that is stopped is summed up as far as it came, at once or later (--read). Linux only (/proc);
the plot needs matplotlib.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby, islice
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import numpy as np

import mtdetect
from mtdetect.model.folder import load_model
from mtdetect.runtime.batches import batches
from mtdetect.tokens.tokenizer import Tokenizer

EXAMPLES = Path(__file__).parent.parent / "examples"
SYLLABLES = [first + vowel for first in "bcdfghjklmnprstvwz" for vowel in "aeiou"]
SHORTEST, LONGEST = 5, 40  # words
STEP = 10_000  # texts from one reading of the memory to the next
# The tokenizer forgets what it learned after some 120,000 such texts (chunks.MOST_CHUNKS): memory rises and
# falls with it, and only means over several times that compare. At first, all that is loaded once is loaded.
ROUND = 500_000
WARM_UP = ROUND


class Reading(NamedTuple):
    """What was seen after so many texts; what is private leaves out the model's mapped pages."""

    texts: int
    seconds: float
    processor_seconds: float
    resident_mib: float
    private_mib: float


def stream(seed: int, made_up: float) -> Iterator[str]:
    """Make short texts without end."""
    draw = random.Random(seed)
    words = [word for path in sorted(EXAMPLES.glob("*.txt")) for word in path.read_text("utf-8").split()]
    while True:
        count = round(SHORTEST * (LONGEST / SHORTEST) ** draw.random())
        begin = draw.randrange(len(words) - count)
        some = words[begin : begin + count]
        yield " ".join(_made_up(draw) if draw.random() < made_up else word for word in some)


def _made_up(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(3, 5)))


def memory() -> tuple[float, float]:
    """Read how much of the process is in memory, in MiB, and how much of that is no file's content."""
    status = Path("/proc/self/status").read_text("ascii")
    kib = {name: int(value) for name, value in re.findall(r"(VmRSS|RssAnon):\s+(\d+)", status)}
    return kib["VmRSS"] / 1024, kib["RssAnon"] / 1024


def tokenized(texts: Iterator[str]) -> Iterator[object]:
    """Tokenize texts as the detector does, and leave it at that."""
    tokenizer, vocabulary = Tokenizer(), load_model().vocabulary
    for batch in batches(texts):
        yield from tokenizer.batch(batch, vocabulary).texts


def soak(results: Iterator[object], seconds: float) -> Iterator[Reading]:
    """Pull results until they end or the time is up, reading the memory now and then."""
    begin = time.perf_counter()
    for count, _ in enumerate(results, start=1):
        if count % STEP == 0:
            spent = time.perf_counter() - begin
            yield Reading(count, spent, time.process_time(), *memory())
            if spent > seconds:
                return


def logged(readings: Iterator[Reading], path: Path) -> Iterator[Reading]:
    """Write every reading out as it comes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(Reading._fields)
        for reading in readings:
            rows.writerow([round(value, 2) for value in reading])
            file.flush()
            yield reading


def read_log(path: Path) -> list[Reading]:
    """Read what `logged` wrote, of a run that is under way as well."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in list(csv.reader(file))[1:] if len(row) == len(Reading._fields)]
    return [Reading(int(texts), *map(float, rest)) for texts, *rest in rows]


def rounds(readings: list[Reading]) -> list[tuple[float, float]]:
    """Give every whole round after the warm-up: how many texts had come, and the private memory's mean."""
    later = [reading for reading in readings if reading.texts > WARM_UP]
    groups = [list(group) for _, group in groupby(later, key=lambda reading: (reading.texts - 1) // ROUND)]
    whole = [group for group in groups if len(group) >= ROUND // STEP]
    return [(fmean(one.texts for one in group), fmean(one.private_mib for one in group)) for group in whole]


def slope(means: list[tuple[float, float]]) -> tuple[float, float]:
    """Fit MiB a million texts; give the standard error, too.

    >>> slope([(1e6, 300.0), (2e6, 301.0), (3e6, 302.0), (4e6, 303.0)])[0]
    1.0
    """
    texts, mib = np.array(means).T
    (rise, _), covariance = np.polyfit(texts / 1e6, mib, 1, cov=True)
    return round(float(rise), 4), round(float(np.sqrt(covariance[0, 0])), 4)


def summary(readings: list[Reading]) -> Iterator[str]:
    """Lay out some of the readings, and how memory grew."""
    for reading in [readings[0], *readings[:: max(1, len(readings) // 10)][1:], readings[-1]]:
        yield (
            f"{reading.texts:12,} texts {reading.seconds:9.1f} s, of the processor "
            f"{reading.processor_seconds:7.1f} s {reading.resident_mib:7.1f} MiB, "
            f"private {reading.private_mib:6.1f} MiB"
        )
    means = rounds(readings)
    if len(means) >= 4:
        rise, error = slope(means)
        yield (
            f"{len(means)} rounds of {ROUND:,} texts after {WARM_UP:,}: private memory's mean from "
            f"{min(mib for _, mib in means):.1f} to {max(mib for _, mib in means):.1f} MiB, "
            f"{rise:+.3f} MiB a million texts, standard error {error:.3f}"
        )


def draw_plot(readings: list[Reading], path: Path) -> None:
    """Save memory over texts."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3.5), layout="constrained")
    axes = figure.subplots()
    texts = [reading.texts / 1e6 for reading in readings]
    axes.plot(texts, [reading.resident_mib for reading in readings], lw=0.8, label="resident")
    axes.plot(texts, [reading.private_mib for reading in readings], lw=0.8, label="without mapped files")
    means = rounds(readings)
    axes.plot([at / 1e6 for at, _ in means], [mib for _, mib in means], "k.", ms=3, label="mean of a round")
    axes.set(xlabel="short texts, millions", ylabel="memory, MiB", ylim=(0, None))
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)


def main() -> None:
    """Run or read a run's log, sum it up, save the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=10_000_000)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after that time")
    parser.add_argument("--made-up", type=float, default=0.05, help="share of words made up at random")
    parser.add_argument("--tokens-only", action="store_true")
    parser.add_argument("--log", type=Path, default=os.devnull, help="a CSV file, written as the run goes on")
    parser.add_argument("--read", type=Path, help="run nothing, sum up this log")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    readings: list[Reading] = [] if options.read is None else read_log(options.read)
    if options.read is None:
        texts = islice(stream(0, options.made_up), options.texts)
        results = tokenized(texts) if options.tokens_only else mtdetect.load().detect_many(texts)
        with suppress(KeyboardInterrupt):
            readings.extend(logged(soak(results, 60 * options.minutes), Path(options.log)))
    if readings:
        sys.stdout.writelines(f"{line}\n" for line in summary(readings))
        if options.plot:
            draw_plot(readings, options.plot)


if __name__ == "__main__":
    main()
