"""Tamper with a model folder as an input says: it must be refused, or work.

The first byte says whether the tampering is covered up, that is, all hashes are made to fit again. Five bytes
make one edit: what to do, where (two bytes), and a value (two bytes).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from fuzz.properties import check_report
from mtdetect.detector import Detector
from mtdetect.errors import ModelError
from mtdetect.model.folder import load_model, save_model
from mtdetect.model.storage import HEADER, content_hash
from tests.tiny_model import SPUN, tiny_model

EDIT_BYTES = 5
MOST_EDITS = 8
Files = dict[str, bytearray]
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -1, 1, 3, 2**31, 2**70, -0.5, 1e308, float("nan"), float("inf"), "", "x", "1", "../x",
    "/etc/passwd", "zipf.npy", [], {}, [[]], {"x": 1}, "\ud800", "<f8", "|O", [0], [-1], [2**62],
)  # fmt: skip


def check_model(data: bytes) -> None:
    """Load a tampered folder: a ModelError, or a model whose report holds what reports promise."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), tampered(data))
        with suppress(ModelError):
            model = load_model(folder)
            check_report(Detector(model).detect(SPUN))


def tampered(data: bytes) -> Files:
    """Return a sound model's files with the edits of an input made to them."""
    files = {name: bytearray(content) for name, content in sound().items()}
    for at in range(1, min(len(data) - EDIT_BYTES, MOST_EDITS * EDIT_BYTES) + 1, EDIT_BYTES):
        what, *rest = data[at : at + EDIT_BYTES]
        place, value = rest[0] << 8 | rest[1], rest[2] << 8 | rest[3]
        ACTIONS[what % len(ACTIONS)](files, place, value)
    if data and data[0] & 1:
        cover_up(files)
    return files


@cache
def sound() -> dict[str, bytes]:
    """Return the files of a sound model."""
    with tempfile.TemporaryDirectory() as parent:
        save_model(tiny_model(), Path(parent) / "en", {"created": "2026-11-22"}, card="# Tiny\n")
        return {path.name: path.read_bytes() for path in sorted((Path(parent) / "en").iterdir())}


def write(folder: Path, files: Files) -> None:
    """Write the files out."""
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _pick(files: Files, place: int) -> bytearray:
    return files[sorted(files)[place % len(files)]]


def _set_byte(files: Files, place: int, value: int) -> None:
    content = _pick(files, place)
    if content:
        content[(value * 131 + place) % len(content)] ^= 1 << value % 8


def _set_number(files: Files, place: int, value: int) -> None:
    """Overwrite four bytes behind an array's header, where a number may stand."""
    content = _pick(files, place)
    at = 128 + value // 8 * 4
    if at + 4 <= len(content):
        bits = (0, 1, 0x7F800000, 0x7FC00000, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x00010000)[value % 8]
        content[at : at + 4] = bits.to_bytes(4, "little")


def _truncate(files: Files, place: int, value: int) -> None:
    content = _pick(files, place)
    del content[max(len(content) - value, 0) :]


def _append(files: Files, place: int, value: int) -> None:
    _pick(files, place).extend(value.to_bytes(2, "big") * 8)


def _swap(files: Files, place: int, value: int) -> None:
    one, other = _pick(files, place), _pick(files, value)
    one[:], other[:] = other[:], one[:]


def _remove(files: Files, place: int, value: int) -> None:
    name = sorted(files)[place % len(files)]
    content = files.pop(name)
    if value & 1 or not files:  # under another name, it is one too many
        files[f"{name}{value}"] = content


def _claim(files: Files, place: int, value: int) -> None:
    """Give an array a header that claims another type or shape."""
    content = _pick(files, place)
    descr = ("<f4", "<f8", "<i4", "|u1", "|b1", "|O", "<U9", "<c16")[value % 8]
    shape = ((), (0,), (1,), (3,), (value,), (2**40,), (1, 1), (value // 8 % 64, 2))[value // 8 % 8]
    header = f"{{'descr': '{descr}', 'fortran_order': {bool(value & 1)}, 'shape': {shape!r}, }}".encode()
    content[:128] = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header


def _set_leaf(files: Files, place: int, value: int) -> None:
    """Put a hostile value at any place in the header."""
    header = _header(files)
    if header is not None:
        places = list(_leaves(header))
        holder, key = places[place % len(places)]
        holder[key] = HOSTILE[value % len(HOSTILE)]
        files[HEADER][:] = json.dumps(header).encode()


def _rename_key(files: Files, place: int, value: int) -> None:
    header = _header(files)
    if header is not None and (holders := [one for one, key in _leaves(header) if isinstance(one, dict)]):
        holder = holders[place % len(holders)]
        name = sorted(holder)[value % len(holder)]
        holder[("", "../x", "x.npy", "a\\b", "\0")[value % 5]] = holder.pop(name)
        files[HEADER][:] = json.dumps(header).encode()


def _header(files: Files) -> dict[str, Any] | None:
    try:
        header = json.loads(files.get(HEADER, b""))
    except (ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) and header else None


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _leaves(value[key])


ACTIONS: tuple[Callable[[Files, int, int], None], ...] = (
    _set_byte, _set_number, _set_number, _truncate, _append, _swap, _remove, _claim, _set_leaf, _set_leaf,
    _rename_key,
)  # fmt: skip


def cover_up(files: Files) -> None:
    """Make sizes, hashes, types and shapes in the header fit the files, as an attacker would."""
    header = _header(files)
    if header is None or not isinstance(header.get("files"), dict):
        return
    for name, facts in header["files"].items():
        if name in files and isinstance(facts, dict):
            content = bytes(files[name])
            facts |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            if name.endswith(".npy"):
                facts |= _shape(content)
    if {"format_version", "content"} <= set(header):
        header["sha256"] = content_hash(header)
    files[HEADER][:] = json.dumps(header).encode()


def _shape(content: bytes) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            array = np.lib.format.open_memmap(file.name, mode="r")
        except Exception:  # noqa: BLE001 whatever is wrong with it, the loader is to say so
            return {}
        return {"dtype": array.dtype.str, "shape": list(array.shape)}
