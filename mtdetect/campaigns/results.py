"""What a search for campaigns may be told, and what it gives: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mtdetect.errors import OptionError

CampaignKind = Literal["copies", "spinner"]
"""Rewritten copies of one source, or texts of several sources from one spinner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOptions:
    """Say what makes a campaign. The similarities are estimates from ``hashes`` values a document.

    The defaults were set on generated campaigns of other sources and spinners than those reported in
    ``docs/scale.md``: of unrelated news, 99.9 % of pairs are below .02; of two rewrites of one source,
    95 % are above .13. ``spinners`` also looks for one spinner's output among documents by themselves, which
    must be long for that; it is looked for anyway where groups are given.
    """

    hashes: int = 128
    band: int = 2  # hashes that must agree for two documents to be compared
    least_similarity: float = 0.08  # of the restored wording of two documents that are linked
    spinners: bool = False  # see above
    least_evidence: float = 3.0  # nats for one spinner that two documents or groups share; of clusters, less
    least_members: int = 2
    least_flagged: int = 1  # members that were flagged: without any, a group is of duplicates, no campaign
    most_evidence: int = 10  # pieces of shared evidence that are named

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.hashes < 2 or self.band < 1 or self.hashes % self.band:
            raise OptionError(
                f"hashes must be a multiple of band, got hashes={self.hashes} and band={self.band}. "
                f"Use 128 and 2, or 256 and 2 for steadier estimates."
            )
        if not 0 < self.least_similarity <= 1:
            raise OptionError(
                f"least_similarity must be above 0 and at most 1, got {self.least_similarity}. "
                f"The default is .08."
            )
        if not self.least_evidence > 0:
            raise OptionError(f"least_evidence must be above 0, got {self.least_evidence}. The default is 3.")
        if self.least_members < 2:
            raise OptionError(
                f"least_members must be 2 or more, got {self.least_members}. One is no campaign."
            )
        if min(self.least_flagged, self.most_evidence) < 0:
            raise OptionError(
                f"least_flagged and most_evidence must be 0 or more, got {self.least_flagged} and "
                f"{self.most_evidence}. 0 flagged members reports duplicates, too."
            )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold what members share, such as ``"gannets murphy"`` or ``"home -> house"``, and how many do."""

    text: str
    members: int

    def to_dict(self) -> dict[str, Any]:
        """Return the evidence as JSON-ready values."""
        return {"text": self.text, "members": self.members}


@dataclass(frozen=True, slots=True)
class Campaign:
    """Hold documents that belong together.

    ``members`` are places in the list that was searched, or ids on Spark. ``score`` is the mean estimated
    similarity of the members' restored wording for copies, and for a spinner the mean evidence that two
    members, or groups of them, share, in nats. ``evidence`` says what most members share.
    """

    kind: CampaignKind
    members: tuple[Any, ...]
    flagged: int
    score: float
    evidence: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the campaign as JSON-ready values."""
        return {
            "kind": self.kind,
            "members": list(self.members),
            "flagged": self.flagged,
            "score": self.score,
            "evidence": [shared.to_dict() for shared in self.evidence],
        }
