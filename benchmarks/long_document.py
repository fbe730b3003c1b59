"""Time single documents of growing length, and the most memory that each takes above its own text.

    python benchmarks/long_document.py [--sizes 0.1 1 5 20 50] [--plot docs/images/long_document.png]

Documents are made of the bundled human example's paragraphs, drawn at random (``--source`` names another
text); ``--one-line`` takes their line ends out. Each is judged in a process of its own. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

import mtdetect

EXAMPLES = Path(__file__).parent.parent / "examples"
READINGS_A_SECOND = 50


class Result(NamedTuple):
    """One document: its size in million code points, the time, and the memory that it took at most."""

    size: float
    seconds: float  # of the processor: other work on the machine tells less on it than on the clock's
    text_mib: float
    base_mib: float
    above_mib: float
    spans: int


def compose(source: Path, size: float, *, one_line: bool) -> str:
    """Draw paragraphs until the text has ``size`` million code points."""
    draw, parts, length = random.Random(0), [], 0
    paragraphs = source.read_text("utf-8").split("\n\n")
    while length < size * 1e6:
        parts.append(draw.choice(paragraphs))
        length += len(parts[-1]) + 2
    text = "\n\n".join(parts)
    return text.replace("\n", " ") if one_line else text


def resident() -> float:
    """Read the process's memory in MiB."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def watch(stop: threading.Event, readings: list[float]) -> None:
    """Read the memory until told to stop."""
    while not stop.wait(1 / READINGS_A_SECOND):
        readings.append(resident())


def measure(source: Path, size: float, one_line: bool) -> Result:
    """Judge one document, once warm."""
    detector, text = mtdetect.load(), compose(source, size, one_line=one_line)
    detector.detect(text[:50_000])
    base, readings, stop = resident(), [0.0], threading.Event()
    watcher = threading.Thread(target=watch, args=(stop, readings))
    watcher.start()
    begin = time.process_time()
    report = detector.detect(text)
    seconds = time.process_time() - begin
    stop.set()
    watcher.join()
    above = max(*readings, resident()) - base
    return Result(size, seconds, sys.getsizeof(text) / 2**20, base, above, len(report.spans))


def draw_plot(results: list[Result], path: Path) -> None:
    """Save time and memory over size."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    sizes = [result.size for result in results]
    left.plot(sizes, [result.seconds for result in results], marker="o")
    left.set(xlabel="document, million characters", ylabel="processor seconds", ylim=(0, None))
    right.plot(sizes, [result.above_mib for result in results], marker="o")
    right.set(xlabel="document, million characters", ylabel="peak above model and text, MiB", ylim=(0, None))
    for axes in (left, right):
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measure every size and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1, 5, 20, 50])
    parser.add_argument("--source", type=Path, default=EXAMPLES / "human_news.txt")
    parser.add_argument("--one-line", action="store_true")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    results = []
    for size in options.sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            result = pool.apply(measure, (options.source, size, options.one_line))
        results.append(result)
        sys.stdout.write(
            f"{size:6.1f} MB {result.seconds:8.2f} s {result.seconds / size:6.2f} s/MB  "
            f"text {result.text_mib:5.0f} MiB  base {result.base_mib:5.0f} MiB  "
            f"peak above {result.above_mib:5.0f} MiB  {result.spans:,} spans\n"
        )
        sys.stdout.flush()
    if options.plot:
        draw_plot(results, options.plot)


if __name__ == "__main__":
    main()
