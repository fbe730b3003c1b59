"""What ``scan`` writes, form by form: each writer gives strings as documents come, in bounded memory."""

from __future__ import annotations

import json
from typing import Literal, Protocol

from mtdetect.render.sarif.log import SarifWriter
from mtdetect.render.terminal.report import RenderOptions, render_report
from mtdetect.render.wording import summary
from mtdetect.results.documents import Document, Problem
from mtdetect.results.report import ModelId, Report
from mtdetect.results.tally import Tally

ScanFormat = Literal["text", "jsonl", "sarif", "html"]


class Writer(Protocol):
    """Turn a scan into text: ``begin``, then documents and problems in their order, then ``end``.

    Each method returns what to write now, line ends included; an empty string writes nothing.
    """

    def begin(self) -> str:
        """Open the output."""

    def document(self, document: Document, report: Report) -> str:
        """Show one judged document."""

    def problem(self, problem: Problem) -> str:
        """Show one input that could not be read, where the form has a place for it."""

    def end(self, tally: Tally) -> str:
        """Close the output; ``tally.stopped`` says that the scan did not come to its end."""


class TextWriter:
    """Show documents for a terminal, and sum up."""

    def __init__(self, options: RenderOptions) -> None:
        self._options = options

    def begin(self) -> str:
        """Write nothing."""
        return ""

    def document(self, document: Document, report: Report) -> str:
        """Show the header and the lines that hold spans."""
        return f"{render_report(document.label, report, self._options)}\n"

    def problem(self, problem: Problem) -> str:  # noqa: ARG002 - it is told on standard error
        """Write nothing."""
        return ""

    def end(self, tally: Tally) -> str:
        """Sum up, unless the scan was stopped."""
        return "" if tally.stopped else f"{summary(tally)}\n"


class JsonlWriter:
    """Write one JSON object a document: where it came from, then its report."""

    def begin(self) -> str:
        """Write nothing."""
        return ""

    def document(self, document: Document, report: Report) -> str:
        """Write one line."""
        place = {
            "source": document.source,
            "line": document.line,
            "id": document.id,
            "encoding": document.encoding,
        }
        return f"{json.dumps(place | report.to_dict())}\n"

    def problem(self, problem: Problem) -> str:  # noqa: ARG002 - a line stands for a document
        """Write nothing."""
        return ""

    def end(self, tally: Tally) -> str:  # noqa: ARG002 - whoever reads lines counts them
        """Write nothing."""
        return ""


def writer(form: ScanFormat, terminal: RenderOptions, model: ModelId) -> Writer:
    """Make the writer of a form."""
    match form:
        case "text":
            return TextWriter(terminal)
        case "jsonl":
            return JsonlWriter()
        case "sarif":
            return SarifWriter(model)
        case "html":
            from mtdetect.render.html.page import HtmlWriter  # brings in numpy, which --help can do without

            return HtmlWriter()
