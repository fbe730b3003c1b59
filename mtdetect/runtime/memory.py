"""Memory that one batch frees is there for the next: fetching it anew takes up to a tenth of the time."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

# The largest block that glibc learns from is one of 32 MiB, its own few bytes included.
LARGEST_BLOCK = 32 * 1024 * 1024 - 65_536


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Let the C library keep up to 64 MiB of what is freed, once a process.

    glibc returns what lies free at the end of its heap beyond twice the largest block that was ever freed
    (mallopt(3), ``M_TRIM_THRESHOLD``), unless the program has set a limit itself. A batch frees more, and
    its pages would be fetched and cleared time and again. The block is never touched, so that it costs no
    memory; where the C library is another, nothing comes of it.
    """
    np.empty(LARGEST_BLOCK, np.uint8)
