"""Send a stream of documents through `mtdetect scan -`, and watch its memory and its speed.

    python benchmarks/stream.py [--megabytes 1000] [--one-document] [--plot docs/images/stream.png]

The stream is JSON Lines, made on the fly of the bundled examples: documents of 100 to 2,000 words, each
paragraph of it drawn at random. With --one-document it is one plain text without end, which scan is to refuse
without reading on. Reports go to a counter. Linux only (/proc); the plot needs matplotlib.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

EXAMPLES = Path(__file__).parent.parent / "examples"
STEPS = 50  # readings


class Reading(NamedTuple):
    """What was seen after so many megabytes had been sent."""

    megabytes: float
    processor_seconds: float
    resident_mib: float


def lines(seed: int) -> Iterator[bytes]:
    """Make documents without end, one a line."""
    draw = random.Random(seed)
    paragraphs = [
        part
        for path in sorted(EXAMPLES.glob("*.txt"))
        for part in path.read_text("utf-8").split("\n\n")
        if part
    ]
    number = 0
    while True:
        number += 1
        words, wanted, text = 0, draw.randint(100, 2000), []
        while words < wanted:
            text.append(draw.choice(paragraphs))
            words += text[-1].count(" ") + 1
        yield json.dumps({"id": number, "text": "\n\n".join(text)}).encode() + b"\n"


def one_text(seed: int) -> Iterator[bytes]:
    """Make one plain text without end."""
    for line in lines(seed):
        yield json.loads(line)["text"].encode() + b"\n\n"


def look(process: int, megabytes: float) -> Reading:
    """Read a process's time and memory."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    resident = re.search(r"VmRSS:\s+(\d+)", status)
    ticks = Path(f"/proc/{process}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return Reading(
        megabytes, (int(ticks[11]) + int(ticks[12])) / 100, int(resident[1]) / 1024 if resident else 0
    )


def count_lines(stream: IO[bytes], counted: list[int]) -> None:
    """Count the reports that come out."""
    counted.append(sum(1 for _ in stream))


def send(
    chunks: Iterator[bytes], megabytes: float, arguments: list[str]
) -> tuple[list[Reading], int, int, bytes]:
    """Send so much through scan; give the readings, the reports, the exit code and the last message."""
    command = [sys.executable, "-m", "mtdetect", "scan", "-", "--format", "jsonl", *arguments]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdin
    assert child.stdout
    assert child.stderr
    counted: list[int] = []
    counter = threading.Thread(target=count_lines, args=(child.stdout, counted))
    counter.start()
    sent, due, readings = 0, 0.0, []
    try:
        for chunk in chunks:
            child.stdin.write(chunk)
            sent += len(chunk)
            if sent >= due * 1e6:
                readings.append(look(child.pid, sent / 1e6))
                due += megabytes / STEPS
            if sent >= megabytes * 1e6:
                break
        readings.append(look(child.pid, sent / 1e6))
        child.stdin.close()
    except BrokenPipeError:  # it reads no further
        pass
    message = child.stderr.read()
    counter.join()
    return readings, counted[0], child.wait(), message[-600:]


def draw_plot(readings: list[Reading], path: Path) -> None:
    """Save memory and time over megabytes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3.2), layout="constrained")
    for axes, column, label in zip(
        figure.subplots(1, 2), (1, 2), ("processor, s", "resident, MiB"), strict=True
    ):
        axes.plot([one.megabytes for one in readings], [one[column] for one in readings])
        axes.set(xlabel="megabytes sent", ylabel=label, ylim=(0, None))
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)


def main() -> None:
    """Send, print the readings, save the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=1000)
    parser.add_argument("--one-document", action="store_true")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    begin = time.perf_counter()
    if options.one_document:
        readings, reports, code, message = send(one_text(0), options.megabytes, ["--input", "text"])
    else:
        readings, reports, code, message = send(lines(0), options.megabytes, ["--input", "jsonl"])
    for reading in [*readings[:: STEPS // 10], readings[-1]]:
        sys.stdout.write("{:8.0f} MB {:9.1f} s of the processor {:8.1f} MiB\n".format(*reading))
    sys.stdout.write(
        f"{reports:,} reports, exit code {code}, {time.perf_counter() - begin:.0f} s of the clock\n"
    )
    sys.stdout.write(message.decode(errors="replace"))
    if options.plot:
        draw_plot(readings, options.plot)


if __name__ == "__main__":
    main()
