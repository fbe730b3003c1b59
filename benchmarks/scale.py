"""Measure what docs/scale.md counts with: the processor time of judging and fingerprinting, on one core.

    python benchmarks/scale.py [--texts FILE.jsonl] [--documents 400]

Without texts of your own, stretches of the bundled news are judged, one in ten of them spun.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import mtdetect
from mtdetect.campaigns.fingerprints import fingerprint
from mtdetect.campaigns.results import CampaignOptions
from mtdetect.detector import Detector

EXAMPLES = Path(__file__).parent.parent / "examples"
TOGETHER = (1, 2, 8, 64)  # texts that are judged at a time; Spark judges up to 64
LENGTHS = (50, 400)


def bundled(words: int, count: int) -> list[str]:
    """Cut stretches of the examples, one in ten of spun text."""
    rng = random.Random(words)
    human, spun = (
        (EXAMPLES / name).read_text(encoding="utf-8").split() for name in ("human_news.txt", "spun_news.txt")
    )
    texts = []
    for number in range(count):
        source = (spun if number % 10 == 0 else human) * (words // len(human) + 2)
        begin = rng.randrange(len(human))
        texts.append(" ".join(source[begin : begin + words]))
    return texts


def processor_time(run: Callable[[], object]) -> float:
    """Time a call, others' work on the machine left out."""
    start = time.process_time()
    run()
    return time.process_time() - start


def _judge_groups(detector: Detector, groups: Sequence[Sequence[str]]) -> None:
    for group in groups:
        list(detector.detect_many(group))


def measure(texts: Sequence[str]) -> None:
    """Write words a second by texts judged at a time, and the time of a fingerprint."""
    detector = mtdetect.load()
    words = sum(len(text.split()) for text in texts)
    reports = list(detector.detect_many(texts, format="text"))
    for size in TOGETHER:
        groups = [texts[at : at + size] for at in range(0, len(texts), size)]
        seconds = processor_time(partial(_judge_groups, detector, groups))
        sys.stdout.write(
            f"{words / len(texts):6.0f} words, {size:3} at a time: {words / seconds:9,.0f} words/s\n"
        )
    seconds = processor_time(lambda: fingerprint(reports, detector.model, CampaignOptions()))
    bytes_out = sum(len(json.dumps(report.to_dict())) for report in reports) / len(reports)
    sys.stdout.write(
        f"{words / len(texts):6.0f} words, fingerprint: {1e6 * seconds / len(texts):.0f} us a document; "
        f"a report is {bytes_out:,.0f} bytes of JSON\n"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure texts of the user's, or of two lengths."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--documents", type=int, default=400)
    arguments = parser.parse_args(argv)
    if arguments.texts:
        lines = arguments.texts.read_text(encoding="utf-8").splitlines()
        measure([json.loads(line)["text"] for line in lines[: arguments.documents]])
        return 0
    for words in LENGTHS:
        measure(bundled(words, arguments.documents))
    return 0


if __name__ == "__main__":
    sys.exit(main())
