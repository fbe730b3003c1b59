"""Notebooks as pages: their cells as Markdown, with the outputs that they keep.

A converter would do, but for the pictures: readers who do not see them need words, and those are in a cell's
metadata, which nbconvert 7 leaves out.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

FORMATS = ("text/html", "image/png", "text/plain")  # the first that an output has is shown

Pictures = dict[str, bytes]


def page(path: Path, relink: Callable[[str], str]) -> str:
    """Write a notebook as Markdown; ``relink`` mends the links of its texts."""
    cells = _read(path).cells
    parts = (part for at, cell in enumerate(cells) for part in _parts(path.stem, at, cell, relink))
    return "\n\n".join(parts) + "\n"


def pictures(path: Path) -> Pictures:
    """Give the pictures of a notebook by the names that its page has for them."""
    return {
        _name(path.stem, at, number): base64.b64decode(output.data["image/png"])
        for at, cell in enumerate(_read(path).cells)
        for number, output in enumerate(cell.get("outputs", ()))
        if "image/png" in output.get("data", ())
    }


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _parts(stem: str, at: int, cell: NotebookNode, relink: Callable[[str], str]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield relink(cell.source)
        return
    yield _fenced(cell.source, "python")
    for number, output in enumerate(cell.outputs):
        if output.output_type == "stream":
            yield _fenced(output.text, "text")
        else:
            yield _shown(output.data, _name(stem, at, number), cell.metadata.get("alt", ""))


def _shown(data: NotebookNode, name: str, alt: str) -> str:
    best = next(one for one in FORMATS if one in data)
    if best == "image/png":
        return f"![{alt}]({name})"
    return str(data[best]).strip() if best == "text/html" else _fenced(data[best], "text")


def _name(stem: str, at: int, number: int) -> str:
    return f"{stem}-{at}-{number}.png"


def _fenced(text: str, language: str) -> str:
    r"""Fence text in, whatever fences it holds itself.

    >>> _fenced("print()\n", "python")
    '````python\nprint()\n````'
    """
    return f"````{language}\n{text.strip(chr(10))}\n````"
