"""The words in which every form of output says the same things: probabilities, counts, kinds of regions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mtdetect.exit_codes import ExitCode
from mtdetect.report import NoteName, Report, Skipped
from mtdetect.text.prose import SkippedKind

KIND_NAMES: dict[SkippedKind, tuple[str, str]] = {
    "address": ("address", "addresses"),
    "allowed term": ("allowed term", "allowed terms"),
    "code": ("piece of code", "pieces of code"),
    "data": ("piece of data", "pieces of data"),
    "hidden": ("hidden part", "hidden parts"),
    "markup": ("tag or mark", "tags and marks"),
    "media": ("picture or caption", "pictures and captions"),
    "menu": ("menu or notice", "menus and notices"),
    "other language": ("passage in another language", "passages in other languages"),
    "script": ("script or style", "scripts and styles"),
    "table": ("table", "tables"),
}

NOTE_MEANINGS: dict[NoteName, str] = {
    "bidi_controls": "signs that turn the direction of writing",
    "combining_marks": "accents and marks that no language sets there",
    "homoglyphs": "letters of another script that look like Latin ones",
    "leetspeak": "digits and signs in the place of letters",
    "mojibake": "characters read in the wrong encoding",
    "soft_hyphens": "invisible hyphens where no word may be parted",
    "spaced_letters": "words spelled out letter by letter",
    "zero_width": "invisible characters inside words",
}


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


def percent(share: float) -> str:
    """Write a probability as a percentage that never claims certainty.

    >>> percent(0.9312), percent(0.99999), percent(0.0001)
    ('93.1 %', '> 99.9 %', '< 0.1 %')
    """
    if share > 0.999:
        return "> 99.9 %"
    return "< 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> count(1, "span"), count(0, "word")
    ('1 span', '0 words')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def verdict(report: Report) -> str:
    """Write the verdict, with the kind of rewriting where there is one."""
    return report.verdict if report.kind is None else f"{report.verdict} as {report.kind}"


def skipped(regions: Iterable[Skipped]) -> str:
    """Say how much of a text was not read as prose, the most frequent kind first.

    >>> skipped([Skipped(0, 3, "code"), Skipped(9, 12, "menu"), Skipped(20, 30, "code")])
    '2 pieces of code, 1 menu or notice'
    """
    kinds = Counter(KIND_NAMES[region.kind] for region in regions)
    return ", ".join(
        f"{number} {one if number == 1 else many}" for (one, many), number in kinds.most_common()
    )


def note_meaning(name: str) -> str:
    """Say what a note tells.

    >>> note_meaning("leetspeak")
    'digits and signs in the place of letters'
    """
    return next((meaning for known, meaning in NOTE_MEANINGS.items() if known == name), name)


def summary(tally: Tally) -> str:
    """Return the last line of a scan.

    >>> summary(Tally(flagged=1, clean=2))
    '3 documents: 1 flagged, 2 clean, 0 abstained'
    """
    line = (
        f"{count(tally.judged, 'document')}: {tally.flagged} flagged, {tally.clean} clean, "
        f"{tally.abstained} abstained"
    )
    return f"{line}; {count(tally.unreadable, 'input')} unreadable" if tally.unreadable else line
