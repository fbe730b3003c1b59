"""Execute the notebooks and keep what they show: ``make notebooks``.

What is kept depends on the notebook and on the libraries alone: no times, no paths, no version of Python.
So a change in a notebook file is a change in what its readers see.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT = {"alt"}  # what a cell's metadata may say: the picture in words
SECONDS = 600  # for a cell; it takes a few, but machines are busy


def notebooks() -> list[Path]:
    """List the notebooks, in the order in which they are read."""
    return sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> NotebookNode:
    """Read a notebook with the outputs that it keeps."""
    return nbformat.read(path, as_version=4)


def execute(path: Path) -> NotebookNode:
    """Execute a notebook in a fresh kernel, in the notebooks' folder; its first error is raised.

    The kernel imports mtdetect from this copy of the repository, and nobody's start-up files.
    """
    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # else what is printed comes in one piece or two, as time has it
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(FOLDER)}},
    )
    with tempfile.TemporaryDirectory() as scratch:
        client.execute(env=_environment(scratch))
    return normalised(notebook)


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Leave out of a notebook what would change from one machine to the next."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in KEPT})
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output.metadata = NotebookNode()
    return notebook


def outputs(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, NotebookNode]]:
    """Give every output of a notebook with its cell."""
    return ((cell, output) for cell in notebook.cells for output in cell.get("outputs", ()))


def _environment(scratch: str) -> dict[str, str]:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    changed = {"PYTHONPATH": os.pathsep.join(paths), "IPYTHONDIR": scratch}
    return os.environ | changed


def main(names: list[str]) -> None:
    """Execute the notebooks named, or all, and save them."""
    for path in [FOLDER / name for name in names] or notebooks():
        nbformat.write(execute(path), path)


if __name__ == "__main__":
    main(sys.argv[1:])
