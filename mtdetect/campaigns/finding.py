"""Find campaigns in a list of reports: fingerprints, links, groups, and what explains each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from mtdetect.campaigns.candidates import Indices
from mtdetect.campaigns.components import cohesive_groups, group_numbers
from mtdetect.campaigns.fingerprints import (
    Fingerprints,
    Judged,
    fingerprint,
    restored_prose,
    swaps_of,
    telling,
)
from mtdetect.campaigns.links import (
    Links,
    Rarity,
    copies_links,
    rarity,
    shared_evidence,
    similarities,
    spinner_links,
)
from mtdetect.campaigns.results import Campaign, CampaignKind, CampaignOptions, Evidence
from mtdetect.detector import Detector, load
from mtdetect.errors import InputError
from mtdetect.model.folder import Model

MOST_READ = 200  # members of a campaign that are read again for what they share
LOOSE = 0.25  # of the evidence that links two texts of one spinner, what any two of a group share on average


def find_campaigns(
    reports: Iterable[Judged],
    *,
    options: CampaignOptions | None = None,
    detector: Detector | None = None,
) -> tuple[Campaign, ...]:
    """Group reports by source and by spinner; members are places in ``reports``.

    An iterator's reports are kept in memory: those of a campaign are read again for what they share. A
    document may be in one campaign of each kind. Needs the ``campaigns`` extra.

    Anything but reports, such as texts, is an InputError.
    """
    options = options or CampaignOptions()
    model = (detector or load()).model
    kept = _kept(reports)
    prints = fingerprint(kept, model, options)
    return tuple(
        replace(found, evidence=explain(found.kind, [kept[at] for at in found.members], model, options))
        for found in group(prints, options)
    )


def _kept(reports: Iterable[Judged]) -> Sequence[Judged]:
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


def group(prints: Fingerprints, options: CampaignOptions, *, alike: Links | None = None) -> list[Campaign]:
    """Group fingerprints, copies first; evidence in words is left to `explain`.

    ``alike`` are the links of copies where they are known already, as on Spark.
    """
    similarity = partial(_mean_similarity, prints)
    links = copies_links(prints, options) if alike is None else alike
    copies = cohesive_groups(links, similarity, options.least_similarity)
    spinners = _spinners(prints, group_numbers(copies, len(prints)), options) if options.spinners else []
    found = [_campaign("copies", members, score, prints) for members, score in copies]
    found += [_campaign("spinner", members, score, prints) for members, score in spinners]
    return [
        one
        for one in found
        if len(one.members) >= options.least_members and one.flagged >= options.least_flagged
    ]


def _spinners(prints: Fingerprints, copies: Indices, options: CampaignOptions) -> list[tuple[Indices, float]]:
    rare = rarity(prints, options)
    links = spinner_links(prints, rare, copies, options)
    return cohesive_groups(
        links, partial(_mean_evidence, prints, rare), LOOSE * (rare.chance + options.margin)
    )


def _campaign(kind: CampaignKind, members: Indices, score: float, prints: Fingerprints) -> Campaign:
    return Campaign(kind, tuple(members.tolist()), int(prints.flagged[members].sum()), score)


def _mean_similarity(prints: Fingerprints, pairs: Indices) -> float:
    return float(similarities(prints.signatures, pairs).mean())


def _mean_evidence(prints: Fingerprints, rare: Rarity, pairs: Indices) -> float:
    return float(shared_evidence(prints, rare.weight, pairs)[1].mean())


def explain(
    kind: CampaignKind, members: Sequence[Judged], model: Model, options: CampaignOptions
) -> tuple[Evidence, ...]:
    """Say what most members share: pairs of telling words of copies, swaps of a spinner."""
    some = members[:MOST_READ]
    if kind == "copies":
        shared = Counter(pair for report in some for pair in set(_pairs(report, model)))
    else:
        shared = Counter(swap for report in some for swap in swaps_of(report))
    best = sorted((item for item in shared.items() if item[1] > 1), key=lambda item: (-item[1], item[0]))
    return tuple(Evidence(text, count) for text, count in best[: options.most_evidence])


def _pairs(report: Judged, model: Model) -> list[str]:
    words, _ = telling(restored_prose(report), model)
    return [" ".join(pair) for pair in pairwise(words)]
