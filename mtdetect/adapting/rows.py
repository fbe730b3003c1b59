"""A user's own texts as the document stage sees them: from labelled texts to rows of pooled features."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Flags, Floats, Index
from mtdetect.detector import Detector
from mtdetect.errors import DataError, InputError
from mtdetect.judging.document_scores import MeasuredDocument
from mtdetect.results.report import InputFormat

LEAST_TEXTS = 20  # of a class: of fewer, even one in ten that is flagged may go unseen
LOG_EVERY = 200  # texts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnText:
    """A user's text with its label.

    Texts of one ``group`` (a file, an author, a text and its rewriting) are never parted between fitting
    and judging. A ``generator`` is named where the rewriting was made for the purpose.
    """

    text: str
    rewritten: bool
    group: str
    generator: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class OwnRows:
    """Texts by their pooled features ``(n, P)``, with words, label, group and generator of each."""

    pooled: Floats
    words: Index
    rewritten: Flags
    groups: npt.NDArray[np.str_]
    generators: npt.NDArray[np.str_]  # empty for people's texts and for rewritings that were given

    def __len__(self) -> int:
        """Count the texts."""
        return len(self.words)

    def where(self, kept: Flags) -> OwnRows:
        """Keep some of the rows."""
        columns = (column[kept] for column in self._columns())
        return OwnRows(*columns)

    def __add__(self, other: OwnRows) -> OwnRows:
        """Put two sets of rows one behind the other."""
        pairs = zip(self._columns(), other._columns(), strict=True)
        return OwnRows(*(np.concatenate(pair) for pair in pairs))

    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        return self.pooled, self.words, self.rewritten, self.groups, self.generators

    def counts(self) -> dict[str, int]:
        """Count the texts of either class."""
        return {"human": int((~self.rewritten).sum()), "rewritten": int(self.rewritten.sum())}


def check_texts(texts: Sequence[OwnText]) -> None:
    """Refuse what nothing can be learned from.

    Raises:
        InputError: an element's text is no string.
        DataError: a class has too few texts, or a text is in both.

    """
    labels: dict[bytes, bool] = {}
    for number, own in enumerate(texts):
        given: object = own.text
        if not isinstance(given, str):
            raise InputError(f"expected texts as strings, got {type(given).__name__} (number {number}).")
        key = _fingerprint(own.text)
        if labels.setdefault(key, own.rewritten) != own.rewritten:
            raise DataError(
                f"expected a text to be either human or rewritten, got one that is both: "
                f"{' '.join(own.text.split())[:60]!r} ({own.group}). Remove it from one of the two."
            )
    _refuse_few(Counter(own.rewritten for own in texts), "given")


def without_copies(texts: Iterable[OwnText]) -> Iterator[OwnText]:
    """Leave out texts that came before: a copy proves nothing more."""
    seen: set[bytes] = set()
    for own in texts:
        if (key := _fingerprint(own.text)) not in seen:
            seen.add(key)
            yield own


def measure_texts(detector: Detector, texts: Sequence[OwnText], format: InputFormat) -> tuple[OwnRows, int]:
    """Measure the texts; say how many were left out because no verdict is given on their like.

    Raises:
        DataError: too few are left.

    """
    measured = list(_logged(detector.measure_many((own.text for own in texts), format=format), len(texts)))
    rows = to_rows(texts, measured)
    told = np.array([one.judged.note is None for one in measured], bool)
    kept = rows.where(told)
    if not told.all():
        log.info("%d texts are too short, or no English prose, and are left out", (~told).sum())
    _refuse_few(Counter(kept.rewritten.tolist()), "left after copies and those without enough English prose")
    return kept, int((~told).sum())


def to_rows(texts: Sequence[OwnText], measured: Sequence[MeasuredDocument]) -> OwnRows:
    """Put texts and their measurements together."""
    return OwnRows(
        np.stack([one.pooled for one in measured]),
        np.array([one.judged.words for one in measured], np.int64),
        np.array([own.rewritten for own in texts], bool),
        np.array([own.group for own in texts], np.str_),
        np.array([own.generator for own in texts], np.str_),
    )


def _fingerprint(text: str) -> bytes:
    """Hash a text's words: copies differ in white space and letter case at most."""
    return hashlib.sha256(" ".join(text.lower().split()).encode("utf-8", "surrogatepass")).digest()


def _refuse_few(counts: Counter[bool], when: str) -> None:
    human, rewritten = counts[False], counts[True]
    if human < LEAST_TEXTS:
        raise DataError(
            f"expected at least {LEAST_TEXTS} human texts to adapt to, got {human} ({when}). Add more; a "
            f"long text may be cut into several."
        )
    if 0 < rewritten < LEAST_TEXTS:
        raise DataError(
            f"expected at least {LEAST_TEXTS} rewritten texts or none at all, got {rewritten} ({when}). Add "
            f"more, or leave them out."
        )


def _logged(measured: Iterable[MeasuredDocument], total: int) -> Iterator[MeasuredDocument]:
    for number, one in enumerate(measured, 1):
        yield one
        if number % LOG_EVERY == 0 or number == total:
            log.info("measured %s of %s texts", f"{number:,}", f"{total:,}")
