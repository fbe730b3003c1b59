"""Apache Spark: score a column of a DataFrame, through Arrow, with one model a worker process.

    from mtdetect.integrations.spark import score

    scored = score(spark.read.parquet("posts"), "text")
    scored.where("mtdetect.verdict = 'flagged'").select("url", "mtdetect.score").show()

Needs the ``spark`` extra, and mtdetect with the same model on every executor.
"""

from __future__ import annotations

from mtdetect.integrations.spark.scoring import REPORT, as_dict, score

__all__ = ["REPORT", "as_dict", "score"]
