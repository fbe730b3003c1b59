"""What a SARIF log may report: rules with stable ids, their levels and their help.

An id keeps its meaning for good. A flagged document is a warning, never an error: a score is no proof. What
it rests on, span by span, is a note, and so is a disguise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mtdetect.results.report import Kind

Level = Literal["warning", "note", "error"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SarifRule:
    """Hold a kind of finding: a reader sees ``short`` in a list, ``full`` and ``advice`` beside one."""

    id: str
    name: str
    level: Level
    short: str
    full: str
    advice: str

    def to_dict(self) -> Json:
        """Return the rule as SARIF's reportingDescriptor."""
        return {
            "id": self.id,
            "name": self.name,
            "shortDescription": {"text": self.short},
            "fullDescription": {"text": self.full},
            "help": {"text": f"{self.full} {self.advice}", "markdown": f"{self.full}\n\n{self.advice}"},
            "defaultConfiguration": {"level": self.level},
            "properties": {"tags": ["text", "rewriting"], "precision": "medium"},
        }


SPUN, TRANSLATED, SPAN, DISGUISE, UNREADABLE = (
    SarifRule(**row) for row in json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))
)
RULES = (SPUN, TRANSLATED, SPAN, DISGUISE)


def document_rule(kind: Kind | None) -> SarifRule:
    """Choose the rule that a flagged document falls under.

    >>> document_rule("translated").name, document_rule(None).name
    ('TranslatedDocument', 'SpunDocument')
    """
    return TRANSLATED if kind == "translated" else SPUN
