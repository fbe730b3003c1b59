"""Print the lowest versions that ``pyproject.toml`` allows, as constraints for pip: ``name==version``.

``python -m quality.lowest > lowest.txt`` makes the file with which CI installs its second environment, so
that every lower bound is one that the tests have passed with.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
LOWER = re.compile(r"^([\w.-]+)(?:\[[\w,]*\])?>=([\w.]+)")
#: What the tests of these versions install; Spark and the other tools are tested at their newest.
EXTRAS = ("campaigns", "documents", "frames", "plots", "sklearn", "train")
TOOLS = ("pytest", "hypothesis")


def lowest_versions(project: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what the tests of the lowest versions install, each with its lower bound.

    Raises:
        ValueError: a requirement has no lower bound.

    """
    optional = project["optional-dependencies"]
    extras = [one for name in EXTRAS for one in optional[name]]
    tools = [one for one in optional["dev"] if one.startswith(TOOLS)]
    for requirement in [*project["dependencies"], *extras, *tools]:
        found = LOWER.match(requirement)
        if found is None:
            raise ValueError(f"expected a lower bound, got {requirement!r}. Write {requirement}>=X.Y.")
        yield found[1], found[2]


def main() -> None:
    """Print the constraints."""
    with PYPROJECT.open("rb") as file:
        for name, version in dict(lowest_versions(tomllib.load(file)["project"])).items():
            sys.stdout.write(f"{name}=={version}\n")


if __name__ == "__main__":
    main()
