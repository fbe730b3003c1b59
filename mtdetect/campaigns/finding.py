"""Find campaigns in a list of reports: fingerprints, links, groups, and what explains each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from mtdetect.arrays import Index
from mtdetect.campaigns.choices import profiles
from mtdetect.campaigns.clusters import spinner_clusters
from mtdetect.campaigns.components import cohesive_groups, group_numbers
from mtdetect.campaigns.fingerprints import (
    Fingerprints,
    JudgedText,
    fingerprint,
    restored_prose,
    swaps_of,
    telling,
)
from mtdetect.campaigns.links import Links, copies_links, similarities
from mtdetect.campaigns.results import Campaign, CampaignKind, CampaignOptions, Evidence
from mtdetect.detector import Detector, load
from mtdetect.errors import InputError, OptionError
from mtdetect.model.folder import Model

MOST_READ = 200  # members of a campaign that are read again for what they share


def find_campaigns(
    reports: Iterable[JudgedText],
    *,
    groups: Sequence[Hashable] | None = None,
    options: CampaignOptions | None = None,
    detector: Detector | None = None,
) -> tuple[Campaign, ...]:
    """Group reports by source and by spinner; members are places in ``reports``.

    ``groups`` has a key for each report, such as its site, or None for a report by itself. With it, spinners
    are looked for, and all documents of a group count as one long document there. A document may be in one
    campaign of each kind. An iterator's reports are kept in memory: those of a campaign are read again for
    what they share. Needs the ``campaigns`` extra.

    Anything but reports, such as texts, is an InputError; groups of another number an OptionError.
    """
    options = options or CampaignOptions()
    options = options if groups is None else replace(options, spinners=True)
    model = (detector or load()).model
    kept = _kept(reports)
    prints = fingerprint(kept, model, options)
    return tuple(
        replace(found, evidence=explain(found.kind, [kept[at] for at in found.members], model, options))
        for found in group(prints, options, units=units_of(groups, len(prints)))
    )


def _kept(reports: Iterable[JudgedText]) -> Sequence[JudgedText]:
    if not isinstance(reports, Iterable):
        raise InputError(
            f"find_campaigns expects an iterable of reports, got one {type(reports).__name__}. "
            f"One document is no campaign: pass all that may belong together."
        )
    kept = reports if isinstance(reports, Sequence) else list(reports)
    for number, report in enumerate(kept):
        if not hasattr(report, "skipped"):
            raise InputError(
                f"find_campaigns expects reports, got {type(report).__name__} (number {number}, from 0). "
                f"Judge texts first: find_campaigns(detector.detect_many(texts))."
            )
    return kept


def units_of(groups: Sequence[Hashable] | None, documents: int) -> Index:
    """Give each document the number of what counts as one where spinners are looked for.

    >>> units_of(["a.com", None, "b.com", "a.com", None], 5).tolist()
    [0, 1, 2, 0, 3]
    """
    if groups is None:
        return np.arange(documents)
    if len(groups) != documents:
        raise OptionError(
            f"groups must have a key for each report, got {len(groups)} for {documents} reports. "
            f"Use None for a report that belongs to no group."
        )
    numbers: dict[Any, int] = {}
    keys = [(at,) if key is None else (at, key)[1:] for at, key in enumerate(groups)]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def group(
    prints: Fingerprints, options: CampaignOptions, *, units: Index, alike: Links | None = None
) -> list[Campaign]:
    """Group fingerprints, copies first; evidence in words is left to `explain`.

    ``alike`` are the links of copies where they are known already, as on Spark.
    """
    similarity = partial(_mean_similarity, prints)
    links = copies_links(prints, options) if alike is None else alike
    copies = cohesive_groups(links, similarity, options.least_similarity)
    spinners = (
        _spinners(prints, units, group_numbers(copies, len(prints)), options) if options.spinners else []
    )
    found = [_campaign("copies", members, score, prints) for members, score in copies]
    found += [_campaign("spinner", members, score, prints) for members, score in spinners]
    return [
        one
        for one in found
        if len(one.members) >= options.least_members and one.flagged >= options.least_flagged
    ]


def _spinners(
    prints: Fingerprints, units: Index, copies: Index, options: CampaignOptions
) -> list[tuple[Index, float]]:
    """Return the documents of each spinner: those of its units that have swaps."""
    (documents,) = np.nonzero(np.diff(prints.swap_ends, prepend=0))
    _, first, back = np.unique(units[documents], return_index=True, return_inverse=True)
    numbers = np.full(len(prints), -1, np.int64)
    # By their first documents with swaps: the others' may be missing, as on Spark.
    numbers[documents] = np.argsort(np.argsort(first))[back]
    clusters = spinner_clusters(profiles(prints, numbers, copies), options.least_evidence)
    by_unit = np.split(documents[np.argsort(numbers[documents], kind="stable")], _ends(numbers[documents]))
    return [(np.sort(np.concatenate([by_unit[unit] for unit in some])), score) for some, score in clusters]


def _ends(numbers: Index) -> Index:
    """Return where the documents of each unit end, if they are sorted by unit."""
    return np.cumsum(np.bincount(numbers))


def _campaign(kind: CampaignKind, members: Index, score: float, prints: Fingerprints) -> Campaign:
    return Campaign(kind, tuple(members.tolist()), int(prints.flagged[members].sum()), score)


def _mean_similarity(prints: Fingerprints, pairs: Index) -> float:
    return float(similarities(prints.signatures, pairs).mean())


def explain(
    kind: CampaignKind, members: Sequence[JudgedText], model: Model, options: CampaignOptions
) -> tuple[Evidence, ...]:
    """Say what most members share: pairs of telling words of copies, swaps of a spinner."""
    some = members[:MOST_READ]
    if kind == "copies":
        shared = Counter(pair for report in some for pair in set(_pairs(report, model)))
    else:
        shared = Counter(str(swap) for report in some for swap in swaps_of(report))
    best = sorted((item for item in shared.items() if item[1] > 1), key=lambda item: (-item[1], item[0]))
    return tuple(Evidence(text, count) for text, count in best[: options.most_evidence])


def _pairs(report: JudgedText, model: Model) -> list[str]:
    words, _ = telling(restored_prose(report), model)
    return [" ".join(pair) for pair in pairwise(words)]
