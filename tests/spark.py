"""What the tests of Spark share: when they can run, and a cluster of two worker processes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mtdetect.integrations.spark.session import java
from tests.places import ROOT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CLUSTER = "local-cluster[2,1,1024]"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.adaptive.enabled": "false",
    "spark.executorEnv.PYTHONPATH": str(ROOT),
    "spark.task.maxFailures": "8",
}

needs_java = pytest.mark.skipif(
    java() is None, reason="Spark needs Java 17 or newer, and there is none: install openjdk-17-jre-headless"
)


def environment(work: Path) -> dict[str, str]:
    """Name the interpreter and the distribution, from which a local cluster's workers are started."""
    import pyspark

    return {
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_WORKER_DIR": str(work / "workers"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }


def cluster(work: Path) -> SparkSession:
    """Start a cluster of two worker processes of one core each."""
    from pyspark.sql import SparkSession

    os.environ |= environment(work)
    builder = SparkSession.builder.master(CLUSTER).appName("tests")
    for key, value in (SETTINGS | {"spark.local.dir": str(work / "local")}).items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session
