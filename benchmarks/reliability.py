"""Hold scores against the truth: the calibration error and the reliability diagram, unseen and out of fold.

    python benchmarks/reliability.py DATA [--model FOLDER] [--plot docs/images/reliability_dev.png]
                                          [--training-plot docs/images/reliability_training.png]

Development documents, none of them seen in training: people's pages and essays, real spun pages, and fresh
products of all families on the people's pages, at rates drawn as in training (.04 to 1, evenly on a log
scale). Human and rewritten ones weigh alike, as calibration has them; documents that get no verdict are left
out. Intervals are at 95 %, all versions of one page being one cluster. The second diagram is of what training
measured out of fold and left in the model. The plots need the extra `plots`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mtdetect.arrays import Clusters, Flags, Reals
from mtdetect.detector import Detector
from mtdetect.evaluation.judging import judge
from mtdetect.evaluation.reliability import (
    Bin,
    bin_scores,
    error_interval,
    expected_error,
    from_columns,
)
from mtdetect.evaluation.tables import render_table
from mtdetect.model.folder import load_model
from quality.devsets import read_mixture

HISTOGRAM_BINS = 20
PAGES, LEARNERS, STUDENTS, SPUN = "wild human", "learner", "student", "wild spun"
FRESH, LIGHT = "fresh", "light"  # products at rates of .1 and more, and below
TRANSLATED = "google"  # neural round trips, whose scores are kept below the thresholds on purpose
HUMAN, MACHINE = (PAGES, LEARNERS, STUDENTS), (SPUN, FRESH, LIGHT)
SELECTIONS: Mapping[str, tuple[str, ...]] = {
    "all but neural translations": (*HUMAN, *MACHINE),
    "with neural translations": (*HUMAN, *MACHINE, TRANSLATED),
    "no rate below .1": (*HUMAN, SPUN, FRESH),
    "people's pages only": (PAGES, *MACHINE),
    "people's pages only, no rate below .1": (PAGES, SPUN, FRESH),
    "learners' essays only": (LEARNERS, *MACHINE),
    "students' essays only": (STUDENTS, *MACHINE),
    "people's pages, real spun pages": (PAGES, SPUN),
}
OLD = "This model says nothing of its scores out of fold: train it anew with this version.\n"


def main() -> None:
    """Judge the documents, print a line for each selection, and draw the diagrams asked for."""
    options = _parse()
    model = load_model(options.model)
    judged = [one for one in judge(list(read_mixture(options.data)), Detector(model)) if not one.abstained]
    groups = np.array([one.document.group for one in judged])
    scores = np.array([one.score for one in judged])
    rewritten = np.array([one.document.rewritten for one in judged])
    clusters = np.array([one.document.cluster or f"#{number}" for number, one in enumerate(judged)])
    chosen = {name: _starts(groups, prefixes) for name, prefixes in SELECTIONS.items()}
    rows = [_row(name, scores[at], rewritten[at], clusters[at]) for name, at in chosen.items()]
    sys.stdout.write(f"{render_table(rows, [(name, name) for name in rows[0]])}\n")
    if options.plot:
        at = next(iter(chosen.values()))
        title = "Documents unseen in training"
        edges = np.linspace(0, 1, HISTOGRAM_BINS + 1)
        labels = (("human", ~rewritten[at]), ("rewritten", rewritten[at]))
        spread = {name: np.histogram(scores[at][of_it], edges)[0].tolist() for name, of_it in labels}
        draw(bin_scores(scores[at], rewritten[at], clusters[at]), spread, title, options.plot)
    _training(model.facts, options.training_plot)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of the development data")
    parser.add_argument("--model", type=Path, help="folder of a model; by default the shipped one")
    parser.add_argument("--plot", type=Path, help="file for the diagram of the development documents")
    parser.add_argument("--training-plot", type=Path, help="file for the diagram out of fold")
    return parser.parse_args()


def _starts(groups: np.ndarray[Any, Any], prefixes: Sequence[str]) -> Flags:
    chosen: Flags = np.any([np.char.startswith(groups, prefix) for prefix in prefixes], axis=0)
    return chosen


def _row(name: str, scores: Reals, rewritten: Flags, clusters: Clusters) -> dict[str, object]:
    low, high = error_interval(scores, rewritten, clusters)
    return {
        "documents": name,
        "human": int((~rewritten).sum()),
        "rewritten": int(rewritten.sum()),
        "clusters": len(np.unique(clusters)),
        "error": expected_error(bin_scores(scores, rewritten)),
        "low": low,
        "high": high,
    }


def _training(facts: Mapping[str, Any], plot: Path | None) -> None:
    """Print what training measured, and draw it."""
    sys.stdout.write("\nFrom training, out of fold\n")
    if "reliability" not in facts:
        sys.stdout.write(OLD)
        return
    rows = facts["calibration"]
    sys.stdout.write(f"{render_table(rows, [(name, name) for name in rows[0]])}\n\n")
    tables = [{key: table[key] for key in ("words", "expected_error")} for table in facts["reliability"]]
    sys.stdout.write(f"{render_table(tables, [('words', 'words'), ('expected_error', 'error')])}\n")
    if plot:
        bins = from_columns({name: facts["reliability"][0][name] for name in Bin.__slots__})
        draw(bins, facts["score_histogram"], "Training documents, judged out of fold", plot)


def draw(bins: Sequence[Bin], spread: Mapping[str, Sequence[int]], title: str, path: Path) -> None:
    """Save a reliability diagram above the spread of the scores."""
    from matplotlib.figure import Figure

    from mtdetect.render import plots

    figure = Figure(figsize=(5, 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, height_ratios=(3, 1), sharex=True)
    plots.reliability_of(bins, ax=upper)
    upper.set(title=title, xlabel="")
    edges = np.linspace(0, 1, len(spread["human"]) + 1)
    for (name, counts), colour in zip(spread.items(), ("tab:blue", "tab:orange"), strict=True):
        shares = np.array(counts) / max(sum(counts), 1)
        lower.stairs(shares, edges, fill=True, alpha=0.5, color=colour, label=name)
    lower.set(xlabel="score", ylabel="share of documents")
    lower.legend(frameon=False)
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
