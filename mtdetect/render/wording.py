"""The words in which every form of output says the same things: probabilities, counts, kinds of regions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from mtdetect.model.columns import FEATURES, MEANINGS
from mtdetect.results.report import Report, Skipped, SkippedKind, Verdict
from mtdetect.results.report_list import Reports
from mtdetect.results.tally import Tally

KIND_NAMES: dict[SkippedKind, tuple[str, str]] = {
    "address": ("address", "addresses"),
    "allowed term": ("allowed term", "allowed terms"),
    "code": ("piece of code", "pieces of code"),
    "data": ("piece of data", "pieces of data"),
    "hidden": ("hidden part", "hidden parts"),
    "markup": ("tag or mark", "tags and marks"),
    "media": ("picture or caption", "pictures and captions"),
    "menu": ("menu or notice", "menus and notices"),
    "other language": ("passage in another language", "passages in other languages"),
    "script": ("script or style", "scripts and styles"),
    "table": ("table", "tables"),
}

NOTE_NAMES: dict[str, str] = {
    "zero_width": "invisible characters",
    "soft_hyphens": "hidden hyphens",
    "bidi_controls": "controls of the writing direction",
    "homoglyphs": "look-alike letters",
    "combining_marks": "marks stacked on letters",
    "inserted_signs": "signs inside words or for spaces",
    "mojibake": "wrongly decoded characters",
    "spaced_letters": "words spelled out letter by letter",
}

SCORE_MEANING = (
    "The score is the probability that a machine rewrote the document, if half of all documents were "
    "rewritten."
)
VERDICT_MEANINGS: dict[Verdict, str] = {
    "flagged": (
        "The score reached the threshold. A flag is a reason to read the text, with the places marked where "
        "reading pays. It is no proof."
    ),
    "clean": "The score did not reach the threshold. Light or fluent rewriting can look like this.",
    "abstain": "There is too little to judge the text by. That is no acquittal.",
}

Strength = Literal["weak", "medium", "strong"]
STRENGTHS: tuple[tuple[float, Strength], ...] = ((0.9, "strong"), (0.6, "medium"), (0.0, "weak"))
"""From which score on a span is called what; a document's spans have scores from about .3 to 1."""


def percent(share: float) -> str:
    """Write a probability as a percentage that never claims certainty.

    >>> percent(0.9312), percent(0.99999), percent(0.0001)
    ('93.1 %', '> 99.9 %', '< 0.1 %')
    """
    if share > 0.999:
        return "> 99.9 %"
    return "< 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def rate(target_fpr: float) -> str:
    """Write a false-positive rate.

    >>> rate(0.01), rate(0.0005)
    ('1 %', '0.05 %')
    """
    return f"{100 * target_fpr:g} %"


def operating_point(report: Report) -> str:
    """Write the threshold and the false-positive rate that it stands for."""
    return f"threshold {percent(report.threshold)} for {rate(report.target_fpr)} false positives"


def strength(score: float) -> Strength:
    """Name how strongly a span speaks for a machine.

    >>> [strength(score) for score in (0.31, 0.6, 0.95)]
    ['weak', 'medium', 'strong']
    """
    return next(name for least, name in STRENGTHS if score >= least)


@lru_cache(maxsize=1)
def _meanings() -> dict[str, str]:
    return {feature.name: feature.meaning for feature in FEATURES} | MEANINGS


def reason(name: str) -> str:
    """Say what a reason's name stands for; a name of another model's stands for itself.

    >>> reason("braces_of_another_model")
    'braces of another model'
    """
    return _meanings().get(name, name.replace("_", " "))


def note(name: str) -> str:
    """Say what a note's name stands for."""
    return next((said for known, said in NOTE_NAMES.items() if known == name), name.replace("_", " "))


def signed(contribution: float) -> str:
    """Write a reason's contribution, in logits, with its sign.

    >>> signed(2.718), signed(-0.91)
    ('+2.7', '−0.9')
    """
    return f"{contribution:+.1f}".replace("-", "−")


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> count(1, "span"), count(0, "word"), count(1200, "word")
    ('1 span', '0 words', '1,200 words')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def verdict(report: Report) -> str:
    """Write the verdict, with the kind of rewriting where there is one."""
    return report.verdict if report.kind is None else f"{report.verdict} as {report.kind}"


def skipped(regions: Iterable[Skipped]) -> str:
    """Say how much of a text was not read as prose, the most frequent kind first.

    >>> skipped([Skipped(0, 3, "code"), Skipped(9, 12, "menu"), Skipped(20, 30, "code")])
    '2 pieces of code, 1 menu or notice'
    """
    kinds = Counter(KIND_NAMES[region.kind] for region in regions)
    return ", ".join(
        f"{number} {one if number == 1 else many}" for (one, many), number in kinds.most_common()
    )


def summary(tally: Tally) -> str:
    """Return the last line of a scan.

    >>> summary(Tally(flagged=1, clean=2))
    '3 documents: 1 flagged, 2 clean, 0 abstained'
    """
    line = (
        f"{count(tally.judged, 'document')}: {tally.flagged:,} flagged, {tally.clean:,} clean, "
        f"{tally.abstained:,} abstained"
    )
    return f"{line}; {count(tally.unreadable, 'input')} unreadable" if tally.unreadable else line


MOST_CHARS = 40
"""Characters of a label, or of a document's beginning."""


def tally_of(reports: Reports) -> Tally:
    """Count the verdicts."""
    counts = reports.counts
    return Tally(flagged=counts["flagged"], clean=counts["clean"], abstained=counts["abstain"])


def label_of(reports: Reports, number: int) -> str:
    """Return what tells a document from the others: its label, or its beginning."""
    if reports.labels is not None:
        return reports.labels[number]
    return _beginning(reports[number])


def _beginning(report: Report) -> str:
    words = report.text[: 4 * MOST_CHARS].split()
    beginning = " ".join(words)
    cut = len(beginning) > MOST_CHARS
    return f"{beginning[:MOST_CHARS].rstrip()}..." if cut else beginning or "(empty)"
