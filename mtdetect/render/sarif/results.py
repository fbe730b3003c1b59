"""Turn a report into SARIF results: what is said, where it lies, and how it is known again after an edit."""

from __future__ import annotations

import html
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from mtdetect.render.inert import inert
from mtdetect.render.lines import Lines
from mtdetect.render.sarif.rules import DISGUISE, RULES, SPAN, Json, SarifRule, document_rule
from mtdetect.render.wording import count, operating_point, percent
from mtdetect.render.wording import note as note_name
from mtdetect.results.documents import STDIN_LABEL, Document
from mtdetect.results.report import Note, Report, Span

ROOT = "%SRCROOT%"  # the name that code scanning services give to the top of a repository
STDIN_URI = "stdin:"
FINGERPRINT = "mtdetect/v1"  # raised when fingerprints are made otherwise
MOST_SHOWN = 100  # characters of a text in a message or a snippet
BRACKET = re.compile(r"(\\*)([\[\]])")


def message(text: str) -> str:
    r"""Make text safe for a SARIF message: inert, and neither a link nor a placeholder.

    >>> message("\x1b[1m {0} [see](http://x)")
    '\\x1b\\[1m {{0}} \\[see\\](http://x)'
    """
    return BRACKET.sub(r"\1\1\\\2", inert(text)).replace("{", "{{").replace("}", "}}")


def _quoted(text: str) -> str:
    return f"'{message(text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + '…')}'"


def artifact(source: str, root: Path) -> Json:
    """Locate a file: relative to the root where it lies below it.

    >>> artifact("drafts/50% off.md", Path.cwd())["uri"]
    'drafts/50%25%20off.md'
    """
    if source == STDIN_LABEL:
        return {"uri": STDIN_URI, "description": {"text": "Standard input."}}
    path = Path(os.path.abspath(source))  # noqa: PTH100 - a link is named by its own place
    if path.is_relative_to(root):
        return {"uri": quote(os.fsencode(path.relative_to(root).as_posix())), "uriBaseId": ROOT}
    return {"uri": path.as_uri()}


class Finder:
    """Turn one report into results."""

    def __init__(self, document: Document, report: Report, root: Path) -> None:
        self._document = document
        self._report = report
        self._artifact = artifact(document.source, root)
        self._lines = Lines(report.text)

    def results(self) -> Iterator[Json]:
        """Yield the document's result and its spans', if it is flagged, then those of disguises."""
        if self._report.verdict == "flagged":
            yield self._of_document()
            seen: Counter[str] = Counter()
            for span in self._report.spans:
                words = " ".join(span.text.split()).casefold()
                yield self._of_span(span, words, seen[words])
                seen[words] += 1
        for note in self._report.notes:
            yield self._of_note(note)

    def _of_document(self) -> Json:
        report, rule = self._report, document_rule(self._report.kind)
        size = f"{count(report.words, 'word')} and {count(len(report.spans), 'suspicious span')}"
        text = (
            f"This document reads as '{report.kind or 'rewritten'}': score {percent(report.score)}, "
            f"{operating_point(report)}. It has {size}."
        )
        record = report.to_dict()
        named = ("score", "threshold", "target_fpr", "words", "coverage", "format", "reasons")
        result = self._result(rule, text, self._place(), "document")
        return result | {"rank": _rank(report.score), "properties": {name: record[name] for name in named}}

    def _of_span(self, span: Span, words: str, before: int) -> Json:
        """Report a span, the so-and-so-manieth of its words; this, not its place, is its fingerprint."""
        suggestions = ", ".join(_quoted(one.text) for one in span.suggestions if one.text)
        behind = f" may stand in the place of {suggestions}" if suggestions else " is an odd wording here"
        text = f"{_quoted(span.text)}{behind}: {percent(span.score)}."
        record = span.to_dict()
        named = ("score", "suggestions", "reasons", "interrupted")
        properties = {name: record[name] for name in named}
        if self._document.line is not None:  # a region counts in the file, these in the text on its line
            properties |= {"start": span.start, "end": span.end}
        result = self._result(SPAN, text, self._place(span.start, span.end), "span", words, str(before))
        result |= {"rank": _rank(span.score), "properties": properties}
        fixes = list(self._fixes(span))
        return result | {"fixes": fixes} if fixes else result

    def _of_note(self, note: Note) -> Json:
        meaning = message(note_name(note.name))
        text = f"{_quoted(note.name)}: {meaning}, {count(note.count, 'time')} in this document."
        place = self._place(*note.places[0]) if note.places else self._place()
        result = self._result(DISGUISE, text, place, "note", note.name)
        return result | {"properties": {"name": inert(note.name), "count": note.count}}

    def _result(self, rule: SarifRule, text: str, place: Json, *identity: str) -> Json:
        whose = (self._artifact["uri"], self._identity())
        return {
            "ruleId": rule.id,
            "ruleIndex": RULES.index(rule),
            "level": rule.level,
            "message": {"text": text},
            "locations": [place],
            "partialFingerprints": {FINGERPRINT: _digest(*whose, *identity)},
        }

    def _identity(self) -> str:
        """Name the document within its file: by its id, which outlives edits above it, or by its line."""
        document = self._document
        return json.dumps(document.line if document.id is None else document.id, sort_keys=True)

    def _place(self, start: int = 0, end: int = 0) -> Json:
        """Locate a stretch, or the document as a whole: by its first line, since services show all lines."""
        document = self._document
        if document.line is None:
            region: Json = {"startLine": 1}
            if end:
                region = self._with_snippet(self._region(start, end), self._report.text[start:end])
            return {"physicalLocation": {"artifactLocation": self._artifact, "region": region}}
        name = str(document.line if document.id is None else document.id)
        return {
            "physicalLocation": {
                "artifactLocation": self._artifact,
                "region": {"startLine": document.line},
            },
            "logicalLocations": [{"name": inert(name), "kind": "object"}],
        }

    def _region(self, start: int, end: int) -> Json:
        (line, column), (last_line, last_column) = self._lines.place(start), self._lines.place(end)
        return {
            "startLine": line,
            "startColumn": column,
            "endLine": last_line,
            "endColumn": last_column,
            "charOffset": start,
            "charLength": end - start,
        }

    def _with_snippet(self, region: Json, text: str) -> Json:
        """Show a region's text where it is harmless: a snippet has to be exact, and nothing in it escaped."""
        shown = len(text) <= MOST_SHOWN and inert(text) == text
        return region | {"snippet": {"text": text}} if shown else region

    def _fixes(self, span: Span) -> Iterator[Json]:
        """Offer each suggestion, unless markup would be lost or the text stands escaped in JSON."""
        if span.interrupted or self._document.line is not None:
            return
        for suggestion in span.suggestions:
            text = (
                html.escape(suggestion.text, quote=False)
                if self._report.format == "html"
                else suggestion.text
            )
            replacement = {
                "deletedRegion": self._region(span.start, span.end),
                "insertedContent": {"text": text},
            }
            yield {
                "description": {"text": f"Put {_quoted(suggestion.text)} in its place."},
                "artifactChanges": [{"artifactLocation": self._artifact, "replacements": [replacement]}],
            }


def _rank(score: float) -> float:
    """Put a probability on SARIF's scale, which ends at 100."""
    return round(100 * score, 2)


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
