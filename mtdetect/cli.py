"""The command line: ``mtdetect scan | compare | evaluate | train | adapt | spin | model | schema``.

Results go to standard output, diagnostics to standard error.
"""

from __future__ import annotations

import json
import logging
import os
import random
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from shutil import get_terminal_size
from typing import Protocol

from mtdetect.arguments import (
    AdaptOptions,
    Color,
    CompareOptions,
    EvaluateOptions,
    ModelOptions,
    Options,
    ScanOptions,
    SchemaOptions,
    SpinOptions,
    TrainOptions,
    parse,
)
from mtdetect.errors import DataError, MtdetectError
from mtdetect.exit_codes import ExitCode
from mtdetect.operating_points import OperatingPoints
from mtdetect.reading import Document, Problem, read
from mtdetect.render.inert import inert
from mtdetect.render.terminal import WIDTH, RenderOptions, render_model
from mtdetect.render.wording import Tally
from mtdetect.render.writers import Writer, writer
from mtdetect.report import InputFormat, ModelId, Report
from mtdetect.schema import report_schema

MOST_WAITING = 1_000  # documents and problems that wait for a batch to be judged
TRAIN_EXTRA = frozenset({"sklearn", "scipy", "lemminflect", "tqdm", "wordfreq"})


class Detects(Protocol):
    """Describe what the command line needs of a detector."""

    @property
    def model_id(self) -> ModelId:
        """Return the model's name and hash."""

    @property
    def points(self) -> OperatingPoints:
        """Return the model's thresholds."""

    @property
    def folder(self) -> Path:
        """Return the folder that the model was loaded from."""

    def detect_many(
        self, texts: Iterable[str], *, target_fpr: float | None = None, format: InputFormat = "auto"
    ) -> Iterator[Report]:
        """Judge texts lazily and in order."""


Load = Callable[[Path | None], Detects]


def main(argv: Sequence[str] | None = None, *, load: Load | None = None) -> int:
    """Run one command and return its exit code; tests pass a ``load`` that needs no model."""
    options = parse(argv)
    _escape_what_cannot_be_encoded()
    try:
        code = run(options, load or _loader(options))
        sys.stdout.flush()
    except (MtdetectError, ModuleNotFoundError) as error:
        _complain(_explain(error))
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return ExitCode.BROKEN_PIPE
    except OSError as error:
        _silence_stdout()
        _complain(f"expected to read and write without an error of the system, got: {error}")
        return ExitCode.FAILED
    return code


def run(options: Options, load: Load) -> ExitCode:
    """Run the command whose options these are."""
    match options:
        case ScanOptions():
            return scan(options, load)
        case EvaluateOptions():
            return evaluate(options)
        case TrainOptions():
            return train(options)
        case AdaptOptions():
            return adapt(options)
        case SpinOptions():
            return spin(options)
        case ModelOptions():
            return show_model(options, load)
        case CompareOptions() | SchemaOptions():
            _write(_answer(options, load))
            return ExitCode.CLEAN


def _answer(options: CompareOptions | SchemaOptions, load: Load) -> str:
    """Return the output of a command that gives one text, and no verdict as its exit code."""
    if isinstance(options, SchemaOptions):
        return f"{json.dumps(report_schema(options.of), indent=2)}\n"
    from mtdetect.compare_files import compare_files

    return compare_files(options, load(options.model))


def scan(options: ScanOptions, load: Load) -> ExitCode:
    """Judge every document in order, show each as soon as it is judged, and sum up."""
    detector = load(options.model)
    out = writer(options.format, _terminal(options.color), detector.model_id)
    tally = Tally()
    _write(out.begin())
    try:
        for item in _judge(detector, options):
            tally = _show(out, item, tally, options.fail_above)
    except (KeyboardInterrupt, MtdetectError) as error:  # what was written so far is to be readable
        is_signal = isinstance(error, KeyboardInterrupt)
        stopped = ExitCode.INTERRUPTED if is_signal else ExitCode.FAILED
        _write(out.end(replace(tally, stopped=stopped)))
        raise
    _write(out.end(tally))
    return tally.exit_code


def _show(out: Writer, item: Problem | tuple[Document, Report], tally: Tally, limit: float | None) -> Tally:
    """Write one document or problem, and count it."""
    if isinstance(item, Problem):
        _complain(f"{item.label}: {item.message}")
        _write(out.problem(item))
        return tally.with_problem()
    document, report = item
    _write(out.document(document, report))
    tally = tally.with_report(report)
    return replace(tally, failing=tally.failing + _fails(report, limit))


def _judge(detector: Detects, options: ScanOptions) -> Iterator[Problem | tuple[Document, Report]]:
    """Pair documents with their reports, problems in their place among them.

    The detector pulls texts ahead of the reports that it gives, a batch at a
    time; what was read meanwhile waits here, so that the order is the input's.
    Where too many problems pile up, the batch is closed for them.
    """
    items = read(options.paths, options.reading)
    waiting: deque[Document | Problem] = deque()
    while True:
        texts = _texts(items, waiting)
        for report in detector.detect_many(texts, target_fpr=options.target_fpr, format=options.input_format):
            while isinstance(item := waiting.popleft(), Problem):
                yield item
            yield item, report
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


def _fails(report: Report, fail_above: float | None) -> bool:
    # A score over too little text is no ground for failing a pipeline, however high.
    if fail_above is None or report.verdict == "abstain":
        return report.verdict == "flagged"
    return report.score > fail_above


def evaluate(options: EvaluateOptions) -> ExitCode:
    """Print how well a model does on labelled documents."""
    from mtdetect.evaluation import evaluate_files

    evaluate_files(options.paths, model=options.model, format=options.format, stream=sys.stdout)
    return ExitCode.CLEAN


def train(options: TrainOptions) -> ExitCode:
    """Train a model from a folder of text."""
    from mtdetect.training.pipeline import train as train_model

    _log_progress()
    train_model(
        data=options.data,
        out=options.out,
        quick=options.quick,
        seed=options.seed,
        work=options.work,
        jobs=options.jobs,
    )
    return ExitCode.CLEAN


def adapt(options: AdaptOptions) -> ExitCode:
    """Adapt a model to a user's own texts."""
    from mtdetect.adapting.command import adapt_files

    _log_progress()
    _print(inert(adapt_files(options)))
    return ExitCode.CLEAN


def spin(options: SpinOptions) -> ExitCode:
    """Rewrite texts with one of the generators that the detector is trained on."""
    from mtdetect.training.spinners import make

    spinner, rng = make(options.generator, options.seed), random.Random(options.seed)
    for item in read([options.path]):
        if isinstance(item, Problem):
            raise DataError(f"{item.label}: {item.message}")
        spun = spinner.spin(item.text, rate=options.rate, touch_names=options.touch_names, rng=rng)
        edits = [{"start": edit.start, "end": edit.end, "original": edit.original} for edit in spun.edits]
        as_text = options.format == "text"
        _print(spun.text if as_text else json.dumps({"id": item.id, "text": spun.text, "edits": edits}))
    return ExitCode.CLEAN


def show_model(options: ModelOptions, load: Load) -> ExitCode:
    """Print what a model is; loading refuses a wrong format, hash or feature list."""
    detector = load(options.model)
    model = detector.model_id
    if options.verify:
        _print(f"{inert(str(detector.folder))}: sound; {inert(model.name)}, sha256 {model.sha256}")
        return ExitCode.CLEAN
    files = sorted(path for path in detector.folder.iterdir() if path.is_file())
    _print(render_model(model, detector.points, [(path.name, path.stat().st_size) for path in files]))
    return ExitCode.CLEAN


def _log_progress() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)


def _loader(options: Options) -> Load:
    """Say how to load a model, with the terms that a scan lets pass."""
    allow = options.allow if isinstance(options, ScanOptions) else None

    def load(folder: Path | None) -> Detects:
        from mtdetect.detector import load as load_detector

        return load_detector(folder, allow=allow)

    return load


def _terminal(color: Color) -> RenderOptions:
    """Decide on colour: asked for, or a terminal that neither it nor NO_COLOR declines."""
    declined = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    auto = sys.stdout.isatty() and not declined
    return RenderOptions(
        color=color == "always" or (color == "auto" and auto), width=get_terminal_size((WIDTH, 24)).columns
    )


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()  # a stream may go on for hours


def _print(text: str) -> None:
    _write(f"{text}\n")


def _complain(message: str) -> None:
    sys.stderr.write(f"mtdetect: {inert(message)}\n")


def _explain(error: Exception) -> str:
    """Name the extra to install where one is missing; anything else speaks for itself."""
    if not isinstance(error, ModuleNotFoundError):
        return str(error)
    if error.name in TRAIN_EXTRA:
        return f"this command needs {error.name}, which is not installed. Run: pip install 'mtdetect[train]'"
    return f"expected the module {error.name} to be installed, it is not. Install mtdetect anew with pip."


def _escape_what_cannot_be_encoded() -> None:
    # A suggestion outside a legacy terminal's character set, or a lone surrogate, must not end the scan.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _silence_stdout() -> None:
    # Nothing can be written any more; the interpreter's own flush at exit would only complain again.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
