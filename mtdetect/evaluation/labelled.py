"""Labelled documents: texts of which it is known whether they were rewritten, and perhaps where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mtdetect.errors import DataError
from mtdetect.evaluation.metrics import Changed

LABELS = {"human": False, "spun": True, "translated": True, 0: False, 1: True}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document and what is known about it.

    Documents of one cluster, such as pages of one site, count as one. ``spans`` is None where
    nobody marked what was changed.
    """

    text: str
    rewritten: bool
    group: str
    cluster: str | None = None
    spans: tuple[Changed, ...] | None = None


def read_labelled(path: Path) -> Iterator[Labelled]:
    """Read one labelled file.

    Raises:
        DataError: the file cannot be read, or a line is malformed.

    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _labelled(line, f"{path}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"expected {path} to be a readable file of JSON Lines in UTF-8, got: {error}. Name another."
        ) from error


def _labelled(line: str, place: str) -> Labelled:
    try:
        row = json.loads(line)
        text, label = row["text"], row["label"]
        spans = (
            [Changed(s["start"], s["end"], s.get("original")) for s in row["spans"]]
            if "spans" in row
            else None
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{place}: expected a JSON object with 'text', 'label' and perhaps 'spans' of "
            f"{{start, end, original}}, got {line.strip()[:60]!r} ({error!r}). Correct or remove that line."
        ) from error
    if not isinstance(text, str):
        raise DataError(
            f"{place}: 'text' must be a string, got {type(text).__name__}. Correct or remove that line."
        )
    if not isinstance(label, str | int) or label not in LABELS:
        raise DataError(
            f"{place}: 'label' must be 'human', 'spun', 'translated', 0 or 1, got {label!r}. "
            "Correct that line."
        )
    rewritten = LABELS[label]
    group = str(row.get("register", label if isinstance(label, str) else "spun" if rewritten else "human"))
    return Labelled(text, rewritten, group, row.get("cluster"), None if spans is None else tuple(spans))
