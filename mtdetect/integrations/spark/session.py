"""A Spark session for the command line: opened with what Spark is configured for, and closed again."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mtdetect.errors import MtdetectError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def java() -> Path | None:
    """Return the Java that Spark would start, None where there is none."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    return None if found is None else Path(found)


@contextmanager
def opened(master: str | None, conf: Iterable[tuple[str, str]]) -> Iterator[SparkSession]:
    """Open a session, or join the one that ``spark-submit`` has made; without Java, say how to get it.

    An error of Spark, which has logged it at length, becomes a MtdetectError of a few words.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        session = _session(master, conf)
        try:
            yield session
        finally:
            session.stop()
    except (PySparkException, Py4JError) as error:
        reason = gist(str(error)).rstrip(".")
        raise MtdetectError(
            f"Spark gave up: {reason}. What it logged stands above. When that is mended, start the same "
            f"command again: what is done stays done."
        ) from error


def _session(master: str | None, conf: Iterable[tuple[str, str]]) -> SparkSession:
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    found = java()
    if found is None:
        raise MtdetectError(
            "Spark needs Java 17 or newer, and found none. Install it, for example Debian's "
            "openjdk-17-jre-headless, or let JAVA_HOME name its folder."
        )
    builder = SparkSession.builder.appName("mtdetect")
    if master is not None:
        builder = builder.master(master)
    for key, value in conf:
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise MtdetectError(
            f"Spark did not start: {found} ended, for the reason above. It may be older than Java 17, "
            f"then let JAVA_HOME name another one's folder; or --master or a --conf is wrong."
        ) from error
    if (session.sparkContext.master or "").startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        # Or its workers would run whatever python3 the PATH has: none with mtdetect, unless the environment
        # of this one is active.
        session.sparkContext.pythonExec = sys.executable
    return session


CAUSE = "Caused by: "


def gist(message: str) -> str:
    r"""Return the line of an error of Spark that tells most: of a traceback or a chain of causes, the last.

    >>> gist("[PATH_NOT_FOUND] Path does not exist: posts. SQLSTATE: 42K03\n\nJVM stacktrace: ...")
    '[PATH_NOT_FOUND] Path does not exist: posts. SQLSTATE: 42K03'
    """
    message, _, _ = message.partition("JVM stacktrace:")
    lines = [line for line in message.splitlines() if line.strip()] or ["no reason given."]
    if any(line.startswith("Traceback") for line in lines):
        raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Interrupt)\b", line)]
        return (raised or lines)[-1]
    causes = [line.removeprefix(CAUSE) for line in lines if line.startswith(CAUSE)]
    return (causes or lines[:1])[-1]
