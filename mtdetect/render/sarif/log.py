"""Write a scan as one SARIF 2.1.0 log, as code scanning services and editors read it.

Results are written as documents come. What stands at the log's end, the notifications of unreadable inputs,
is bounded too. Flagged documents, their spans, and disguises in any document are reported; docs/sarif.md says
more. The log is ASCII, and no message holds a control character, a link or a placeholder from the text.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from mtdetect.render.inert import inert
from mtdetect.render.lines import LINE_BREAKS
from mtdetect.render.sarif.results import ROOT, Finder, artifact, message
from mtdetect.render.sarif.rules import RULES, UNREADABLE, Json
from mtdetect.render.wording import count
from mtdetect.results.documents import Document, Problem
from mtdetect.results.report import ModelId, Report
from mtdetect.results.tally import Tally
from mtdetect.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_NOTIFICATIONS = 1_000


class SarifWriter:
    """Write one run: its tool, then results as they come, then how the scan ended."""

    def __init__(self, model: ModelId, root: Path | None = None) -> None:
        self._model = model
        self._root = root or Path.cwd()
        self._written = 0
        self._problems: list[Problem] = []

    def begin(self) -> str:
        """Open the log and its run, up to the results."""
        run = {
            "tool": {"driver": _driver(self._model)},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": list(LINE_BREAKS),
            "defaultEncoding": "utf-8",
            "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that mtdetect ran in."}}},
        }
        head = f'{{"$schema": {json.dumps(SCHEMA)},\n"version": "2.1.0",\n"runs": [\n'
        return f'{head}{json.dumps(run)[:-1]},\n"results": ['

    def document(self, document: Document, report: Report) -> str:
        """Write what is found in one document, a line a result; nothing of most."""
        lines = [json.dumps(result) for result in Finder(document, report, self._root).results()]
        if not lines:
            return ""
        separator = ",\n" if self._written else "\n"
        self._written += len(lines)
        return separator + ",\n".join(lines)

    def problem(self, problem: Problem) -> str:
        """Keep a problem for the end."""
        if len(self._problems) < MOST_NOTIFICATIONS:
            self._problems.append(problem)
        return ""

    def end(self, tally: Tally) -> str:
        """Close the log with how the scan ended."""
        notifications = [_notification(problem, self._root) for problem in self._problems]
        untold = tally.unreadable - len(self._problems)
        if untold > 0:
            notifications.append(_notice(f"Left out as well, beyond those named: {count(untold, 'input')}."))
        if tally.stopped is not None:
            notifications.append(_notice("The scan was stopped: what came later is missing."))
        invocation = {
            "executionSuccessful": tally.stopped is None and not tally.unreadable,
            "exitCode": int(tally.exit_code),
            "toolExecutionNotifications": notifications,
        }
        return f'\n],\n"invocations": {json.dumps([invocation])}}}\n]}}\n'


def _driver(model: ModelId) -> Json:
    home = _home()
    return {
        "name": "mtdetect",
        "version": __version__,
        "semanticVersion": __version__,
        **({"informationUri": home} if home else {}),
        "rules": [rule.to_dict() for rule in RULES],
        "notifications": [UNREADABLE.to_dict()],
        "properties": {"model": {"name": inert(model.name), "sha256": inert(model.sha256)}},
    }


def _home() -> str | None:
    """Return the home page that the installed package declares, if it does."""
    try:
        urls = metadata("mtdetect").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    pages = dict(url.split(", ", 1) for url in urls)
    return pages.get("Homepage")


def _notification(problem: Problem, root: Path) -> Json:
    place: Json = {"artifactLocation": artifact(problem.source, root)}
    if problem.line is not None:
        place["region"] = {"startLine": problem.line}
    return {
        "descriptor": {"id": UNREADABLE.id, "index": 0},
        "level": UNREADABLE.level,
        "message": {"text": f"{message(problem.label)}: {message(problem.message)}."},
        "locations": [{"physicalLocation": place}],
    }


def _notice(text: str) -> Json:
    return {"level": "error", "message": {"text": text}}
