"""Texts in batches: as many as keep numpy busy and memory small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mtdetect.errors import InputError

# From so many characters on a text is judged in windows; a shorter one is faster as a whole.
LONG_TEXT = 200_000

# Arrays of a batch should stay in the processor's cache and memory stay small, yet each numpy call
# should have enough to do; measured on news of 600 words a document.
MOST_DOCUMENTS = 64
MOST_CHARS = 100_000


def is_long(texts: Sequence[str]) -> bool:
    """Say whether a batch is one text that is judged in windows."""
    return len(texts) == 1 and len(texts[0]) > LONG_TEXT


def batches(texts: Iterable[object]) -> Iterator[list[str]]:
    """Group texts by number and length; before an error, the texts' own or ours, all that came is given.

    >>> [len(batch) for batch in batches(["word " * 15_000] * 3 + ["word"])]
    [2, 2]
    """
    batch: list[str] = []
    chars = 0
    try:
        for index, text in enumerate(texts):
            if not isinstance(text, str):
                raise InputError(_not_a_text(text, index))
            if batch and len(text) > LONG_TEXT:  # judged alone, in windows
                yield batch
                batch, chars = [], 0
            batch.append(text)
            chars += len(text)
            if len(batch) >= MOST_DOCUMENTS or chars >= MOST_CHARS:
                yield batch
                batch, chars = [], 0
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _not_a_text(text: object, index: int) -> str:
    if isinstance(text, (bytes, bytearray, memoryview)):
        advice = "Decode it first, with the encoding that it was written in: text.decode('utf-8')."
    else:
        advice = "Pass the document's text; an empty string stands for a missing one."
    return f"expected a string, got {type(text).__name__} (text number {index}, counted from 0). {advice}"
