"""One detector in many threads and processes: the same answers, and one copy of the model."""

from __future__ import annotations

import multiprocessing
import pickle
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from multiprocessing.pool import Pool
from pathlib import Path

import pytest

import mtdetect
from mtdetect.detector import Detector
from mtdetect.results.report import Report
from tests.tiny_model import HUMAN, SENTENCES, SPUN

TEXTS = [SPUN, HUMAN, *SENTENCES[:6], "", f"{SPUN}\n\n{HUMAN}"]
Answer = tuple[float, str, tuple[tuple[int, int], ...]]


def answer(report: Report) -> Answer:
    spans = tuple((span.start, span.end) for span in report.spans)
    return round(report.score, 5), report.verdict, spans


def answers(detector: Detector) -> list[Answer]:
    return [answer(report) for report in detector.detect_many(TEXTS)]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return mtdetect.load()


@pytest.fixture(scope="module")
def expected(detector: Detector) -> list[Answer]:
    return answers(detector)


def test_many_threads_get_the_answers_of_one(detector: Detector, expected: list[Answer]) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert all(mine == expected for mine in threads.map(answers, [detector] * 12))


def test_threads_may_judge_long_documents_at_once(
    detector: Detector, expected: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtdetect.runtime.batches.LONG_TEXT", 100)
    monkeypatch.setattr("mtdetect.judging.windows.WINDOW_ROWS", 300)
    with ThreadPoolExecutor(4) as threads:
        assert all(mine == expected for mine in threads.map(answers, [detector] * 4))


def test_one_iterator_at_a_time_may_be_pulled_from_within_another(
    detector: Detector, expected: list[Answer]
) -> None:
    def nested() -> Iterator[str]:
        for text, wanted in zip(TEXTS, expected, strict=True):
            assert answer(detector.detect(text)) == wanted
            yield text

    assert [answer(report) for report in detector.detect_many(nested())] == expected


@pytest.fixture(scope="module")
def spawned() -> Iterator[Pool]:
    """Start one process afresh; it imports everything anew, which takes seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as processes:
        yield processes


def test_a_detector_works_in_a_process_started_afresh(
    spawned: Pool, detector: Detector, expected: list[Answer]
) -> None:
    assert spawned.map(answers, [detector] * 2, chunksize=1) == [expected] * 2


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_used_detector_works_on_in_a_fork(detector: Detector, expected: list[Answer]) -> None:
    with multiprocessing.get_context("fork").Pool(1) as processes:
        assert processes.map(answers, [detector] * 2, chunksize=1) == [expected] * 2
    assert answers(detector) == expected


def test_a_detector_pickles_small(detector: Detector) -> None:
    assert len(pickle.dumps(detector)) < 1_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_processes_share_the_model_in_memory(
    spawned: Pool, detector: Detector, expected: list[Answer]
) -> None:
    assert spawned.apply(answers, (detector,)) == expected == answers(detector)
    (process,) = spawned._pool  # type: ignore[attr-defined]
    resident, proportional, private = mapped(Path(f"/proc/{process.pid}/smaps"), detector.folder)
    assert resident > 10_000, "the model is in memory"
    assert private == 0, "none of it was copied"
    assert proportional < 0.6 * resident, "and this process has it too"


def mapped(smaps: Path, folder: Path) -> tuple[int, int, int]:
    """Add up, in kB, what a process maps of a folder: resident, its fair share of that, and its own alone."""
    text = smaps.read_text("utf-8")
    heads = [match.start() for match in re.finditer(r"^[0-9a-f]+-[0-9a-f]+ ", text, re.MULTILINE)]
    blocks = [text[begin:end] for begin, end in pairwise([*heads, len(text)])]
    ours = "".join(block for block in blocks if str(folder) in block.splitlines()[0])

    def kilobytes(name: str) -> int:
        return sum(map(int, re.findall(rf"^{name}:\s+(\d+) kB", ours, re.MULTILINE)))

    return kilobytes("Rss"), kilobytes("Pss"), kilobytes("Private_Dirty")
