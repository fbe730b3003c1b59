"""A model's facts name its ingredients, and what is missing is said before training begins."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from mtdetect.errors import DataError
from mtdetect.spinners import lexicons
from mtdetect.training import manifest, pipeline
from mtdetect.training.corpus.corpora import find_sources
from mtdetect.training.examples.sampling import Extras
from mtdetect.training.manifest import describe_ingredients, missing_ingredients
from mtdetect.training.pipeline import CODE, PACKAGE
from mtdetect.training.plan import QUICK
from mtdetect.training.work import Work
from tests.test_structure import ours
from tests.training.corpus import MYTHES, write_corpus

TINY = replace(QUICK, targets=1_000, folds=2)
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")


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


#: Where each step's results are computed, in the order of the steps.
COMPUTED_IN = {
    "split": ("training.corpus.sources",),
    "tokens": ("training.corpus.tokenized",),
    "counts": ("training.corpus.counting", "training.tables.tables"),
    "packed": ("training.tables.tables", "model.ngrams"),
    "contexts": ("training.tables.contexts",),
    "substitutions": ("training.tables.tables", "spinners.lexicons"),
    "features": ("training.examples.folds",),
}
#: These say things, count or hold what stamps name by value; no result is computed in them.
NO_RESULTS = {"errors", "arrays", "training.plan", "training.progress", "training.work"}


def reached_from(module: str, seen: set[str]) -> set[str]:
    """Add a module and all of ours that it imports, directly or not."""
    path = PACKAGE.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    if module not in seen and file.exists():
        seen.add(module)
        for name in ours(file):
            reached_from(name, seen)
    return seen


@pytest.mark.parametrize("step", CODE)
def test_a_step_is_stamped_by_every_package_that_it_computes_with(step: str) -> None:
    assert list(COMPUTED_IN) == list(CODE)
    before = list(CODE)[: list(CODE).index(step) + 1]
    stamped = {package.removesuffix(".py").replace("/", ".") for name in before for package in CODE[name]}
    reached = {name for module in COMPUTED_IN[step] for name in reached_from(module, set())}
    free = {name for name in reached if not any(name.startswith(f"{package}.") for package in stamped)}
    assert {name for name in free - NO_RESULTS if not name.startswith("results.")} - stamped == set()


@pytest.mark.parametrize("package", sorted({name for names in CODE.values() for name in names}))
def test_the_packages_that_stamp_exist(package: str) -> None:
    path = PACKAGE / package
    assert (path.suffix == ".py" and path.is_file()) or (path / "__init__.py").is_file()


def stamps(data: Path, work: Path) -> dict[str, str]:
    """Run training up to its examples; give the stamps of its steps."""
    folder, sources, extras = Work.at(work), find_sources(data), Extras.of(data)
    tables = pipeline.build_tables(sources, TINY, extras, 0, folder, 1)
    pipeline.draw_and_extract(sources, tables, TINY, extras, 0, folder, 1)
    return {path.stem: path.read_text() for path in work.glob("*.stamp")}


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ("library", set()),
        ("thesaurus", {"tokens"}),
        ("tortured", {"tokens", "counts", "packed", "contexts"}),
        ("pairs", {"tokens", "counts", "packed", "contexts", "substitutions"}),
    ],
)
def test_a_changed_ingredient_makes_the_steps_again_that_read_it(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, same: set[str]
) -> None:
    (data / "thesaurus.dat").write_text(MYTHES, encoding="utf-8")
    shutil.rmtree(data / "corpus")
    write_corpus(data / "corpus", sources=2)
    monkeypatch.setattr(pipeline, "extract_folds", lambda tasks, jobs: [])
    before = stamps(data, tmp_path / "work")
    match changed:
        case "library":
            monkeypatch.setattr(manifest, "version", lambda name: "0.0")
        case "thesaurus":
            (data / "thesaurus.dat").write_text(
                MYTHES.rstrip() + "\nsofa|1\n(noun)|couch\n", encoding="utf-8"
            )
        case "tortured":
            (data / "dev" / "tortured_phrases.tsv").write_text(
                "tortured\texpected\tn_papers\nbosom malignancy\tbreast cancer\t3\n"
            )
        case "pairs":
            monkeypatch.setattr(manifest, "available", lambda pair: True)
    after = stamps(data, tmp_path / "work")
    assert {name for name in before if before[name] == after[name]} == same


def test_code_in_the_repository_of_another_project_has_no_commit(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", tmp_path, *IDENTITY, *words], check=True, capture_output=True)

    module = tmp_path / "site-packages" / "manifest.py"
    module.parent.mkdir()
    module.write_text("")
    assert manifest.commit_of(module) is None
    git("init", "--quiet")
    git("commit", "--allow-empty", "--quiet", "-m", "Begin")
    assert manifest.commit_of(module) is None
    git("add", "--all")
    git("commit", "--quiet", "-m", "Add")
    commit = manifest.commit_of(module)
    assert commit is not None
    assert re.fullmatch("[0-9a-f]{40}", commit)
    module.write_text("changed = 1")
    assert manifest.commit_of(module) == f"{commit}-dirty"


def test_what_is_missing_is_said_before_any_work(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(DataError):  # a note is too little to train on
        pipeline.train(data=data, out=data / "model", quick=True, seed=0, work=None, jobs=1)
    warnings = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 6
