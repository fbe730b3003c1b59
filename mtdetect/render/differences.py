"""The words in which every form of output tells of a comparison."""

from __future__ import annotations

from mtdetect.render.wording import count
from mtdetect.results.comparison import Change, Comparison, Substitution

SIMILARITY_MEANING = (
    "The similarity is the share of words that both texts have in common, in order. It is no proof: texts on "
    "one subject share words, both may quote a third, and it does not tell which of the two came first."
)

CHANGE_MEANINGS: dict[Change, str] = {
    "replaced": "other words in the same place",
    "inserted": "in the suspect only",
    "deleted": "in the original only",
    "restyled": "the same words, but other case, punctuation or spacing",
}


def similarity(comparison: Comparison) -> str:
    """Write the share of words in common; unlike a probability, it may be all of them."""
    return f"{100 * comparison.similarity:.1f} %"


def differences(comparison: Comparison) -> str:
    """Count the differences by kind, then the passages that were moved.

    >>> from mtdetect.comparing.compare import compare
    >>> differences(compare("The big cat sat down.", "The large cat sat."))
    '1 replaced, 1 deleted'
    """
    counts = [(len(comparison.of_kind(kind)), kind) for kind in CHANGE_MEANINGS]
    told = [f"{number:,} {kind}" for number, kind in counts if number]
    moved = [f"{count(len(comparison.moved), 'passage')} moved"] if comparison.moved else []
    return ", ".join(told + moved) or "no differences"


def suspicion(comparison: Comparison) -> str:
    """Say how many of the differences mtdetect had suspected without knowing the original."""
    suspected = sum(one.suspected for one in comparison.substitutions)
    suggested = sum(one.suggested for one in comparison.substitutions)
    return (
        f"Without the original, mtdetect suspected {suspected:,} of {len(comparison.substitutions):,}, "
        f"and suggested the original's words for {suggested:,}"
    )


def suspected(one: Substitution) -> str:
    """Say what mtdetect made of one difference without knowing the original; "" for nothing.

    >>> suspected(Substitution("replaced", 0, 3, "big", 0, 5, "large", suspected=True, suggested=True))
    'suggested'
    """
    if one.suggested:
        return "suggested"
    return "suspected" if one.suspected else ""
