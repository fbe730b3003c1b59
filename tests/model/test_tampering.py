"""A model folder that was tampered with is refused with a ModelError, hashes mended or not."""

from __future__ import annotations

import io
import json
import math
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.properties import check_report
from fuzz.tampering import Files, cover_up, sound, write
from mtdetect.detector import Detector
from mtdetect.errors import ModelError
from mtdetect.model.columns import NAMES as TOKEN_NAMES
from mtdetect.model.columns import POOLED
from mtdetect.model.folder import load_model, save_model
from mtdetect.model.storage import HEADER, MOST_HEADER_BYTES, MOST_READ_BYTES
from mtdetect.model.translation import Translation
from tests.tiny_model import SPUN, tiny_model

NAMES = sorted(sound())


@pytest.fixture
def files() -> Files:
    return {name: bytearray(content) for name, content in sound().items()}


def refusal(folder: Path, files: Files, *, covered: bool = False) -> str:
    if covered:
        cover_up(files)
    write(folder, files)
    with pytest.raises(ModelError) as error:
        load_model(folder)
    message = str(error.value)
    assert "Take the folder from a sound copy" in message or "Train the model again" in message
    return message


def array(files: Files, name: str) -> np.ndarray[Any, Any]:
    """Give an array of the folder for writing."""
    content = files[f"{name}.npy"]
    header = content[:128].decode("latin-1")
    kind = header.split("'descr': '")[1].split("'")[0]
    return np.frombuffer(content, kind, offset=128)


def header(files: Files, change: Callable[[dict[str, Any]], object]) -> None:
    value = json.loads(files[HEADER])
    change(value)
    files[HEADER][:] = json.dumps(value).encode()


def test_the_untouched_folder_is_a_model(tmp_path: Path, files: Files) -> None:
    cover_up(files)
    write(tmp_path, files)
    assert load_model(tmp_path).model_id.name == "tiny"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", [0, 9, 64, -1])
def test_a_bit_flipped_in_any_file(tmp_path: Path, files: Files, name: str, place: int) -> None:
    files[name][min(place, len(files[name]) - 1)] ^= 4
    if name == HEADER and files[name][-1] != ord("\n"):
        assert "expected JSON" in refusal(tmp_path, files)
    else:
        refusal(tmp_path, files)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kept", [0, 5, -1])
def test_any_file_truncated(tmp_path: Path, files: Files, name: str, kept: int) -> None:
    del files[name][kept:]
    if name == HEADER and kept == -1:
        del files[name][-1]  # its last byte is a line end, which JSON does without
    refusal(tmp_path, files)


@pytest.mark.parametrize("name", NAMES)
def test_any_file_missing(tmp_path: Path, files: Files, name: str) -> None:
    del files[name]
    assert f"{name!r}" in refusal(tmp_path, files) or name == HEADER


@pytest.mark.parametrize("name", NAMES)
def test_a_link_for_any_file(tmp_path: Path, files: Files, name: str) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "elsewhere").write_bytes(files[name])
    write(tmp_path / "model", files)
    (tmp_path / "model" / name).unlink()
    (tmp_path / "model" / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match=r"link|there is none"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("name", ["zipf.npy", HEADER])
def test_a_pipe_for_a_file_is_not_waited_for(tmp_path: Path, files: Files, name: str) -> None:
    write(tmp_path, files)
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    with pytest.raises(ModelError, match=r"link|there is none"):
        load_model(tmp_path)


@pytest.mark.parametrize("shape", ["(1099511627776,)", "(4294967296, 4294967296)", "(-1,)", "(2.5,)"])
def test_an_array_that_claims_terabytes(tmp_path: Path, files: Files, shape: str) -> None:
    said = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    files["token.mean.npy"][:128] = b"\x93NUMPY\x01\x00v\x00" + said.encode()
    assert "token.mean.npy: expected a plain array" in refusal(tmp_path, files, covered=True)


@pytest.mark.parametrize("said", ["(" * 9_000, "[" * 90 + "]" * 90, "{'descr': (", "0", ""])
def test_an_array_whose_header_is_none(tmp_path: Path, files: Files, said: str) -> None:
    length = len(said).to_bytes(2, "little")
    files["token.mean.npy"][:] = b"\x93NUMPY\x01\x00" + length + said.encode() + b"\0" * 400
    assert "token.mean.npy: expected a plain array" in refusal(tmp_path, files, covered=True)


def test_a_zip_file_for_an_array(tmp_path: Path, files: Files) -> None:
    files["token.mean.npy"][:] = b"PK\x03\x04" + b"\0" * 100
    assert "token.mean.npy: expected a plain array" in refusal(tmp_path, files, covered=True)


def test_a_header_of_a_hundred_megabytes_is_not_read(
    tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, files)
    os.truncate(tmp_path / HEADER, 100_000_000)
    monkeypatch.setattr(Path, "read_bytes", None)
    with pytest.raises(ModelError, match=f"expected at most {MOST_HEADER_BYTES:,} bytes, got 100,000,000"):
        load_model(tmp_path)


def test_a_header_nested_without_end(tmp_path: Path, files: Files) -> None:
    files[HEADER][:] = b"[" * (MOST_HEADER_BYTES // 2)
    assert "expected JSON, got something else" in refusal(tmp_path, files)


def test_files_of_terabytes_are_not_hashed(
    tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtdetect.model.storage.MOST_READ_BYTES", 1000)
    assert "expected at most 1,000 bytes, got" in refusal(tmp_path, files)
    assert MOST_READ_BYTES == 2**30


def test_a_folder_that_cannot_be_read(tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("mtdetect.model.storage._sha256", denied)
    assert "expected readable files, got: [Errno 13] Permission denied" in refusal(tmp_path, files)


@pytest.mark.parametrize(
    ("name", "at", "value", "message"),
    [
        ("vocabulary.hashes", 0, 2**64 - 1, "vocabulary.hashes to ascend"),
        ("vocabulary.ends", -1, 200, "vocabulary.ends to part vocabulary.blob"),
        ("vocabulary.ends", 3, 200, "vocabulary.ends to part vocabulary.blob"),
        ("vocabulary.blob", 0, 0xFF, "vocabulary.ends to part vocabulary.blob"),
        ("substitutions.starts", 1, 200, "substitutions.starts to part substitutions.words"),
        ("substitutions.starts", -1, 200, "substitutions.starts to part substitutions.words"),
        ("substitutions.words", 0, 2**30, "substitutions.words to be ids"),
        ("substitutions.words", 0, -1, "substitutions.words to be ids"),
        ("substitutions.phrase_keys", 0, 2**64 - 1, "substitutions.phrase_keys to ascend"),
        ("substitutions.phrase_originals", 0, 2**30, "substitutions.phrase_originals to be ids"),
        ("substitutions.phrase_originals", 0, -1, "substitutions.phrase_originals to be ids, padded with -1"),
        ("ngrams.counts", 7, np.nan, "ngrams.counts to hold numbers up to 1e+12, got larger ones, NaN"),
        ("ngrams.counts", 7, -1, "ngrams.counts to be positive"),
        ("ngrams.followers", 7, 0, "ngrams.followers to be positive"),
        ("token.weights0", 0, np.inf, "token.weights0 to hold numbers"),
        ("document.bias0", 0, np.nan, "document.bias0 to hold numbers"),
        ("document.scale", 0, 0, "document.scale to be positive"),
    ],
)
def test_a_value_that_no_model_holds(
    tmp_path: Path, files: Files, name: str, at: int, value: float, message: str
) -> None:
    array(files, name)[at] = value
    assert f"expected {message}" in refusal(tmp_path, files, covered=True)


@pytest.mark.parametrize(
    ("part", "name", "value", "message"),
    [
        ("calibration", "slope", float("nan"), "calibration.slope to be a number, got nan"),
        ("calibration", "offset", 1e300, "calibration.offset to be a number"),
        ("settings", "span_threshold", "0.3", "settings.span_threshold to be a number, got '0.3'"),
        ("settings", "most_suggestions", -1, "settings.most_suggestions from 1 to"),
        ("settings", "least_words", -1, "settings.least_words from 0 to"),
        ("scalars", "table.seed", -1, "table.seed from 0 to"),
        ("scalars", "table.seed", 0.5, "table.seed from 0 to"),
        ("scalars", "table.segment", 0, "table.segment to be a power of two"),
        ("scalars", "table.segment", 3, "table.segment to be a power of two"),
        ("scalars", "table.segment", 2**30, "table.segment to be a power of two"),
        ("points", 0, {}, "points to have a sound threshold"),
        ("points", 0, 7.0, "points to have a sound threshold, got 7.0"),
    ],
)
def test_a_number_that_no_model_has(
    tmp_path: Path, files: Files, part: str, name: Any, value: object, message: str
) -> None:
    def change(said: dict[str, Any]) -> None:
        target = said["content"][part]
        (target[0] if part == "points" else target)["threshold" if part == "points" else name] = value

    header(files, change)
    assert f"expected {message}" in refusal(tmp_path, files, covered=True)


def test_a_default_rate_without_thresholds(tmp_path: Path, files: Files) -> None:
    header(files, lambda said: said["content"].update(default_fpr=0.5))
    message = refusal(tmp_path, files, covered=True)
    assert "expected points at the default false-positive rate, got 0.5" in message


def test_a_network_with_a_layer_too_few(tmp_path: Path, files: Files) -> None:
    del files["token.bias1.npy"]
    header(files, lambda said: said["files"].pop("token.bias1.npy"))
    assert "expected the network token to have all its layers, got" in refusal(tmp_path, files, covered=True)


def test_a_table_too_few(tmp_path: Path, files: Files) -> None:
    del files["topics.npy"]
    header(files, lambda said: said["files"].pop("topics.npy"))
    assert "expected an array topics, got none" in refusal(tmp_path, files, covered=True)


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_translation_weights_of_either_width_are_sound_and_of_another_size_are_not(
    tmp_path: Path, kind: type[np.floating[Any]]
) -> None:
    size = len(tiny_model().vocabulary)
    pooled = np.zeros(len(POOLED), np.float32)
    sized = replace(tiny_model(), translation=Translation(np.zeros(size, kind), pooled, pooled))
    assert save_model(sized, tmp_path / "en", {}).translation is not None
    cut = replace(tiny_model(), translation=Translation(np.zeros(size - 1, kind), pooled, pooled))
    with pytest.raises(ModelError, match=r"expected translation\.words to be"):
        save_model(cut, tmp_path / "cut", {})


def edited(files: Files, name: str, array: np.ndarray[Any, Any]) -> None:
    """Put another array in the place of one; the header is made to fit."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    files[f"{name}.npy"][:] = buffer.getvalue()


def test_scalars_override_no_array(tmp_path: Path, files: Files) -> None:
    header(files, lambda said: said["content"]["scalars"].update({"table.cells": 7}))
    assert "expected the scalars ['table.seed', 'table.segment']" in refusal(tmp_path, files, covered=True)


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("topics", (1, 40_000), "topics to be"),
        ("contexts.inputs", (2, 1_000_000), "contexts.outputs to be"),
        ("document.weights0", (len(POOLED), 0), "document.weights0 to be"),
        ("token.weights0", (len(TOKEN_NAMES), 200_000), "1 to 1024 units"),
        ("token.weights0", (len(TOKEN_NAMES), 0), "1 to 1024 units"),
    ],
)
def test_a_shape_without_bounds_is_refused(
    tmp_path: Path, files: Files, name: str, shape: tuple[int, ...], message: str
) -> None:
    edited(files, name, np.zeros(shape, array(files, name).dtype))
    assert message in refusal(tmp_path, files, covered=True)


def test_contexts_of_a_million_dimensions_are_refused(tmp_path: Path, files: Files) -> None:
    for name in ("inputs", "outputs"):
        edited(files, f"contexts.{name}", np.zeros((1, 1_000_000), np.int8))
    edited(files, "contexts.places", np.zeros((10, 1_000_000), np.float32))
    edited(files, "topics", np.zeros((1, 32), np.int8))
    edited(files, "contexts.rows", np.zeros_like(array(files, "contexts.rows")))
    assert "contexts of 1 to 256 dimensions" in refusal(tmp_path, files, covered=True)


def test_one_key_of_300_000_phrases_is_refused(tmp_path: Path, files: Files) -> None:
    edited(files, "substitutions.phrase_keys", np.full(300_000, 7, np.uint64))
    edited(
        files, "substitutions.phrase_originals", np.tile(np.array([9, -1, -1, -1], np.int32), (300_000, 1))
    )
    assert "at most 1000 alike" in refusal(tmp_path, files, covered=True)


EXTREMES = [0.0, 1e-30, 1e-4, 1.0, 9e3, 1e4, 1e9, 1e12, 3e38, math.inf, math.nan]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([name.removesuffix(".npy") for name in NAMES if name.endswith(".npy")]),
    value=st.sampled_from(EXTREMES),
    sign=st.sampled_from([1, -1]),
    part=st.sampled_from(["all", "first", "last"]),
    resized=st.sampled_from([None, "longer", "shorter", "wider", "narrower"]),
)
def test_extremes_are_refused_or_give_finite_reports(
    name: str, value: float, sign: int, part: str, resized: str | None
) -> None:
    files = {file: bytearray(content) for file, content in sound().items()}
    changed = np.load(io.BytesIO(bytes(files[f"{name}.npy"])))
    rows = {"all": slice(None), "first": slice(1), "last": slice(-1, None)}[part]
    if changed.dtype.kind == "f":
        changed[rows] = np.float32(sign * value)
    else:
        limits = np.iinfo(changed.dtype) if changed.dtype.kind in "iu" else None
        changed[rows] = True if limits is None else limits.max if sign > 0 else limits.min
    if resized is not None and changed.size:
        axis = -1 if resized in {"wider", "narrower"} else 0
        times = 3 if resized in {"longer", "wider"} else 1
        changed = np.concatenate([changed] * times, axis=axis)
        changed = changed if times > 1 else np.delete(changed, -1, axis=axis)
    edited(files, name, changed)
    cover_up(files)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), files)
        with suppress(ModelError):
            check_report(Detector(load_model(folder)).detect(SPUN))
