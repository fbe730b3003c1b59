"""The command ``spark``: judge Parquet files on Apache Spark, restartably."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from pathlib import Path

from mtdetect.cli.arguments import (
    declare_allow,
    declare_input_format,
    declare_model,
    positive,
    share,
    with_default,
)
from mtdetect.cli.console import log_progress, show
from mtdetect.results.report import InputFormat
from mtdetect.results.tally import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkOptions:
    """Say which Parquet files a Spark job judges, and where it leaves the reports."""

    input: str
    output: str
    text_column: str = "text"
    target_fpr: float | None = None
    input_format: InputFormat = "auto"
    model: Path | None = None
    allow: Path | None = None
    chunk_mib: int = 1024
    master: str | None = None
    conf: tuple[tuple[str, str], ...] = ()


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    default = SparkOptions(input="", output="")
    add = parser.add_argument
    add(
        "--input",
        type=_folder,
        required=True,
        metavar="PARQUET",
        help="file or folder, or a URI that Spark and Arrow know",
    )
    add(
        "--output",
        type=_folder,
        required=True,
        metavar="PARQUET",
        help="folder; run again, the job goes on where it stopped",
    )
    add("--text-column", default=default.text_column, metavar="NAME", help=with_default("the text's column"))
    add("--target-fpr", type=share, metavar="RATE", help="judge at this false-positive rate")
    declare_input_format(parser, default.input_format)
    declare_model(parser)
    declare_allow(parser)
    add("--chunk-mib", type=positive, default=default.chunk_mib, help=with_default("input a checkpoint"))
    add("--master", metavar="URL", help="Spark's master (default: what Spark is configured for)")
    add("--conf", action="append", type=setting, default=[], metavar="KEY=VALUE", help="a Spark setting")
    parser.set_defaults(options=SparkOptions)


def run(options: SparkOptions) -> ExitCode:
    """Judge Parquet files on Spark, and print what they amount to."""
    from mtdetect.integrations.spark.job import Job, lines, run_job
    from mtdetect.integrations.spark.session import opened

    log_progress()
    with opened(options.master, options.conf) as session:
        job = Job(**{one.name: getattr(options, one.name) for one in fields(Job)})
        metrics = run_job(job, session)
    show("\n".join(lines(metrics)))
    return ExitCode.CLEAN


def _folder(path: str) -> str:
    """Take the slashes off the end of a path or URI."""
    return path.rstrip("/")


def setting(text: str) -> tuple[str, str]:
    """Read a setting.

    >>> setting("spark.executor.memory=4g")
    ('spark.executor.memory', '4g')
    """
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, got {text!r}")
    return key, value
