"""What the Spark job is told on the command line, and what it says where it cannot run."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark import SparkContext

from mtdetect.cli.main import main, parse
from mtdetect.cli.spark import SparkOptions
from mtdetect.errors import MtdetectError
from mtdetect.integrations.spark.session import gist, java, opened
from mtdetect.results.tally import ExitCode

PATHS = ["spark", "--input", "posts/", "--output", "judged/"]


def test_options_have_their_defaults_and_slashes_do_not_count() -> None:
    assert parse(PATHS) == SparkOptions(input="posts", output="judged")


def test_every_option_is_read() -> None:
    more = "--text-column body --target-fpr 0.001 --input-format html --model m --chunk-mib 5"
    conf = ["--conf", "spark.executor.memory=4g", "--conf", "a=b=c"]
    assert parse([*PATHS, *more.split(), "--master", "local", *conf]) == SparkOptions(
        input="posts",
        output="judged",
        text_column="body",
        target_fpr=0.001,
        input_format="html",
        model=Path("m"),
        chunk_mib=5,
        master="local",
        conf=(("spark.executor.memory", "4g"), ("a", "b=c")),
    )


def test_a_setting_without_a_value_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parse([*PATHS, "--conf", "spark.ui.enabled"])
    assert stop.value.code == ExitCode.FAILED
    assert "expected KEY=VALUE, got 'spark.ui.enabled'" in capsys.readouterr().err


def test_without_java_the_job_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java() is None
    assert main(PATHS) == ExitCode.FAILED
    assert "Spark needs Java 17 or newer, and found none. Install it" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Spark leaves a pipe open
def test_a_java_that_does_not_start_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "bin" / "java"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(SparkContext, "_gateway", None)  # other tests may have started a Java that works
    assert main(PATHS) == ExitCode.FAILED
    assert (
        f"Spark did not start: {old} ended, for the reason above. It may be older" in capsys.readouterr().err
    )


class Session:
    def stop(self) -> None:
        pass


def test_an_error_of_spark_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark.errors import AnalysisException

    monkeypatch.setattr("mtdetect.integrations.spark.session._session", lambda *_: Session())
    with (
        pytest.raises(MtdetectError, match=r"Spark gave up: no such table\. What it logged"),
        opened(None, ()),
    ):
        raise AnalysisException("no such table.\nmore of it")


def test_of_a_chain_of_causes_the_first_cause_is_told() -> None:
    trace = "An error occurred while calling o54.parquet.\n: SparkException: Job aborted.\n\tat a.b.c\n"
    causes = "Caused by: IOException: no\n\tat d\nCaused by: EOFException: p.parquet is cut off\n\tat e"
    assert gist(trace + causes) == "EOFException: p.parquet is cut off"


def test_of_a_workers_traceback_the_error_is_told() -> None:
    trace = "An exception was thrown:\nTraceback (most recent call last):\n  File 'a', line 1\n    read()\n"
    assert (
        gist(f"{trace}pickle.PickleError: no\n\nJVM stacktrace:\njava.lang.Error") == "pickle.PickleError: no"
    )


@pytest.mark.parametrize(
    ("module", "extra"), [("pyspark", "spark"), ("pyarrow", "spark"), ("sklearn", "train")]
)
def test_a_missing_extra_is_named(
    module: str, extra: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr("mtdetect.cli.main.run", missing)
    assert main(PATHS) == ExitCode.FAILED
    assert f"this command needs {module}" in (message := capsys.readouterr().err)
    assert f"pip install 'mtdetect[{extra}]'" in message
