"""The job ``mtdetect spark``: Parquet in, Parquet with reports out, restartable where it stopped.

The input's files are dealt into chunks once, and the plan is kept with the output. A chunk is written by
one Spark job into a folder of its own, ``chunk=000012``, and then entered in the record, which is written
whole or not at all. Whatever is killed, and when: a chunk that is in the record is finished and never
touched again, one that is not is written anew from scratch. So nothing is lost and nothing is doubled.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.fs as pafs

from mtdetect.allowing import AllowList
from mtdetect.commands.spark import SparkOptions
from mtdetect.detector import load
from mtdetect.errors import DataError, OptionError
from mtdetect.integrations.spark.scoring import OUTPUT, score

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

logger = logging.getLogger(__name__)

RECORD = "_mtdetect"  # readers of Parquet folders pass over names that begin so
PLAN, SUMMARY = "plan.json", "summary.json"


@dataclass(frozen=True, slots=True)
class File:
    """Hold an input file, under the input's folder, and its size."""

    path: str
    size: int


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


class Folder:
    """The output's record, on any file system that Arrow knows; files in it appear whole or not at all."""

    def __init__(self, uri: str) -> None:
        self.files, self.root = pafs.FileSystem.from_uri(uri)

    def read(self, name: str) -> Any:
        """Return what a JSON file holds, None where there is none."""
        path = f"{self.root}/{RECORD}/{name}"
        if self.files.get_file_info(path).type != pafs.FileType.File:
            return None
        with self.files.open_input_stream(path) as stream:
            return json.loads(stream.read())

    def write(self, name: str, value: Any) -> None:
        """Write a JSON file beside its place, then move it there."""
        self.files.create_dir(f"{self.root}/{RECORD}", recursive=True)
        path = f"{self.root}/{RECORD}/{name}"
        with self.files.open_output_stream(f"{path}.part") as stream:
            stream.write(json.dumps(value, indent=1).encode("utf-8"))
        self.files.move(f"{path}.part", path)

    def parquet_files(self) -> list[File]:
        """List the Parquet files under the folder by name, hidden ones left out; a file stands for itself."""
        info = self.files.get_file_info(self.root)
        if info.type == pafs.FileType.File:
            return [File("", info.size)]
        if info.type == pafs.FileType.NotFound:
            raise DataError(f"expected Parquet files in {self.root}, found no such folder. Check --input.")
        found = self.files.get_file_info(pafs.FileSelector(self.root, recursive=True))
        names = [(one.path[len(self.root) :].lstrip("/"), one) for one in found]
        files = [File(name, one.size) for name, one in names if one.is_file and _is_visible_parquet(name)]
        if not files:
            raise DataError(f"expected Parquet files in {self.root}, found none. Check --input.")
        return sorted(files, key=lambda file: file.path)


def _is_visible_parquet(name: str) -> bool:
    """Tell data from what engines keep beside it.

    >>> _is_visible_parquet("day=1/part-0.parquet"), _is_visible_parquet("_temporary/0/part-0.parquet")
    (True, False)
    """
    return name.endswith(".parquet") and not any(part[0] in "_." for part in name.split("/"))


def deal(files: Sequence[File], most_bytes: int) -> list[list[File]]:
    """Deal files into chunks, in order: as many as fit, one at least.

    >>> files = [File("a", 6), File("b", 5), File("c", 4), File("d", 20)]
    >>> [[file.path for file in chunk] for chunk in deal(files, 10)]
    [['a'], ['b', 'c'], ['d']]
    """
    chunks: list[list[File]] = []
    for file in files:
        if not chunks or sum(one.size for one in chunks[-1]) + file.size > most_bytes:
            chunks.append([])
        chunks[-1].append(file)
    return chunks


def run_job(options: SparkOptions, spark: SparkSession) -> Metrics:
    """Score what is not scored yet, chunk by chunk, and return what the whole output amounts to."""
    source, target = Folder(uri(options.input)), Folder(uri(options.output))
    chunks = planned(options, source, target)
    total = Metrics()
    for number, files in enumerate(chunks):
        done = target.read(_entry(number))
        if done is None:
            metrics = _write_chunk(options, spark, number, files)
            target.write(_entry(number), asdict(metrics))
            logger.info("chunk %d of %d: %d rows", number + 1, len(chunks), metrics.rows)
        else:
            metrics = Metrics(**done)
        total += metrics
    target.write(SUMMARY, {"chunks": len(chunks), **asdict(total)})
    return total


def uri(path: str) -> str:
    """Return a path as a URI; what is one already stays."""
    from pathlib import Path

    return path if "://" in path else Path(path).absolute().as_uri()


def planned(options: SparkOptions, source: Folder, target: Folder) -> list[list[File]]:
    """Return the chunks of an output: those it was begun with, then those of files that came since."""
    files = source.parquet_files()
    settings = _settings(options)
    plan = target.read(PLAN) or {"settings": settings, "chunks": []}
    if plan["settings"] != settings:
        raise OptionError(
            f"expected the settings that {options.output} was begun with, {plan['settings']}, "
            f"got {settings}. Take them up again, or choose another output."
        )
    chunks = [[File(**file) for file in chunk] for chunk in plan["chunks"]]
    known = {file for chunk in chunks for file in chunk}
    if missing := known - set(files):
        raise DataError(
            f"expected {min(file.path for file in missing) or options.input} to be as it was when the job "
            f"began; it is gone or has changed. Put it back, or choose another output."
        )
    chunks += deal([file for file in files if file not in known], options.chunk_mib * 2**20)
    target.write(PLAN, {"settings": settings, "chunks": [list(map(asdict, chunk)) for chunk in chunks]})
    return chunks


def _settings(options: SparkOptions) -> dict[str, Any]:
    """Return what a row's report depends on, besides its text."""
    return {
        "input": options.input,
        "text_column": options.text_column,
        "target_fpr": options.target_fpr,
        "input_format": options.input_format,
        "exact": options.exact,
        "model": load(options.model).model_id.sha256,
        "allow": list(AllowList.of(options.allow).terms),
    }


def _entry(number: int) -> str:
    return f"chunk-{number:06d}.json"


def _write_chunk(options: SparkOptions, spark: SparkSession, number: int, files: Iterable[File]) -> Metrics:
    """Write one chunk over whatever a former try left of it."""
    paths = [f"{options.input}/{file.path}" if file.path else options.input for file in files]
    reader = spark.read if paths == [options.input] else spark.read.option("basePath", options.input)
    frame = reader.parquet(*paths)
    scored = score(
        frame,
        options.text_column,
        model=options.model,
        allow=options.allow,
        target_fpr=options.target_fpr,
        format=options.input_format,
        exact=options.exact,
    )
    folder = f"{options.output}/chunk={number:06d}"
    scored.write.mode("overwrite").parquet(folder)
    return _checked(frame, measure(spark.read.parquet(folder)), folder)


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
