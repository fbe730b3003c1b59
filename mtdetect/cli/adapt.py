"""The command ``adapt``: fit a model to a user's own texts."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtdetect.cli.arguments import (
    declare_allow,
    declare_force,
    declare_model,
    declare_reading,
    with_default,
)
from mtdetect.cli.console import log_progress, show
from mtdetect.documents.options import ReadingOptions
from mtdetect.documents.reading import read
from mtdetect.errors import DataError, ModelError
from mtdetect.render.inert import inert
from mtdetect.results.documents import STDIN, Document
from mtdetect.results.report import InputFormat
from mtdetect.results.tally import ExitCode

if TYPE_CHECKING:
    from mtdetect.adapting.rows import OwnText

COLUMNS = (("figure", "of unseen texts"), ("before", "before"), ("after", "after"))

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptOptions:
    """Say which texts ``adapt`` fits a model to, and where it leaves the result."""

    human: tuple[str, ...]
    out: Path
    rewritten: tuple[str, ...] = ()
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    input_format: InputFormat = "auto"
    group_field: str | None = None
    model: Path | None = None
    allow: Path | None = None
    name: str | None = None
    generate: bool = True
    force: bool = False
    seed: int = 0


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    default = AdaptOptions(human=(), out=Path())
    add = parser.add_argument
    add("--human", nargs="+", required=True, metavar="PATH", help="files or folders of people's texts")
    add(
        "--rewritten", nargs="+", default=default.rewritten, metavar="PATH", help="the same of rewritten ones"
    )
    add("--out", type=Path, required=True, metavar="FOLDER", help="where the adapted model goes")
    declare_force(parser)
    declare_model(parser)
    declare_allow(parser)
    add("--name", help="the model's name (default: that of the model adapted, with '-adapted')")
    add(
        "--no-generate",
        dest="generate",
        action="store_false",
        help="make no rewritten examples; without any, set thresholds only",
    )
    add("--group-field", metavar="NAME", help="field of JSON Lines that says which texts belong together")
    declare_reading(parser, default.reading, default.input_format)
    add("--seed", type=int, default=default.seed, help=with_default("the same seed gives the same model"))
    parser.set_defaults(options=AdaptOptions)


def run(options: AdaptOptions) -> ExitCode:
    """Adapt a model to a user's own texts."""
    log_progress()
    for line in adapt_files(options).split("\n"):
        show(inert(line))
    return ExitCode.CLEAN


def adapt_files(options: AdaptOptions) -> str:
    """Adapt a model to the texts of files and folders, save it, and sum up what that changed.

    Raises:
        DataError: the texts are too few or contradict each other, or a place that was named holds none.
        ModelError: the model was adapted before, or other files are where the new one would go.

    """
    from mtdetect.adapting.adaptation import AdaptingOptions, adapt, refuse_adapted
    from mtdetect.adapting.card import compared
    from mtdetect.detector import load
    from mtdetect.evaluation.tables import render_table
    from mtdetect.model.allow_list import AllowList
    from mtdetect.model.storage import refuse_occupied

    refuse_occupied(options.out, overwrite=options.force)
    allow = AllowList.of(options.allow)
    detector = load(options.model, allow=allow)
    _refuse_own_place(options.out, detector.folder)
    refuse_adapted(detector.model)
    texts = [*_texts(options, options.human, False), *_texts(options, options.rewritten, True)]
    how = AdaptingOptions(seed=options.seed, generate=options.generate, format=options.input_format)
    adaptation = adapt(detector, texts, how)
    model = adaptation.save(
        detector.model, options.out, name=options.name, allow=allow, overwrite=options.force
    )
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
    from mtdetect.adapting.rows import OwnText

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
