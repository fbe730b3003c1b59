"""A Spark session for the command line: opened with what Spark is configured for, and closed again."""

from __future__ import annotations

import os
import shutil
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
    """Open a session, or join the one that ``spark-submit`` has made; without Java, say how to get it."""
    from pyspark.sql import SparkSession

    if java() is None:
        raise MtdetectError(
            "Spark needs Java 17 or newer, and found none. Install it, for example Debian's "
            "openjdk-17-jre-headless, or let JAVA_HOME name its folder."
        )
    builder = SparkSession.builder.appName("mtdetect")
    if master is not None:
        builder = builder.master(master)
    for key, value in conf:
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()
