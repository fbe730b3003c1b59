"""The lowest versions that are allowed: each requirement has one, and CI installs exactly these."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement

from quality.lowest import EXTRAS, PYPROJECT, TOOLS, lowest_versions

PROJECT: dict[str, Any] = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
EXTRA = PROJECT["optional-dependencies"]
REQUIREMENTS = [
    Requirement(one)
    for one in [*PROJECT["dependencies"], *(one for names in EXTRA.values() for one in names)]
]


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_every_requirement_has_a_lower_bound(requirement: Requirement) -> None:
    ours = requirement.name == "mtdetect" and requirement.extras <= EXTRA.keys()
    assert ours or [one.version for one in requirement.specifier if one.operator == ">="]


def test_a_library_of_two_extras_has_one_bound() -> None:
    bounds: dict[str, str] = {}
    for requirement in REQUIREMENTS:
        assert bounds.setdefault(requirement.name, str(requirement.specifier)) == str(requirement.specifier)


def test_the_constraints_are_the_bounds_of_what_is_installed() -> None:
    versions = dict(lowest_versions(PROJECT))
    wanted = [*PROJECT["dependencies"], *(one for name in EXTRAS for one in EXTRA[name])]
    wanted += [one for one in EXTRA["dev"] if one.startswith(TOOLS)]
    assert versions.keys() == {Requirement(one).name for one in wanted} >= {"numpy", "scipy", *TOOLS}
    assert all(Requirement(one).specifier.contains(versions[Requirement(one).name]) for one in wanted)


def test_a_requirement_without_a_bound_is_named() -> None:
    project = {"dependencies": ["numpy<3"], "optional-dependencies": {name: [] for name in EXTRA}}
    with pytest.raises(ValueError, match="expected a lower bound, got 'numpy<3'"):
        list(lowest_versions(project))
