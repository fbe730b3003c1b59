"""Progress bars with the time left, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def track(items: Sequence[T], what: str) -> Iterator[T]:
    """Yield the items behind a progress bar that shows the time left."""
    from tqdm import tqdm

    interval = 0.1 if sys.stderr.isatty() else 10.0  # seconds: a log gets fewer lines
    yield from tqdm(items, desc=what, mininterval=interval, dynamic_ncols=True)
