"""Measure how well the output of one spinner is known, by the length of what is compared and by its number.

    python benchmarks/spinners.py DATA [--seed 1] [--parity 1] [--words 400 800 1600] [--human 1000]

For each length, four products of each family of generators rewrite 30 documents of DATA's corpus each, and 60
more products 10 each; no two documents have one source. They are hidden among documents as people wrote them.
Prints what two outputs of one product share in truth, precision and recall of pairs of documents or of sites,
and for DATA's real pages of one site what its parts share with one another and with all others.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.campaigns import OPTIONS, RATES, REWRITTEN, agreement, draw
from mtdetect import load
from mtdetect.campaigns.choices import evidence, profiles
from mtdetect.campaigns.finding import group, units_of
from mtdetect.campaigns.fingerprints import Fingerprints, fingerprint, join
from mtdetect.spinners import FAMILIES, make
from mtdetect.spinners.lexicons import load_lexicon

PRODUCTS, DOCUMENTS, OTHERS, OTHER_DOCUMENTS = 4, 30, 60, 10
SITES = {400: (1, 2, 5, 10), 800: (1, 2, 5), 1_600: (1, 2)}  # words, and documents that make a site
NUMBERS = (2, 5, 10, 30)  # documents of each product
FRESH = 7_000  # seeds of products that nothing else uses
REAL_SITE, REAL_PARTS = "webblaze-site", 4


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a document, its product if a machine rewrote it, its number there, and its true swaps."""

    text: str
    product: tuple[str, int] | None = None
    number: int = 0
    swaps: frozenset[tuple[str, str]] = frozenset()  # original, replacement


def collection(data: Path, seed: int, parity: int, size: int, human: int) -> list[Page]:
    """Make the documents of one length."""
    rng, lexicon, names = random.Random(f"{seed} {parity} {size}"), load_lexicon(), sorted(FAMILIES)
    drawn = sorted(draw(data, parity, rng, size), key=lambda one: not one[0].startswith(REWRITTEN))
    products = [(name, number, DOCUMENTS) for name in names for number in range(PRODUCTS)]
    products += [(names[at % len(names)], PRODUCTS + at, OTHER_DOCUMENTS) for at in range(OTHERS)]
    pages: list[Page] = []
    for name, number, documents in products:
        spinner = make(name, FRESH + 1_000 * seed + number, lexicon)
        for at in range(documents):
            _, text = drawn[len(pages)]
            spun = spinner.spin(text, rate=rng.uniform(*RATES), touch_names=rng.random() < 0.3, rng=rng)
            swaps = {(edit.original.lower(), spun.text[edit.start : edit.end].lower()) for edit in spun.edits}
            pages.append(Page(spun.text, (name, number), at, frozenset(swaps)))
    return pages + [Page(text) for _, text in drawn[len(pages) :][:human]]


def show_truth(pages: Sequence[Page]) -> None:
    """Print how many words two documents both have replaced, and how often alike: the upper bound."""
    spun = [page for page in pages if page.product and page.product[1] < PRODUCTS]
    shared: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one, other in combinations(spun, 2):
        if kind := _kind(one, other):
            words = {word for word, _ in one.swaps} & {word for word, _ in other.swaps}
            shared[kind].append((len(words), len({word for word, _ in one.swaps & other.swaps})))
    for kind, counts in sorted(shared.items()):
        words, alike = np.mean(counts, axis=0)
        _say(f"  {kind:<32} words replaced in both {words:6.2f}, alike {alike:6.2f} ({alike / words:.2f})")


def _kind(one: Page, other: Page) -> str:
    assert one.product
    assert other.product
    if one.product[0] != other.product[0]:
        return "of different families"
    return f"{one.product[0]}, {'one product' if one.product == other.product else 'two products'}"


def show_found(pages: Sequence[Page], prints: Fingerprints, documents: int) -> None:
    """Print precision and recall of pairs of sites of so many documents each, in all and by family."""
    sites = [page.product and (*page.product, page.number // documents) for page in pages]
    groups, labels = found(pages, prints, sites)
    families, _ = agreement(groups, [label and label[0] for label in labels])
    _say(f"  sites of {documents}: {_figures(groups, labels)}  in one family {families:.3f}")
    for name in sorted(FAMILIES):
        _say(f"    {name:<16} {_figures(*_within(name, groups, labels))}")


def _within(
    name: str, groups: Sequence[tuple[int, ...]], labels: Sequence[tuple[str, int] | None]
) -> tuple[list[tuple[int, ...]], list[tuple[str, int] | None]]:
    """Leave out the documents of other families."""
    of = [label if label and label[0] == name else None for label in labels]
    return [tuple(at for at in some if of[at]) for some in groups], of


def found(
    pages: Sequence[Page], prints: Fingerprints, sites: Sequence[object]
) -> tuple[list[tuple[int, ...]], list[tuple[str, int] | None]]:
    """Return groups of units, and every unit's product."""
    units = units_of(sites, len(pages))
    campaigns = [one for one in group(prints, OPTIONS, units=units) if one.kind == "spinner"]
    groups = [tuple(np.unique(units[list(one.members)]).tolist()) for one in campaigns]
    labels = dict(zip(units.tolist(), (page.product for page in pages), strict=True))
    return groups, [labels[at] for at in range(len(labels))]


def _figures(groups: Sequence[tuple[int, ...]], labels: Sequence[tuple[str, int] | None]) -> str:
    precision, recall = agreement(groups, labels)
    pairs = sum(len(some) * (len(some) - 1) // 2 for some in groups)
    return f"precision {precision:.3f}  recall {recall:.3f}  pairs {pairs}"


def show_numbers(pages: Sequence[Page], prints: Fingerprints) -> None:
    """Print recall by how many documents there are of each product."""
    for most in NUMBERS:
        kept = [at for at, page in enumerate(pages) if page.number < most]
        some = join([_at(prints, at) for at in kept])
        groups, labels = found([pages[at] for at in kept], some, [None] * len(kept))
        own = _figures(*_within("dictionary", groups, labels))
        _say(f"  {most} of each product: {_figures(groups, labels)}; dictionary {own}")


def _at(prints: Fingerprints, at: int) -> Fingerprints:
    begin, end = (prints.swap_ends[at - 1] if at else 0), prints.swap_ends[at]
    own, swaps = slice(at, at + 1), slice(begin, end)
    return Fingerprints(
        prints.signatures[own],
        prints.shingles[own],
        prints.flagged[own],
        prints.swaps[swaps],
        prints.originals[swaps],
        prints.weights[swaps],
        np.array([end - begin], np.int64),
    )


def show_real(data: Path, pages: Sequence[Page], prints: Fingerprints) -> None:
    """Print what parts of one real site share with one another, and at most with any generated site."""
    rows = [json.loads(line) for line in (data / "dev" / "wild_spun.jsonl").open(encoding="utf-8")]
    texts = [row["text"] for row in rows if REAL_SITE in row["cluster"]]
    real = _prints([Page(text) for text in texts])
    sites = [page.product and (*page.product, page.number // 5) for page in pages]
    parts = [("real", REAL_SITE, at * REAL_PARTS // len(texts)) for at in range(len(texts))]
    units = units_of([*parts, *sites], len(texts) + len(pages))
    some = profiles(join([real, prints]), units, np.full(len(units), -1))
    own = np.array(list(combinations(range(REAL_PARTS), 2)))
    rest = np.array(
        [(one, other) for one in range(REAL_PARTS) for other in range(REAL_PARTS, len(some.size))]
    )
    _say(f"  parts of the real site: {np.sort(evidence(some, own))[::-1].round(1).tolist()}")
    _say(f"  with others, at most: {evidence(some, rest).max():.1f}")


def _prints(pages: Sequence[Page]) -> Fingerprints:
    reports = load().detect_many((page.text for page in pages), format="text")
    return fingerprint(reports, load().model, OPTIONS)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure all lengths."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=1, help="of the products")
    parser.add_argument("--parity", type=int, choices=(0, 1), default=1, help="which half of the sources")
    parser.add_argument("--words", type=int, choices=tuple(SITES), nargs="+", default=tuple(SITES))
    parser.add_argument("--human", type=int, default=1_000, help="documents of people")
    arguments = parser.parse_args(argv)
    for size in arguments.words:
        pages = collection(arguments.data, arguments.seed, arguments.parity, size, arguments.human)
        _say(f"{size} words, {len(pages)} documents")
        show_truth(pages)
        prints = _prints(pages)
        for documents in SITES[size]:
            show_found(pages, prints, documents)
        show_numbers(pages, prints)
        if size == min(SITES):
            show_real(arguments.data, pages, prints)
    return 0


if __name__ == "__main__":
    sys.exit(main())
