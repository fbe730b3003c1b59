"""Spark gives what the detector gives, row by row, whatever the partitions, and whatever dies meanwhile."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mtdetect.campaigns import CampaignOptions, find_campaigns
from mtdetect.detector import load
from mtdetect.errors import DataError, InputError, ModelError, OptionError
from mtdetect.integrations.spark.campaigns import find_campaigns as find_campaigns_in
from mtdetect.integrations.spark.job import Job, Metrics, run_job
from mtdetect.integrations.spark.scoring import as_dict, score
from mtdetect.integrations.spark.session import _session as joined
from tests.campaigns.test_campaigns import page
from tests.places import EXAMPLES
from tests.spark import CLUSTER, SETTINGS, cluster, environment, needs_java

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SPUN, HUMAN = ((EXAMPLES / name).read_text(encoding="utf-8") for name in ("spun_news.txt", "human_news.txt"))
TEXTS: list[str | None] = [
    SPUN,
    HUMAN,
    None,
    "",
    "Too short 😀 to tell.",
    f"<html><body><p>{SPUN}</p><script>var a;</script></body></html>",
    *(SPUN[: 300 + 60 * number] for number in range(12)),
    *(HUMAN[: 300 + 60 * number] for number in range(12)),
]

pytestmark = [needs_java, pytest.mark.filterwarnings("ignore")]  # Spark's own warnings are not ours to mend


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    session = cluster(tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()


@pytest.fixture(scope="module")
def frame(spark: SparkSession) -> DataFrame:
    return spark.createDataFrame(list(enumerate(TEXTS)), "id long, text string")


def reports(scored: DataFrame, column: str = "mtdetect") -> dict[int, dict[str, Any] | None]:
    rows = scored.select("id", column).collect()
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: None if row[column] is None else as_dict(row[column]) for row in rows}


@pytest.fixture(scope="module")
def expected() -> dict[int, dict[str, Any] | None]:
    detector = load()
    return {at: None if text is None else detector.detect(text).to_dict() for at, text in enumerate(TEXTS)}


def test_reports_are_those_of_the_detector(frame: DataFrame, expected: dict[int, Any]) -> None:
    scored = score(frame)
    assert scored.columns == ["id", "text", "mtdetect"]
    assert json.dumps(reports(scored), sort_keys=True) == json.dumps(expected, sort_keys=True)
    offsets = scored.selectExpr("text", "explode(mtdetect.spans) as span").where(
        "substring(text, span.start + 1, span.end - span.start) != span.text"
    )
    assert offsets.count() == 0


@pytest.mark.parametrize(("partitions", "batch"), [(1, 10_000), (3, 2), (7, 1)])
def test_partitions_and_batches_change_no_byte(
    spark: SparkSession, frame: DataFrame, expected: dict[int, Any], partitions: int, batch: int
) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", batch)
    found = reports(score(frame.repartition(partitions)))
    assert json.dumps(dict(sorted(found.items()))) == json.dumps(expected)


def test_another_output_and_another_rate_are_possible(frame: DataFrame) -> None:
    found = reports(score(frame.where("id = 0"), output="strict", target_fpr=0.001), "strict")
    assert found[0] == load().detect(SPUN, target_fpr=0.001).to_dict()


def test_terms_pass(frame: DataFrame) -> None:
    terms = ["commerce battle"]
    found = reports(score(frame.where("id = 0"), allow=terms))
    assert found[0] == load(allow=terms).detect(SPUN).to_dict()
    assert found[0]["skipped"] != load().detect(SPUN).to_dict()["skipped"]


def test_wrong_arguments_are_refused_before_a_job_starts(spark: SparkSession, frame: DataFrame) -> None:
    with pytest.raises(InputError, match=r"expected a column 'body', got id, text\. Name the texts' column"):
        score(frame, "body")
    with pytest.raises(InputError, match=r"expected column 'id' to hold strings, got bigint\. Cast"):
        score(frame, "id")
    with pytest.raises(OptionError, match="has a column 'text' already"):
        score(frame, output="text")
    with pytest.raises(OptionError, match="format must be one of"):
        score(frame, format="pdf")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match=r"0\.5"):
        score(frame, target_fpr=0.5)
    with pytest.raises(ModelError):
        score(frame, model="no/such/model")
    with pytest.raises(InputError, match=r"expected a DataFrame of Spark, got list\. A column of pandas"):
        score([SPUN])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected the name of a column, got Column"):
        score(frame, frame["text"])  # type: ignore[arg-type]


def test_workers_of_this_machine_run_the_python_that_runs(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark.sparkContext, "pythonExec", "python3")
    joined(None, ())
    assert spark.sparkContext.pythonExec == "python3", "what PYSPARK_PYTHON names was overruled"
    monkeypatch.delenv("PYSPARK_PYTHON")
    joined(None, ())
    assert spark.sparkContext.pythonExec == sys.executable


CRAFTS = "weaver cooper farrier thatcher saddler tinsmith cobbler bookbinder glazier chandler".split()


def story(number: int) -> str:
    """Make a text of rare words in an order of its own."""
    rng = random.Random(number)
    return " ".join(
        f"In {rng.randrange(1700, 2000)} the {rng.choice(CRAFTS)} told us that {rng.randrange(10, 999)} "
        f"{rng.choice(CRAFTS)}s had left for the market with a {rng.choice(CRAFTS)}."
        for _ in range(14)
    )


def test_campaigns_are_those_of_a_list(spark: SparkSession) -> None:
    texts = [story(number % 24) for number in range(30)]  # the first six stories twice
    texts[:3] = [texts[24].replace("told us", "knowledgeable us") + f" Wonderful {n}." for n in range(3)]
    options = CampaignOptions(least_flagged=0, spinners=True)
    listed = find_campaigns(list(load().detect_many(texts)), options=options)
    rows = [(f"doc-{number:02}", text) for number, text in enumerate(texts)]
    frame = spark.createDataFrame([*rows, ("doc-null", None)], "name string, body string")
    found = find_campaigns_in(score(frame.repartition(3), "body"), id="name", column="body", options=options)
    assert len(listed) >= 4
    assert [(one.kind, one.flagged, one.score, one.evidence) for one in found] == [
        (one.kind, one.flagged, one.score, one.evidence) for one in listed
    ]
    assert [one.members for one in found] == [
        tuple(f"doc-{member:02}" for member in one.members) for one in listed
    ]
    with pytest.raises(InputError, match=r"did not find url\. Name the id's column with id=\.\.\."):
        find_campaigns_in(frame.withColumnRenamed("name", "mtdetect"), id="url", column="body")


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (["a", "b", None], "expected an id in every row, found null in 'name'"),
        (["a", "b", "a"], "expected ids to be distinct, got 'a' for several rows of 'name'"),
    ],
)
def test_ids_must_tell_rows_apart(spark: SparkSession, ids: list[str | None], message: str) -> None:
    frame = spark.createDataFrame([(one, SPUN) for one in ids], "name string, text string")
    with pytest.raises(InputError, match=message):
        find_campaigns_in(score(frame), id="name")


def test_spinners_of_sites_are_those_of_a_list(spark: SparkSession) -> None:
    reports = [page(number, number // 8 % 4 if number < 64 else None) for number in range(72)]
    sites = [f"{number // 8}.com" if number < 70 else None for number in range(72)]
    listed = find_campaigns(reports, groups=sites)
    empty = spark.createDataFrame([], "name string, site string, body string")
    rows = [
        (f"doc-{number:02}", site, report.text, report.to_dict())
        for number, (site, report) in enumerate(zip(sites, reports, strict=True))
    ]
    scored = spark.createDataFrame(rows, score(empty, "body").schema).repartition(3)
    found = find_campaigns_in(scored, id="name", column="body", group="site")
    assert [one.kind for one in listed] == ["spinner"] * 4
    assert [(one.kind, one.flagged, one.score) for one in found] == [
        (one.kind, one.flagged, one.score) for one in listed
    ]
    assert [one.members for one in found] == [
        tuple(f"doc-{member:02}" for member in one.members) for one in listed
    ]
    with pytest.raises(InputError, match=r"did not find domain\."):
        find_campaigns_in(scored, id="name", column="body", group="domain")


def write_parquet(folder: Path, files: int, rows: int) -> list[int]:
    """Write texts of which every one is other than the rest, and return their ids."""
    folder.mkdir()
    for number in range(files):
        ids = list(range(number * rows, (number + 1) * rows))
        texts = [f"{SPUN[:900]} Number {one}." for one in ids]
        pq.write_table(pa.table({"id": ids, "text": texts}), folder / f"part-{number}.parquet")
    return list(range(files * rows))


def ids_of(output: Path) -> list[int]:
    """Read what a reader would: the Parquet files of the chunks."""
    files = [path for path in sorted(output.glob("mtdetect_chunk=*/*.parquet")) if path.name[0] not in "._"]
    return sorted(
        one for path in files for one in pq.ParquetFile(path).read(columns=["id"])["id"].to_pylist()
    )


def executors() -> set[int]:
    """Return the processes of the cluster's executors that this test run has started (Linux: /proc)."""
    parents, found = {}, set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it may end meanwhile
            parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                found.add(int(process.name))

    def is_mine(pid: int) -> bool:
        while pid in parents and pid != os.getpid():
            pid = parents[pid]
        return pid == os.getpid()

    return {pid for pid in found if is_mine(pid)}


def wait_for(condition: Any, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.1)


def test_an_executor_that_is_killed_loses_and_doubles_nothing(spark: SparkSession, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    ids = write_parquet(tmp_path / "in", files=4, rows=150)
    options = Job(input=str(tmp_path / "in"), output=str(tmp_path / "out"))
    before = executors()
    assert len(before) == 2
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run_job, options, spark)
        wait_for(lambda: list((tmp_path / "out").rglob("_temporary")) or running.done())
        assert not running.done(), "the job was over before an executor could be killed"
        os.kill(min(before), signal.SIGKILL)
        metrics = running.result()
    assert ids_of(tmp_path / "out") == ids
    assert metrics.rows == len(ids)
    wait_for(lambda: executors() - before)  # the cluster has replaced it


def job(tmp_path: Path) -> list[str]:
    conf = [f"--conf={key}={value}" for key, value in SETTINGS.items()]
    paths = ["--input", str(tmp_path / "in"), "--output", str(tmp_path / "out")]
    # A chunk a file: each is smaller than one MiB, and the second does not fit beside it.
    return [sys.executable, "-m", "mtdetect", "spark", *paths, "--chunk-mib", "1", "--master", CLUSTER, *conf]


def test_a_driver_that_is_killed_is_taken_up_again(tmp_path: Path) -> None:
    ids = write_parquet(tmp_path / "in", files=3, rows=60)
    pad(tmp_path / "in")
    out, record = tmp_path / "out", tmp_path / "out" / "_mtdetect"
    first = subprocess.Popen(
        job(tmp_path),
        env=os.environ | environment(tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        begun = (record / "chunk-000000.json", out / "mtdetect_chunk=000001")
        wait_for(lambda: all(path.exists() for path in begun) or first.poll() is not None)
        assert first.poll() is None, "the job was over before it could be killed"
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    done = {path: path.stat().st_mtime_ns for path in out.glob("mtdetect_chunk=000000/*.parquet")}
    assert done
    assert not (record / "summary.json").exists()

    second = subprocess.run(
        job(tmp_path), env=os.environ | environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert second.stdout.splitlines()[0].startswith(f"{len(ids)} rows, 0 of them without a text")
    assert ids_of(out) == ids
    assert {path: path.stat().st_mtime_ns for path in done} == done, "a finished chunk was written again"
    assert json.loads((record / "summary.json").read_text())["rows"] == len(ids)


def pad(folder: Path) -> None:
    """Make each file too large to share a chunk of one MiB with another."""
    for path in folder.glob("*.parquet"):
        table = pq.read_table(path)
        noise = [os.urandom(10_000) for _ in range(table.num_rows)]
        pq.write_table(table.append_column("noise", pa.array(noise)), path, compression="none")


def test_a_job_that_is_done_does_nothing_more_and_takes_new_files_up(
    spark: SparkSession, tmp_path: Path
) -> None:
    write_parquet(tmp_path / "in", files=1, rows=4)
    (tmp_path / "in" / "_started").write_text("no data")
    options = Job(input=str(tmp_path / "in"), output=str(tmp_path / "out"))
    metrics = run_job(options, spark)
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("mtdetect_chunk=*/*")}
    assert run_job(options, spark) == metrics
    assert {
        path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("mtdetect_chunk=*/*")
    } == written
    rows = {"id": [100, 101, 102], "text": [None, "Short.", HUMAN]}
    pq.write_table(pa.table(rows), tmp_path / "in" / "late.parquet")
    both = run_job(options, spark)
    assert ids_of(tmp_path / "out") == [0, 1, 2, 3, 100, 101, 102]
    assert (both.rows, both.nulls) == (metrics.rows + 3, metrics.nulls + 1)
    assert (both.clean, both.abstained) == (metrics.clean + 1, metrics.abstained + 1)
    assert spark.read.parquet(options.output).where("mtdetect.verdict = 'flagged'").count() == both.flagged


def test_an_output_is_of_one_input_and_one_setting(spark: SparkSession, tmp_path: Path) -> None:
    write_parquet(tmp_path / "in", files=1, rows=2)
    options = Job(input=str(tmp_path / "in"), output=str(tmp_path / "out"))
    run_job(options, spark)
    with pytest.raises(OptionError, match=r"others: target_fpr was None and is 0\.001\. Take the former"):
        run_job(replace(options, target_fpr=0.001), spark)
    (tmp_path / "terms.txt").write_text("commerce battle\n")
    with pytest.raises(OptionError, match=r"others: allow was \[\] and is \['commerce battle'\]\. Take"):
        run_job(replace(options, allow=tmp_path / "terms.txt"), spark)
    (tmp_path / "in" / "part-0.parquet").unlink()
    with pytest.raises(DataError, match=r"expected Parquet files in .*, found none\. Check --input"):
        run_job(options, spark)
    pq.write_table(pa.table({"id": [1], "text": ["other"]}), tmp_path / "in" / "other.parquet")
    with pytest.raises(DataError, match=r"expected part-0\.parquet to be as it was when the job began"):
        run_job(options, spark)


def test_the_same_folders_from_elsewhere_are_the_same_job(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet(tmp_path / "in", files=1, rows=2)
    monkeypatch.chdir(tmp_path)
    metrics = run_job(Job(input="in", output="out"), spark)
    monkeypatch.chdir(tmp_path / "in")
    assert run_job(Job(input=".", output="../out"), spark) == metrics


def test_a_mistake_before_anything_was_written_binds_nobody(spark: SparkSession, tmp_path: Path) -> None:
    ids = write_parquet(tmp_path / "in", files=1, rows=2)
    options = Job(input=str(tmp_path / "in"), output=str(tmp_path / "out"), text_column="body")
    with pytest.raises(InputError, match="expected a column 'body'"):
        run_job(options, spark)
    assert run_job(replace(options, text_column="text"), spark).rows == len(ids)


def test_columns_and_names_of_files_come_through_as_they_are(spark: SparkSession, tmp_path: Path) -> None:
    rows: dict[str, list[Any]] = {"id": [1], "text": ["Short."], "chunk": ["a chunk of the user's"]}
    for name in ("code=012/part [1]{2}*.parquet", "code=ab/b.parquet"):
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        pq.write_table(pa.table(rows), tmp_path / "in" / name)
    options = Job(input=str(tmp_path / "in"), output=str(tmp_path / "out [1]"), chunk_mib=0)
    run_job(options, spark)
    assert len(list((tmp_path / "out [1]").glob("mtdetect_chunk=*"))) == 2
    judged = spark.read.parquet(str(tmp_path / "out \\[1\\]")).orderBy("code").select("chunk", "code")
    assert [tuple(row) for row in judged.collect()] == [(rows["chunk"][0], "012"), (rows["chunk"][0], "ab")]


def test_a_column_that_is_named_as_the_outputs_folders_are_is_refused(
    spark: SparkSession, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"text": ["Short."], "Mtdetect_Chunk": [1]}), tmp_path / "in" / "a.parquet")
    with pytest.raises(OptionError, match="expected no column 'mtdetect_chunk'"):
        run_job(Job(input=str(tmp_path / "in"), output=str(tmp_path / "out")), spark)


def test_metrics_add_up() -> None:
    assert Metrics(1, 2, 3, 4, 5, 6, 7) + Metrics(rows=10) == Metrics(11, 2, 3, 4, 5, 6, 7)
