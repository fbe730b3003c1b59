"""Hide some swaps from the table of originals, as if the rewriter used a word list that we lack.

The generators and the table of originals draw on the same thesauri, other rewriters do not. A
classifier that always found the true original in the table would trust in that, and fail where it
is missing. Which swaps are hidden depends on the product: it is that product's private vocabulary.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from mtdetect.features.noisy_channel import Dropout, word_key
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.spinners.base import Swap
from mtdetect.tokens.arrays import Tokens
from mtdetect.training.examples.examples import Example

HIDDEN_SHARE = 0.35


def hidden_swaps(tokens: Tokens, examples: Sequence[Example], vocabulary: Vocabulary) -> Dropout:
    """List what the table shall not know in a batch; ``examples`` are its documents."""
    phrases = np.zeros(len(tokens), bool)
    rows, words = [], []
    edges = np.searchsorted(tokens.doc, np.arange(len(examples) + 1))
    for example, low, high in zip(examples, edges, edges[1:], strict=False):
        starts = tokens.start[low:high]
        for edit in _hidden(example):
            first, last = np.searchsorted(starts, [edit.start, edit.end])
            phrases[low + max(first - 1, 0) : low + last] = True
            if last - first == 1 and " " not in edit.original:
                rows.append(low + first)
                words.append(edit.original.lower())
    return Dropout(word_key(np.array(rows, np.int64), vocabulary.ids_of(words).astype(np.int64)), phrases)


def _hidden(example: Example) -> Iterator[Swap]:
    for edit in example.edits:
        swap = (
            f"{example.generator}{example.seed}{example.text[edit.start : edit.end]}|{edit.original}".lower()
        )
        if zlib.crc32(swap.encode("utf-8", "replace")) % 1000 < HIDDEN_SHARE * 1000:
            yield edit
