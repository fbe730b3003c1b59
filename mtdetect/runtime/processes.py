"""Batches of texts judged by several processes: in order, a few ahead, and to the end if one of them dies.

Each worker has a pipe of its own, so that it is known which batch a dead one had: `concurrent.futures` calls
all that its processes had begun broken. The texts of that batch are judged one by one by workers begun anew,
until the one that kills them is found.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from mtdetect.errors import OptionError, WorkerError

Result = TypeVar("Result")
Judge = Callable[[Sequence[str]], Sequence[Result]]

# Batches given out or waiting for an earlier one, for each worker: enough to bridge one that takes long.
AHEAD = 4
GRACE = 5.0  # seconds that a worker has to end by itself
ALL_CORES = -1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lost:
    """Stand for a text that no worker survived: its place, counted from 0, and what happened."""

    index: int
    text: str
    cause: str


def count_processes(n_process: int) -> int:
    """Check a number of processes; -1 stands for as many as this one may use cores.

    >>> count_processes(3)
    3
    """
    if type(n_process) is not int or (n_process < 1 and n_process != ALL_CORES):
        raise OptionError(
            f"n_process must be a whole number from 1, or -1 for all cores, got {n_process!r}. "
            f"Pass one of them."
        )
    if n_process == 1:
        return 1
    if multiprocessing.current_process().daemon:
        raise OptionError(
            f"n_process must be 1 in a daemonic process, which may have no workers, got {n_process}. "
            f"Leave it at 1 here, or start this process without daemon=True."
        )
    return _cores() if n_process == ALL_CORES else n_process


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def judge_in_processes(
    judge: Judge[Result], batches: Iterable[Sequence[str]], n_process: int
) -> Generator[Result | Lost]:
    """Judge batches in worker processes, and give the results in the texts' order.

    Closing the iterator, an exception in ``batches`` and an interrupt end the workers. An exception that
    ``judge`` raises is raised here, but for a lack of memory: that costs its text alone.
    """
    with _Workers(judge, n_process) as workers:
        index = 0
        for batch, answer in _in_order(workers, _Source(iter(batches)), AHEAD * n_process):
            if isinstance(answer, _Failure):
                yield from _one_by_one(workers, batch, index)
            else:
                yield from answer
            index += len(batch)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Say why a batch has no results."""

    cause: str


@dataclass(slots=True, eq=False)
class _Job(Generic[Result]):
    """A batch on its way; ``answer`` is None until there is one."""

    texts: Sequence[str]
    answer: Sequence[Result] | _Failure | None = None


@dataclass(slots=True, eq=False)
class _Source:
    """Batches to come; an error among them waits until all before it is done."""

    batches: Iterator[Sequence[str]]
    ended: bool = False
    error: Exception | None = None

    def take(self) -> Sequence[str] | None:
        try:
            return next(self.batches)
        except StopIteration:
            self.ended = True
        except Exception as error:  # noqa: BLE001 - raised by `_in_order`
            self.ended, self.error = True, error
        return None


def _in_order(
    workers: _Workers[Result], source: _Source, most: int
) -> Iterator[tuple[Sequence[str], Sequence[Result] | _Failure]]:
    """Keep the workers busy, and hand out each batch's answer in turn."""
    jobs: deque[_Job[Result]] = deque()
    while jobs or not source.ended:
        while len(jobs) < most and workers.has_idle() and (texts := source.take()) is not None:
            jobs.append(_Job(texts))
            workers.give(jobs[-1])
        if jobs and jobs[0].answer is None:
            workers.collect()
        while jobs and jobs[0].answer is not None:
            job = jobs.popleft()
            yield job.texts, job.answer  # type: ignore[misc]  # as just asked
    if source.error is not None:
        raise source.error


def _one_by_one(workers: _Workers[Result], texts: Sequence[str], first: int) -> Iterator[Result | Lost]:
    """Judge the texts of a batch that a worker died of, each by itself."""
    for index, text in enumerate(texts, start=first):
        answer = workers.judge_alone([text])
        if isinstance(answer, _Failure):
            log.warning("text number %d, counted from 0, was not judged: %s", index, answer.cause)
            yield Lost(index, text, answer.cause)
        else:
            yield from answer


@dataclass(slots=True, eq=False)
class _Worker(Generic[Result]):
    """A process, this side of its pipe, and what it has to do."""

    process: Any
    pipe: Connection
    job: _Job[Result] | None = None


@dataclass(slots=True, eq=False)
class _Workers(Generic[Result]):
    """So many processes, each begun anew when it has died."""

    judge: Judge[Result]
    count: int
    workers: list[_Worker[Result]] = field(default_factory=list)

    def __enter__(self) -> _Workers[Result]:
        try:
            self.workers = [self._start() for _ in range(self.count)]
            for worker in self.workers:
                self._await_start(worker)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End all workers, those at work without waiting for them."""
        for worker in self.workers:
            worker.pipe.close()
            # One that waits would see its pipe closed only if no process begun since holds a copy of our end.
            worker.process.terminate()
        for worker in self.workers:
            worker.process.join(GRACE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()
        self.workers = []

    def has_idle(self) -> bool:
        return any(worker.job is None for worker in self.workers)

    def give(self, job: _Job[Result]) -> None:
        worker = next(worker for worker in self.workers if worker.job is None)
        worker.job = job
        self._send(worker, job.texts)

    def collect(self) -> None:
        """Wait until some worker has an answer, or has died."""
        busy = {worker.pipe: worker for worker in self.workers if worker.job is not None}
        for pipe in wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]  # only connections were waited for
            assert worker.job is not None
            worker.job.answer = self._receive(worker)
            worker.job = None

    def judge_alone(self, texts: Sequence[str]) -> Sequence[Result] | _Failure:
        """Judge texts by a worker that has nothing else to do, when there is one."""
        while not self.has_idle():
            self.collect()
        job = _Job[Result](texts)
        self.give(job)
        while job.answer is None:
            self.collect()
        return job.answer

    def _start(self) -> _Worker[Result]:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=_work, args=(self.judge, theirs, ours), daemon=True)
        with _deaf_to_interrupts():  # which the worker inherits
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _await_start(self, worker: _Worker[Result]) -> None:
        try:
            worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(GRACE)
            raise WorkerError(
                f"expected worker processes to start, got one that {_ending(worker.process)} at once. "
                f"Call this under if __name__ == '__main__' in a script, or leave n_process at 1."
            ) from None

    def _send(self, worker: _Worker[Result], texts: Sequence[str]) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has died: seen when its answer is due
            # Bare: a subclass may drag along what cannot be pickled, such as the page that it was taken from.
            worker.pipe.send([str.__str__(text) for text in texts])

    def _receive(self, worker: _Worker[Result]) -> Sequence[Result] | _Failure:
        try:
            answer: Sequence[Result] | _Failure | Exception = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(GRACE)
            failure = _Failure(f"the process that judged it {_ending(worker.process)}")
            self._renew(worker)
            return failure
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _renew(self, worker: _Worker[Result]) -> None:
        worker.pipe.close()
        worker.process.close()
        fresh = self._start()
        worker.process, worker.pipe = fresh.process, fresh.pipe
        self._await_start(worker)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say so, and hears them
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ending(process: Any) -> str:
    """Say how a process ended.

    >>> from types import SimpleNamespace
    >>> _ending(SimpleNamespace(exitcode=-9)), _ending(SimpleNamespace(exitcode=3))
    ('was killed by SIGKILL, as the system does where memory runs out', 'ended with exit code 3')
    """
    code = process.exitcode
    if code is None:
        return "no longer answers"
    if code >= 0:
        return f"ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    reason = ", as the system does where memory runs out" if name == "SIGKILL" else ""
    return f"was killed by {name}{reason}"


def _work(judge: Judge[Result], pipe: Connection, others_end: Connection) -> None:
    """Judge what comes through the pipe until it is closed; the parent alone answers to an interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # or what the program does when it is told to end
    others_end.close()  # or the end of the parent would never be seen
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(None)
        while True:
            pipe.send(_answer(judge, pipe.recv()))


def _answer(judge: Judge[Result], texts: Sequence[str]) -> Sequence[Result] | _Failure | Exception:
    try:
        return judge(texts)
    except MemoryError:
        return _Failure("there was not enough memory to judge it")
    except Exception as error:  # noqa: BLE001 - raised on the other side
        return error
