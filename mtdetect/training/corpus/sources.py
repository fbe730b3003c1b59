"""The sources of a run, dealt into folds: by whole sources wherever there are several.

A document's features must come from counts that exclude its own source. A single source is
therefore split, document by document, into as many parts as there are folds; what it teaches
about unseen sources is then a guess, and the card says so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from mtdetect.errors import DataError
from mtdetect.training.corpus.corpora import CorpusSource
from mtdetect.training.work import Step

log = logging.getLogger(__name__)

LEAST_DOCUMENTS = 10  # of a single source


def split_if_alone(sources: Sequence[CorpusSource], parts: int, step: Step) -> tuple[CorpusSource, ...]:
    """Give several sources as they are, and a single one as ``parts`` files in the step's folder.

    Raises:
        DataError: the single source has too few documents.

    """
    if len(sources) > 1:
        return tuple(sources)
    (alone,) = sources
    log.info("%s is the only source: it is split into %d parts by document", alone.name, parts)
    documents = list(alone.documents())
    if len(documents) < LEAST_DOCUMENTS:
        raise DataError(
            f"{alone.path} is the only source and holds {len(documents)} documents; training needs at least "
            f"{LEAST_DOCUMENTS}, or several sources. Add more .jsonl, .jsonl.xz or .txt files."
        )
    made = []
    for part in range(parts):
        lines = [
            json.dumps({"id": document.id, "text": document.text, "register": document.register})
            for document in documents[part::parts]
        ]
        path = step.file(f"{alone.name}-{part}.jsonl", _writer("\n".join(lines)))
        made.append(CorpusSource(f"{alone.name}-{part}", path))
    return tuple(made)


def drop_empty(sources: Sequence[CorpusSource]) -> tuple[CorpusSource, ...]:
    """Leave out sources without any text.

    Raises:
        DataError: that leaves none.

    """
    filled = tuple(s for s in sources if any(document.text.strip() for document in s.documents()))
    if not filled:
        names = ", ".join(source.path.name for source in sources[:3])
        raise DataError(
            f"expected human text to learn from, found none in {names}. Add more text to the corpus."
        )
    return filled


def _writer(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")
