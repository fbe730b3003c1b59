"""What a command has counted, and the exit code that follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from mtdetect.results.report import Report


class ExitCode(IntEnum):
    """Say how a command ended; the last two are what a shell makes of the signals."""

    CLEAN = 0
    FLAGGED = 1
    FAILED = 2
    INTERRUPTED = 130
    BROKEN_PIPE = 141


@dataclass(frozen=True, slots=True)
class Tally:
    """Count what a scan has seen.

    ``failing`` documents are those for which the scan ends with 1; ``stopped`` is how a scan ended that did
    not come to its end.
    """

    flagged: int = 0
    clean: int = 0
    abstained: int = 0
    unreadable: int = 0
    failing: int = 0
    stopped: ExitCode | None = None

    @property
    def judged(self) -> int:
        """Return the number of documents, those without a verdict included."""
        return self.flagged + self.clean + self.abstained

    @property
    def exit_code(self) -> ExitCode:
        """Say how the scan ends.

        >>> Tally(flagged=2, failing=1).exit_code.name, Tally(failing=1, unreadable=1).exit_code.name
        ('FLAGGED', 'FAILED')
        """
        if self.stopped is not None:
            return self.stopped
        if self.unreadable:
            return ExitCode.FAILED
        return ExitCode.FLAGGED if self.failing else ExitCode.CLEAN

    def with_report(self, report: Report) -> Tally:
        """Count one more report.

        >>> Tally(unreadable=1).judged
        0
        """
        if report.verdict == "flagged":
            return replace(self, flagged=self.flagged + 1)
        if report.verdict == "clean":
            return replace(self, clean=self.clean + 1)
        return replace(self, abstained=self.abstained + 1)

    def with_problem(self) -> Tally:
        """Count one more input that could not be read."""
        return replace(self, unreadable=self.unreadable + 1)
