"""All leaves say the same of the same texts: a table of ways to ask, each held against ``detect_many``.

A new leaf adds a row to ``LEAVES``: a function from texts to what was found in each of them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import spacy

import mtdetect
from mtdetect import Report
from mtdetect.cli.main import main
from mtdetect.integrations.sklearn import MtdetectClassifier
from mtdetect.model.allow_list import AllowList
from tests.places import CASES, PACKAGE

INTEGRATIONS = PACKAGE / "integrations"
SPUN = (
    "The White Home stated on Tuesday that the commerce battle with China might turn out to be worse. "
    "Officers left Washington with out a right away settlement, in line with a lawyer for the Supreme "
    "Courtroom, and tons of of employees are anticipated to lose their jobs within the coming yr. "
)
ODD = (
    "",
    " \r\n\t",
    "word",
    "\N{PILE OF POO}",
    "\N{GRINNING FACE} ".join(SPUN.split(" ")) * 2,
    f"\N{REGIONAL INDICATOR SYMBOL LETTER G}\N{REGIONAL INDICATOR SYMBOL LETTER B} {SPUN * 2}",
    (SPUN * 2).replace(". ", ".\r\n\r\n"),
    (SPUN * 2).replace("e", "e\N{COMBINING ACUTE ACCENT}", 7),
    (SPUN * 2).replace("o", "\N{CYRILLIC SMALL LETTER O}"),
    f"<html><body><nav>Home | About</nav><p>{SPUN}</p>\r\n"
    f"<p>{SPUN.replace('China', '<b>Ch&iuml;na</b>')}</p></body></html>",
    f"# News\n\n{SPUN}\n\n- [more](https://example.org)\n- **less**\n\n{SPUN}",
    f"Ein Satz auf Deutsch, der nicht gemeint ist und trotzdem dasteht.\n\n{SPUN * 2}",
)


class Found(NamedTuple):
    """What was found in a text; each span is its start, end and score."""

    score: float
    spans: list[tuple[int, int, float]]


def by_detect_many(texts: list[str]) -> list[Found]:
    return [_of_report(report) for report in mtdetect.load().detect_many(texts)]


def by_detect(texts: list[str]) -> list[Found]:
    return [_of_report(mtdetect.detect(text)) for text in texts]


def _of_report(report: Report) -> Found:
    return Found(report.score, [(span.start, span.end, span.score) for span in report.spans])


def by_scan(texts: list[str]) -> list[Found]:
    """Ask the command line, by way of a file."""
    output = io.StringIO()
    with TemporaryDirectory() as folder, redirect_stdout(output):
        file = Path(folder) / "texts.jsonl"
        file.write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts))
        main(["scan", str(file), "--format", "jsonl"])
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    return [
        Found(line["score"], [(span["start"], span["end"], span["score"]) for span in line["spans"]])
        for line in lines
    ]


def by_spacy(texts: list[str]) -> list[Found]:
    import mtdetect.integrations.spacy  # noqa: F401 - stands for the entry point, where nothing is installed

    nlp = spacy.blank("en")
    nlp.add_pipe("mtdetect")
    found = []
    for doc in nlp.pipe(texts):
        attrs = doc.spans["mtdetect"].attrs
        spans = [(*place, score) for place, score in zip(attrs["offsets"], attrs["scores"], strict=True)]
        found.append(Found(doc._.mtdetect["score"], spans))
    return found


def by_pandas(texts: list[str]) -> list[Found]:
    column = pd.Series(texts)
    documents, spans = (mtdetect.detect_column(column, rows=rows) for rows in ("documents", "spans"))
    return _of_columns(
        documents["score"].tolist(), spans[["document", "start", "end", "score"]].itertuples(index=False)
    )


def by_polars(texts: list[str]) -> list[Found]:
    column = pl.Series(texts, dtype=pl.String)
    documents, spans = (mtdetect.detect_column(column, rows=rows) for rows in ("documents", "spans"))
    return _of_columns(documents["score"].to_list(), spans["document", "start", "end", "score"].iter_rows())


def by_pyarrow(texts: list[str]) -> list[Found]:
    column = pa.array(texts)
    documents, spans = (mtdetect.detect_column(column, rows=rows) for rows in ("documents", "spans"))
    columns = [spans[name].to_pylist() for name in ("document", "start", "end", "score")]
    return _of_columns(documents["score"].to_pylist(), zip(*columns, strict=True))


def _of_columns(scores: list[float], spans: object) -> list[Found]:
    found = [Found(score, []) for score in scores]
    for document, *span in spans:  # type: ignore[attr-defined]
        found[document].spans.append(tuple(span))
    return found


def by_sklearn(texts: list[str]) -> list[Found]:
    classifier = MtdetectClassifier(adapt=False)
    scores = classifier.predict_proba(texts)[:, 1].tolist()
    reports = classifier.reports(texts)
    return [Found(score, _of_report(report).spans) for score, report in zip(scores, reports, strict=True)]


def by_spark(texts: list[str]) -> list[Found]:
    """Ask what Spark's workers run; `test_spark.py` asks a cluster."""
    scoring = pytest.importorskip("mtdetect.integrations.spark.scoring")
    model = mtdetect.load().model_id.sha256
    judging = scoring.Judging("text", "mtdetect", None, model, None, "auto", pa.null(), AllowList())
    reports = scoring.judged_reports(texts, scoring.opened(None, model, AllowList()), judging)
    return [_of_report(report) for report in reports]


#: A leaf's name, then, where there are several ways into it, which one.
LEAVES: dict[str, Callable[[list[str]], list[Found]]] = {
    "detect": by_detect,
    "scan": by_scan,
    "spacy": by_spacy,
    "frames, pandas": by_pandas,
    "frames, polars": by_polars,
    "frames, pyarrow": by_pyarrow,
    "sklearn": by_sklearn,
    "spark": by_spark,
}


@cache
def texts() -> list[str]:
    files = (CASES / "human.jsonl", CASES / "rewritten.jsonl")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [*ODD, *(json.loads(line)["text"] for line in lines)]


@cache
def expected() -> list[Found]:
    return by_detect_many(texts())


def test_the_texts_hold_something_to_agree_upon() -> None:
    found = expected()
    assert sum(bool(one.spans) for one in found[: len(ODD)]) >= 6
    assert sum(len(one.spans) for one in found) > 500


@pytest.mark.parametrize("leaf", LEAVES)
def test_leaves_agree(leaf: str) -> None:
    found = LEAVES[leaf](texts())
    assert len(found) == len(texts())
    for text, mine, theirs in zip(texts(), found, expected(), strict=True):
        assert mine.score == pytest.approx(theirs.score, abs=1e-5), text  # batches differ in their last bits
        assert [span[:2] for span in mine.spans] == [span[:2] for span in theirs.spans], text
        scores, expected_scores = ([span[2] for span in one.spans] for one in (mine, theirs))
        assert scores == pytest.approx(expected_scores, abs=1e-5), text


def test_every_leaf_has_a_row() -> None:
    modules = {path.stem for path in INTEGRATIONS.iterdir() if not path.name.startswith("_")}
    assert modules <= {name.partition(",")[0] for name in LEAVES}
