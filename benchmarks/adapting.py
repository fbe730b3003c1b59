"""Measure what adapting gains, and what it costs elsewhere.

    python benchmarks/adapting.py folds WORK [--draws N] [--sources NAME ...]
    python benchmarks/adapting.py docstrings [--draws N]

The first reads the work folder of a training run (``mtdetect train --work WORK``) and adapts to sources that
neither counts nor networks saw: the document network is fitted anew without their fold. The second adapts
the shipped model to docstrings of installed packages, which no model was trained on, with rewritten
examples made from them. Both judge texts that were held out, before and after, and texts of other kinds.
"""

from __future__ import annotations

import argparse
import ast
import logging
import random
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import product, takewhile
from pathlib import Path

import numpy as np

from mtdetect import load
from mtdetect.adapting.adaptation import Adaptation, AdaptingOptions, adapt_rows
from mtdetect.adapting.fitting import count_labels, deal_folds
from mtdetect.adapting.points import flags
from mtdetect.adapting.rewriting import measure_rewritten, rewrite
from mtdetect.adapting.rows import OwnRows, OwnText, measure_texts, without_copies
from mtdetect.arrays import Flags
from mtdetect.evaluation.metrics import auroc
from mtdetect.evaluation.tables import render_table
from mtdetect.model.columns import POOLED
from mtdetect.model.folder import Model
from mtdetect.spinners.base import Spun
from mtdetect.training.examples.examples import Example
from mtdetect.training.examples.folds import FoldFeatures
from mtdetect.training.examples.sampling import load_examples
from mtdetect.training.networks.stages import fit_documents, pool_fold
from mtdetect.training.plan import FULL, TOO_FLUENT
from quality.devsets import read_devsets

SOURCES = (
    "academic_scipapers",
    "news_reuters21578",
    "drama",
    "prose_archaic",
    "news_yahoofinance",
)
SIZES = (50, 200, 1000)
TARGETS = (0.05, 0.01)
AFTER = " after"
HELD_OUT = 0.3  # of each domain's groups, never adapted to
NETWORKS = 2  # of the six that training averages, to save time
ONE_REWRITER = "dictionary"
PACKAGES = ("sklearn", "scipy", "numpy", "matplotlib", "pandas")
LEAST_WORDS = 100

Row = dict[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """Measured texts of one kind, and texts of other kinds that the base model has not seen either."""

    name: str
    base: Model
    rows: OwnRows
    others: OwnRows


def folds(work: Path, sources: Sequence[str]) -> Iterator[Domain]:
    """Give the sources, each with a model that never saw its fold and with the rest of the fold."""
    shipped = load().model
    loaded = [_load_fold(work, number) for number in range(FULL.folds)]
    for held, (examples, rows) in enumerate(loaded):
        named = [name for name in sources if name in {example.source for example in examples}]
        if named:
            others = [one for number, one in enumerate(loaded) if number != held]
            pooled = np.concatenate([fold.pooled for _, fold in others])
            learned = [example for some, _ in others for example in some]
            network = fit_documents(pooled, learned, replace(FULL, document_networks=NETWORKS), 0)
            base = replace(shipped, document_network=network)
            told = (rows.words >= shipped.settings.least_words) & ~np.isin(rows.generators, list(TOO_FLUENT))
            source = np.array([example.source for example in examples])
            for name in named:
                yield Domain(
                    name, base, rows.where(told & (source == name)), rows.where(told & (source != name))
                )


def _load_fold(work: Path, number: int) -> tuple[tuple[Example, ...], OwnRows]:
    folder = work / "features"
    examples = tuple(load_examples(folder / f"fold{number}.jsonl"))
    with np.load(folder / f"fold{number}.npz") as arrays:
        pooled = pool_fold(FoldFeatures(examples, **arrays))
    rows = OwnRows(
        pooled,
        np.rint(np.exp(pooled[:, POOLED.index("words.log")])).astype(np.int64),
        np.array([example.generator is not None for example in examples]),
        np.array(
            [f"{example.source} {_crc(Spun(example.text, example.edits).restored())}" for example in examples]
        ),
        np.array([example.generator or "" for example in examples]),
    )
    return examples, rows


def _crc(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def docstrings(data: Path | None) -> Iterator[Domain]:
    """Give the docstrings of installed packages, rewritten by the generators, and the development sets."""
    detector = load()
    texts = list(without_copies(text for package in PACKAGES for text in _docstrings(package)))
    texts = random.Random(0).sample(texts, min(len(texts), int(1.8 * max(SIZES))))
    rows, _ = measure_texts(detector, texts, "text")
    dealt = deal_folds(count_labels(rows.groups.tolist(), rows.rewritten.tolist()), 0)
    made = measure_rewritten(
        detector, rewrite([own for own in texts if own.group in dealt], dealt, 0, "text")
    )
    others = rows.where(np.zeros(len(rows), bool))
    if data is not None:
        known = takewhile(lambda one: one.group.startswith(("wild", "learner")), read_devsets(data))
        wild = [one for one in known if one.group.startswith("wild")]
        owned = [OwnText(one.text, one.rewritten, f"{one.group} {one.cluster}") for one in wild]
        others, _ = measure_texts(detector, owned, "auto")
    yield Domain("docstrings", detector.model, rows + made, others)


def _docstrings(package: str) -> Iterator[OwnText]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"expected {package} to be installed: pip install {package}")
    root = Path(spec.origin).parent
    for path in sorted(root.rglob("*.py")):
        if "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                    text = ast.get_docstring(node) or ""
                    if len(text.split()) >= LEAST_WORDS:
                        yield OwnText(text, False, str(path.relative_to(root.parent)))


def measure(domain: Domain, draws: int) -> Iterator[Row]:
    """Adapt to samples of a domain, in three ways, and judge what was held out; means over the draws."""
    groups = np.array(sorted(set(domain.rows.groups.tolist())))
    for size, way in product(SIZES, ("human only", "both", f"both, {ONE_REWRITER} only")):
        found: dict[str, list[float]] = defaultdict(list)
        for draw in range(draws):
            held = np.random.default_rng(draw).permutation(groups)
            test = np.isin(domain.rows.groups, held[: int(HELD_OUT * len(held))])
            train = _sampled(domain.rows.where(~test), size, way, draw)
            if train is None:
                break
            dealt = deal_folds(count_labels(train.groups.tolist(), train.rewritten.tolist()), draw)
            adapted = adapt_rows(domain.base, train, dealt, AdaptingOptions(seed=draw))
            for name, value in _compared(domain, domain.rows.where(test), adapted).items():
                found[name].append(value)
        if found:
            yield {"domain": domain.name, "human": size, "with": way} | _cells(found)


def _cells(found: dict[str, list[float]]) -> Row:
    """Write the means over the draws, before and after side by side."""
    means = {name: float(np.mean(values)) for name, values in found.items()}
    compared = {
        name: f"{means[name]:.3f} > {means[name + AFTER]:.3f}" for name in means if name + AFTER in means
    }
    return {"corrected": means["corrected"], **compared}


def _sampled(rows: OwnRows, size: int, way: str, seed: int) -> OwnRows | None:
    """Draw so many human texts, and the rewritings of the same groups; none if there are too few."""
    rng = np.random.default_rng(seed)
    human = np.flatnonzero(~rows.rewritten)
    if len(human) < size:
        return None
    chosen = np.zeros(len(rows), bool)
    chosen[rng.choice(human, size, replace=False)] = True
    if way == "human only":
        return rows.where(chosen)
    rewritten = rows.rewritten & np.isin(rows.groups, rows.groups[chosen])
    if way != "both":
        rewritten = rows.rewritten & (rows.generators == ONE_REWRITER)
        spare = np.flatnonzero(rewritten)
        rewritten[spare[size // 2 :]] = False
    given = rows.where(chosen | rewritten)
    return given if given.rewritten.sum() >= 20 else None


def _compared(domain: Domain, held: OwnRows, adapted: Adaptation) -> dict[str, float]:
    model = adapted.apply(domain.base)
    figures = {"corrected": float(adapted.facts["fitted"]["correction"])}
    for when, judge in (("", domain.base), (AFTER, model)):
        for where, rows in (("", held), ("others ", domain.others)):
            figures |= {f"{where}{name}{when}": value for name, value in _figures(judge, rows).items()}
    return figures


def _figures(model: Model, rows: OwnRows) -> dict[str, float]:
    logits = model.document_network.logits(rows.pooled)[:, 0].astype(np.float64)
    scores = model.calibration.prob(logits, rows.words)
    human, unseen = ~rows.rewritten, rows.rewritten & (rows.generators != ONE_REWRITER)
    figures = {"auroc": auroc(scores[human], scores[rows.rewritten])}
    for target in TARGETS:
        flagged = flags(model.points, scores, rows.words, target)
        figures[f"fpr {100 * target:g}"] = _mean(flagged[human])
        figures[f"tpr {100 * target:g}"] = _mean(flagged[rows.rewritten])
    return figures | {"tpr 1 unseen": _mean(flagged[unseen])}


def _mean(marks: Flags) -> float:
    return float(marks.mean()) if len(marks) else float("nan")


def main() -> None:
    """Adapt, judge, and print a line for each domain, size and way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(required=True, dest="kind")
    of_folds = kinds.add_parser("folds")
    of_folds.add_argument("work", type=Path, help="work folder of a training run")
    of_folds.add_argument("--sources", nargs="+", default=SOURCES)
    of_docstrings = kinds.add_parser("docstrings")
    of_docstrings.add_argument(
        "--data", type=Path, help="folder of the development data, for the other texts"
    )
    for one in (of_folds, of_docstrings):
        one.add_argument("--draws", type=int, default=5, help="samples of each size")
    arguments = parser.parse_args()
    logging.disable(logging.INFO)
    found = (
        folds(arguments.work, arguments.sources) if arguments.kind == "folds" else docstrings(arguments.data)
    )
    for domain in found:
        rows = list(measure(domain, arguments.draws))
        if rows:
            sys.stdout.write(render_table(rows, [(name, name) for name in rows[0]]) + "\n\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
