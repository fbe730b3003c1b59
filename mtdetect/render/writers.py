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

    Each method returns what to write now, line ends included; unless a form overrides it, it writes nothing.
    """

    def begin(self) -> str:
        """Open the output."""
        return ""

    def document(self, document: Document, report: Report) -> str:
        """Show one judged document."""

    def problem(self, problem: Problem) -> str:  # noqa: ARG002 - standard error shows it
        """Show one input that could not be read, where the form has a place for it."""
        return ""

    def end(self, tally: Tally) -> str:  # noqa: ARG002 - a form may need none
        """Close the output; ``tally.stopped`` says that the scan did not come to its end."""
        return ""


class TextWriter(Writer):
    """Show documents for a terminal, and sum up."""

    def __init__(self, options: RenderOptions) -> None:
        self._options = options

    def document(self, document: Document, report: Report) -> str:
        """Show the header and the lines that hold spans."""
        return f"{render_report(document.label, report, self._options)}\n"

    def end(self, tally: Tally) -> str:
        """Sum up, unless the scan was stopped."""
        return "" if tally.stopped else f"{summary(tally)}\n"


class JsonlWriter(Writer):
    """Write one JSON object a document: where it came from, then its report."""

    def document(self, document: Document, report: Report) -> str:
        """Write one line."""
        place = {name: getattr(document, name) for name in ("source", "line", "id", "encoding")}
        return f"{json.dumps(place | report.to_dict())}\n"


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
