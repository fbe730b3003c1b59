"""List what the model gets wrong most often: people's words that it marks, and swaps that it leaves unmarked.

    python benchmarks/errors.py FOLDER [--model FOLDER] [--rate .5] [--seeds 3] [--most 25]

FOLDER holds human texts: JSON Lines with a field "text", or plain files. All are judged as they are, then
rewritten by every generator of the project with several seeds and judged again. The generators need the
`train` extra, and the thesauri that `mtdetect/training/lexicons.py` names.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from mtdetect import Report, load
from mtdetect.detector import Detector
from mtdetect.documents.reading import read
from mtdetect.results.documents import Document
from mtdetect.spinners import FAMILIES, Spinner, Spun, make

Pair = tuple[str, str]  # what stood there, and what stands there now


@dataclass(slots=True)
class Swaps:
    """Count what generators swapped, and what of it no span touches."""

    made: Counter[Pair] = field(default_factory=Counter)
    missed: Counter[Pair] = field(default_factory=Counter)
    flagged: int = 0
    documents: int = 0

    def add(self, spun: Spun, report: Report) -> None:
        """Count one rewritten document."""
        self.documents += 1
        self.flagged += report.verdict == "flagged"
        for edit in spun.edits:
            pair = (edit.original.lower(), spun.text[edit.start : edit.end].lower())
            self.made[pair] += 1
            if not any(span.start < edit.end and edit.start < span.end for span in report.spans):
                self.missed[pair] += 1


def main() -> None:
    """Judge the texts, rewrite them, judge them again, and print both lists."""
    options = arguments()
    texts = [item.text for item in read([options.folder]) if isinstance(item, Document)]
    detector = load(options.model)
    show(marked(detector.detect_many(texts), options.most))
    both = Swaps()
    for name in FAMILIES:
        swaps = rewritten(texts, [make(name, seed) for seed in range(options.seeds)], options.rate, detector)
        both.made.update(swaps.made)
        both.missed.update(swaps.missed)
        show([summary(name, swaps)])
    show(missed(both, options.most))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="human texts")
    parser.add_argument("--model", type=Path, help="folder of a model; by default the shipped one")
    parser.add_argument("--rate", type=float, default=0.5, help="share of words to rewrite")
    parser.add_argument("--seeds", type=int, default=3, help="products of each generator")
    parser.add_argument("--most", type=int, default=25, help="lines of each list")
    return parser.parse_args()


def marked(reports: Iterable[Report], most: int) -> Iterator[str]:
    """List the stretches that are marked in most texts of people."""
    spans, words, documents, flagged = Counter[str](), 0, 0, 0
    for report in reports:
        spans.update(span.text.lower() for span in report.spans)
        words, documents = words + report.words, documents + 1
        flagged += report.verdict == "flagged"
    yield f"human: {documents} texts, {flagged} flagged, {words:,} words, {spans.total()} spans"
    yield from (f"  {count:4d}  {text}" for text, count in spans.most_common(most))


def rewritten(texts: Sequence[str], spinners: Sequence[Spinner], rate: float, detector: Detector) -> Swaps:
    """Rewrite every text with every product, and count what is missed."""
    made = [
        spinner.spin(text, rate=rate, touch_names=False, rng=Random(f"{seed} {number}"))
        for seed, spinner in enumerate(spinners)
        for number, text in enumerate(texts)
    ]
    swaps = Swaps()
    for spun, report in zip(made, detector.detect_many(spun.text for spun in made), strict=True):
        swaps.add(spun, report)
    return swaps


def summary(name: str, swaps: Swaps) -> str:
    """Say how much of one generator's work is seen."""
    made, left = swaps.made.total(), swaps.missed.total()
    return f"{name}: {swaps.documents} texts, {swaps.flagged} flagged; {made:,} swaps, {left:,} unmarked"


def missed(swaps: Swaps, most: int) -> Iterator[str]:
    """List the swaps that are most often unmarked, with how often they were made."""
    yield f"unmarked: {swaps.missed.total():,} of {swaps.made.total():,} swaps"
    for (original, left), count in swaps.missed.most_common(most):
        yield f"  {count:4d} of {swaps.made[original, left]:4d}  {original} -> {left}"


def show(lines: Iterable[str]) -> None:
    """Print at once: the lists take minutes."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
