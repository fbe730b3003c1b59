"""What counts as a campaign: copies of one source, the output of one spinner, and nothing that looks so."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from mtdetect.arrays import Index
from mtdetect.campaigns import Campaign, CampaignOptions, find_campaigns
from mtdetect.campaigns.candidates import REACH, neighbours
from mtdetect.campaigns.choices import evidence, profiles
from mtdetect.campaigns.components import cohesive_groups, connected, sampled_pairs
from mtdetect.campaigns.fingerprints import Fingerprints, fingerprint, join, restored_prose, sign
from mtdetect.campaigns.links import Links, copies_links, similarities
from mtdetect.detector import load
from mtdetect.errors import InputError, MtdetectError, OptionError
from mtdetect.results.report import Report, Skipped, Span, Suggestion
from tests.fakes import make_report

OPTIONS = CampaignOptions()
SPINNERS = CampaignOptions(spinners=True)
PLACES = (
    "Skellig Portmagee Valentia Dingle Tralee Kenmare Sneem Waterville Cahersiveen Ballinskelligs".split()
)
CRAFTS = "weaver cooper farrier thatcher saddler tinsmith cobbler bookbinder glazier chandler".split()
WRONG = {"said": "stated", "big": "colossal", "people": "folks", "house": "abode", "began": "commenced"}


def story(number: int) -> str:
    """Make a text of rare words in an order of its own."""
    rng = random.Random(number)
    sentences = (
        f"In {rng.choice(PLACES)} the {rng.choice(CRAFTS)} {rng.randrange(1800, 2000)} said that people "
        f"began a big house for {rng.randrange(100, 999)} {rng.choice(CRAFTS)}s near {rng.choice(PLACES)}."
        for _ in range(12)
    )
    return " ".join(sentences)


def judged(text: str, swaps: Iterable[tuple[str, str]] = (), *, flagged: bool = True) -> Report:
    """Swap words and mark the swaps, as a detector that finds everything would."""
    parts, spans, at = [], [], 0
    table = dict(swaps)
    for word in text.split(" "):
        new = table.get(word, word)
        if new != word:
            spans.append(Span(at, at + len(new), new, 0.9, (Suggestion(word, 0.8),)))
        parts.append(new)
        at += len(new) + 1
    return make_report(" ".join(parts), 0.9 if flagged else 0.1, spans=tuple(spans))


def members(campaigns: Sequence[Campaign], kind: str) -> list[tuple[int, ...]]:
    return [campaign.members for campaign in campaigns if campaign.kind == kind]


def test_rewrites_of_one_source_are_found_among_others() -> None:
    reports = [judged(story(number), flagged=False) for number in range(40)]
    reports[7] = judged(story(100), {"said": "stated"}.items())
    reports[23] = judged(story(100), {"people": "folks", "big": "colossal"}.items())
    reports[31] = judged(story(100), WRONG.items())
    (campaign,) = find_campaigns(reports)
    assert (campaign.kind, campaign.members, campaign.flagged) == ("copies", (7, 23, 31), 3)
    assert campaign.score > 0.9  # the suggestions put the same wording back
    assert all(shared.members == 3 for shared in campaign.evidence)
    assert json.loads(json.dumps(campaign.to_dict())) == campaign.to_dict() | {"members": [7, 23, 31]}


def test_duplicates_of_which_none_was_flagged_are_no_campaign() -> None:
    reports = [judged(story(1), flagged=False) for _ in range(3)]
    assert find_campaigns(reports) == ()
    assert len(find_campaigns(reports, options=CampaignOptions(least_flagged=0))) == 1


def test_the_output_of_one_spinner_is_known_by_its_swaps() -> None:
    rng = random.Random(0)
    words = [f"plain{number}" for number in range(400)]
    mine = {word: f"odd{word}" for word in words[:20]}
    reports = [
        judged(" ".join(rng.sample(words, 320) + [f"topic{doc}x{n}" for n in range(100)]), table)
        for doc, table in enumerate(
            [mine.items()] * 6
            + [{word: f"o{doc}{word}" for word in rng.sample(words, 20)}.items() for doc in range(34)]
        )
    ]
    assert members(find_campaigns(reports), "spinner") == []  # only where asked for
    found = find_campaigns(reports, options=SPINNERS)
    assert members(found, "spinner") == [(0, 1, 2, 3, 4, 5)]
    (spinner,) = (one for one in found if one.kind == "spinner")
    assert {shared.text for shared in spinner.evidence} <= {f"odd{word} -> {word}" for word in words[:20]}


WORDS = [f"plain{number}" for number in range(300)]


def page(number: int, spinner: int | None, rate: float = 0.1) -> Report:
    """Make a page about something of its own; a spinner has one of four replacements for each word."""
    rng = random.Random(number)
    text = " ".join(rng.sample(WORDS, 200) + [f"topic{number}x{at}" for at in range(50)])
    table = {word: f"{word}or{random.Random(f'{spinner} {word}').randrange(4)}" for word in WORDS}
    swaps = [] if spinner is None else [swap for swap in table.items() if rng.random() < rate]
    return judged(text, swaps, flagged=spinner is not None)


def test_the_pages_of_a_site_count_as_one_long_document() -> None:
    spinners = [number // 8 % 4 for number in range(64)]  # eight sites of eight pages, four spinners
    reports = [page(number, spinner) for number, spinner in enumerate(spinners)]
    reports += [page(number, None) for number in range(64, 80)]  # two sites that people wrote
    sites = [f"{number // 8}.com" for number in range(80)]
    found = find_campaigns(reports, groups=sites)
    expected = [tuple(at for at in range(64) if spinners[at] == spinner) for spinner in range(4)]
    assert members(found, "spinner") == expected
    assert members(find_campaigns(reports, options=SPINNERS), "spinner") != expected  # pages are too short
    assert members(find_campaigns(reports), "spinner") == []


def test_another_choice_for_the_same_word_speaks_against_one_spinner() -> None:
    mine = {word: f"{word}or0" for word in WORDS[:120]}
    part = mine | {word: f"{word}or1" for word in WORDS[40:120]}  # a third of the choices is the same
    tables = [mine, part, *({word: f"{word}or{2 + at % 5}" for word in WORDS[:120]} for at in range(10))]
    agreeing, all_words = (shared(tables, WORDS[:size]) for size in (40, 120))
    assert agreeing > 10 * OPTIONS.least_evidence
    assert agreeing - all_words == pytest.approx(80 * np.log(2) * (0.9 * 0.8) ** 2)


def shared(tables: Sequence[dict[str, str]], words: Sequence[str]) -> float:
    """Return the evidence that the first two documents share, where only these words stand in them."""
    reports = [judged(" ".join(words), table.items()) for table in tables]
    numbers = np.arange(len(tables))
    some = profiles(fingerprint(reports, load().model, OPTIONS), numbers, np.full(len(tables), -1))
    return float(evidence(some, np.array([[0, 1]]))[0])


def test_a_clusters_profile_shares_what_its_members_share() -> None:
    reports = [page(number, number % 2, rate=0.5) for number in range(6)]
    some = profiles(fingerprint(reports, load().model, OPTIONS), np.arange(6), np.full(6, -1))
    clusters = some.gathered(np.array([0, 1, 0, 1, 0, 5]))
    pairs = np.array([(one, other) for one in (0, 2, 4) for other in (1, 3)])
    assert evidence(clusters, np.array([[0, 1]]))[0] == pytest.approx(evidence(some, pairs).sum())
    assert clusters.size.tolist() == [3, 2, 0, 0, 0, 1]


def test_what_copies_of_one_source_share_is_no_evidence_of_a_spinner() -> None:
    table = {word: f"odd{word}" for word in WORDS[:100]}
    reports = [judged(" ".join(WORDS[:100]), table.items())] * 2 + [page(number, 1) for number in range(9)]
    prints, apart = fingerprint(reports, load().model, OPTIONS), np.full(11, -1)
    copies = np.where(np.arange(11) < 2, 0, -1)
    pair = np.array([[0, 1]])
    assert evidence(profiles(prints, np.arange(11), apart), pair)[0] > OPTIONS.least_evidence
    assert evidence(profiles(prints, np.arange(11), copies), pair)[0] == 0


def test_clusters_of_spinners_do_not_depend_on_the_order_of_documents() -> None:
    reports = [page(number, number % 5, rate=0.6) for number in range(60)]
    order = random.Random(0).sample(range(60), 60)
    found = members(find_campaigns(reports, options=SPINNERS), "spinner")
    there = members(find_campaigns([reports[at] for at in order], options=SPINNERS), "spinner")
    assert sorted(sorted(order[at] for at in some) for some in there) == sorted(map(sorted, found))
    assert [len(some) for some in found] == [12] * 5


def test_a_group_is_asked_for_each_report() -> None:
    with pytest.raises(OptionError, match="groups must have a key for each report, got 1 for 2 reports"):
        find_campaigns([judged(story(1)), judged(story(2))], groups=["a.com"])


def test_swaps_that_everybody_makes_tell_nothing() -> None:
    reports = [judged(story(number), WRONG.items()) for number in range(30)]
    assert members(find_campaigns(reports, options=SPINNERS), "spinner") == []


def test_without_its_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(MtdetectError, match=r"Run: pip install 'mtdetect\[campaigns\]'"):
        find_campaigns([judged(story(1))])


def test_no_reports_no_campaigns() -> None:
    assert find_campaigns([], options=SPINNERS) == ()
    assert find_campaigns([judged("Too short.")] * 3) == ()


def test_an_iterator_of_reports_will_do() -> None:
    reports = [judged(story(1)), judged(story(1)), judged(story(2))]
    assert find_campaigns(iter(reports)) == find_campaigns(reports)
    assert members(find_campaigns(iter(reports)), "copies") == [(0, 1)]


@pytest.mark.parametrize(
    ("reports", "message"),
    [
        (
            [judged("A text."), "A text."],
            r"expects reports, got str \(number 1, from 0\)\. Judge texts first",
        ),
        ([judged("A text.").to_dict()], "expects reports, got dict"),
        ("A text.", "expects reports, got str"),
        (judged("A text."), "expects an iterable of reports, got one Report"),
        (None, "expects an iterable of reports, got one NoneType"),
    ],
)
def test_what_is_no_report_is_refused(reports: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        find_campaigns(reports)  # type: ignore[arg-type]


def test_what_was_not_read_as_prose_is_no_wording() -> None:
    page = "<p>The colossal <b>house</b> stood.</p><script>var tracker;</script>"
    at = page.index("<script>")
    spans = (Span(7, 15, "colossal", 0.9, (Suggestion("big", 0.8),)),)
    report = replace(
        make_report(page, 0.9, spans=spans), format="html", skipped=(Skipped(at, len(page), "script"),)
    )
    assert restored_prose(report).split() == ["The", "big", "house", "stood."]


def chain(length: int, keep: float) -> list[list[int]]:
    """Make sets of which each shares some elements with the next and none with the others."""
    sets = [list(range(100 * number, 100 * number + 100)) for number in range(length)]
    for one, other in pairwise(sets):
        other[: int(100 * keep)] = one[-int(100 * keep) :]
    return sets


def prints_of(sets: Sequence[Sequence[int]]) -> Fingerprints:
    hashes = [np.array(some, np.uint64) * np.uint64(0x9E3779B97F4A7C15) for some in sets]
    signatures = sign(hashes, [np.ones(len(some), np.int64) for some in hashes], OPTIONS)
    count = len(sets)
    return Fingerprints(
        signatures,
        np.full(count, 99, np.int32),
        np.ones(count, bool),
        np.zeros(0, np.uint64),
        np.zeros(0, np.uint64),
        np.zeros(0, np.float32),
        np.zeros(count, np.int64),
    )


def test_a_chain_of_documents_is_no_group() -> None:
    prints = prints_of(chain(40, 0.3))
    links = copies_links(prints, OPTIONS)
    assert len(np.unique(connected(links.pairs))) <= 3  # joined blindly, nearly all would be one group

    def similarity(pairs: Index) -> float:
        return float(similarities(prints.signatures, pairs).mean())

    groups = cohesive_groups(links, similarity, OPTIONS.least_similarity)
    assert max(len(group) for group, _ in groups) <= 6
    assert all(mean >= OPTIONS.least_similarity for _, mean in groups)


def test_two_groups_tied_by_one_page_are_parted_and_their_members_kept() -> None:
    sets = [list(range(100))] * 5 + [list(range(500, 600))] * 5 + [[*range(80, 100), *range(500, 520)]]
    prints = prints_of(sets)
    pairs = np.array(
        [pair for pair in combinations(range(11), 2) if 10 in pair or pair[0] // 5 == pair[1] // 5]
    )
    links = Links(pairs, similarities(prints.signatures, pairs))
    groups = cohesive_groups(links, lambda some: float(similarities(prints.signatures, some).mean()), 0.5)
    assert [[one for one in group.tolist() if one < 10] for group, _ in groups] == [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
    ]


@pytest.mark.parametrize("shared", [0, 10, 25, 50, 90, 100])
def test_signatures_estimate_the_weighted_similarity(shared: int) -> None:
    one, other = list(range(100)), [*range(shared), *range(1000, 1100 - shared)]
    estimates = similarities(prints_of([one, other]).signatures, np.array([[0, 1]]))
    assert estimates[0] == pytest.approx(shared / (200 - shared), abs=0.12)


def test_weights_count() -> None:
    one, other = np.array([1, 2], np.uint64), np.array([1, 3], np.uint64)
    heavy, light = np.array([98, 2]), np.array([2, 98])
    options = CampaignOptions(hashes=256)
    for weights, expected in ((heavy, 98 / 102), (light, 2 / 198)):
        signatures = sign([one, other], [weights, weights], options)
        assert similarities(signatures, np.array([[0, 1]]))[0] == pytest.approx(expected, abs=0.08)


def test_however_many_share_a_key_each_meets_few() -> None:
    keys, documents = np.zeros(5_000, np.uint64), np.arange(5_000)
    pairs = neighbours(keys, keys, documents)
    assert len(pairs) <= REACH * 5_000
    assert len(np.unique(connected(pairs))) == 1


def test_the_order_of_the_rows_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    keys, second = rng.integers(0, 20, 300).astype(np.uint64), rng.integers(0, 5, 300).astype(np.uint64)
    order = rng.permutation(300)
    there = neighbours(keys[order], second[order], order)
    assert np.array_equal(neighbours(keys, second, np.arange(300)), there)


def test_fingerprints_joined_are_those_of_all() -> None:
    reports = [judged(story(number), WRONG.items()) for number in range(5)]
    model = load().model
    whole = fingerprint(reports, model, OPTIONS)
    parts = join([fingerprint(reports[:2], model, OPTIONS), fingerprint(reports[2:], model, OPTIONS)])
    for name in ("signatures", "shingles", "flagged", "swaps", "originals", "weights", "swap_ends"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))


def test_a_large_group_is_sampled_alike_each_time() -> None:
    members = np.arange(0, 2_000, 2)
    pairs = sampled_pairs(members)
    assert np.array_equal(pairs, sampled_pairs(members))
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(sampled_pairs(np.array([3, 5, 8]))) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hashes": 100, "band": 3}, "hashes must be a multiple of band, got hashes=100 and band=3"),
        ({"least_similarity": 0.0}, "least_similarity must be above 0 and at most 1, got 0.0"),
        ({"least_evidence": 0.0}, "least_evidence must be above 0, got 0.0"),
        ({"least_members": 1}, "least_members must be 2 or more, got 1"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, float], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        CampaignOptions(**options)  # type: ignore[arg-type]
