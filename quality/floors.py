"""Floors under the figures of the gate: kept in a file, raised freely, lowered only on an explicit word."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mtdetect.errors import DataError, OptionError


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound on one figure: ``least`` where more is better, ``most`` where less is."""

    figure: str
    least: float | None = None
    most: float | None = None

    def holds(self, value: float) -> bool:
        """Tell whether a value keeps to the bound.

        >>> Floor("auroc", least=0.9).holds(0.95), Floor("false alarms", most=0.04).holds(0.1)
        (True, False)
        """
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def moved(self, value: float) -> Floor:
        """Put the bound where the value is."""
        if self.least is not None:
            return Floor(self.figure, least=round(value, 4))
        return Floor(self.figure, most=round(value, 4))

    def __str__(self) -> str:
        """Write the bound as an inequality."""
        return f">= {self.least}" if self.least is not None else f"<= {self.most}"


@dataclass(frozen=True, slots=True)
class Check:
    """A floor and the figure found; ``value`` is None where it was not measured."""

    floor: Floor
    value: float | None

    @property
    def passed(self) -> bool:
        """Tell whether the figure was measured and keeps to the floor."""
        return self.value is not None and self.floor.holds(self.value)


def read_floors(path: Path) -> tuple[dict[str, str], tuple[Floor, ...]]:
    """Read the hashes of the data that the floors were set on, and the floors.

    Raises:
        DataError: the file is missing or malformed.

    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        floors = tuple(
            Floor(name, bound.get("least"), bound.get("most")) for name, bound in content["floors"].items()
        )
        return dict(content["data"]), floors
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path}: expected a JSON object with 'data' and 'floors', got {error!r}. "
            "Take the file from a sound copy of the repository."
        ) from error


def write_floors(path: Path, data: Mapping[str, str], floors: tuple[Floor, ...]) -> None:
    """Write the floors, each on its own line."""
    bounds = {f.figure: {"least": f.least} if f.least is not None else {"most": f.most} for f in floors}
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(bound)}" for name, bound in bounds.items())
    hashes = json.dumps(dict(data), indent=4, sort_keys=True).replace("\n}", "\n  }")
    path.write_text(f'{{\n  "data": {hashes},\n  "floors": {{\n{lines}\n  }}\n}}\n', encoding="utf-8")


def check(floors: tuple[Floor, ...], figures: Mapping[str, float]) -> Iterator[Check]:
    """Hold figures against the floors."""
    for floor in floors:
        yield Check(floor, figures.get(floor.figure))


def move_floors(
    floors: tuple[Floor, ...], figures: Mapping[str, float], *, allow_lower: bool
) -> tuple[Floor, ...]:
    """Move each floor to the figure found.

    Raises:
        OptionError: one would be lowered, and that was not allowed in so many words.

    """
    lowered = [c for c in check(floors, figures) if c.value is not None and not c.passed]
    if lowered and not allow_lower:
        named = "; ".join(f"{c.floor.figure} {c.floor}, found {c.value}" for c in lowered)
        raise OptionError(
            f"expected no floor to be lowered, but these would be: {named}. "
            "Correct what made them worse, or say --allow-lower and give the reason in CHANGELOG.md."
        )
    return tuple(c.floor if c.value is None else c.floor.moved(c.value) for c in check(floors, figures))
