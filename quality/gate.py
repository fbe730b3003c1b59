"""The quality gate: a model measured on the development data and held against floors.

Run ``python -m quality.gate DATA``. The shipped model has learned from every source of the
corpus, so generators are judged by what training measured out of fold, which the model carries with it, and
by fresh products on pages that no training saw. Human texts that training never saw are judged by group
(``fairness.py``); ``--card`` puts that table into the model's facts and card.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from mtdetect.detector import Detector
from mtdetect.errors import MtdetectError
from mtdetect.evaluation.judging import Judgement, judge
from mtdetect.evaluation.tables import COLUMNS, make_row, render_table, tabulate, to_dict
from mtdetect.model.folder import Model, load_model, save_model
from mtdetect.training.measured.card import write_card
from quality import fairness
from quality.devsets import read_acceptability, read_devsets
from quality.floors import check, move_floors, read_floors, write_floors

FLOORS = Path("floors.json")
DATA_FILES = (
    "wild_spun.jsonl",
    "wild_human.jsonl",
    "learner_essays.jsonl.xz",
    "learners_by_proficiency.jsonl.xz",
    "tortured_phrases.tsv",
)
PREFIXES = ("wild human", "wild spun")  # of groups that are also measured as one
LABELS = ("generator", "rate", "register")  # columns that say what a row is of

INTRODUCTION = """\
Development data, at the model's shipped thresholds. "fresh" rows are generators' products that training never
used, on the pages of wild_human; the phrases planted are of the half that training leaves alone, but the
model has counted the academic prose they stand in."""
OUT_OF_FOLD = """\
From training: every document judged by networks and counts that had not seen its source."""
LEFT_OUT = """\
From training: each generator judged by networks that had not seen it (nor the documents' sources)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and return 0 only if every floor holds."""
    options = _parse(argv)
    try:
        return run(options, sys.stdout)
    except MtdetectError as error:
        sys.stderr.write(f"mtdetect gate: {error}\n")
        return 2


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m quality.gate", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with corpus/ and dev/")
    parser.add_argument("--model", type=Path, help="model folder (default: the shipped one)")
    parser.add_argument(
        "--cases", type=Path, default=fairness.CASES, help="folder of human texts (default: %(default)s)"
    )
    parser.add_argument("--floors", type=Path, default=FLOORS, help="file of floors (default: %(default)s)")
    parser.add_argument("--update", action="store_true", help="move the floors to the figures found")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: lower floors too")
    parser.add_argument(
        "--card", action="store_true", help="put the rates by group into the model and its card"
    )
    return parser.parse_args(argv)


def run(options: argparse.Namespace, stream: TextIO) -> int:
    """Run the gate and write its tables."""
    hashes, floors = read_floors(options.floors)
    found_hashes = hash_files(options.data)
    if hashes and hashes != found_hashes:
        stream.write("The development data are not those that the floors were set on: compare with care.\n")
    model = load_model(options.model)
    figures, groups = measure(options.data, options.cases, model, stream)
    if options.card:
        put_in_card(model, groups)
    checks = list(check(floors, figures))
    stream.write("\nFloors\n")
    for item in checks:
        mark = "ok  " if item.passed else "FAIL"
        stream.write(f"{mark} {item.floor.figure} {item.floor}: {item.value}\n")
    if options.update:
        moved = move_floors(floors, figures, allow_lower=options.allow_lower)
        write_floors(options.floors, found_hashes, moved)
        return 0
    return 0 if all(item.passed for item in checks) else 1


def hash_files(data: Path) -> dict[str, str]:
    """Hash the development files, so that floors name what they were set on."""
    paths = [data / "dev" / name for name in DATA_FILES]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.exists()}


def put_in_card(model: Model, groups: Sequence[fairness.Group]) -> None:
    """Save a model anew with the rates by group among its facts, and its card written from them."""
    assert model.folder is not None, "a model that was loaded has a folder"
    facts = {**model.facts, "fairness": [fairness.to_dict(group) for group in groups]}
    save_model(model, model.folder, facts, card=write_card(facts, model.points), overwrite=True)


def measure(
    data: Path, cases: Path, model: Model, stream: TextIO
) -> tuple[dict[str, float], list[fairness.Group]]:
    """Measure everything, write the tables, and return each figure under its name, and the human groups."""
    detector = Detector(model)
    judgements = judge(list(read_devsets(data)), detector)
    rows = [to_dict(row) for row in [*tabulate(judgements), *_together(judgements)]]
    stream.write(f"{INTRODUCTION}\n\n{render_table(rows, COLUMNS)}\n")
    figures = {f"{row['group']}: {key}": value for row in rows for key, value in _numbers(row)}
    correlation = correlate(detector, read_acceptability(data))
    stream.write(f"\nAcceptability of sentences, rank correlation with the score: {correlation:.3f}\n")
    figures["acceptability: correlation"] = round(correlation, 4)
    groups, fair = fairness.measure(judgements, cases, detector, detector.points, stream)
    figures |= fair
    facts = model.facts
    for title, key in (
        (OUT_OF_FOLD, "generators"),
        (OUT_OF_FOLD, "spans"),
        (LEFT_OUT, "left_out_generators"),
    ):
        figures |= _write_facts(title, key, facts.get(key, []), stream)
    figures |= _write_facts(OUT_OF_FOLD, "human_registers", facts.get("human_registers", []), stream)
    return figures, groups


def _together(judgements: Sequence[Judgement]) -> list[Any]:
    human = np.array([j.score for j in judgements if not j.document.rewritten])
    return [
        make_row(f"{prefix}, all", [j for j in judgements if j.document.group.startswith(prefix)], human)
        for prefix in PREFIXES
    ]


def _write_facts(title: str, key: str, rows: Sequence[Mapping[str, Any]], stream: TextIO) -> dict[str, float]:
    """Write a table that training left in the model; its figures are named after its first columns."""
    columns = [*(n for n in LABELS if any(n in row for row in rows))]
    columns += sorted({name for row in rows for name in row} - set(columns))
    stream.write(f"\n{title}\n{key}\n\n{render_table(rows, [(name, name) for name in columns])}\n")
    return {
        f"{key} {' '.join(str(row[name]) for name in LABELS if name in row)}: {figure}": value
        for row in rows
        for figure, value in _numbers(row)
        if figure not in LABELS
    }


def _numbers(row: Mapping[str, Any]) -> list[tuple[str, float]]:
    return [(k, v) for k, v in row.items() if isinstance(v, int | float) and not isinstance(v, bool)]


def correlate(detector: Detector, rated: Sequence[tuple[str, float]]) -> float:
    """Correlate the ranks of scores and ratings (Spearman); negative if what reads badly scores high."""
    scores = [report.score for report in detector.detect_many(text for text, _ in rated)]
    ranks = [np.argsort(np.argsort(values)) for values in (scores, [rating for _, rating in rated])]
    return float(np.asarray(np.corrcoef(ranks))[0, 1])


if __name__ == "__main__":
    raise SystemExit(main())
