"""Whether a model's arrays and numbers are such that judging with them cannot fail.

Hashes tell damage; they do not tell a folder that somebody made to fit them. So every array is checked for
type, shape and range before anything is derived from it: no id may lead out of a table, no number be NaN.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mtdetect.arrays import Array
from mtdetect.errors import ModelError
from mtdetect.model.columns import NAMES, POOLED
from mtdetect.model.contexts import REACH
from mtdetect.model.ngrams import ID_BITS
from mtdetect.model.storage import REMEDY
from mtdetect.model.substitutions import MOST_PHRASE_WORDS
from mtdetect.model.vocabulary import CLASSES

Arrays = Mapping[str, Array]
Shape = tuple[int | str, ...]

TOPIC_DIMENSIONS = 32
# Far above what training makes, and so low that no product of extremes leaves the range of 32-bit numbers.
MOST_DIMENSIONS = 256  # of a context vector
MOST_LAYERS, MOST_UNITS = 4, 1024  # of a network
MOST_ALIKE = 1000  # phrases of one key
MOST_WEIGHT = 1e4
LEAST_SCALE = 1e-4
MOST_OF = {"ngrams.counts": 1e12, "ngrams.followers": 1e9}

#: Types, as numpy has them, and shape of each table's array; names stand for sizes that agree, "*" for any.
TABLES: dict[str, tuple[str, Shape]] = {
    "vocabulary.hashes": ("<u8", ("words",)),
    "vocabulary.blob": ("|u1", ("*",)),
    "vocabulary.ends": ("<u4", ("words",)),
    "ngrams.counts": ("<f4", ("ids",)),
    "ngrams.followers": ("<f4", ("ids",)),
    "table.cells": ("<u2", ("*",)),
    "substitutions.starts": ("<u4", ("ids + 1",)),
    "substitutions.words": ("<i4", ("choices",)),
    "substitutions.priors": ("|u1", ("choices",)),
    "substitutions.phrase_keys": ("<u8", ("phrases",)),
    "substitutions.phrase_originals": ("<i4", ("phrases", MOST_PHRASE_WORDS)),
    "substitutions.phrase_openers": ("|b1", ("ids",)),
    "zipf": ("|u1", ("ids",)),
    "contexts.rows": ("<u2", ("ids",)),
    "contexts.inputs": ("|i1", ("inputs", "dimensions")),
    "contexts.outputs": ("|i1", ("outputs", "dimensions")),
    "contexts.places": ("<f4", (2 * REACH, "dimensions")),
    "topics": ("|i1", ("outputs", TOPIC_DIMENSIONS)),
}
TRANSLATION: dict[str, tuple[str, Shape]] = {
    "translation.words": ("<f2 <f4", ("ids",)),
    "translation.pooled": ("<f4", (len(POOLED),)),
    "translation.mean": ("<f4", (len(POOLED),)),
}
NETWORKS = {"token": len(NAMES), "document": len(POOLED), "kind": len(POOLED)}
OPTIONAL = {"kind", "translation"}


def check_arrays(where: str, arrays: Arrays) -> None:
    """Refuse arrays that are missing, do not fit together or hold what no model can."""
    tables = TABLES | (TRANSLATION if "translation.words" in arrays else {})
    for name in tables:
        if name not in arrays:
            _refuse(where, f"an array {name}", "none")
    sizes = _sizes(arrays)
    for name, (kind, shape) in tables.items():
        _check_array(where, name, arrays[name], kind, tuple(sizes.get(str(n), n) for n in shape))
    for name, columns in NETWORKS.items():
        if name not in OPTIONAL or f"{name}.mean" in arrays:
            _check_network(where, name, columns, arrays)
    for what, holds in SOUND.items():
        if not holds(arrays):
            _refuse(where, what, "something else")


def _sizes(arrays: Arrays) -> dict[str, int]:
    """Give the sizes that several arrays must agree on."""
    words = arrays["vocabulary.hashes"].size
    return {
        "words": words,
        "ids": words + len(CLASSES),
        "ids + 1": words + len(CLASSES) + 1,
        "choices": arrays["substitutions.words"].size,
        "phrases": arrays["substitutions.phrase_keys"].size,
        "inputs": max(arrays["contexts.inputs"].shape[:1], default=0),
        "outputs": max(arrays["contexts.outputs"].shape[:1], default=0),
        "dimensions": max(arrays["contexts.inputs"].shape[1:2], default=0),
    }


def check_numbers(where: str, content: Mapping[str, Any]) -> None:
    """Refuse settings, thresholds and the like that are NaN, infinite or out of all bounds."""
    if set(content["scalars"]) != SCALARS:
        _refuse(where, f"the scalars {sorted(SCALARS)}", reprlib.repr(sorted(content["scalars"])))
    for part in ("calibration", "settings"):
        for name in (name for name, value in content[part].items() if not _is_number(value)):
            _refuse(where, f"{part}.{name} to be a number", repr(content[part][name]))
    for name, least in LEAST.items():
        if not least <= content["settings"][name] <= MOST_COUNT:
            _refuse(where, f"settings.{name} from {least} to {MOST_COUNT:,}", repr(content["settings"][name]))
    _check_points(where, content["points"], content["default_fpr"])


def _check_points(where: str, points: Sequence[Mapping[str, Any]], default_fpr: object) -> None:
    for name, value in (item for row in points for item in row.items()):
        if not _is_number(value) or not 0 <= value <= (MOST_COUNT if name in COUNTS else 1):
            _refuse(where, f"points to have a sound {name}", repr(value))
    if default_fpr not in [row["target_fpr"] for row in points]:
        _refuse(where, "points at the default false-positive rate", repr(default_fpr))


def check_table(where: str, cells: int, seed: int, segment: int) -> None:
    """Refuse a packed table whose lookups would lead out of it.

    >>> check_table("model.json", 96, 0, 32)
    """
    if type(seed) is not int or not 0 <= seed < 2**32:
        _refuse(where, "table.seed from 0 to 2**32", repr(seed))
    is_power = type(segment) is int and 0 < segment < 2**31 and segment & (segment - 1) == 0
    if not is_power or cells % segment or cells < 3 * segment:
        _refuse(
            where, f"table.segment to be a power of two and part {cells} cells in 3 or more", repr(segment)
        )


def _refuse(where: str, expected: str, got: str) -> None:
    raise ModelError(f"{where}: expected {expected}, got {got}. {REMEDY}")


def _check_array(where: str, name: str, array: Array, kind: str, shape: Shape) -> None:
    fits = len(shape) == array.ndim and all(a in ("*", b) for a, b in zip(shape, array.shape, strict=True))
    if not fits or array.dtype.str not in kind.split():
        wanted = f"{kind} {' x '.join(map(str, shape))}"
        _refuse(where, f"{name} to be {wanted}", f"{array.dtype.str} {' x '.join(map(str, array.shape))}")
    if array.dtype.kind == "f":
        most = MOST_OF.get(name, MOST_WEIGHT)
        if not (np.abs(array) <= most).all():  # NaN is not, either
            _refuse(where, f"{name} to hold numbers up to {most:g}", "larger ones, NaN or infinity")


def _check_network(where: str, name: str, columns: int, arrays: Arrays) -> None:
    """Refuse layers that do not follow one another from the columns to one logit."""
    pattern = re.compile(re.escape(name) + r"\.(?:mean|scale|weights\d+|bias\d+)")
    mine = {key for key in arrays if pattern.fullmatch(key)}
    layers = sum(key.startswith(f"{name}.weights") for key in mine)
    expected = {f"{name}.{part}" for part in ("mean", "scale")}
    expected |= {f"{name}.{part}{i}" for part in ("weights", "bias") for i in range(layers)}
    if mine != expected or not 0 < layers <= MOST_LAYERS:
        _refuse(
            where, f"the network {name} to have all its layers", f"{sorted(mine ^ expected)} too few or many"
        )
    for part in ("mean", "scale"):
        _check_array(where, f"{name}.{part}", arrays[f"{name}.{part}"], "<f4", (columns,))
    if not (arrays[f"{name}.scale"] >= LEAST_SCALE).all():
        _refuse(where, f"{name}.scale to be positive, at least {LEAST_SCALE:g}", "less")
    width = columns
    for i in range(layers):
        weights = arrays[f"{name}.weights{i}"]
        out = 1 if i == layers - 1 else weights.shape[-1] if weights.ndim else 0
        if not 0 < out <= MOST_UNITS:
            _refuse(where, f"{name}.weights{i} to have 1 to {MOST_UNITS} units", str(out))
        _check_array(where, f"{name}.weights{i}", weights, "<f4", (width, out))
        _check_array(where, f"{name}.bias{i}", arrays[f"{name}.bias{i}"], "<f4", (out,))
        width = out


MOST_COUNT = 10**9
LEAST = {"least_words": 0, "most_suggestions": 1, "most_span_reasons": 0, "most_document_reasons": 0}
COUNTS = ("min_words", "documents")
SCALARS = {"table.seed", "table.segment"}


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= MOST_COUNT


def _ascends(values: Array, *, strictly: bool = False) -> bool:
    return bool((values[1:] > values[:-1] if strictly else values[1:] >= values[:-1]).all())


def _starts_fit(arrays: Arrays) -> bool:
    starts = arrays["substitutions.starts"]
    return _ascends(starts) and starts[0] == 0 and starts[-1] == arrays["substitutions.words"].size


def _words_fit(arrays: Arrays) -> bool:
    """Say whether the words part the blob between whole characters."""
    ends, blob = arrays["vocabulary.ends"], arrays["vocabulary.blob"]
    if not len(ends) or not _ascends(ends) or ends[-1] != blob.size:
        return False
    try:
        blob.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool((blob[ends[:-1][ends[:-1] < blob.size]] & 0xC0 != 0x80).all())


def _ids_lie_inside(arrays: Arrays) -> bool:
    words, size = arrays["substitutions.words"], arrays["zipf"].size
    return bool(((words >= 0) & (words < size)).all()) and size < 1 << int(ID_BITS)


def _keys_fit(arrays: Arrays) -> bool:
    """Say whether the keys of phrases ascend, and no key has phrases without end."""
    keys = arrays["substitutions.phrase_keys"]
    return _ascends(keys) and not (keys[MOST_ALIKE:] == keys[:-MOST_ALIKE]).any()


def _phrases_fit(arrays: Arrays) -> bool:
    """Say whether phrases have ids first and padding last."""
    ids, size = arrays["substitutions.phrase_originals"], arrays["zipf"].size
    inside = ((ids >= -1) & (ids < size)).all() and (ids[:, 0] >= 0).all()
    return bool(inside and ((ids[:, :-1] >= 0) | (ids[:, 1:] < 0)).all())


#: What must hold of the tables' values, each as a message says it.
SOUND: dict[str, Callable[[Arrays], bool]] = {
    "vocabulary.hashes to ascend": lambda arrays: _ascends(arrays["vocabulary.hashes"], strictly=True),
    "vocabulary.ends to part vocabulary.blob into words": _words_fit,
    "substitutions.starts to part substitutions.words": _starts_fit,
    "substitutions.words to be ids": _ids_lie_inside,
    f"substitutions.phrase_keys to ascend, at most {MOST_ALIKE} alike": _keys_fit,
    "substitutions.phrase_originals to be ids, padded with -1": _phrases_fit,
    "contexts.rows to be rows of contexts.outputs": lambda arrays: (
        int(arrays["contexts.rows"].max(initial=0)) < len(arrays["contexts.outputs"])
    ),
    "contexts.inputs to have a first row": lambda arrays: len(arrays["contexts.inputs"]) > 0,
    f"contexts of 1 to {MOST_DIMENSIONS} dimensions": lambda arrays: (
        0 < arrays["contexts.inputs"].shape[1] <= MOST_DIMENSIONS
    ),
    "ngrams.counts to be positive": lambda arrays: (
        bool((arrays["ngrams.counts"] >= 0).all()) and arrays["ngrams.counts"].sum() >= 1
    ),
    "ngrams.followers to be positive": lambda arrays: bool((arrays["ngrams.followers"] > 0).all()),
}
