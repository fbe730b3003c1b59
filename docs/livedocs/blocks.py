"""The blocks that pages ask for by a comment, such as ``<!-- live: features -->``, and what fills them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from livedocs import example, prevalence, reference, sentence

MARK = re.compile(r"^<!-- live: ([a-z-]+) -->$", re.MULTILINE)

BLOCKS: Mapping[str, Callable[[], str]] = {
    "spun-example": example.spun,
    "human-example": example.human,
    "features": reference.features,
    "pooled": reference.pooled,
    "grids": reference.grids,
    "pooled-names": reference.pooled_names,
    "command-line": reference.command_line,
    "sentence-text": sentence.text,
    "sentence-tokens": sentence.tokens,
    "sentence-candidates": sentence.candidates,
    "sentence-phrases": sentence.phrases,
    "sentence-features": sentence.features,
    "sentence-picture": sentence.picture,
    "sentence-document": sentence.document,
    "sentence-spans": sentence.spans,
    "prevalence": prevalence.table,
}


def fill(markdown: str) -> str:
    """Put each block in its comment's place; a page that asks for an unknown one is an error.

    >>> fill("no block here")
    'no block here'
    """
    return MARK.sub(lambda mark: _block(mark[1]), markdown)


def _block(name: str) -> str:
    if name not in BLOCKS:
        raise KeyError(f"expected one of the blocks {', '.join(BLOCKS)}, got {name!r}. Mend the comment.")
    return BLOCKS[name]()
