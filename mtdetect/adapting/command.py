"""The command ``mtdetect adapt``: from files and folders to a model folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mtdetect.adapting.adaptation import AdaptingOptions, adapt, refuse_adapted
from mtdetect.adapting.card import compared
from mtdetect.adapting.rows import OwnText
from mtdetect.allowing import AllowList
from mtdetect.commands.adapt import AdaptOptions
from mtdetect.detector import load
from mtdetect.errors import DataError, ModelError
from mtdetect.evaluation.tables import render_table
from mtdetect.model.storage import refuse_foreign
from mtdetect.reading import STDIN, Document, read

COLUMNS = (("figure", "of unseen texts"), ("before", "before"), ("after", "after"))

log = logging.getLogger(__name__)


def adapt_files(options: AdaptOptions) -> str:
    """Adapt a model to the texts of files and folders, save it, and sum up what that changed.

    Raises:
        DataError: the texts are too few or contradict each other, or a place that was named holds none.
        ModelError: the model was adapted before, or other files stand in the way of the new one.

    """
    refuse_foreign(options.out)
    allow = AllowList.of(options.allow)
    detector = load(options.model, allow=allow)
    _refuse_own_place(options.out, detector.folder)
    refuse_adapted(detector.model)
    texts = [*_texts(options, options.human, False), *_texts(options, options.rewritten, True)]
    how = AdaptingOptions(seed=options.seed, generate=options.generate, format=options.input_format)
    adaptation = adapt(detector, texts, how)
    model = adaptation.save(detector.model, options.out, name=options.name, allow=allow)
    for message in adaptation.messages:
        log.warning("note: %s", message)
    figures = render_table(list(compared(adaptation.facts["before"], adaptation.facts["after"])), COLUMNS)
    return f"{figures}\n\n{options.out}: {model.model_id.name}, sha256 {model.model_id.sha256}"


def _refuse_own_place(out: Path, base: Path) -> None:
    if out.resolve() == base:
        raise ModelError(
            f"expected another place than that of the model to adapt, got {out}. Every later adapting starts "
            f"from that model: name another folder."
        )


def _texts(options: AdaptOptions, paths: Sequence[str], rewritten: bool) -> Iterator[OwnText]:
    """Read the texts of one label; what cannot be read is named and left out."""
    reading = options.reading
    if options.group_field is not None:
        reading = replace(reading, id_field=options.group_field)
    for path in paths:
        for item in read([path], reading):
            if isinstance(item, Document):
                yield OwnText(item.text, rewritten, _group(item, path))
            elif (
                Path(item.source) == Path(path) and not Path(path).is_file()
            ):  # a slip: not what was meant to be learned
                raise DataError(f"{item.label}: {item.message}")
            else:
                log.warning("%s: %s (left out)", item.label, item.message)


def _group(document: Document, path: str) -> str:
    """Name what a text belongs with: its id or, without one, its place below the path that was named.

    So a text and its rewriting belong together if they have the same id, or the same name in two folders.

    >>> _group(Document("Hello", "human/a/b.txt"), "human")
    'a/b.txt'
    >>> _group(Document("Hello", "x.jsonl", 3, 7), "x.jsonl")
    '7'
    """
    if document.id is not None:
        return str(document.id)
    place = Path(document.source)
    if path != STDIN and place.is_relative_to(path) and place != Path(path):
        place = place.relative_to(path)
    return str(place) if document.line is None else f"{place}:{document.line}"
