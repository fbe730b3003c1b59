"""What mtdetect says about one document.

Results are frozen values. A report carries its model's operating points, so
that ``at`` can judge it again at another false-positive rate without looking
at the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from reprlib import Repr
from typing import Any, Literal

from mtdetect.results.display import show
from mtdetect.results.operating_points import OperatingPoints

Verdict = Literal["flagged", "clean", "abstain"]
Kind = Literal["spun", "translated"]
TextFormat = Literal["text", "html", "markdown"]
InputFormat = Literal["auto", "text", "html", "markdown"]
NoteName = Literal[
    "bidi_controls",
    "combining_marks",
    "homoglyphs",
    "inserted_signs",
    "mojibake",
    "soft_hyphens",
    "spaced_letters",
    "zero_width",
]
"""What a note may be named."""

SkippedKind = Literal[
    "address",
    "allowed term",
    "code",
    "data",
    "hidden",
    "markup",
    "media",
    "menu",
    "other language",
    "script",
    "table",
]
"""What a stretch that is not judged as prose may be."""

SCHEMA_VERSION = 1
"""Version of ``Report.to_dict``: raised when a key changes its meaning or goes, not when one is added.

``report.schema.json`` says what the keys are, docs/schema.md what raises the version.
"""

NOT_JUDGED = "not judged"
"""How the note begins of a report on a text that was not judged."""

TEXT_REPR_CHARS = 60
"""Characters of the text in a report's repr: enough to recognise a document, little enough for a notebook."""


@dataclass(frozen=True, slots=True)
class ModelId:
    """Name the model that made a report; the hash tells two models of one name apart."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold a wording that may have stood in a span's place; ``score`` orders a span's suggestions."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Hold a feature's name and its contribution, positive where it speaks for a machine."""

    name: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """Hold a stretch of the source that was not judged as prose, and what it is."""

    start: int
    end: int
    kind: SkippedKind

    def to_dict(self) -> dict[str, Any]:
        """Return the stretch as JSON-ready values.

        >>> Skipped(3, 9, "code").to_dict()
        {'start': 3, 'end': 9, 'kind': 'code'}
        """
        return {"start": self.start, "end": self.end, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Note:
    """Hold evidence of its own, such as letters of another script: how often it was met, and where first."""

    name: str
    count: int
    places: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the note as JSON-ready values.

        >>> Note("homoglyphs", 12, ((3, 4),)).to_dict()
        {'name': 'homoglyphs', 'count': 12, 'places': [[3, 4]]}
        """
        return {"name": self.name, "count": self.count, "places": [list(place) for place in self.places]}


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a suspicious stretch: ``report.text[start:end] == text``, in code points.

    Attributes:
        start: Where it begins.
        end: Where it ends, exclusive.
        text: What stands there.
        score: The probability that a machine put it there.
        suggestions: What probably stood there, best first.
        reasons: What moved the score, in logits.
        interrupted: It holds characters that were not read, such as a tag between two words.

    """

    start: int
    end: int
    text: str
    score: float
    suggestions: tuple[Suggestion, ...] = ()
    reasons: tuple[Reason, ...] = ()
    interrupted: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the span as JSON-ready values.

        >>> Span(0, 4, "Home", 0.9, (Suggestion("House", 0.8),)).to_dict()["suggestions"]
        [{'text': 'House', 'score': 0.8}]
        """
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": self.score,
            "suggestions": [{"text": item.text, "score": item.score} for item in self.suggestions],
            "reasons": _reasons_to_list(self.reasons),
            "interrupted": self.interrupted,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Hold the judgement of one document.

    All offsets count code points of ``text``, which is the caller's string.

    Attributes:
        text: What was judged.
        score: The calibrated probability that a machine rewrote it, if half of all documents were rewritten.
        verdict: "flagged", "clean", or "abstain" where there is too little to go by.
        kind: "spun" or "translated" if flagged.
        spans: The suspicious stretches, by start; they do not overlap.
        reasons: What moved the score, in logits.
        words: How many words of English prose were judged.
        note: Why the verdict is "abstain", if it is.
        target_fpr: The false-positive rate that was asked for.
        threshold: The score from which on a document of this length is flagged at that rate.
        model: Name and hash of the model.
        points: All thresholds of the model.
        kind_if_flagged: What ``kind`` is at a point where the document is flagged.
        format: What the text was read as: "text", "html" or "markdown".
        skipped: What of it was not read as prose, and where.
        notes: Evidence of its own, such as look-alike letters.
        coverage: The share of the text's words that was judged; menus, scripts and addresses count as none.
        note_if_not_flagged: Why the verdict is not "clean" where the score is low: too little was read.

    """

    text: str
    score: float
    verdict: Verdict
    kind: Kind | None
    spans: tuple[Span, ...]
    reasons: tuple[Reason, ...]
    words: int
    note: str | None
    target_fpr: float
    threshold: float
    model: ModelId
    points: OperatingPoints
    kind_if_flagged: Kind | None = None
    format: TextFormat = "text"
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Note, ...] = ()
    coverage: float = 1.0
    note_if_not_flagged: str | None = None

    def __repr__(self) -> str:
        """Return the judgement in one line, the text cut to its beginning and end."""
        return (
            f"Report(verdict={self.verdict!r}, score={self.score:.4f}, kind={self.kind!r}, "
            f"spans={len(self.spans)}, words={self.words}, note={self.note!r}, "
            f"target_fpr={self.target_fpr}, threshold={self.threshold:.4f}, "
            f"model={self.model.name!r}, text={_shorten(self.text)})"
        )

    def _repr_html_(self) -> str:
        """Return the report as a notebook shows it: the text with its marks, and what was decided."""
        return show(self, "html")

    def at(self, target_fpr: float) -> Report:
        """Return this report at another operating point; nothing is computed anew."""
        doubt = self.note_if_not_flagged
        note = None if self.note == doubt else self.note
        verdict, threshold = decide(self.score, self.words, note, self.points, target_fpr, doubt)
        kind = self.kind_if_flagged if verdict == "flagged" else None
        note = note or (doubt if verdict == "abstain" else None)
        return replace(
            self, verdict=verdict, kind=kind, note=note, target_fpr=target_fpr, threshold=threshold
        )

    @property
    def restored(self) -> str:
        """The text with each span's first suggestion put back.

        A span without suggestions keeps its wording, and so does an interrupted one: the suggestion would
        take the place of what was not read, such as a tag. An empty suggestion takes the span away, with a
        space beside it. All else, skipped stretches included, stands as it did.
        """
        parts, at = [], 0
        for span in self.spans:
            if span.suggestions and not span.interrupted:
                wording = span.suggestions[0].text
                begin, end = (span.start, span.end) if wording else _with_space(self.text, at, span)
                parts += [self.text[at:begin], wording]
                at = end
        return "".join([*parts, self.text[at:]])

    def to_dict(self, *, include_text: bool = False) -> dict[str, Any]:
        """Return the report as JSON-ready values; the text only on request.

        Lone surrogates survive ``json.dumps`` in its default, escaping form.
        """
        document: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "model": {"name": self.model.name, "sha256": self.model.sha256},
            "verdict": self.verdict,
            "kind": self.kind,
            "score": self.score,
            "threshold": self.threshold,
            "target_fpr": self.target_fpr,
            "words": self.words,
            "coverage": self.coverage,
            "note": self.note,
            "spans": [span.to_dict() for span in self.spans],
            "reasons": _reasons_to_list(self.reasons),
            "format": self.format,
            "skipped": [region.to_dict() for region in self.skipped],
            "notes": [note.to_dict() for note in self.notes],
        }
        return document | {"text": self.text} if include_text else document


def decide(
    score: float,
    words: int,
    note: str | None,
    points: OperatingPoints,
    target_fpr: float | None = None,
    note_if_not_flagged: str | None = None,
) -> tuple[Verdict, float]:
    """Return the verdict and the threshold it rests on.

    A ``note`` means that there is too little to judge, ``note_if_not_flagged`` too little to call it clean.

    >>> from mtdetect.results.operating_points import Threshold
    >>> points = OperatingPoints((Threshold(0.01, 0, 0.8, 0.005, 0.015, 1000),))
    >>> decide(0.8, 120, None, points)
    ('flagged', 0.8)
    >>> decide(0.9, 3, "too few words", points)
    ('abstain', 0.8)
    """
    threshold = points.threshold(words, target_fpr).threshold
    if note is not None:
        return "abstain", threshold
    if score >= threshold:
        return "flagged", threshold
    return ("clean" if note_if_not_flagged is None else "abstain"), threshold


def _with_space(text: str, least: int, span: Span) -> tuple[int, int]:
    """Return what to cut, from ``least`` on, so that taking a span away leaves no space too many.

    >>> _with_space("all of them", 0, Span(4, 6, "of", 0.9)), _with_space("Of them", 0, Span(0, 2, "Of", 0.9))
    ((3, 6), (0, 3))
    """
    before, after = text[max(span.start - 1, least) : span.start], text[span.end : span.end + 1]
    if before == " " and not after.isalnum():
        return span.start - 1, span.end
    return span.start, span.end + (after == " " and not before.isalnum())


def _reasons_to_list(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"name": reason.name, "contribution": reason.contribution} for reason in reasons]


def _shorten(text: str) -> str:
    shortener = Repr()
    shortener.maxstring = TEXT_REPR_CHARS
    return shortener.repr(text)


def was_lost(report: Report) -> bool:
    """Say whether a report stands for a text that was not judged, as its worker process died of it."""
    return report.note is not None and report.note.startswith(NOT_JUDGED)
