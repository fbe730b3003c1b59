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

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
LOWER = re.compile(r"^([\w.-]+)(?:\[[\w,]*\])?>=([\w.]+)")
#: What a user may install; the tools of development may be of any version.
EXTRAS = ("campaigns", "documents", "frames", "plots", "sklearn", "train")


def lowest_versions(pyproject: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Name each requirement that a user may install, with its lower bound.

    Raises:
        ValueError: a requirement has no lower bound.

    """
    project = pyproject["project"]
    assert isinstance(project, dict)
    extras = (one for name in EXTRAS for one in project["optional-dependencies"][name])
    for requirement in [*project["dependencies"], *extras]:
        found = LOWER.match(requirement)
        if found is None:
            raise ValueError(f"expected a lower bound, got {requirement!r}. Write {requirement}>=X.Y.")
        yield found[1], found[2]


def main() -> None:
    """Print the constraints."""
    with PYPROJECT.open("rb") as file:
        for name, version in dict(lowest_versions(tomllib.load(file))).items():
            sys.stdout.write(f"{name}=={version}\n")


if __name__ == "__main__":
    main()
