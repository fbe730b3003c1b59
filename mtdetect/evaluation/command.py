"""The command ``mtdetect evaluate``: from labelled files to a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from mtdetect.detector import load
from mtdetect.evaluation.judging import judge
from mtdetect.evaluation.labelled import read_labelled
from mtdetect.evaluation.tables import render, tabulate, to_dict


def evaluate_files(
    paths: Sequence[Path], *, model: Path | None, format: str, stream: TextIO, allow: Path | None = None
) -> None:
    """Judge labelled JSON Lines files and write the table; ``allow`` names a file of terms to let pass.

    Raises:
        DataError: a line is malformed; it is named by its number.

    """
    documents = [document for path in paths for document in read_labelled(path)]
    rows = tabulate(judge(documents, load(model, allow=allow)))
    stream.write(json.dumps([to_dict(row) for row in rows], indent=1) if format == "json" else render(rows))
    stream.write("\n")
