"""Which substitutions mtdetect suspected, and which of them it could have put back.

A span and a substitution need not have the same extent: a span may hold an article that is mended
along, a substitution two swaps side by side. What overlaps is judged together: put back either way,
the words must be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product

from mtdetect.results.comparison import Substitution
from mtdetect.results.report import Report, Span
from mtdetect.text.alignment import AlignedWords

MOST_TRIES = 256  # combinations of suggestions that are tried where several spans meet


@dataclass(slots=True)
class _Cluster:
    """Hold spans and substitutions that overlap, and the stretch of the suspect that they cover."""

    start: int
    end: int
    spans: list[Span] = field(default_factory=list)
    substitutions: list[Substitution] = field(default_factory=list)

    def add(self, item: Span | Substitution, end: int) -> None:
        self.end = max(self.end, end)
        if isinstance(item, Span):
            self.spans.append(item)
        else:
            self.substitutions.append(item)


def mark_suspected(substitutions: Sequence[Substitution], report: Report) -> tuple[Substitution, ...]:
    """Say of each substitution whether the report suspected it and suggests the original's words."""
    marked: list[Substitution] = []
    for cluster in _clusters(substitutions, report.spans):
        suspected = bool(cluster.spans)
        suggested = suspected and _is_suggested(cluster, report.text)
        marked += [replace(one, suspected=suspected, suggested=suggested) for one in cluster.substitutions]
    return tuple(marked)


def _clusters(substitutions: Iterable[Substitution], spans: Iterable[Span]) -> Iterator[_Cluster]:
    """Group what overlaps; to touch is not enough."""
    items: list[tuple[int, int, Span | Substitution]] = [(span.start, span.end, span) for span in spans]
    items += [(one.suspect_start, one.suspect_end, one) for one in substitutions]
    cluster: _Cluster | None = None
    for start, end, item in sorted(items, key=_place):
        if cluster is None or start >= cluster.end:
            if cluster:
                yield cluster
            cluster = _Cluster(start, end)
        cluster.add(item, end)
    if cluster:
        yield cluster


def _place(item: tuple[int, int, object]) -> tuple[int, int]:
    return item[:2]


def _is_suggested(cluster: _Cluster, text: str) -> bool:
    """Say whether some of the spans' suggestions give the words that the original has."""
    old = [(one.suspect_start, one.suspect_end, one.original) for one in cluster.substitutions]
    wanted = AlignedWords.of(_put_back(text, cluster, old)).folded
    choices = [[(s.start, s.end, one.text) for one in s.suggestions] for s in cluster.spans if s.suggestions]
    tries = islice(product(*choices), MOST_TRIES)
    return any(AlignedWords.of(_put_back(text, cluster, some)).folded == wanted for some in tries)


def _put_back(text: str, cluster: _Cluster, edits: Iterable[tuple[int, int, str]]) -> str:
    """Write a cluster's stretch with other wordings in place."""
    parts, at = [], cluster.start
    for start, end, wording in edits:
        parts += [text[at:start], wording]
        at = end
    return "".join([*parts, text[at : cluster.end]])
