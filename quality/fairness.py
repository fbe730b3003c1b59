"""Who is flagged though a person wrote the text: human documents by writer group and register.

Only documents that training never saw count here: the real pages and the half of the learners' and
students' essays that are set aside, and texts written for the purpose (``tests/cases/fairness``). Rates of
the corpus's registers come from training, out of fold, and stand in the model's facts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from mtdetect.errors import DataError
from mtdetect.evaluation.judging import TARGETS, Judgement, ManyDetector, judge
from mtdetect.evaluation.labelled import Labelled
from mtdetect.evaluation.metrics import wilson
from mtdetect.evaluation.tables import render_table
from mtdetect.judging.token_scores import logit
from mtdetect.results.operating_points import OperatingPoints
from quality.house_style import edit

CASES = Path("tests/cases/fairness")
OURS = "ours: "  # of groups that were written for the purpose
NEWS = f"{OURS}news, "
SEEN = frozenset({"academic prose"})  # development documents whose source was counted
PROMISED = 0.02  # the most that any group may be flagged at the 1 % point
WORST = 20

TITLE = """\
Fairness: human documents that training never saw, by group. "margin" is in logits beyond the 1 % threshold,
the mean of the group and the highest. Groups of "ours" are imitations that a language model wrote."""
EDITED = """\
House style: the same human text after a copy-editor's changes; by how many logits the score moved."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A judged document and how far its score lies beyond the threshold of its length, in logits."""

    judgement: Judgement
    margin: float

    @property
    def name(self) -> str:
        """What to call the document: its id, or else its first words."""
        document = self.judgement.document
        return document.cluster or " ".join(document.text.split()[:5])


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the table: human documents of one group."""

    name: str
    documents: int
    abstained: int
    flagged: Mapping[float, int]  # documents, by target false-positive rate
    margin: float
    highest: float

    def interval(self, target: float) -> tuple[float, float]:
        """Bound the share of such documents that is flagged (Wilson's interval at 95 %)."""
        return wilson(self.flagged[target], self.documents)


@dataclass(frozen=True, slots=True)
class Shift:
    """How editing moved the scores of a group of documents, in logits."""

    name: str
    documents: int
    median: float
    highest: float
    newly_flagged: int


def read_cases(folder: Path) -> Iterator[Labelled]:
    """Read the human texts that were written for the purpose; each is known by its id.

    Raises:
        DataError: there are none, or a line is malformed.

    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise DataError(f"expected .jsonl files with human texts in {folder}, found none. Name their folder.")
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                yield Labelled(row["text"], False, f"{OURS}{row['group']}", cluster=row["id"])
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(
                    f"{path}, line {number}: expected a JSON object with 'id', 'group' and 'text', got "
                    f"{line.strip()[:60]!r} ({error!r}). Correct or remove that line."
                ) from error


def place(judgements: Sequence[Judgement], points: OperatingPoints) -> list[Placed]:
    """Give each document its margin at the 1 % point."""
    scores = logit(np.array([j.score for j in judgements], np.float32))
    limits = [points.threshold(j.words, TARGETS[0]).threshold for j in judgements]
    margins = (scores - logit(np.array(limits, np.float32))).tolist()
    return [Placed(judgement, margin) for judgement, margin in zip(judgements, margins, strict=True)]


def tabulate(placed: Sequence[Placed]) -> list[Group]:
    """Make the table: all together, those of ours together, then each group, the highest mean first."""
    groups: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        groups[one.judgement.document.group].append(one)
    rows = [_group(name, members) for name, members in groups.items()]
    ours = [one for one in placed if one.judgement.document.group.startswith(OURS)]
    together = [_group(name, members) for name, members in (("all", placed), ("all ours", ours)) if members]
    return [*together, *sorted(rows, key=lambda row: -row.margin)]


def _group(name: str, members: Sequence[Placed]) -> Group:
    return Group(
        name,
        len(members),
        sum(one.judgement.abstained for one in members),
        {target: sum(one.judgement.flagged[target] for one in members) for target in TARGETS},
        float(np.mean([one.margin for one in members])),
        max(one.margin for one in members),
    )


def surely_above(groups: Sequence[Group], limit: float = PROMISED) -> list[str]:
    """Name the groups whose rate at the 1 % point is above a limit with 95 % confidence."""
    return [group.name for group in groups if group.interval(TARGETS[0])[0] > limit]


def shift(name: str, texts: Sequence[str], detector: ManyDetector, points: OperatingPoints) -> Shift:
    """Edit texts to house style and compare; texts that the editor leaves alone do not count."""
    pairs = [(text, edited) for text in texts if (edited := edit(text)) != text]
    before, after = (
        place(judge([Labelled(pair[side], False, name) for pair in pairs], detector), points)
        for side in (0, 1)
    )
    moved = [b.margin - a.margin for a, b in zip(before, after, strict=True)]
    newly = sum(
        b.judgement.flagged[TARGETS[0]] and not a.judgement.flagged[TARGETS[0]]
        for a, b in zip(before, after, strict=True)
    )
    return Shift(name, len(pairs), float(np.median(moved)), max(moved), newly)


def measure(
    judged: Sequence[Judgement], cases: Path, detector: ManyDetector, points: OperatingPoints, stream: TextIO
) -> tuple[list[Group], dict[str, float]]:
    """Measure the judged development documents and the cases, write the tables, give the figures."""
    ours = judge(list(read_cases(cases)), detector)
    human = [j for j in judged if not j.document.rewritten and j.document.group not in SEEN]
    placed = place([*human, *ours], points)
    groups = tabulate(placed)
    shifts = [
        shift("real pages", _texts(human, "wild human"), detector, points),
        shift("our news", _texts(ours, NEWS), detector, points),
    ]
    _write(groups, placed, shifts, stream)
    return groups, _figures(groups, shifts)


def _texts(judgements: Sequence[Judgement], prefix: str) -> list[str]:
    return [j.document.text for j in judgements if j.document.group.startswith(prefix)]


def _figures(groups: Sequence[Group], shifts: Sequence[Shift]) -> dict[str, float]:
    figures: dict[str, float] = {"fairness: groups surely above 0.02": len(surely_above(groups))}
    for group in groups:
        row = to_dict(group)
        figures |= {f"fairness {group.name}: {key}": row[key] for key in row if key.startswith("fpr")}
        figures[f"fairness {group.name}: margin"] = row["margin"]
    for moved in shifts:
        figures[f"house style {moved.name}: median shift"] = round(moved.median, 4)
        figures[f"house style {moved.name}: newly flagged"] = moved.newly_flagged
    return figures


def to_dict(group: Group) -> dict[str, Any]:
    """Return a row as JSON-ready values."""
    row: dict[str, Any] = {"group": group.name, "documents": group.documents, "abstained": group.abstained}
    for target in TARGETS:
        low, high = group.interval(target)
        row[f"fpr_at_{target}"] = round(group.flagged[target] / group.documents, 4)
        row |= {f"low_at_{target}": round(low, 4), f"high_at_{target}": round(high, 4)}
    return row | {"margin": round(group.margin, 3), "highest": round(group.highest, 3)}


def _write(
    groups: Sequence[Group], placed: Sequence[Placed], shifts: Sequence[Shift], stream: TextIO
) -> None:
    stream.write(f"\n{TITLE}\n\n{_table([to_dict(group) for group in groups])}\n")
    above = ", ".join(surely_above(groups)) or "none"
    stream.write(f"\nSurely above {PROMISED:.0%} (the interval begins beyond it): {above}\n")
    stream.write(f"\nThe highest\n\n{_table(_worst(placed))}\n")
    rows = [
        {
            "texts": moved.name,
            "edited": moved.documents,
            "median": moved.median,
            "highest": moved.highest,
            "newly flagged": moved.newly_flagged,
        }
        for moved in shifts
    ]
    stream.write(f"\n{EDITED}\n\n{_table(rows)}\n")


def _worst(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    judged = [one for one in placed if not one.judgement.abstained]
    return [
        {
            "document": one.name,
            "group": one.judgement.document.group,
            "score": one.judgement.score,
            "margin": one.margin,
            "flagged": "yes" if one.judgement.flagged[TARGETS[0]] else "no",
        }
        for one in sorted(judged, key=lambda one: -one.margin)[:WORST]
    ]


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    return render_table(rows, [(name, name) for name in rows[0]])
