"""Progress bars with the time left, on standard error."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

T = TypeVar("T")


def track(items: Sequence[T], what: str) -> Iterator[T]:
    """Yield the items behind a progress bar that shows the time left."""
    from tqdm import tqdm

    interval = 0.1 if sys.stderr.isatty() else 10.0  # seconds: a log gets fewer lines
    yield from tqdm(items, desc=what, mininterval=interval, dynamic_ncols=True)


def track_all(work: Callable[[T], None], tasks: Sequence[T], jobs: int, what: str) -> Iterator[None]:
    """Run the tasks here, or in fresh processes: forked ones would share the state of numpy's threads."""
    if jobs == 1 or len(tasks) < 2:
        for task in track(tasks, what):
            work(task)
            yield
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context) as pool:
        running = [pool.submit(work, task) for task in tasks]
        for _, done in zip(track(tasks, what), as_completed(running), strict=True):
            done.result()
            yield
