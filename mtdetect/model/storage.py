"""A folder of arrays with a header: written whole or not at all, refused unless it is what it says.

``model.json`` lists every other file with its SHA-256, size and, for arrays, type and shape. Nothing
in the folder is code or pickle; arrays are mapped into memory, not read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from mtdetect.arrays import Array
from mtdetect.errors import ModelError
from mtdetect.model.replacing import check_place, fresh_folder, is_occupied, leftovers

Header = dict[str, Any]

#: Raise it with any change that makes older folders unreadable: then train anew, and say so in the changelog.
FORMAT_VERSION = 2
HEADER = "model.json"
MOST_BYTES = 40 * 2**20  # what a wheel may reasonably carry
MOST_READ_BYTES = 2**30  # more would take long to hash, and is no model
MOST_HEADER_BYTES = 2**20  # the shipped model's has some 40 kB
REMEDY = "Take the folder from a sound copy (reinstall mtdetect for the shipped model), or train it anew."
#: What numpy raises at a header that is none: it parses it as Python's literals.
UNREADABLE = (ValueError, TypeError, ArithmeticError, SyntaxError, TokenError, RecursionError, MemoryError)
HEADER_KEYS = {"format_version": int, "sha256": str, "files": dict, "content": dict}


def write_folder(
    folder: Path,
    arrays: Mapping[str, Array],
    texts: Mapping[str, str],
    content: Mapping[str, Any],
    most_bytes: int = MOST_BYTES,
    *,
    overwrite: bool = False,
) -> str:
    """Write a folder, whole or not at all, and return its hash.

    Raises:
        ModelError: the folder would be too large, or `refuse_occupied` refuses its place.

    """
    refuse_occupied(folder, overwrite=overwrite)
    with fresh_folder(folder) as fresh:
        header = _fill(fresh, arrays, texts, content)
        _refuse_large({path.name: path.stat().st_size for path in fresh.iterdir()}, most_bytes)
    return str(header["sha256"])


def refuse_occupied(folder: Path, *, overwrite: bool = False) -> None:
    """Refuse a place that holds anything; with ``overwrite``, anything but a model of ours and no more.

    Raises:
        ModelError: the place is not a folder, is inside a model, or holds what would be lost.

    """
    check_place(folder, HEADER)
    if not is_occupied(folder):
        return
    if not overwrite:
        raise ModelError(
            f"{folder} is not empty, and nothing is overwritten unasked; choose another path, or replace the "
            f"model there with --force (overwrite=True in Python)."
        )
    try:
        read_folder(folder)
    except ModelError as error:
        raise ModelError(
            f"{folder} does not hold a model of mtdetect and nothing else, so it is not overwritten; choose "
            f"another path. What is wrong with it: {error}"
        ) from error


def read_folder(folder: Path) -> tuple[Header, dict[str, Array]]:
    """Read a folder's header and arrays, or say what is wrong with it."""
    try:
        return _read_folder(folder)
    except OSError as error:
        raise ModelError(f"{folder}: expected readable files, got: {error}. {REMEDY}") from error


def _read_folder(folder: Path) -> tuple[Header, dict[str, Array]]:
    header = _read_header(folder)
    files: dict[str, Any] = header["files"]
    _check_file_set(folder, files)
    _refuse_endless(folder, sum((folder / name).lstat().st_size for name in files))
    for name, facts in files.items():
        _check_file(folder / name, facts)
    if header["sha256"] != content_hash(header):
        raise ModelError(f"{folder / HEADER}: expected to match its own sha256, it was changed. {REMEDY}")
    arrays = [name for name in files if name.endswith(".npy")]
    return header, {name.removesuffix(".npy"): _map(folder / name, files[name]) for name in arrays}


def content_hash(header: Mapping[str, Any]) -> str:
    """Hash all that a header says, and with it every file, independently of how the JSON is laid out."""
    said = {key: header[key] for key in ("format_version", "files", "content")}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _fill(
    folder: Path, arrays: Mapping[str, Array], texts: Mapping[str, str], content: Mapping[str, Any]
) -> Header:
    facts: dict[str, Any] = {}
    for name, array in sorted(arrays.items()):
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
        facts[f"{name}.npy"] = {"dtype": array.dtype.str, "shape": list(array.shape)}
    for name, text in sorted(texts.items()):
        (folder / name).write_text(text, encoding="utf-8")
        facts[name] = {}
    for name, fact in facts.items():
        fact |= {"sha256": _sha256(folder / name), "bytes": (folder / name).stat().st_size}
    header: Header = {"format_version": FORMAT_VERSION, "files": facts, "content": dict(content)}
    header["sha256"] = content_hash(header)
    (folder / HEADER).write_text(json.dumps(header, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return header


def _refuse_large(sizes: Mapping[str, int], most_bytes: int) -> None:
    total = sum(sizes.values())
    if total > most_bytes:
        largest = sorted(sizes, key=lambda name: -sizes[name])[:3]
        shown = ", ".join(f"{name} {sizes[name] / 2**20:.1f}" for name in largest)
        raise ModelError(
            f"expected a model of at most {most_bytes / 2**20:.0f} MiB, got {total / 2**20:.1f} MiB "
            f"(largest, in MiB: {shown}). Keep fewer n-grams or fewer words."
        )


def _moved_aside(folder: Path) -> str:
    """Name the model that a killed run moved aside, if there is one."""
    aside = (
        [left / "old" for left in leftovers(folder) if (left / "old").is_dir()]
        if folder.parent.is_dir()
        else []
    )
    return f". A run that was killed left the former model at {aside[0]}: move it back" if aside else ""


def _read_header(folder: Path) -> Header:
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing"
        raise ModelError(
            f"expected a model folder at {folder}, found {found}. Name a folder that holds {HEADER}, "
            f"or train one: mtdetect train --data FOLDER --out {folder}{_moved_aside(folder)}"
        )
    path = folder / HEADER
    if path.is_symlink() or not path.is_file():
        raise ModelError(f"expected {HEADER} in {folder}, there is none: this is no model folder. {REMEDY}")
    if (size := path.stat().st_size) > MOST_HEADER_BYTES:
        raise ModelError(f"{path}: expected at most {MOST_HEADER_BYTES:,} bytes, got {size:,}. {REMEDY}")
    try:
        header = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: expected JSON, got something else ({error}). {REMEDY}") from error
    _check_header(path, header)
    return dict(header)


def _check_header(path: Path, header: object) -> None:
    version = header.get("format_version") if isinstance(header, dict) else None
    if version != FORMAT_VERSION:
        raise ModelError(
            f"{path}: expected format_version {FORMAT_VERSION}, got {version!r}. Train the model again with "
            f"this mtdetect, or install the mtdetect that wrote it."
        )
    for key, kind in HEADER_KEYS.items():
        if not isinstance(header, dict) or not isinstance(header.get(key), kind):
            raise ModelError(f"{path}: expected {key!r} to be there as {kind.__name__}, it is not. {REMEDY}")


def _check_file_set(folder: Path, listed: Mapping[str, Any]) -> None:
    for name in listed:
        if name != Path(name).name or "\\" in name or name in {"", ".", "..", HEADER}:
            raise ModelError(f"{folder / HEADER}: expected plain file names, got {name!r}. {REMEDY}")
    present = {path.name for path in folder.iterdir()}
    wanted = {*listed, HEADER}
    if missing := sorted(wanted - present):
        raise ModelError(f"{folder}: expected the file {missing[0]!r}, it is missing. {REMEDY}")
    if extra := sorted(present - wanted):
        raise ModelError(
            f"{folder}: expected only the files that {HEADER} lists, got {extra[0]!r} too. "
            f"Move it elsewhere. {REMEDY}"
        )


def _refuse_endless(folder: Path, total: int) -> None:
    if total > MOST_READ_BYTES:
        raise ModelError(f"{folder}: expected at most {MOST_READ_BYTES:,} bytes, got {total:,}. {REMEDY}")


def _check_file(path: Path, facts: Any) -> None:
    if path.is_symlink() or not path.is_file():
        raise ModelError(f"{path}: expected a regular file, got a link or a folder. {REMEDY}")
    if not isinstance(facts, dict) or not {"sha256", "bytes"} <= set(facts):
        raise ModelError(f"{path}: expected {HEADER} to give its sha256 and bytes, it does not. {REMEDY}")
    size = path.stat().st_size
    if size != facts["bytes"]:
        raise ModelError(f"{path}: expected {facts['bytes']} bytes, got {size}. {REMEDY}")
    if (digest := _sha256(path)) != facts["sha256"]:
        raise ModelError(f"{path}: expected sha256 {facts['sha256']}, got {digest}: it was changed. {REMEDY}")


def _map(path: Path, facts: Mapping[str, Any]) -> Array:
    try:
        # np.load would take a zip file, too.
        with np.errstate(over="raise"):  # of a shape whose product is beyond 64 bits
            array: Array = np.asarray(np.lib.format.open_memmap(path, mode="r"))
    except UNREADABLE as error:
        raise ModelError(f"{path}: expected a plain array, got something else ({error}). {REMEDY}") from error
    found = (array.dtype.str, list(array.shape))
    wanted = (facts.get("dtype"), facts.get("shape"))
    if found != wanted:
        raise ModelError(f"{path}: expected an array of type and shape {wanted}, got {found}. {REMEDY}")
    return array


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
