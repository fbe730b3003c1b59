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
from typing import TYPE_CHECKING, Any

from mtdetect.allowing import AllowList
from mtdetect.commands.spark import SparkOptions
from mtdetect.detector import load
from mtdetect.errors import DataError, OptionError
from mtdetect.integrations.spark.record import SUMMARY, File, Folder, check_apart, entry, located, planned
from mtdetect.integrations.spark.scoring import OUTPUT, score

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

logger = logging.getLogger(__name__)

CHUNK = "mtdetect_chunk"  # what the output's folders are named by: a column of it, to readers


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


def run_job(options: SparkOptions, spark: SparkSession) -> Metrics:
    """Score what is not scored yet, chunk by chunk, and return what the whole output amounts to."""
    # A folder such as code=12 would be a number in one chunk, and beside code=ab a string in another.
    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", False)
    check_apart(options.input, options.output)
    source, target = Folder(options.input), Folder(options.output)
    chunks = planned(_settings(options), source.parquet_files(), target, options.chunk_mib * 2**20)
    total = Metrics()
    for number, files in enumerate(chunks):
        done = target.read(entry(number))
        if done is None:
            metrics = _write_chunk(options, spark, number, files)
            target.write(entry(number), asdict(metrics))
            logger.info("chunk %d of %d: %d rows", number + 1, len(chunks), metrics.rows)
        else:
            metrics = Metrics(**done)
        total += metrics
    target.write(SUMMARY, {"chunks": len(chunks), **asdict(total)})
    return total


def _settings(options: SparkOptions) -> dict[str, Any]:
    """Return what a row's report depends on, besides its text."""
    return {
        "input": located(options.input),
        "text_column": options.text_column,
        "target_fpr": options.target_fpr,
        "input_format": options.input_format,
        "model": load(options.model).model_id.sha256,
        "allow": list(AllowList.of(options.allow).terms),
    }


def _write_chunk(options: SparkOptions, spark: SparkSession, number: int, files: Iterable[File]) -> Metrics:
    """Write one chunk over whatever a former try left of it."""
    frame = _read(spark, located(options.input), files)
    scored = score(
        frame,
        options.text_column,
        model=options.model,
        allow=options.allow,
        target_fpr=options.target_fpr,
        format=options.input_format,
    )
    folder = f"{located(options.output)}/{CHUNK}={number:06d}"
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
