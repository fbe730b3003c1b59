"""Disguise labelled prose in every way that we know, and tell how far scores and spans move.

    python benchmarks/evasion.py [--model FOLDER] [--human FILE.jsonl ...] [--only KIND ...]

The texts are the labelled cases of the tests. Files named after --human are read for false notes alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the disguises are the tests' own

import mtdetect  # noqa: E402
from mtdetect import Report  # noqa: E402
from mtdetect.detector import Detector  # noqa: E402
from tests.disguises import DISGUISES, NOTES, joined  # noqa: E402

RATES = {"light": 0.1, "heavy": 0.9}
MOST_CHANGE = 0.05
MOST_TEXTS = 40
HARMLESS_WORDS = 110
VERDICTS = ("flagged", "abstain", "clean")
HEADER = "| disguise | rate | median | worst | beyond .05 | same spans | noted | other notes |"


def read(path: Path) -> list[str]:
    """Read the texts of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def row(kind: str, rate: str, texts: Sequence[str], clean: Sequence[Report], detector: Detector) -> str:
    """Disguise every text in one way, and lay out what came of it."""
    draws = [Random(f"{kind} {rate} {at}") for at in range(len(texts))]
    made = [joined(DISGUISES[kind](text, RATES[rate], draw)) for text, draw in zip(texts, draws, strict=True)]
    reports = list(detector.detect_many(text for text, _ in made))
    changes = [abs(new.score - old.score) for new, old in zip(reports, clean, strict=True)]
    expected = {
        (at, offsets[s.start], offsets[s.end])
        for at, (_, offsets) in enumerate(made)
        for s in clean[at].spans
    }
    got = {(at, s.start, s.end) for at, report in enumerate(reports) for s in report.spans}
    same = len(expected & got) / max(1, len(expected | got))
    names = [{note.name for note in report.notes} for report in reports]
    touched = [at for at, (text, _) in enumerate(made) if text != texts[at]]
    noted = sum(NOTES.get(kind) in names[at] for at in touched) / max(1, len(touched))
    others = sum(bool(found - {NOTES.get(kind)}) for found in names)
    beyond = sum(change > MOST_CHANGE for change in changes)
    return (
        f"| {kind} | {rate} | {median(changes):.4f} | {max(changes):.3f} | {beyond} | {same:.1%} "
        f"| {f'{noted:.0%}' if kind in NOTES else '-'} | {others} |"
    )


def verdicts(kind: str, texts: Sequence[str], detector: Detector) -> Counter[str]:
    """Disguise flagged texts heavily in one way, and count the verdicts."""
    draws = [Random(f"{kind} verdict {at}") for at in range(len(texts))]
    made = (
        joined(DISGUISES[kind](text, RATES["heavy"], draw))[0]
        for text, draw in zip(texts, draws, strict=True)
    )
    return Counter(report.verdict for report in detector.detect_many(made))


def verdict_table(
    kinds: Sequence[str], texts: Sequence[str], harmless: str, detector: Detector
) -> Iterator[str]:
    """Say for each disguise how many flagged texts stay flagged, abstain, or pass for clean.

    Every second text is beside harmless prose, which is disguised with it.
    """
    mixed = [text if at % 2 else f"{text}\n\n{harmless}" for at, text in enumerate(texts)]
    flagged = [
        text
        for text, report in zip(mixed, detector.detect_many(mixed), strict=True)
        if report.verdict == "flagged"
    ][:MOST_TEXTS]
    yield f"{len(flagged)} flagged texts\n\n| disguise | flagged | abstain | clean |\n|---|--:|--:|--:|"
    total: Counter[str] = Counter()
    for kind in kinds:
        counts = verdicts(kind, flagged, detector)
        total += counts
        yield f"| {kind} | " + " | ".join(f"{counts[name] / len(flagged):.0%}" for name in VERDICTS) + " |"
    shares = (total[name] / max(total.total(), 1) for name in VERDICTS)
    yield "| **on average** | " + " | ".join(f"{share:.1%}" for share in shares) + " |"


def false_notes(path: Path, detector: Detector) -> str:
    """Count the notes on texts that nobody disguised."""
    reports = list(detector.detect_many(read(path)))
    names = Counter(note.name for report in reports for note in report.notes)
    found = ", ".join(f"{name} in {count}" for name, count in names.items()) or "none"
    return f"{path.name}: {len(reports)} texts, notes: {found}"


def main() -> None:
    """Print the table of disguises, then the notes on clean texts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, help="a model folder; the shipped one by default")
    parser.add_argument("--human", type=Path, nargs="*", default=[], help='JSONL files with the key "text"')
    parser.add_argument("--only", nargs="*", choices=DISGUISES, default=list(DISGUISES))
    options = parser.parse_args()
    detector = mtdetect.load(options.model)
    cases = [ROOT / "tests" / "cases" / f"{name}.jsonl" for name in ("human", "rewritten")]
    texts = [text for path in cases for text in read(path)]
    clean = list(detector.detect_many(texts))
    write = sys.stdout.write
    write(f"{len(texts)} texts, {sum(len(report.spans) for report in clean)} spans\n\n")
    write(f"{HEADER}\n|{'---|' * HEADER.count(' | ')}---|\n")
    for kind in options.only:
        for rate in RATES:
            write(row(kind, rate, texts, clean, detector) + "\n")
    write("\n")
    rewritten, harmless = read(cases[1]), (ROOT / "examples" / "human_news.txt").read_text(encoding="utf-8")
    harmless = " ".join(harmless.split()[:HARMLESS_WORDS])
    for line in verdict_table(options.only, rewritten, harmless, detector):
        write(f"{line}\n")
    write("\n")
    for path in (*cases, *options.human):
        write(false_notes(path, detector) + "\n")


if __name__ == "__main__":
    main()
