"""Judge the official reference translation of WMT 2023, Chinese to English, beside 21 other references.

    python -m benchmarks.case_wmt23 DATA [--model FOLDER] [--words 150] [--pairs 40]

DATA holds `dev/mt/` and `dev/tortured_phrases.tsv`. Consecutive segments are joined into stretches of at
least ``--words`` words. The command prints a table of the references, where in the case the flagged stretches
are, how likely such places are by chance, the listed tortured phrases, and the most frequent replacements.
`docs/case-wmt23.md` discusses the figures.
"""

from __future__ import annotations

import argparse
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from json import loads
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mtdetect import Detector, Report, load
from mtdetect.evaluation.metrics import wilson

CASE, REFERENCES = "case_wmt23_zh_en_reference.jsonl.xz", "wmt.jsonl.xz"
MISSING = "NO TRANSLATION AVAILABLE"  # stands where a source has no reference, as in the test suites
RATES = (0.01, 0.001)
SHUFFLES = 10_000
PER_LINE = 50  # stretches of the map of the document
# What the segments are, by reading: the file does not say.
PARTS = (("manuals and reports", 0, 486), ("news", 487, 1249), ("product reviews", 1250, 1975))
LISTED = Path("dev") / "tortured_phrases.tsv"  # the Problematic Paper Screener's list


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference translation: its name, and its segments in order, each with its number in the file."""

    name: str
    segments: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive segments ``first .. last`` as one text."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class JudgedReference:
    """A reference's stretches with their reports, in order."""

    name: str
    stretches: tuple[Stretch, ...]
    reports: tuple[Report, ...]

    def flags(self, rate: float) -> npt.NDArray[np.bool_]:
        """Say for each stretch whether it is flagged at a target false-positive rate."""
        return np.array([report.at(target_fpr=rate).verdict == "flagged" for report in self.reports])


def read_references(path: Path) -> Iterator[Reference]:
    """Read the human translations of a file, without segments that have none."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(loads, lines):
            if row["kind"] == "human":
                kept = (
                    (n, text) for n, text in enumerate(row["segments"]) if text.strip() not in ("", MISSING)
                )
                yield Reference(f"{row['year']} {row['pair']} {row['system']}", tuple(kept))


def join_segments(segments: Iterable[tuple[int, str]], least_words: int) -> Iterator[Stretch]:
    """Join consecutive segments into stretches of at least so many words; drop a shorter rest.

    >>> [s.text for s in join_segments([(0, "a b"), (1, "c"), (2, "d e f"), (3, "g")], 3)]
    ['a b c', 'd e f']
    """
    waiting: list[tuple[int, str]] = []
    words = 0
    for number, text in segments:
        waiting.append((number, text))
        words += len(text.split())
        if words >= least_words:
            yield Stretch(waiting[0][0], number, " ".join(part for _, part in waiting))
            waiting, words = [], 0


def judge(detector: Detector, reference: Reference, least_words: int) -> JudgedReference:
    """Judge the stretches of a reference."""
    stretches = tuple(join_segments(reference.segments, least_words))
    reports = tuple(detector.detect_many((stretch.text for stretch in stretches), format="text"))
    return JudgedReference(reference.name, stretches, reports)


def adjacent_pairs(flags: npt.NDArray[np.bool_]) -> int:
    """Count the neighbours that are both flagged.

    >>> adjacent_pairs(np.array([True, True, True, False, True]))
    2
    """
    return int((flags[1:] & flags[:-1]).sum())


def shuffled_pairs(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int_]:
    """Count adjacent pairs in random orders of the same stretches: ``(SHUFFLES,)``."""
    rng = np.random.default_rng(0)
    return np.array([adjacent_pairs(rng.permutation(flags)) for _ in range(SHUFFLES)])


def print_table(judged: Sequence[JudgedReference]) -> None:
    """Print a line for each reference, the most flagged one first."""
    say(
        f"{'reference':18s} {'stretches':>9s} {'1 %':>5s} {'0.1 %':>6s} {'share at 1 % [95 % interval]':>30s}"
    )
    for one in sorted(judged, key=lambda one: -one.flags(RATES[0]).mean()):
        often, rarely = (int(one.flags(rate).sum()) for rate in RATES)
        low, high = wilson(often, len(one.reports))
        share = f"{often / len(one.reports):.3f} [{low:.3f}, {high:.3f}]"
        say(f"{one.name:18s} {len(one.reports):9d} {often:5d} {rarely:6d} {share:>30s}")


def print_total(controls: Sequence[JudgedReference]) -> None:
    """Print the references other than the case taken together."""
    flags = [np.concatenate([one.flags(rate) for one in controls]) for rate in RATES]
    often, rarely, total = int(flags[0].sum()), int(flags[1].sum()), len(flags[0])
    low, high = wilson(often, total)
    say(
        f"{len(controls)} others together: {often} of {total} at 1 %, "
        f"{often / total:.4f} [{low:.4f}, {high:.4f}]"
    )
    say(f"at 0.1 %: {rarely} ({rarely / total:.4f})")


def print_map(case: JudgedReference) -> None:
    """Draw the stretches in order: ``#`` flagged at 0.1 %, ``+`` at 1 % only, ``?`` abstained."""
    often, rarely = (case.flags(rate) for rate in RATES)
    marks = np.where(rarely, "#", np.where(often, "+", "."))
    marks[[report.verdict == "abstain" for report in case.reports]] = "?"
    for begin in range(0, len(marks), PER_LINE):
        line = case.stretches[begin : begin + PER_LINE]
        say(f"segments {line[0].first:4d}-{line[-1].last:4d}  {''.join(marks[begin : begin + PER_LINE])}")


def print_parts(case: JudgedReference) -> None:
    """Print how many stretches of each part of the document are flagged."""
    first = np.array([stretch.first for stretch in case.stretches])
    often, rarely = (case.flags(rate) for rate in RATES)
    for name, first_segment, last_segment in PARTS:
        rows = (first >= first_segment) & (first <= last_segment)
        counts = f"{int(often[rows].sum())} at 1 %, {int(rarely[rows].sum())} at 0.1 %, of {int(rows.sum())}"
        say(f"{name}, segments {first_segment}-{last_segment}: {counts}")


def print_blocks(case: JudgedReference) -> None:
    """Print each run of flagged stretches as segments of the file."""
    rows = zip(case.stretches, case.flags(RATES[0]), case.reports, strict=True)
    for flagged, run in groupby(rows, key=lambda row: bool(row[1])):
        run_ = list(run)
        if flagged:
            least = min(report.score for _, _, report in run_)
            say(
                f"segments {run_[0][0].first}-{run_[-1][0].last}: "
                f"{len(run_)} in a row, lowest score {least:.3f}"
            )


def print_chance(case: JudgedReference) -> None:
    """Compare the number of flagged neighbours with that of random orders."""
    flags = case.flags(RATES[0])
    seen, shuffled = adjacent_pairs(flags), shuffled_pairs(flags)
    p = (1 + int((shuffled >= seen).sum())) / (1 + SHUFFLES)
    say(f"flagged stretches with a flagged successor: {seen}; in {SHUFFLES} random orders")
    say(f"{shuffled.mean():.1f} on average, {shuffled.max()} at most: p <= {p:.1g}")


def read_listed(path: Path) -> re.Pattern[str]:
    """Compile the listed tortured phrases of two words or more into one pattern."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    phrases = {line.split("\t")[0].lower() for line in lines}
    longest_first = sorted((one for one in phrases if " " in one), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def print_listed(case: JudgedReference, controls: Sequence[JudgedReference], listed: re.Pattern[str]) -> None:
    """Count listed tortured phrases in flagged stretches, in the others, and in the other references."""
    flags = case.flags(RATES[0])
    groups = {
        "flagged stretches of the case": [
            s.text for s, flag in zip(case.stretches, flags, strict=True) if flag
        ],
        "its other stretches": [s.text for s, flag in zip(case.stretches, flags, strict=True) if not flag],
        "other references": [stretch.text for one in controls for stretch in one.stretches],
    }
    for name, texts in groups.items():
        found = Counter(match.lower() for text in texts for match in listed.findall(text.lower()))
        words = sum(len(text.split()) for text in texts)
        total = found.total()
        say(f"listed phrases in {name}: {total} in {words} words, {1e4 * total / words:.2f} per 10,000")
        say("    " + ", ".join(f"{phrase} {count}" for phrase, count in found.most_common(8)))


def print_replacements(case: JudgedReference, most: int) -> None:
    """Print the most frequent pairs of a span and its first suggestion in flagged stretches."""
    reports = [one for one, flag in zip(case.reports, case.flags(RATES[0]), strict=True) if flag]
    spans = [span for report in reports for span in report.spans]
    pairs = Counter((s.text.lower(), s.suggestions[0].text.lower()) for s in spans if s.suggestions)
    say(f"{len(spans)} spans in {len(reports)} flagged stretches")
    for (found, suggestion), count in pairs.most_common(most):
        say(f"{count:4d}  {found} -> {suggestion}")


def say(line: str = "") -> None:
    """Write a line of the result."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Judge all references and print what is found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder of the data; holds dev/mt")
    parser.add_argument("--model", type=Path, help="folder of a model; by default the shipped one")
    parser.add_argument("--words", type=int, default=150, help="least words of a stretch")
    parser.add_argument("--pairs", type=int, default=40, help="how many replacements to print")
    given = parser.parse_args()
    detector = load(given.model)
    folder = given.data / "dev" / "mt"
    (case,) = (judge(detector, one, given.words) for one in read_references(folder / CASE))
    controls = [judge(detector, one, given.words) for one in read_references(folder / REFERENCES)]
    print_table([case, *controls])
    say()
    print_total(controls)
    say()
    print_map(case)
    print_parts(case)
    print_blocks(case)
    print_chance(case)
    say()
    print_listed(case, controls, read_listed(given.data / LISTED))
    say()
    print_replacements(case, given.pairs)


if __name__ == "__main__":
    main()
