"""The command ``scan``: judge documents in order, and show each as soon as it is judged."""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

from mtdetect.cli.arguments import (
    declare_allow,
    declare_model,
    declare_reading,
    job_count,
    share,
    with_default,
)
from mtdetect.cli.console import Color, complain, terminal, write
from mtdetect.cli.loading import Detects, Load
from mtdetect.documents.options import ReadingOptions
from mtdetect.documents.reading import LeftOut, read
from mtdetect.errors import MtdetectError
from mtdetect.render.wording import count
from mtdetect.render.writers import ScanFormat, Writer, writer
from mtdetect.results.documents import Document, Problem
from mtdetect.results.report import InputFormat, Report, was_lost
from mtdetect.results.tally import ExitCode, Tally

MOST_WAITING = 1_000  # documents and problems that wait for a batch to be judged


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """Say what ``scan`` reads, how it judges and how it shows the result."""

    paths: tuple[str, ...] = ("-",)
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    format: ScanFormat = "text"
    input_format: InputFormat = "auto"
    target_fpr: float | None = None
    fail_above: float | None = None
    model: Path | None = None
    allow: Path | None = None
    color: Color = "auto"
    jobs: int = 1


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    default = ScanOptions()
    add = parser.add_argument
    add("paths", nargs="*", default=default.paths, metavar="PATH", help="file, folder, or - for stdin")
    add("--format", choices=get_args(ScanFormat), default=default.format, help=with_default("output"))
    add("--target-fpr", type=share, metavar="RATE", help="judge at this false-positive rate")
    add("--fail-above", type=share, metavar="P", help="exit with 1 only where a score is above P")
    declare_reading(parser, default.reading, default.input_format)
    declare_model(parser)
    declare_allow(parser)
    add(
        "--jobs",
        type=job_count,
        default=default.jobs,
        metavar="N",
        help=with_default("processes, -1 for all cores"),
    )
    add("--color", choices=get_args(Color), default=default.color, help=with_default("highlighting"))
    parser.set_defaults(options=ScanOptions)


def run(options: ScanOptions, load: Load) -> ExitCode:
    """Judge every document in order, show each as soon as it is judged, and sum up."""
    detector = load(options.model)
    out = writer(options.format, terminal(options.color), detector.model_id)
    tally, left_out = Tally(), LeftOut()
    write(out.begin())
    try:
        for item in _judge(detector, options, left_out):
            tally = _show(out, item, tally, options.fail_above)
    except (KeyboardInterrupt, MtdetectError) as error:  # what was written so far is to be readable
        is_signal = isinstance(error, KeyboardInterrupt)
        stopped = ExitCode.INTERRUPTED if is_signal else ExitCode.FAILED
        write(out.end(replace(tally, stopped=stopped)))
        raise
    write(out.end(tally))
    if left_out:
        complain(_named(left_out))
    return tally.exit_code


def _show(out: Writer, item: Problem | tuple[Document, Report], tally: Tally, limit: float | None) -> Tally:
    """Write one document or problem, and count it."""
    if isinstance(item, Problem):
        complain(f"{item.label}: {item.message}")
        write(out.problem(item))
        return tally.with_problem()
    document, report = item
    write(out.document(document, report))
    tally = tally.with_report(report)
    return replace(tally, failing=tally.failing + _fails(report, limit))


def _judge(
    detector: Detects, options: ScanOptions, left_out: LeftOut | None = None
) -> Iterator[Problem | tuple[Document, Report]]:
    """Pair documents with their reports, problems in their place among them.

    The detector pulls texts ahead of the reports that it gives, a batch at a
    time; what was read meanwhile waits here, so that the order is the input's.
    Where too many problems pile up, the batch is closed for them.
    """
    items = read(options.paths, options.reading, left_out=left_out)
    waiting: deque[Document | Problem] = deque()
    while True:
        texts = _texts(items, waiting)
        for report in detector.detect_many(
            texts, target_fpr=options.target_fpr, format=options.input_format, n_process=options.jobs
        ):
            while isinstance(item := waiting.popleft(), Problem):
                yield item
            lost = Problem(item.source, report.note or "", item.line) if was_lost(report) else None
            yield lost or (item, report)
        if not waiting:
            return
        yield from (item for item in waiting if isinstance(item, Problem))
        waiting.clear()


def _texts(items: Iterator[Document | Problem], waiting: deque[Document | Problem]) -> Iterator[str]:
    for item in items:
        waiting.append(item)
        if isinstance(item, Document):
            yield item.text
        elif len(waiting) >= MOST_WAITING:
            return


def _named(left_out: LeftOut) -> str:
    """Say which files of folders were not opened.

    >>> _named(LeftOut({".png": 2, ".py": 1}))
    'left out 3 files: 2 .png, 1 .py'
    """
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in left_out.most_common())
    return f"left out {count(left_out.total(), 'file')}: {kinds}"


def _fails(report: Report, fail_above: float | None) -> bool:
    # A score over too little text is no ground for failing a pipeline, however high.
    if fail_above is None or report.verdict == "abstain":
        return report.verdict == "flagged"
    return report.score > fail_above
