"""Measure the search for campaigns: quality on generated ones, and cost on synthetic fingerprints.

    python benchmarks/campaigns.py quality DATA [--seed 1]
    python benchmarks/campaigns.py scale [--most 1000000] [--plot FILE]

`quality` rewrites 20 sources with 10 spinners each, hides them among 5,000 unrelated documents of DATA's
corpus, and prints pairwise precision and recall beside those of plain MinHash on the text as it stands.
`scale` makes fingerprints without texts (see `synthetic`) and times grouping them.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from spacy.strings import get_string_id

from mtdetect import load
from mtdetect.arrays import Hashes
from mtdetect.campaigns.components import cohesive_groups
from mtdetect.campaigns.finding import group, units_of
from mtdetect.campaigns.fingerprints import Fingerprints, fingerprint, join, mixed, sign
from mtdetect.campaigns.links import copies_links, similarities
from mtdetect.campaigns.results import Campaign, CampaignOptions
from mtdetect.results.report import Report
from mtdetect.spinners import FAMILIES, make
from mtdetect.spinners.lexicons import load_lexicon
from mtdetect.text.alignment import AlignedWords
from mtdetect.training.corpus.corpora import find_sources

SOURCES, SPINNERS, UNRELATED, WORDS = 20, 10, 5_000, 400
REWRITTEN = ("news", "tech", "blog", "health", "wiki", "travel", "talk", "web")  # what campaigns copy
RATES = (0.2, 0.9)
LEAST_LENGTH = 0.6  # of the words asked for that a document must have
A_SOURCE = 250  # documents at most from one source of the corpus
SHINGLE_OVERLAP = 3  # shingles of eight words that two documents may share and still count as unrelated
OPTIONS = CampaignOptions(spinners=True)
NO_SWAPS = np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.float32)
COUNTS = (10_000, 31_600, 100_000, 316_000, 1_000_000, 3_160_000)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a document, and for a rewritten one its source's and its spinner's number."""

    text: str
    source: int | None = None
    spinner: int | None = None


def stretch(text: str, rng: random.Random, size: int = WORDS) -> str | None:
    """Cut some ``size`` words of whole sentences; None if there are too few."""
    parts = re.split(r"(?<=[.!?])\s+|\n+", text)
    words = [len(part.split()) for part in parts]
    least = LEAST_LENGTH * size
    begins = [at for at in range(len(parts)) if sum(words[at:]) >= least][-100:]
    if not begins:
        return None
    begin = rng.choice(begins)
    end, total = begin, 0
    while end < len(parts) and total < size:
        total, end = total + words[end], end + 1
    return " ".join(parts[begin:end])


def draw(data: Path, parity: int, rng: random.Random, size: int = WORDS) -> list[tuple[str, str]]:
    """Draw unrelated documents from every second source: one stretch a document, near-duplicates left out."""
    found: list[tuple[str, str]] = []
    for source in find_sources(data)[parity::2]:
        documents = islice(source.documents(), 2_000)
        stretches = (stretch(document.text[:20_000], rng, size) for document in documents)
        texts = [text for text in stretches if text]
        found += [(source.name, text) for text in rng.sample(texts, min(len(texts), A_SOURCE))]
    rng.shuffle(found)
    return list(_unlike(found))


def _unlike(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, ...]] = set()
    for name, text in found:
        words = AlignedWords.of(text).folded
        shingles = {tuple(words[at : at + 8]) for at in range(len(words) - 8)}
        if len(shingles & seen) < SHINGLE_OVERLAP:
            seen |= shingles
            yield name, text


def collection(data: Path, seed: int, rates: tuple[float, float]) -> list[Row]:
    """Make the documents: rewritten sources hidden among unrelated ones, in random order."""
    rng = random.Random(seed)
    documents = draw(data, 1, rng)
    sources = [one for one in documents if one[0].startswith(REWRITTEN)][:SOURCES]
    rest = [one for one in documents if one not in sources][:UNRELATED]
    lexicon, names = load_lexicon(), sorted(FAMILIES)
    spinners = [make(names[at % len(names)], 1_000 * seed + at, lexicon) for at in range(SPINNERS)]
    rows = [Row(text) for _, text in rest]
    for number, (_, text) in enumerate(sources):
        for at, spinner in enumerate(spinners):
            spun = spinner.spin(text, rate=rng.uniform(*rates), touch_names=rng.random() < 0.3, rng=rng)
            rows.append(Row(spun.text, number, at))
    rng.shuffle(rows)
    return rows


def plain_groups(rows: Sequence[Row], size: int, least: float) -> list[tuple[int, ...]]:
    """Group by plain MinHash: shingles of ``size`` words of the text as it stands, all of one weight."""
    hashes = [_shingles(row.text, size) for row in rows]
    options = replace(OPTIONS, least_similarity=least)
    signatures = sign(hashes, [np.ones(len(some), np.int64) for some in hashes], options)
    prints = _prints(signatures, *NO_SWAPS, np.zeros(len(rows), np.int64))

    def similarity(pairs: np.ndarray) -> float:
        return float(similarities(signatures, pairs).mean())

    groups = cohesive_groups(copies_links(prints, options), similarity, least)
    return [tuple(members.tolist()) for members, _ in groups]


def _shingles(text: str, size: int) -> Hashes:
    words = np.array([get_string_id(word) for word in AlignedWords.of(text).folded], np.uint64)
    keys = np.zeros(max(len(words) - size + 1, 0), np.uint64)
    for at in range(size):
        keys = mixed(keys, words[at : len(words) - size + 1 + at])
    return np.unique(keys)


def _prints(
    signatures: np.ndarray, swaps: Hashes, originals: Hashes, weights: np.ndarray, ends: np.ndarray
) -> Fingerprints:
    shingles, flagged = np.full(len(signatures), 100, np.int32), np.ones(len(signatures), bool)
    return Fingerprints(signatures, shingles, flagged, swaps, originals, weights, ends)


def agreement(groups: Iterable[Sequence[int]], truth: Sequence[object]) -> tuple[float, float]:
    """Return pairwise precision and recall."""
    found = {pair for members in groups for pair in combinations(sorted(members), 2)}
    right = sum(truth[one] is not None and truth[one] == truth[other] for one, other in found)
    there = sum(count * (count - 1) // 2 for label, count in Counter(truth).items() if label is not None)
    return right / max(len(found), 1), right / there


def quality(data: Path, seed: int) -> None:
    """Print a table of precision and recall."""
    for rates in (RATES, (RATES[1], RATES[1])):
        rows = collection(data, seed, rates)
        _say(f"{len(rows)} documents, rewriting rates {rates[0]} to {rates[1]}")
        reports = list(load().detect_many([row.text for row in rows], format="text"))
        _print_rows(rows, reports)


def _print_rows(rows: Sequence[Row], reports: Sequence[Report]) -> None:
    sources, spinners = [row.source for row in rows], [row.spinner for row in rows]
    bare = [replace(report, spans=()) for report in reports]
    ours = _groups(reports)
    _line("copies of one source", ours["copies"], sources)
    _line("... without restoring", _groups(bare)["copies"], sources)
    for size, least in ((5, 0.5), (5, 0.2), (3, OPTIONS.least_similarity)):
        _line(f"plain MinHash, {size} words, from {least:.2f}", plain_groups(rows, size, least), sources)
    _line("output of one spinner", ours["spinner"], spinners)


def _groups(reports: Sequence[Report]) -> dict[str, list[tuple[int, ...]]]:
    found: dict[str, list[tuple[int, ...]]] = {"copies": [], "spinner": []}
    for campaign in searched(fingerprint(reports, load().model, OPTIONS)):
        found[campaign.kind].append(campaign.members)
    return found


def searched(prints: Fingerprints, options: CampaignOptions = OPTIONS) -> list[Campaign]:
    """Search fingerprints of documents that are each by themselves."""
    return group(prints, options, units=units_of(None, len(prints)))


def _line(name: str, groups: Sequence[Sequence[int]], truth: Sequence[int | None]) -> None:
    precision, recall = agreement(groups, truth)
    _say(f"{name:<34} precision {precision:.3f}  recall {recall:.3f}  groups {len(groups)}")


def synthetic(count: int, seed: int = 0) -> tuple[Fingerprints, list[int | None]]:
    """Make fingerprints without texts, and the campaign of each.

    A document has 70 telling word pairs: most its own, five of a Zipf-like stock of 10 million that others
    have too. One in fifty belongs to a campaign of ten, whose members each keep 62 % of the source's pairs
    (their similarity is .45 on average). One in twenty has 40 swaps of a Zipf-like stock of 50,000 words,
    each with one of ten replacements.
    """
    rng = np.random.default_rng(seed)
    parts, truth = [], []
    for begin in range(0, count, 20_000):
        some = min(20_000, count - begin)
        pairs, labels = _synthetic_pairs(begin, some, rng)
        signatures = sign(list(pairs), [np.ones(pairs.shape[1], np.int64)] * some, OPTIONS)
        suspected = rng.random(some) < 0.05
        originals = [np.unique(_zipf(rng, 50_000, 40 * one)) for one in suspected.astype(int)]
        words, ends = np.concatenate(originals), np.cumsum([len(one) for one in originals])
        swaps = mixed(words, rng.integers(0, 10, len(words)).astype(np.uint64))
        parts.append(_prints(signatures, swaps, words, np.full(len(words), 0.7, np.float32), ends))
        truth += labels
    return join(parts), truth


def _synthetic_pairs(begin: int, count: int, rng: np.random.Generator) -> tuple[Hashes, list[int | None]]:
    pairs = rng.integers(2**40, 2**63, (count, 70), dtype=np.uint64)
    pairs[:, :5] = _zipf(rng, 10_000_000, 5 * count).reshape(count, 5)
    labels: list[int | None] = [None] * count
    for number in range(count // 500):
        source = rng.integers(2**40, 2**63, 65, dtype=np.uint64)
        for at in range(500 * number, 500 * number + 10):
            keep = rng.random(65) < 0.62
            pairs[at, 5:][keep] = source[keep]
            labels[at] = begin // 500 + number
    return pairs, labels


def _zipf(rng: np.random.Generator, stock: int, size: int) -> Hashes:
    """Draw from 1 to ``stock``, each rank as often as its inverse says."""
    return np.exp(rng.random(size) * np.log(stock)).astype(np.uint64)


def scale(most: int, plot: Path | None) -> None:
    """Write the time and memory of grouping, from ten thousand documents on, and draw them."""
    figures = []
    _say(
        " documents  making s  copies s  us/document   spinners too s  us/document peak MiB precision  recall"
    )
    for count in (count for count in COUNTS if count <= most):
        (prints, truth), making = _timed(partial(synthetic, count))
        found, copies = _timed(partial(searched, prints, CampaignOptions()))
        _, both = _timed(partial(searched, prints))
        precision, recall = agreement([one.members for one in found], truth)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _say(
            f"{count:>10,} {making:>9.1f} {copies:>9.1f} {1e6 * copies / count:>12.1f} {both:>16.1f}"
            f" {1e6 * both / count:>12.1f} {peak:>9.0f} {precision:>10.3f} {recall:>7.3f}"
        )
        figures.append((count, copies, both, peak))
        del prints, found, truth
    if plot:
        _draw(figures, plot)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _timed(run: Callable[[], Result]) -> tuple[Result, float]:
    start = time.process_time()  # one thread: what others do on the machine does not count
    result = run()
    return result, time.process_time() - start


def _draw(figures: Sequence[tuple[int, float, float, float]], path: Path) -> None:
    import matplotlib.pyplot as plt

    counts, copies, both, peaks = zip(*figures, strict=True)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.loglog(counts, both, "s-", label="copies and spinners")
    left.loglog(counts, copies, "o-", label="copies")
    left.loglog(counts, [copies[-1] * count / counts[-1] for count in counts], ":", label="in proportion")
    left.set(xlabel="documents", ylabel="seconds", title="Grouping fingerprints, one core")
    left.legend()
    right.loglog(counts, peaks, "o-")
    right.set(xlabel="documents", ylabel="MiB", title="Peak memory")
    figure.savefig(path, dpi=120)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(required=True, dest="command")
    one = commands.add_parser("quality")
    one.add_argument("data", type=Path)
    one.add_argument("--seed", type=int, default=1)
    other = commands.add_parser("scale")
    other.add_argument("--most", type=int, default=1_000_000)
    other.add_argument("--plot", type=Path)
    arguments = parser.parse_args(argv)
    if arguments.command == "quality":
        quality(arguments.data, arguments.seed)
    else:
        scale(arguments.most, arguments.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
