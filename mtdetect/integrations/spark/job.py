"""The job ``mtdetect spark``: Parquet in, Parquet with reports out, restartable where it stopped.

The input's files are dealt into chunks once, and the plan is kept with the output. A chunk is written by
one Spark job into a folder of its own, ``mtdetect_chunk=000012``, and then entered in the record, which is
written whole or not at all. Whatever is killed, and when: a chunk that is in the record is finished and never
touched again, one that is not is written anew from scratch. So nothing is lost and nothing is doubled.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtdetect.detector import load
from mtdetect.errors import DataError, OptionError
from mtdetect.integrations.spark.record import SUMMARY, File, Folder, check_apart, entry, located, planned
from mtdetect.integrations.spark.scoring import OUTPUT, score
from mtdetect.model.allow_list import AllowList
from mtdetect.results.report import InputFormat

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

logger = logging.getLogger(__name__)

CHUNK = "mtdetect_chunk"  # what the output's folders are named by: a column of it, to readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Say which Parquet files a job judges, how, and where it leaves the reports."""

    input: str
    output: str
    text_column: str = "text"
    target_fpr: float | None = None
    input_format: InputFormat = "auto"
    model: Path | None = None
    allow: Path | None = None
    chunk_mib: int = 1024


@dataclass(frozen=True, slots=True)
class Metrics:
    """Count what a chunk, or a whole job, has judged."""

    rows: int = 0
    nulls: int = 0
    flagged: int = 0
    clean: int = 0
    abstained: int = 0
    words: int = 0
    spans: int = 0

    def __add__(self, other: Metrics) -> Metrics:
        """Add up field by field."""
        return Metrics(*(mine + theirs for mine, theirs in zip(_values(self), _values(other), strict=True)))


def _values(metrics: Metrics) -> list[int]:
    return list(asdict(metrics).values())


def run_job(job: Job, spark: SparkSession) -> Metrics:
    """Score what is not scored yet, chunk by chunk, and return what the whole output amounts to."""
    # A folder such as code=12 would be a number in one chunk, and beside code=ab a string in another.
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", False)
    check_apart(job.input, job.output)
    source, target = Folder(job.input), Folder(job.output)
    chunks = planned(_settings(job), source.parquet_files(), target, job.chunk_mib * 2**20)
    total = Metrics()
    for number, files in enumerate(chunks):
        done = target.read(entry(number))
        if done is None:
            metrics = _write_chunk(job, spark, number, files)
            target.write(entry(number), asdict(metrics))
            logger.info("chunk %d of %d: %d rows", number + 1, len(chunks), metrics.rows)
        else:
            metrics = Metrics(**done)
        total += metrics
    target.write(SUMMARY, {"chunks": len(chunks), **asdict(total)})
    return total


def _settings(job: Job) -> dict[str, Any]:
    """Return what a row's report depends on, besides its text."""
    return {
        "input": located(job.input),
        "text_column": job.text_column,
        "target_fpr": job.target_fpr,
        "input_format": job.input_format,
        "model": load(job.model).model_id.sha256,
        "allow": list(AllowList.of(job.allow).terms),
    }


def _write_chunk(job: Job, spark: SparkSession, number: int, files: Iterable[File]) -> Metrics:
    """Write one chunk over whatever a former try left of it."""
    frame = _read(spark, located(job.input), files)
    scored = score(
        frame,
        job.text_column,
        model=job.model,
        allow=job.allow,
        target_fpr=job.target_fpr,
        format=job.input_format,
    )
    folder = f"{located(job.output)}/{CHUNK}={number:06d}"
    scored.write.mode("overwrite").parquet(folder)
    return _checked(frame, measure(spark.read.parquet(_literal(folder))), folder)


def _read(spark: SparkSession, source: str, files: Iterable[File]) -> DataFrame:
    paths = [_literal(f"{source}/{file.path}" if file.path else source) for file in files]
    whole = paths == [_literal(source)]
    frame = (spark.read if whole else spark.read.option("basePath", source)).parquet(*paths)
    if CHUNK in map(str.lower, frame.columns):
        raise OptionError(
            f"expected no column {CHUNK!r}: the output's folders are named so. If the input is what a former "
            f"job wrote, judge what that was made of; if not, rename the column."
        )
    return frame


def _literal(path: str) -> str:
    r"""Escape what Hadoop would take for a pattern.

    >>> print(_literal("posts/part[1].parquet"))
    posts/part\[1\].parquet
    """
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def _checked(frame: DataFrame, metrics: Metrics, folder: str) -> Metrics:
    expected = frame.count()
    if metrics.rows != expected:
        raise DataError(
            f"expected {expected} rows in {folder}, found {metrics.rows}. Is another job writing there? "
            f"Run this one again: the chunk will be written anew."
        )
    return metrics


def measure(scored: DataFrame) -> Metrics:
    """Count the verdicts, words and spans of a scored DataFrame."""
    from pyspark.sql import functions as sql

    report = sql.col(OUTPUT)
    verdicts = [
        sql.count_if(report["verdict"] == verdict).alias(verdict)
        for verdict in ("flagged", "clean", "abstain")
    ]
    row = scored.agg(
        sql.count("*").alias("rows"),
        sql.count_if(report.isNull()).alias("nulls"),
        *verdicts,
        sql.coalesce(sql.sum(report["words"]), sql.lit(0)).alias("words"),
        sql.coalesce(sql.sum(sql.size(report["spans"])), sql.lit(0)).alias("spans"),
    ).first()
    return Metrics(*(int(value) for value in row or ()))


def lines(metrics: Metrics) -> Iterator[str]:
    """Say in words what a job has judged."""
    yield f"{metrics.rows:,} rows, {metrics.nulls:,} of them without a text; {metrics.words:,} words"
    yield f"{metrics.flagged:,} flagged, {metrics.clean:,} clean, {metrics.abstained:,} abstained"
    yield f"{metrics.spans:,} spans"
