"""Worker processes: order, few texts ahead, deaths and their cause, and nobody left behind."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

import mtdetect
from mtdetect.detector import Detector
from mtdetect.errors import InputError, OptionError
from mtdetect.results.report import was_lost
from mtdetect.runtime.processes import AHEAD, Lost, count_processes, judge_in_processes
from tests.tiny_model import HUMAN, SPUN

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

KILL, FORGET, EXIT, BUG = "kill", "forget", "exit", "bug"


def shout(texts: Sequence[str]) -> list[str]:
    """Stand for judging: some texts are deadly."""
    for text in texts:
        if text == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if text == EXIT:
            os._exit(3)
        if text == FORGET:
            raise MemoryError
        if text == BUG:
            raise ZeroDivisionError("a bug")
    return [text.upper() for text in texts]


def work_long(seconds: float, texts: Sequence[str]) -> list[int]:
    time.sleep(seconds)
    return [os.getpid()] * len(texts)


def some_without_end(texts: Sequence[str]) -> Sequence[str]:
    while texts == ["endless"]:
        time.sleep(1)
    return texts


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that nobody has taken note of yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture(autouse=True)
def nobody_is_left() -> Iterator[None]:
    yield
    assert not multiprocessing.active_children()


def test_results_come_in_order_whoever_makes_them() -> None:
    batches = [[f"{batch}-{text}" for text in range(batch % 4)] for batch in range(40)]
    assert list(judge_in_processes(str_of, batches, 3)) == [text for batch in batches for text in batch]


def str_of(texts: Sequence[str]) -> list[str]:
    time.sleep(0.02 * (len(texts) == 1))  # some batches take longer
    return list(texts)


def test_several_processes_take_part() -> None:
    pids = set(judge_in_processes(partial(work_long, 0.05), [["a"]] * 8, 2))
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_no_more_is_read_than_a_few_batches_ahead() -> None:
    read: list[int] = []

    def endless() -> Iterator[list[str]]:
        while True:
            read.append(1)
            yield ["a"]

    results = judge_in_processes(shout, endless(), 2)
    for number in range(1, 6):
        next(results)
        assert len(read) <= number + 2 * AHEAD
    results.close()


@pytest.mark.parametrize(
    ("deadly", "cause"),
    [(KILL, "was killed by SIGKILL"), (EXIT, "ended with exit code 3"), (FORGET, "not enough memory")],
)
def test_the_text_that_kills_a_worker_is_named_and_the_rest_is_judged(
    deadly: str, cause: str, caplog: pytest.LogCaptureFixture
) -> None:
    batches = [["a", "b"], ["c", deadly, "d"], ["e"], ["f", deadly]]
    with caplog.at_level(logging.WARNING):
        results = list(judge_in_processes(shout, batches, 2))
    lost = [result for result in results if isinstance(result, Lost)]
    assert [result for result in results if not isinstance(result, Lost)] == list("ABCDEF")
    assert [(one.index, one.text) for one in lost] == [(3, deadly), (7, deadly)]
    assert all(cause in one.cause for one in lost)
    assert "text number 3, counted from 0" in caplog.text


def test_a_bug_is_raised_as_in_one_process() -> None:
    with pytest.raises(ZeroDivisionError, match="a bug"):
        list(judge_in_processes(shout, [["a"], [BUG]], 2))


def test_what_was_read_before_an_error_is_given_first() -> None:
    def broken() -> Iterator[list[str]]:
        yield ["a"]
        raise InputError("no text")

    results = judge_in_processes(shout, broken(), 2)
    assert next(results) == "A"
    with pytest.raises(InputError, match="no text"):
        next(results)


def test_closing_early_ends_the_workers_at_once() -> None:
    results = judge_in_processes(some_without_end, [["a"], ["endless"], ["endless"]], 2)
    assert next(results) == "a"
    assert len(multiprocessing.active_children()) == 2
    results.close()
    assert not multiprocessing.active_children()


def test_workers_end_by_themselves_while_others_begun_later_live(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[object] = []
    earlier = judge_in_processes(shout, [["a"]] * 9, 2)
    next(earlier)
    later = judge_in_processes(shout, [["a"]] * 9, 2)
    next(later)
    with monkeypatch.context() as patch:  # which is what a worker meets that does not end
        patch.setattr(multiprocessing.process.BaseProcess, "kill", killed.append)
        list(earlier)
    later.close()
    assert not killed


def test_a_worker_does_not_do_what_the_program_does_when_told_to_end(tmp_path: Path) -> None:
    done = tmp_path / "done"
    before = signal.signal(signal.SIGTERM, lambda *_: done.touch())
    try:
        results = judge_in_processes(some_without_end, [["a"], ["endless"], ["endless"]], 2)
        next(results)
        results.close()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not done.exists()


def test_a_string_that_holds_on_to_what_cannot_be_pickled_is_judged() -> None:
    class Extracted(str):
        __slots__ = ("page",)

    text = Extracted("a")
    text.page = lambda: None  # type: ignore[attr-defined]
    assert list(judge_in_processes(shout, [[text]], 2)) == ["A"]


@pytest.mark.parametrize("number", [0, -2, 1.5, True, "2"])
def test_odd_numbers_of_processes_are_refused(number: object) -> None:
    with pytest.raises(
        OptionError, match="n_process must be a whole number from 1, or -1 for all cores, got"
    ):
        count_processes(number)  # type: ignore[arg-type]


def test_all_cores_are_those_that_may_be_used() -> None:
    assert 1 <= count_processes(-1) <= (os.cpu_count() or 1)


def try_in_daemon(pipe: object) -> None:
    try:
        count_processes(2)
    except OptionError as error:
        pipe.send(str(error))  # type: ignore[attr-defined]


def test_a_daemonic_process_is_told_that_it_may_have_no_workers() -> None:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=try_in_daemon, args=(theirs,), daemon=True)
    process.start()
    assert "n_process must be 1 in a daemonic process" in ours.recv()
    process.join()


@pytest.fixture(scope="module")
def detector() -> Detector:
    return mtdetect.load()


def test_reports_of_several_processes_are_those_of_one(detector: Detector) -> None:
    texts = [SPUN, HUMAN, "", "short"] * 40
    alone = list(detector.detect_many(texts))
    assert list(detector.detect_many(texts, n_process=2)) == alone


class Deadly(Detector):
    """Kill the process at a certain text."""

    def _judge(self, texts: Sequence[str], *options: object) -> list[mtdetect.Report]:
        if any("deadly" in text for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._judge(texts, *options)  # type: ignore[arg-type]


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="the class is of this module")
def test_a_lost_text_is_reported_as_not_judged(detector: Detector) -> None:
    deadly = Deadly(detector._model)
    one, lost, other = deadly.detect_many([SPUN, "deadly", HUMAN], n_process=2)
    assert (one, other) == (detector.detect(SPUN), detector.detect(HUMAN))
    assert was_lost(lost)
    assert not was_lost(one)
    assert (lost.text, lost.verdict) == ("deadly", "abstain")
    assert "was killed by SIGKILL" in (lost.note or "")


ROOT = str(Path(mtdetect.__file__).parent.parent)


def run(code: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": ROOT}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def test_workers_started_afresh_from_a_command_line_judge_alike() -> None:
    code = (
        "import multiprocessing as m, mtdetect; m.set_start_method('spawn'); d = mtdetect.load();"
        "t = ['He left early.'] * 3; print(list(d.detect_many(t, n_process=2)) == list(d.detect_many(t)))"
    )
    result = run(code)
    assert (result.stdout, result.stderr) == ("True\n", "")


def test_a_script_without_a_guard_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import multiprocessing as m\nm.set_start_method('spawn', force=True)\n"
        "from mtdetect.runtime.processes import judge_in_processes\n"
        "print(list(judge_in_processes(list, [['a']], 2)))\n"
    )
    env = {**os.environ, "PYTHONPATH": ROOT}
    result = subprocess.run([sys.executable, script], capture_output=True, text=True, env=env, check=False)
    assert result.returncode == 1
    assert "expected worker processes to start, got one that ended with exit code 1 at once" in result.stderr
    assert "if __name__ == '__main__'" in result.stderr


STREAM = """
import os, sys, time
from mtdetect.runtime.processes import judge_in_processes
def slow(texts):
    time.sleep(600 if texts == ['slow'] else 0)
    return [os.getpid()] * len(texts)
def batches():
    yield from [['a']] * 8
    if sys.argv[1] == 'slow':
        yield from [['slow']] * 4
    while True:
        time.sleep(600)
try:
    for pid in judge_in_processes(slow, batches(), 2):
        print(pid, flush=True)
except KeyboardInterrupt:
    print('interrupted', flush=True)
"""


@pytest.fixture(params=["slow", "idle"])
def program(request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[str], set[int]]]:
    """Start a program whose workers have done something, and are now at work or waiting."""
    process = subprocess.Popen(
        [sys.executable, "-c", STREAM, request.param],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT},
        start_new_session=True,
    )
    assert process.stdout is not None
    yield process, {int(process.stdout.readline())}
    process.kill()
    process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a group")
def test_an_interrupt_ends_all_processes_without_a_word(
    program: tuple[subprocess.Popen[str], set[int]],
) -> None:
    process, workers = program
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all of the group
    out, err = process.communicate()
    assert out.splitlines()[-1] == "interrupted"
    assert err == ""
    assert not any(map(is_alive, workers))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("program", ["idle"], indirect=True)
def test_workers_end_when_their_program_was_killed(program: tuple[subprocess.Popen[str], set[int]]) -> None:
    process, workers = program
    process.kill()
    process.wait()
    while any(map(is_alive, workers)):
        time.sleep(0.05)
