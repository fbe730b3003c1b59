"""What a SARIF log may report: rules with stable ids, their levels and their help.

An id keeps its meaning for good. A flagged document is a warning, never an error: a score is no proof. What
it rests on, span by span, is a note, and so is a disguise.
"""

from __future__ import annotations

from dataclasses import dataclass
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


REACHED = "The document's score reached the threshold for the false-positive rate asked for."
NO_PROOF = "A score is no proof: at a rate of 1 %, one document by a person in a hundred is flagged as well."

SPUN = SarifRule(
    id="MTD1001",
    name="SpunDocument",
    level="warning",
    short="The document reads as if an article spinner had rewritten it.",
    full=f"{REACHED} Its odd words look like synonyms that a program put in the place of others.",
    advice=f"{NO_PROOF} Read the suspicious spans, and the source if you know it, before you act.",
)
TRANSLATED = SarifRule(
    id="MTD1002",
    name="TranslatedDocument",
    level="warning",
    short="The document reads as if careless machine translation had rewritten it.",
    full=f"{REACHED} Its oddities look like those of machine translation rather than of swapped synonyms.",
    advice=f"{NO_PROOF} People who translate their own work may write like this. Read the suspicious spans "
    "before you act.",
)
SPAN = SarifRule(
    id="MTD2001",
    name="SuspiciousSpan",
    level="note",
    short="A wording in a flagged document that may stand in the place of another.",
    full="In a document that is flagged as a whole, this wording fits its place far worse than another that "
    "it may have replaced. Spans of documents that are not flagged are left out: one odd phrase proves "
    "nothing.",
    advice="The suggestions are what may have stood here, the likeliest first; none is sure. Check them "
    "against the source.",
)
DISGUISE = SarifRule(
    id="MTD3001",
    name="DisguisedText",
    level="note",
    short="The text holds characters that hide its words from programs.",
    full="Invisible characters, letters of other scripts, stacked marks or words spelled out: a reader "
    "passes over them, a program that compares texts stumbles. The text was judged as if they were not "
    "there.",
    advice="Look at the place in an editor that shows such characters. Copying, or a wrong encoding, can be "
    "their cause.",
)
RULES = (SPUN, TRANSLATED, SPAN, DISGUISE)
UNREADABLE = SarifRule(
    id="MTD9001",
    name="UnreadableInput",
    level="error",
    short="An input could not be read.",
    full="The file or line is missing, not UTF-8, or malformed. It was left out; the rest was scanned.",
    advice="The message says what was expected and what to do.",
)


def document_rule(kind: Kind | None) -> SarifRule:
    """Choose the rule that a flagged document falls under.

    >>> document_rule("translated").name, document_rule(None).name
    ('TranslatedDocument', 'SpunDocument')
    """
    return TRANSLATED if kind == "translated" else SPUN
