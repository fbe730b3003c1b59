"""A model: the tables and networks that a detector needs, kept as a folder of arrays and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from mtdetect.arrays import Array, Floats
from mtdetect.errors import DataError, ModelError
from mtdetect.model.allow_list import AllowList
from mtdetect.model.binary_fuse import FuseMap
from mtdetect.model.calibration import Calibration
from mtdetect.model.columns import NAMES, POOLED
from mtdetect.model.contexts import ContextModel
from mtdetect.model.lexicon import LexicalTable
from mtdetect.model.network import Network
from mtdetect.model.ngrams import Ngrams
from mtdetect.model.settings import Settings
from mtdetect.model.storage import HEADER, MOST_BYTES, REMEDY, Header, read_folder, write_folder
from mtdetect.model.substitutions import Substitutions
from mtdetect.model.translation import Translation
from mtdetect.model.validation import check_arrays, check_numbers, check_table
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import ModelId
from mtdetect.version import __version__

ZIPF_STEPS = 25  # a Zipf frequency is kept to a 25th: finer than the corpora behind it agree
CARD = "README.md"
ALLOWED = "allow.txt"  # the terms that a model for one domain brings with it
#: Places in other arrays are kept as the lengths between them, which fit a quarter of the bytes.
LENGTHS = ("vocabulary.ends", "substitutions.starts")
MOST_LENGTH = 255

_Table = TypeVar("_Table", Vocabulary, FuseMap, Substitutions, ContextModel, Translation)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Hold all that judging needs. ``folder`` and the hash in ``model_id`` are known once it is saved."""

    vocabulary: Vocabulary
    ngrams: Ngrams
    substitutions: Substitutions
    contexts: ContextModel
    lexical: LexicalTable
    token_network: Network
    document_network: Network
    kind_network: Network | None  # says "translated" rather than "spun"
    calibration: Calibration
    points: OperatingPoints
    settings: Settings
    model_id: ModelId
    facts: Mapping[str, Any] = field(default_factory=dict)  # its date, its data, its figures
    folder: Path | None = None
    translation: Translation | None = None  # None where nothing was there to learn it from
    allow: AllowList = field(default_factory=AllowList)


def save_model(
    model: Model,
    folder: Path,
    metadata: Mapping[str, Any],
    *,
    card: str | None = None,
    overwrite: bool = False,
) -> Model:
    """Write a model folder, whole or not at all, and return the model as loaded from it.

    ``metadata`` is kept as the model's facts: the date, figures, whatever JSON can hold.

    ``overwrite`` replaces a model that is there; anything else that is there is never touched.

    Raises:
        ModelError: the model is too large, or something is in the way.

    """
    content = {
        "name": model.model_id.name,
        "library_version": __version__,
        "features": list(NAMES),
        "pooled": list(POOLED),
        "calibration": model.calibration.to_dict(),
        "default_fpr": model.points.default_fpr,
        "points": model.points.to_list(),
        "settings": model.settings.to_dict(),
        "scalars": {"table.seed": model.ngrams.table.seed, "table.segment": model.ngrams.table.segment},
        "facts": dict(metadata),
    }
    texts = {CARD: card, ALLOWED: model.allow.to_text() or None}
    written = {name: text for name, text in texts.items() if text is not None}
    # A user's own list is not what a wheel carries, and may be long.
    most_bytes = MOST_BYTES + len(model.allow.to_text().encode("utf-8"))
    write_folder(folder, _to_arrays(model), written, content, most_bytes, overwrite=overwrite)
    return load_model(folder)


def load_model(path: Path | str | None = None) -> Model:
    """Load a model folder, or the shipped one.

    A folder that is missing, damaged, of another format, or made for other features is a ModelError.
    """
    folder = shipped_folder() if path is None else Path(path)
    header, arrays = read_folder(folder)
    content: Header = header["content"]
    for what, ours in (("features", NAMES), ("pooled", POOLED)):
        _check_names(folder, what, content.get(what), ours)
    arrays = {name: _places(array) if name in LENGTHS else array for name, array in arrays.items()}
    check_arrays(str(folder), arrays)
    try:
        check_numbers(str(folder / HEADER), content)
        allow = AllowList.read(folder / ALLOWED) if ALLOWED in header["files"] else AllowList()
        return replace(_from_parts(arrays, content, str(header["sha256"]), folder), allow=allow)
    except (KeyError, TypeError, ValueError, AttributeError, DataError) as error:
        raise ModelError(
            f"{folder / HEADER}: expected a complete model, got a part of one ({error}). {REMEDY}"
        ) from error


def shipped_folder() -> Path:
    """Find the shipped model: inside the package, or beside it where the package runs from its repository."""
    package = Path(__file__).parents[1]
    installed, beside = package / "models" / "en", package.parent / "models" / "en"
    return beside if beside.is_dir() and not installed.is_dir() else installed


def _to_arrays(model: Model) -> dict[str, Array]:
    """Name every array of a model; the lexical table is derived again on loading, from its frequencies."""
    arrays = _fields_of("vocabulary", model.vocabulary) | _fields_of("substitutions", model.substitutions)
    for name in LENGTHS:
        lengths = np.diff(arrays[name], prepend=arrays[name].dtype.type(0))
        if lengths.max(initial=0) > MOST_LENGTH:
            raise ModelError(
                f"expected {name} at most {MOST_LENGTH} apart, got {lengths.max()}: leave such a word out."
            )
        arrays[name] = lengths.astype(np.uint8)
    arrays |= {"ngrams.counts": model.ngrams.counts, "ngrams.followers": model.ngrams.followers}
    arrays |= _fields_of("table", model.ngrams.table)
    arrays["zipf"] = np.rint(model.lexical.zipf * ZIPF_STEPS).astype(np.uint8)
    arrays |= _fields_of("contexts", model.contexts)
    arrays["topics"] = _by_row(model.lexical.topics, model.contexts)
    arrays |= model.token_network.to_arrays("token") | model.document_network.to_arrays("document")
    if model.kind_network is not None:
        arrays |= model.kind_network.to_arrays("kind")
    if model.translation is not None:
        arrays |= _fields_of("translation", model.translation)
    return {name: _narrow(array) for name, array in arrays.items()}


def _places(lengths: Array) -> Array:
    """Add lengths up to places; anything else is left for the check to refuse."""
    is_lengths = lengths.dtype == np.uint8 and lengths.ndim == 1
    return np.cumsum(lengths, dtype=np.uint32) if is_lengths else lengths


def _from_parts(arrays: Mapping[str, Array], content: Header, sha256: str, folder: Path) -> Model:
    vocabulary = _table(Vocabulary, "vocabulary", arrays)
    zipf: Floats = arrays["zipf"].astype(np.float32) / np.float32(ZIPF_STEPS)
    contexts = _table(ContextModel, "contexts", arrays)
    fuse = _table(FuseMap, "table", {**arrays, **content["scalars"]})
    check_table(str(folder / HEADER), len(fuse.cells), fuse.seed, fuse.segment)
    return Model(
        vocabulary=vocabulary,
        ngrams=Ngrams(arrays["ngrams.counts"], arrays["ngrams.followers"], fuse),
        substitutions=_table(Substitutions, "substitutions", arrays),
        contexts=contexts,
        lexical=LexicalTable.build(vocabulary, zipf, arrays["topics"].take(contexts.rows, axis=0)),
        token_network=Network.from_arrays("token", arrays),
        document_network=Network.from_arrays("document", arrays),
        kind_network=Network.from_arrays("kind", arrays) if "kind.mean" in arrays else None,
        calibration=Calibration.from_dict(content["calibration"]),
        points=OperatingPoints.from_list(content["points"], float(content["default_fpr"])),
        settings=Settings.from_dict(content["settings"]),
        model_id=ModelId(str(content["name"]), sha256),
        facts=content["facts"],
        folder=folder.resolve(),
        translation=_table(Translation, "translation", arrays) if "translation.words" in arrays else None,
    )


def _by_row(topics: Array, contexts: ContextModel) -> Array:
    """Keep the topics of the words that have vectors, in the order of their rows."""
    kept = np.zeros((len(contexts.outputs), topics.shape[1]), topics.dtype)
    kept[contexts.rows] = topics
    kept[0] = 0
    return kept


def _fields_of(name: str, table: object) -> dict[str, Array]:
    """Name a table's arrays after its fields."""
    if not is_dataclass(table):
        raise TypeError(f"expected a dataclass of arrays, got {type(table).__name__}")
    values = {f"{name}.{item.name}": getattr(table, item.name) for item in fields(table)}
    return {key: value for key, value in values.items() if isinstance(value, np.ndarray)}


def _table(kind: type[_Table], name: str, parts: Mapping[str, Any]) -> _Table:
    return kind(**{item.name: parts[f"{name}.{item.name}"] for item in fields(kind)})


def _narrow(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _check_names(folder: Path, what: str, theirs: object, ours: tuple[str, ...]) -> None:
    if theirs == list(ours):
        return
    changed = sorted({str(name) for name in theirs} ^ set(ours)) if isinstance(theirs, list) else list(ours)
    difference = f"these differ: {', '.join(changed[:5])}" if changed else "their order differs"
    raise ModelError(
        f"{folder / HEADER}: expected the {len(ours)} {what} of mtdetect {__version__}, got others "
        f"({difference}). Train the model again, or install the mtdetect that it was made with."
    )
