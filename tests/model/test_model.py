from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mtdetect
from mtdetect.detector import Detector
from mtdetect.errors import ModelError
from mtdetect.model.calibration import Calibration
from mtdetect.model.columns import NAMES
from mtdetect.model.folder import CARD, load_model, save_model, shipped_folder
from mtdetect.model.network import Network
from mtdetect.model.settings import Settings
from mtdetect.model.storage import HEADER, MOST_BYTES, content_hash
from tests.places import ROOT
from tests.tiny_model import HUMAN, SPUN, tiny_detector, tiny_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(tiny_model(), tmp_path / "models" / "en", {"created": "2026-11-22"}, card="# Tiny\n")
    return tmp_path / "models" / "en"


def edit(folder: Path, change: Callable[[dict[str, Any]], object], *, sign: bool = True) -> None:
    """Change a header, and make it look sound again."""
    header = json.loads((folder / HEADER).read_text())
    change(header)
    if sign:
        header["sha256"] = content_hash(header)
    (folder / HEADER).write_text(json.dumps(header))


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as error:
        load_model(folder)
    return str(error.value)


def test_a_loaded_model_judges_like_the_one_that_was_saved(folder: Path) -> None:
    before, after = tiny_detector(), Detector(load_model(folder))
    for text in (HUMAN, SPUN):
        one, other = before.detect(text), after.detect(text)
        assert other.score == pytest.approx(one.score, abs=1e-3)  # frequencies are rounded
        assert [span.text for span in other.spans] == [span.text for span in one.spans]


def test_a_loaded_model_knows_where_it_comes_from(folder: Path) -> None:
    model = load_model(folder)
    assert model.folder == folder
    assert model.model_id.name == "tiny"
    assert len(model.model_id.sha256) == 64
    assert model.facts == {"created": "2026-11-22"}
    assert (folder / CARD).read_text() == "# Tiny\n"
    assert (model.points, model.calibration) == (tiny_model().points, tiny_model().calibration)
    assert model.settings == tiny_model().settings


def test_saving_twice_gives_the_same_hash(folder: Path, tmp_path: Path) -> None:
    again = save_model(load_model(folder), tmp_path / "again", {"created": "2026-11-22"}, card="# Tiny\n")
    assert again.model_id == load_model(folder).model_id


def test_what_a_model_decides_by_is_in_its_hash(folder: Path, tmp_path: Path) -> None:
    other = replace(tiny_model(), calibration=Calibration(offset=1.0))
    saved = save_model(other, tmp_path / "other", {"created": "2026-11-22"}, card="# Tiny\n")
    assert saved.model_id.sha256 != load_model(folder).model_id.sha256


def test_a_model_with_three_networks_comes_back(tmp_path: Path) -> None:
    model = replace(tiny_model(), kind_network=tiny_model().document_network)
    loaded = save_model(model, tmp_path / "en", {})
    assert isinstance(loaded.kind_network, Network)
    assert load_model(tmp_path / "en").kind_network is not None


def test_arrays_are_mapped_and_cannot_be_written_to(folder: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_model(folder).ngrams.table.cells[0] = 1


def test_an_older_model_is_replaced_and_nothing_else_is_left(folder: Path) -> None:
    save_model(replace(tiny_model(), kind_network=tiny_model().document_network), folder, {}, overwrite=True)
    save_model(tiny_model(), folder, {}, overwrite=True)
    assert not (folder / "kind.mean.npy").exists()
    assert not (folder / CARD).exists()
    assert [path.name for path in folder.parent.iterdir()] == ["en"]


def test_a_failed_save_leaves_the_older_model_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_model(folder).model_id
    monkeypatch.setattr("mtdetect.model.folder.MOST_BYTES", 1000)
    with pytest.raises(
        ModelError, match=r"at most 0 MiB, got .* MiB \(largest, in MiB: .*Keep fewer n-grams"
    ):
        save_model(tiny_model(), folder, {}, overwrite=True)
    assert load_model(folder).model_id == before
    assert [path.name for path in folder.parent.iterdir()] == ["en"]


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("header", [None, "{}", "model"])
def test_other_peoples_files_are_never_replaced(
    tmp_path: Path, folder: Path, overwrite: bool, header: str | None
) -> None:
    place = folder if header == "model" else tmp_path / "place"
    place.mkdir(exist_ok=True)
    (place / "thesis.txt").write_text("years of work")
    if header == "{}":
        (place / HEADER).write_text(header)
    before = sorted(path.name for path in place.iterdir())
    with pytest.raises(ModelError, match="choose another path"):
        save_model(tiny_model(), place, {}, overwrite=overwrite)
    assert sorted(path.name for path in place.iterdir()) == before
    assert (place / "thesis.txt").read_text() == "years of work"


def test_a_model_is_replaced_only_when_asked_for(folder: Path) -> None:
    before = load_model(folder).model_id
    with pytest.raises(ModelError, match=r"is not empty, and nothing is overwritten unasked; .* --force"):
        save_model(tiny_model(), folder, {})
    assert load_model(folder).model_id == before


def test_no_model_is_written_over_a_file_or_a_link_or_into_a_model(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "link").symlink_to(folder)
    for place in (tmp_path / "thesis.txt", tmp_path / "link"):
        with pytest.raises(ModelError, match="exists and is not a folder; choose another path"):
            save_model(tiny_model(), place, {}, overwrite=True)
    with pytest.raises(ModelError, match="is inside the model folder"):
        save_model(tiny_model(), folder / "deep" / "inside", {})
    load_model(folder)


SAVE = """
import os, sys
from pathlib import Path
from mtdetect.model import replacing
from tests.tiny_model import tiny_model
from mtdetect.model.folder import save_model
calls, folder = 0, Path(sys.argv[1])
def counted(function):
    def run(*arguments, **options):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            os.kill(os.getpid(), int(sys.argv[3]))
        return function(*arguments, **options)
    return run
if sys.argv[4] == "plain":
    replacing._exchange = lambda *_: False
for name in ("rename", "mkdir"):
    setattr(Path, name, counted(getattr(Path, name)))
replacing._exchange = counted(replacing._exchange)
replacing.shutil.rmtree = counted(replacing.shutil.rmtree)
save_model(tiny_model(), folder, {"made": "again"}, overwrite=True)
"""


@pytest.mark.parametrize("how", ["exchange", "plain"])
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_save_loses_no_model(folder: Path, sign: signal.Signals, how: str) -> None:
    facts = load_model(folder).facts
    for step in range(1, 7):
        words = [sys.executable, "-c", SAVE, str(folder), str(step), str(int(sign)), how]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
        if not folder.exists():  # moved aside by a system that cannot exchange folders
            with pytest.raises(ModelError, match="left the former model at") as caught:
                load_model(folder)
            Path(str(caught.value).split("left the former model at ")[1].split(": move")[0]).rename(folder)
        assert load_model(folder).facts in (facts, {"made": "again"}), step
        if done.returncode == 0:
            break
    save_model(tiny_model(), folder, {}, overwrite=True)
    load_model(folder)


def test_what_a_killed_save_left_is_named(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    left = folder.parent / f".{folder.name}-partial-abc"
    (left / "new").mkdir(parents=True)
    save_model(tiny_model(), folder, {}, overwrite=True)
    assert f"{left} was left by a run that was killed; it can be deleted" in caplog.text
    assert left.exists()


def test_the_limit_is_forty_mebibytes() -> None:
    assert MOST_BYTES == 40 * 1024 * 1024


def test_no_folder(tmp_path: Path) -> None:
    assert "found nothing. Name a folder that holds model.json, or train one: mtdetect train" in refusal(
        tmp_path / "none"
    )


def test_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "expected a model folder at" in refusal(tmp_path / "file")
    assert "found a file" in refusal(tmp_path / "file")


def test_a_folder_without_a_header(tmp_path: Path) -> None:
    assert "expected model.json in" in refusal(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "\x80", "not JSON"])
def test_a_header_that_is_not_json(folder: Path, text: str) -> None:
    (folder / HEADER).write_bytes(text.encode("latin-1"))
    assert "expected JSON, got something else" in refusal(folder)


@pytest.mark.parametrize("value", [1, 3, "2", None])
def test_another_format(folder: Path, value: object) -> None:
    edit(folder, lambda header: header.update(format_version=value))
    assert f"expected format_version 2, got {value!r}. Train the model again" in refusal(folder)


@pytest.mark.parametrize("text", ["[]", "null", "7"])
def test_a_header_that_is_no_object(folder: Path, text: str) -> None:
    (folder / HEADER).write_text(text)
    assert "expected format_version 2, got None" in refusal(folder)


@pytest.mark.parametrize("key", ["files", "content", "sha256"])
def test_a_header_without_a_part(folder: Path, key: str) -> None:
    edit(folder, lambda header: header.pop(key), sign=False)
    assert f"expected {key!r} to be there as" in refusal(folder)


def test_a_changed_header(folder: Path) -> None:
    edit(folder, lambda header: header["content"]["calibration"].update(offset=9.0), sign=False)
    assert "expected to match its own sha256, it was changed" in refusal(folder)


def test_a_flipped_bit(folder: Path) -> None:
    path = folder / "table.cells.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert "table.cells.npy: expected sha256" in refusal(folder)
    assert "it was changed. Take the folder from a sound copy" in refusal(folder)


def test_a_truncated_file(folder: Path) -> None:
    path = folder / "table.cells.npy"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-10])
    assert f"table.cells.npy: expected {size} bytes, got {size - 10}" in refusal(folder)


def test_a_missing_file(folder: Path) -> None:
    (folder / "zipf.npy").unlink()
    assert "expected the file 'zipf.npy', it is missing" in refusal(folder)


def test_a_file_too_many(folder: Path) -> None:
    (folder / "notes.txt").write_text("")
    assert "expected only the files that model.json lists, got 'notes.txt' too" in refusal(folder)


def test_a_link_for_a_file(folder: Path, tmp_path: Path) -> None:
    (folder / "zipf.npy").rename(tmp_path / "elsewhere.npy")
    (folder / "zipf.npy").symlink_to(tmp_path / "elsewhere.npy")
    assert "zipf.npy: expected a regular file, got a link or a folder" in refusal(folder)


@pytest.mark.parametrize("name", ["../zipf.npy", "/etc/passwd", "a\\b.npy", "", ".", "..", HEADER])
def test_a_name_that_leads_elsewhere(folder: Path, name: str) -> None:
    edit(folder, lambda header: header["files"].update({name: header["files"].pop("zipf.npy")}))
    assert f"expected plain file names, got {name!r}" in refusal(folder)


@pytest.mark.parametrize("facts", [None, {}, {"sha256": "00"}, []])
def test_a_file_without_facts(folder: Path, facts: object) -> None:
    edit(folder, lambda header: header["files"].update({"zipf.npy": facts}))
    assert "expected model.json to give its sha256 and bytes, it does not" in refusal(folder)


def test_a_file_of_another_type(folder: Path) -> None:
    edit(folder, lambda header: header["files"]["zipf.npy"].update(dtype="<f8"))
    assert "zipf.npy: expected an array of type and shape ('<f8'" in refusal(folder)


def test_a_pickle_in_the_guise_of_an_array(folder: Path) -> None:
    np.save(folder / "zipf.npy", np.array([{"run": "me"}], dtype=object), allow_pickle=True)
    _resign(folder, "zipf.npy")
    assert "zipf.npy: expected a plain array, got something else" in refusal(folder)


def test_other_features(folder: Path) -> None:
    edit(folder, lambda header: header["content"].update(features=[*NAMES[:-1], "novelty"]))
    message = refusal(folder)
    assert f"expected the {len(NAMES)} features of mtdetect {mtdetect.__version__}, got others" in message
    assert "novelty" in message


def test_features_in_another_order(folder: Path) -> None:
    edit(folder, lambda header: header["content"]["pooled"].reverse())
    assert "got others (their order differs). Train the model again" in refusal(folder)


@pytest.mark.parametrize(
    "part", ["name", "points", "settings", "calibration", "scalars", "facts", "default_fpr"]
)
def test_a_part_too_few(folder: Path, part: str) -> None:
    edit(folder, lambda header: header["content"].pop(part))
    assert "expected a complete model, got a part of one" in refusal(folder)


def test_settings_of_another_version(folder: Path) -> None:
    edit(folder, lambda header: header["content"]["settings"].update(novelty=1))
    assert "a model's settings must have exactly the keys" in refusal(folder)


def test_arrays_that_do_not_fit_together(folder: Path) -> None:
    np.save(folder / "ngrams.counts.npy", np.ones(3, np.float32))
    _resign(folder, "ngrams.counts.npy")
    assert "expected ngrams.counts to be <f4 122, got <f4 3" in refusal(folder)


def _resign(folder: Path, name: str) -> None:
    from mtdetect.model.storage import _sha256

    facts = {"sha256": _sha256(folder / name), "bytes": (folder / name).stat().st_size}
    if name != "zipf.npy":
        facts |= {"dtype": "<f4", "shape": [3]}
    edit(folder, lambda header: header["files"][name].update(facts))


def test_loading_brings_in_nothing_that_only_training_needs(folder: Path) -> None:
    heavy = ("sklearn", "scipy", "wordfreq", "lemminflect")
    code = (
        f"import sys; from mtdetect.detector import load; load({str(folder)!r}).detect('He left.');"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    root = str(Path(mtdetect.__file__).parents[1])
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert run.stdout == "[]\n"


def test_the_shipped_model_is_beside_or_inside_the_package() -> None:
    package = Path(mtdetect.__file__).parent
    assert shipped_folder() in {package / "models" / "en", package.parent / "models" / "en"}


def test_settings_keep_their_types() -> None:
    settings = Settings.from_dict({name: float(value) for name, value in Settings().to_dict().items()})
    assert settings == Settings()
    assert isinstance(settings.least_words, int)


@pytest.mark.parametrize("words", [1, 50, 10_000])
def test_calibration_rises_with_the_logit(words: int) -> None:
    calibration = Calibration(offset=0.1, slope=1.0, length=0.2, length_slope=-0.5)
    logits = np.linspace(-8, 8, 50)
    probs = calibration.prob(logits, np.full(50, words))
    assert (np.diff(probs) > 0).all()
    assert ((probs > 0) & (probs < 1)).all()


def test_a_calibration_of_another_version_is_refused() -> None:
    with pytest.raises(ModelError, match="a model's calibration must have exactly the keys"):
        Calibration.from_dict({"slope": 1.0})
