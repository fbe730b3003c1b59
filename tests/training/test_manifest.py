"""A model's facts name its ingredients, and what is missing is said before training begins."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mtdetect.spinners import lexicons
from mtdetect.training import manifest
from mtdetect.training.corpus.corpora import find_sources
from mtdetect.training.examples.sampling import Extras
from mtdetect.training.manifest import describe_ingredients, missing_ingredients
from mtdetect.training.pipeline import PACKAGE
from mtdetect.training.work import Work


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a data folder of one source and one extra file, with a thesaurus and no translation engine."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "dev").mkdir()
    (tmp_path / "corpus" / "notes.txt").write_text("A note.")
    (tmp_path / "dev" / "tortured_phrases.tsv").write_text("tortured\texpected\tn_papers\n")
    (tmp_path / "thesaurus.dat").write_text("UTF-8\n")
    monkeypatch.setenv(lexicons.MYTHES_VARIABLE, str(tmp_path / "thesaurus.dat"))
    monkeypatch.delenv(lexicons.MOBY_VARIABLE, raising=False)
    monkeypatch.setattr(manifest, "available", lambda pair: pair == "eng-cat")
    return tmp_path


def test_every_ingredient_has_its_size_and_hash(data: Path) -> None:
    facts = describe_ingredients(find_sources(data), Extras.of(data))
    assert facts["sources"] == {"notes": {"bytes": 7, "sha256": hashlib.sha256(b"A note.").hexdigest()}}
    assert list(facts["extras"]) == ["tortured_phrases.tsv"]
    assert list(facts["lexicons"]) == ["thesaurus.dat"]
    assert facts["translation_pairs"] == ["eng-cat"]
    assert set(facts["libraries"]) == set(manifest.LIBRARIES)
    assert "commit" in facts


def test_what_is_missing_is_named_with_its_cost_and_its_remedy(data: Path) -> None:
    said = list(missing_ingredients(Extras.of(data)))
    assert [line.split(",")[0] for line in said] == [
        "the Moby thesaurus",
        "Apertium's pair eng-spa",
        "Apertium's pair en-gl",
        "Apertium's pair en-eo",
        str(data / "dev" / "learner_essays.jsonl.xz"),
        str(data / "dev" / "roundtrip_google_essays.jsonl.xz"),
    ]
    assert all(", so that " in line for line in said)
    assert "apt-get install apertium apertium-eng-spa" in said[1]


def test_an_edit_anywhere_in_a_package_makes_its_steps_again(tmp_path: Path) -> None:
    package = tmp_path / "package"
    (package / "deep").mkdir(parents=True)
    (package / "rules.txt").write_text("a > b")
    work = Work(tmp_path / "work")
    work.root.mkdir()
    first = work.step("step", package)
    (first.folder / "result").write_text("made")
    assert (work.step("step", package).folder / "result").exists()
    (package / "deep" / "new.py").write_text("")
    assert not (work.step("step", package).folder / "result").exists()


def test_the_packages_that_stamp_the_steps_exist() -> None:
    source = (PACKAGE / "training" / "pipeline.py").read_text(encoding="utf-8")
    named = {name for call in source.split("_code(")[1:] for name in call.split(")")[0].split('"')[1::2]}
    assert {"text", "tokens", "model", "spinners", "features"} <= named
    assert {name for name in named if not (PACKAGE / name / "__init__.py").exists()} == set()
