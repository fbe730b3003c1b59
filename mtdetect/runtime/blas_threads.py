"""One thread for matrix products: a batch's are so small that several would only wait for one another."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from threadpoolctl import ThreadpoolController

_lock = threading.Lock()
_inside = 0
_limits: list[Any] = []


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep numpy's products to one thread, whichever threads judge; the last to leave restores what was set.

    A program's own limits stay as they were outside. On two cores it halves the processor time of judging
    (docs/performance.md).
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _inside
    with _lock:
        if not _inside:
            _limits.append(_controller().limit(limits=1, user_api="blas"))
        _inside += 1


def _leave() -> None:
    global _inside
    with _lock:
        _inside -= 1
        if not _inside:
            _limits.pop().restore_original_limits()


def _controller() -> ThreadpoolController:
    """Find the libraries once: numpy's is loaded by now, and the search takes milliseconds."""
    global _found
    if _found is None:
        _found = ThreadpoolController()
    return _found


def _begin_anew() -> None:
    """Forget who was judging: a fork takes the lock along, but not the thread that would open it."""
    global _lock, _inside
    _lock, _inside = threading.Lock(), 0
    _limits.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)

_found: ThreadpoolController | None = None
