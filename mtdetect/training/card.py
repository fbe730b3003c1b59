"""The model card, written from what training measured; headings after Mitchell et al. (2019)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mtdetect.operating_points import OperatingPoints

PROVENANCE = Path(__file__).parent / "sources.tsv"

Row = Mapping[str, Any]

_DETAILS = """\
# Model card

## Model details

{size} English model for mtdetect, made by `mtdetect train` with seed {seed}: a packed table of word
sequences, a table of possible originals, and small neural networks for words, documents and the kind of
rewriting. Arrays and JSON only. Licence: Apache-2.0; the terms of what it learned from stand below.

## Intended use

To find, in English prose of {least} words or more, documents that an article spinner or careless machine
translation rewrote, and to show which words suggest it. Meant as a reason to look closer. Not meant to
decide about a person, to detect text by language models, or to judge whether a text is good, true or
original.

## Factors

Length (thresholds differ by it), register (see the false positives by register), the rewriter and how
much it changed, and how well the writer knows English. Archaic, legal and non-native English are the hard
cases.

## Metrics

AUROC; share of rewritten documents flagged (TPR) at the thresholds for 1 % and 0.1 % false positives;
false positives by register with Wilson's 95 % intervals; spans by characters; a suggestion is right if it
is the original, letter case aside. Every figure is of documents whose source neither the counts nor the
networks that judged them had seen.
"""
_DATA = """\
## Training and evaluation data

Human text: {words} words of {sources} sources, dealt into {folds} folds; {human} documents judged, beside
{rewritten} that generators rewrote. The evaluation data are the same documents, each judged out of fold.
"""
_GROUPS = """\
### False positives by group, on documents that training never saw

Real pages, essays by learners and students, and groups named "ours": imitations that a language model
wrote for this table. `margin` is in logits beyond the 1 % threshold. Of small groups the interval says
most: none flagged of 15 still allows a rate of 20 %. docs/fairness.md says what each group is.
"""
_NO_GROUPS = "Not measured for this model: `python -m mtdetect.gate DATA --model FOLDER --card` does it.\n"
_GROUPS_THERE = re.compile(r"(?:### False positives by group.*?)?(?=### Spans\n)", re.DOTALL)
_CAVEATS = """\
## Ethical considerations

Calling a person a machine is the costly error. Detectors of machine text have flagged most essays by
learners of English elsewhere; here such essays are part of the human examples, and their row above is the
one to watch. Some sources are licensed for research only: see their terms before you build on the model.

## Caveats and recommendations

A score is calibrated for as many rewritten as human documents; where rewriting is rarer, so is a true
alarm. Light and fluent rewriting goes unnoticed. Commercial rewriters were not trained on: the table of
left-out generators says best what to expect of one that is unknown. Use the 0.1 % point wherever a flag
has consequences, and read the spans.
"""


def write_card(metrics: Row, points: OperatingPoints) -> str:
    """Write the card of a model."""
    training, documents = metrics["training"], metrics["documents"]
    least = min(row.min_words for row in points.thresholds)
    size = "Small, quickly trained" if training["quick"] else "The"
    data = _DATA.format(
        words=f"{training['words_counted']:,}",
        sources=training["sources"],
        folds=training["folds"],
        human=documents["human"],
        rewritten=documents["rewritten"],
    )
    parts = [
        _DETAILS.format(size=size, seed=training["seed"], least=least),
        data,
        _sources(training["source_names"]),
        "## Quantitative analyses\n",
        _analyses(metrics),
        _points(points),
        _CAVEATS,
    ]
    return "\n".join(parts)


def _analyses(metrics: Row) -> str:
    calibration = f"Expected calibration error: {metrics['calibration_error']:.4f}.\n"
    left_out = metrics["left_out_generators"]
    return "\n".join(
        [
            "### Generators, by share of words asked for\n",
            markdown_table(metrics["generators"]),
            "### Generators that training had not seen\n",
            markdown_table(left_out) if left_out else "Not measured for this model.\n",
            "### False positives by register\n",
            markdown_table(metrics["human_registers"]),
            _groups(metrics.get("fairness", [])),
            "### Spans\n",
            markdown_table(metrics["spans"]),
            "### Calibration\n",
            calibration,
        ]
    )


def with_groups(card: str, rows: Sequence[Row]) -> str:
    r"""Put the rates by group into a written card, in the place of those that stood there.

    >>> card = with_groups("### Spans\n", [{"group": "poetry"}])
    >>> with_groups(card, []).count("### ")
    2
    """
    return _GROUPS_THERE.sub(lambda _: f"{_groups(rows)}\n", card, count=1)


def _groups(rows: Sequence[Row]) -> str:
    return f"{_GROUPS}\n{markdown_table(rows) if rows else _NO_GROUPS}"


def _points(points: OperatingPoints) -> str:
    return "### Operating points\n\n" + markdown_table(
        [{name: round(value, 5) for name, value in row.items()} for row in points.to_list()]
    )


def _sources(names: Iterable[str]) -> str:
    known = {row["name"]: row for row in read_provenance()}
    unnamed = {"terms": "yours to know", "origin": "as given to `mtdetect train`"}
    return markdown_table(
        [
            {"source": name, **{key: known.get(name, unnamed)[key] for key in ("terms", "origin")}}
            for name in names
        ]
    )


def read_provenance() -> list[dict[str, str]]:
    """Read where the sources of the shipped model come from, and on what terms.

    >>> read_provenance()[0]["name"]
    'news_allsides'
    """
    with PROVENANCE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def markdown_table(rows: Sequence[Row]) -> str:
    """Lay rows out as a Markdown table, whose columns are all keys in order of appearance.

    >>> print(markdown_table([{"a": 1}, {"a": None, "b": 0.5}]), end="")
    | a | b |
    |---|---|
    | 1 | - |
    | - | 0.500 |
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns, *([_cell(row.get(key)) for key in columns] for row in rows)]
    text = [f"| {' | '.join(line)} |" for line in lines]
    text.insert(1, "|" + "---|" * len(columns))
    return "\n".join(text) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) and abs(value) >= 0.01 else str(value)
