"""Judging takes one thread of numpy's, and leaves the program's own setting as it was."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from mtdetect.runtime import blas_threads as threads
from mtdetect.runtime.blas_threads import one_blas_thread
from tests.tiny_model import HUMAN, tiny_detector


def blas_threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_products_take_one_thread_while_judging_and_what_they_took_before_after_it() -> None:
    with threadpool_limits(2, user_api="blas"):
        before = blas_threads()
        with one_blas_thread():
            assert blas_threads() <= {1}
            with one_blas_thread():
                assert blas_threads() <= {1}
            assert blas_threads() <= {1}
        assert blas_threads() == before


def test_threads_that_overlap_restore_what_was_set_before_the_first() -> None:
    meet = Barrier(2)

    def enter(first_to_leave: bool) -> None:
        meet.wait()
        with one_blas_thread():
            meet.wait()
            if not first_to_leave:
                meet.wait()
        if first_to_leave:
            meet.wait()

    with threadpool_limits(2, user_api="blas"), ThreadPoolExecutor(2) as pool:
        before = blas_threads()
        list(pool.map(enter, [True, False]))
        assert blas_threads() == before


def test_a_detector_leaves_the_setting_alone_between_batches() -> None:
    with threadpool_limits(2, user_api="blas"):
        before = blas_threads()
        for _ in tiny_detector().detect_many([HUMAN] * 3):
            assert blas_threads() == before


def _judge_once() -> None:
    with one_blas_thread():
        assert blas_threads() <= {1}


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_while_another_thread_begins_to_judge_does_not_wait_for_it() -> None:
    with threads._lock:
        process = multiprocessing.get_context("fork").Process(target=_judge_once, daemon=True)
        process.start()
    process.join(60)
    process.kill()
    assert process.exitcode == 0
