"""Training end to end, on a corpus and a thesaurus small enough for a test."""

from __future__ import annotations

import json
import lzma
import random
from dataclasses import replace
from pathlib import Path

import pytest

from mtdetect.cli.main import main
from mtdetect.detector import load
from mtdetect.errors import DataError
from mtdetect.model.folder import load_model
from mtdetect.spinners import lexicons
from mtdetect.training.examples import sampling as drawing
from mtdetect.training.pipeline import train
from mtdetect.training.plan import QUICK
from quality.fairness import Group
from quality.gate import put_in_card
from tests.training.corpus import MYTHES, document, write_corpus


@pytest.fixture(autouse=True)
def small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a small thesaurus in the place of the installed one, and no translation engine."""
    thesaurus = tmp_path / "thesaurus.dat"
    thesaurus.write_text(MYTHES, encoding="utf-8")
    monkeypatch.setenv(lexicons.MYTHES_VARIABLE, str(thesaurus))
    monkeypatch.delenv(lexicons.MOBY_VARIABLE, raising=False)
    monkeypatch.setattr(drawing, "available", lambda pair: False)
    monkeypatch.setattr("mtdetect.training.pipeline.QUICK", replace(QUICK, targets=100_000))


def run(data: Path, out: Path, work: Path | None = None, seed: int = 0) -> None:
    train(data=data, out=out, quick=True, seed=seed, work=work, jobs=1)


def test_a_user_s_folder_gives_a_model_that_detects_and_evaluates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_corpus(tmp_path / "data")
    run(data, tmp_path / "model")
    detector = load(tmp_path / "model")
    report = detector.detect(json.loads((data / "source0.jsonl").read_text().splitlines()[0])["text"])
    assert 0 <= report.score <= 1
    assert {row.target_fpr for row in detector.points.thresholds} == {0.05, 0.01, 0.005, 0.001}
    card = (tmp_path / "model" / "README.md").read_text()
    assert "## Intended use" in card
    assert "source0" in card
    assert "fpr_at_0.001" in card
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(json.dumps({"text": report.text, "label": "human"}), encoding="utf-8")
    assert main(["evaluate", "--model", str(tmp_path / "model"), "--format", "json", str(labelled)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["documents"] == 1


def test_the_gate_puts_the_rates_by_group_into_the_card(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    run(write_corpus(tmp_path / "data"), folder)
    before = load(folder).detect("The cat sat on the mat. " * 20)
    put_in_card(load_model(folder), [Group("ours: poetry", 20, 0, {0.01: 1, 0.001: 0}, -1.9, 0.2)])
    after = load(folder).detect("The cat sat on the mat. " * 20)
    assert (before.score, before.words) == (after.score, after.words)
    assert "| ours: poetry | 20 | 0 | 0.050 |" in (folder / "README.md").read_text()


def test_the_same_inputs_give_the_same_model_and_a_stopped_run_goes_on(tmp_path: Path) -> None:
    data, work = write_corpus(tmp_path / "data"), tmp_path / "work"
    run(data, tmp_path / "one", work)
    made = {path: path.stat().st_mtime_ns for path in work.rglob("*.np[yz]")}
    (work / "features" / "fold1.npz").unlink()
    run(data, tmp_path / "two", work)
    kept = {path: path.stat().st_mtime_ns for path in work.rglob("*.np[yz]")}
    assert [path.name for path in made if made[path] != kept[path]] == ["fold1.npz"]
    run(data, tmp_path / "three")
    hashes = {load(tmp_path / name).model_id.sha256 for name in ("one", "two", "three")}
    assert len(hashes) == 1


def test_a_single_source_is_split_by_document(tmp_path: Path) -> None:
    data = write_corpus(tmp_path / "data", sources=1, documents=30)
    run(data, tmp_path / "model")
    assert load(tmp_path / "model").detect("").verdict == "abstain"


def refuse(data: Path, tmp_path: Path) -> str:
    with pytest.raises(DataError) as caught:
        run(data, tmp_path / "model")
    assert not (tmp_path / "model").exists()
    return str(caught.value)


def test_too_little_text_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "empty corpus" in refuse(empty, tmp_path)
    assert "is not a folder" in refuse(tmp_path / "nowhere", tmp_path)
    assert "at least 10" in refuse(write_corpus(tmp_path / "few", sources=1, documents=3), tmp_path)
    (empty / "a.txt").write_text("Hello.", encoding="utf-8")
    (empty / "b.txt").write_text("Good day.", encoding="utf-8")
    assert "Add more text" in refuse(empty, tmp_path)
    (empty / "b.txt").unlink()
    (empty / "a.txt").write_text("", encoding="utf-8")
    assert "found none in a.txt" in refuse(empty, tmp_path)


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    data = write_corpus(tmp_path / "data", sources=2)
    with (data / "source1.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('\n{"id": 7}')
    message = refuse(data, tmp_path)
    assert "source1.jsonl, line 13" in message
    assert "'text'" in message


def test_a_missing_thesaurus_is_named_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(lexicons.MYTHES_VARIABLE, str(tmp_path / "nowhere.dat"))
    data = write_corpus(tmp_path / "data")
    assert "apt-get install mythes-en-us" in refuse(data, tmp_path)


def test_essays_beside_the_corpus_teach_the_model_translation(tmp_path: Path) -> None:
    data, rng = write_corpus(tmp_path / "data"), random.Random(0)
    (data / "dev").mkdir()
    with lzma.open(data / "dev" / "roundtrip_google_essays.jsonl.xz", "wt", encoding="utf-8") as lines:
        for number in range(120):
            text = document(rng)
            other = text.replace("child", "train")
            lines.write(
                json.dumps({"id": f"1-{number}", "orig": text, "bt_zh": other, "bt_fr": other}) + "\n"
            )
    run(data, tmp_path / "model")
    model = load_model(tmp_path / "model")
    assert model.translation is not None
    preferred, avoided = model.translation.words[model.vocabulary.ids_of(["train", "child"])]
    assert preferred > 0 > avoided
