"""What comparing a suspect text with its source gives: frozen values, as a report is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mtdetect.results.display import show
from mtdetect.results.report import Report, Skipped

Change = Literal["replaced", "inserted", "deleted", "restyled"]
"""What was done; a restyled stretch has the same words, but other case, punctuation or spacing."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """Hold a stretch of the original and what stands in its place in the suspect, in code points of each.

    ``suspected`` says that a span of the suspect's report lies there, ``suggested`` that the original's
    words are among that span's suggestions.
    """

    kind: Change
    original_start: int
    original_end: int
    original: str
    suspect_start: int
    suspect_end: int
    suspect: str
    suspected: bool = False
    suggested: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the substitution as JSON-ready values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold a stretch of the suspect and the stretch of the original that it goes back to.

    One that ``is_moved`` stands at another place among the passages than in the original.
    """

    original_start: int
    original_end: int
    suspect_start: int
    suspect_end: int
    is_moved: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the passage as JSON-ready values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold how a suspect text differs from an original.

    ``similarity`` is the share of words that both have in common, in order within each passage: 1 for the
    same words, 0 for none. ``substitutions`` and ``passages`` are in the suspect's order; the passages
    together are all of both texts, and there is one unless something was moved. ``report`` is mtdetect's
    judgement of the suspect alone. ``skipped`` is what was not read of the original; of the suspect, it is
    ``report.skipped``.
    """

    original: str
    suspect: str
    similarity: float
    substitutions: tuple[Substitution, ...]
    passages: tuple[Passage, ...]
    report: Report
    skipped: tuple[Skipped, ...] = ()

    def __repr__(self) -> str:
        """Return the result in one line, without the texts."""
        return (
            f"Comparison(similarity={self.similarity:.4f}, substitutions={len(self.substitutions)}, "
            f"moved={len(self.moved)}, verdict={self.report.verdict!r})"
        )

    def _repr_html_(self) -> str:
        """Return the two texts side by side, as a notebook shows them."""
        return show(self, "html")

    @property
    def moved(self) -> tuple[Passage, ...]:
        """The passages that stand elsewhere than in the original."""
        return tuple(passage for passage in self.passages if passage.is_moved)

    def of_kind(self, *kinds: Change) -> tuple[Substitution, ...]:
        """Return the substitutions of some kinds, such as ``"replaced"``."""
        return tuple(one for one in self.substitutions if one.kind in kinds)

    def to_dict(self, *, include_texts: bool = False) -> dict[str, Any]:
        """Return the comparison as JSON-ready values; the two texts as wholes only on request."""
        document: dict[str, Any] = {
            "similarity": self.similarity,
            "substitutions": [one.to_dict() for one in self.substitutions],
            "passages": [passage.to_dict() for passage in self.passages],
            "skipped": [region.to_dict() for region in self.skipped],
            "report": self.report.to_dict(),
        }
        return document | ({"original": self.original, "suspect": self.suspect} if include_texts else {})
