"""Training, one command: from a folder of human text to a model folder.

``train`` names the steps. Each leaves its results in the work folder, so that a run that was
stopped goes on where it was; the model appears only when all is done.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mtdetect.detector import Detector
from mtdetect.model.calibration import Calibration
from mtdetect.model.folder import Model, save_model
from mtdetect.model.settings import Settings
from mtdetect.model.storage import refuse_occupied
from mtdetect.model.translation import Translation
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.spinners.lexicons import load_lexicon
from mtdetect.training.corpus.corpora import CorpusSource, find_sources
from mtdetect.training.corpus.counting import count_folds, deal_folds, word_total
from mtdetect.training.corpus.sources import drop_empty, split_if_alone
from mtdetect.training.corpus.tokenized import TokenizedSource, tokenize_sources
from mtdetect.training.examples.folds import FoldFeatures, FoldTask, extract_folds
from mtdetect.training.examples.sampling import Extras, shares
from mtdetect.training.manifest import (
    describe_ingredients,
    lexicon_files,
    library_versions,
    translation_pairs,
    warn_of_missing,
)
from mtdetect.training.measured.build import build_model
from mtdetect.training.measured.card import write_card
from mtdetect.training.measured.detection_power import least_words, power_rows
from mtdetect.training.measured.measuring import (
    Row,
    Scored,
    leave_generators_out,
    measure,
    measure_spans,
)
from mtdetect.training.measured.reliability import measure_reliability, reported_scores
from mtdetect.training.networks.calibrating import fit_calibration
from mtdetect.training.networks.stages import Fitted, fit_stages
from mtdetect.training.networks.translating import fit_translation
from mtdetect.training.plan import FULL, QUICK, TOO_FLUENT, Plan
from mtdetect.training.progress import track_all
from mtdetect.training.tables.contexts import ContextTask, make_contexts
from mtdetect.training.tables.files import TableFiles
from mtdetect.training.tables.tables import (
    load_ngrams,
    make_substitutions,
    make_vocabulary,
    pack_folds,
    save_source_rows,
    save_topics,
    save_vectors,
    save_word_rows,
)
from mtdetect.training.work import Step, Work, load_arrays, save_arrays

log = logging.getLogger(__name__)

PACKAGE = Path(__file__).parent.parent
#: The code that each step depends on, beside that of the steps before it: whole packages, none forgotten.
CODE = {
    "split": ("training/corpus",),
    "tokens": ("data_files.py", "model", "text", "tokens", "training/corpus"),
    "counts": ("spinners", "training/tables"),
    "packed": ("model", "training/tables"),
    "contexts": ("model", "training/tables"),
    "substitutions": ("model", "spinners", "training/tables"),
    "features": ("features", "spinners", "training/examples"),
}


@dataclass(frozen=True, slots=True)
class BuiltTables:
    """The lookup tables' files, and how the sources were dealt into folds."""

    files: tuple[TableFiles, ...]  # by fold: those of all others; last those of everything
    folds: dict[str, int]
    words: dict[str, int]  # of each source
    steps: tuple[Step, ...]


def train(
    *,
    data: Path,
    out: Path,
    quick: bool,
    seed: int,
    work: Path | None,
    jobs: int,
    force: bool = False,
) -> None:
    """Train a model from ``data`` and leave it in ``out``.

    Raises:
        DataError: the data, or the thesaurus that the generators need, cannot be read, or the work folder
            holds other files.
        ModelError: ``out`` holds anything, or with ``force``, anything but a model.

    """
    refuse_occupied(out, overwrite=force)  # before the work rather than after it
    extras, plan = Extras.of(data), QUICK if quick else FULL
    sources = find_sources(data)
    load_lexicon()  # a missing thesaurus is better reported before the work than after it
    warn_of_missing(extras)
    with _work_folder(work) as folder:
        plan, sources = _settle(plan, sources, folder)
        tables = build_tables(sources, plan, extras, seed, folder, jobs)
        folds = draw_and_extract(sources, tables, plan, extras, seed, folder, jobs)
        log.info("fitting on %d examples", sum(len(fold.examples) for fold in folds))
        fitted = fit_stages(folds, plan, seed)
        calibration, scored = settle_scores(fitted)
        log.info("measuring")
        vocabulary = load_arrays(Vocabulary, tables.files[-1].vocabulary)
        translation = _fit_translation(extras, folds, fitted, vocabulary)
        reported = reported_scores(scored, fitted.pooled, translation, vocabulary)
        power = power_rows(scored)
        settings = Settings(least_words=least_words(power))
        models = _models(
            fitted, calibration, scored.points, settings, tables, translation, _name(quick=quick)
        )
        metrics: Row = {
            "training": _summary(tables, plan, seed, quick=quick),
            "manifest": describe_ingredients(sources, extras),
            **measure(scored),
            **measure_reliability(scored, reported),
            "power": power,
            "least_words": settings.least_words,
            "spans": measure_spans(folds, [Detector(next(models)) for _ in folds], seed),
            "left_out_generators": leave_generators_out(folds, calibration, plan, seed),
        }
        save_model(next(models), out, metrics, card=write_card(metrics, scored.points), overwrite=force)
    log.info("the model is in %s", out)


def settle_scores(fitted: Fitted) -> tuple[Calibration, Scored]:
    """Calibrate and set the thresholds on unseen sources.

    What the document network is not to learn from does not calibrate it either: neural translations score
    like people's writing, and as examples of rewriting they would make every other score too timid.
    """
    judged = fitted.judged
    told = ~np.isin(judged.generators, list(TOO_FLUENT))
    calibration = fit_calibration(judged.logits[told], judged.words[told], judged.rewritten[told])
    return calibration, Scored.of(judged, calibration)


def _models(
    fitted: Fitted,
    calibration: Calibration,
    points: OperatingPoints,
    settings: Settings,
    tables: BuiltTables,
    translation: Translation | None,
    name: str,
) -> Iterator[Model]:
    """Assemble the models that never saw a fold, in order, and last the one to ship."""
    for networks, files in zip((*fitted.without, fitted.networks), tables.files, strict=True):
        yield build_model(name, networks, calibration, points, settings, files, translation)


def _fit_translation(
    extras: Extras, folds: Sequence[FoldFeatures], fitted: Fitted, vocabulary: Vocabulary
) -> Translation | None:
    """Fit what tells translations, from the essays and all human documents."""
    examples = [example for fold in folds for example in fold.examples]
    human = [example for example in examples if example.generator is None]
    pooled = np.concatenate(fitted.pooled)[[example.generator is None for example in examples]]
    return fit_translation(extras.essays, human, pooled, vocabulary)


@contextmanager
def _work_folder(work: Path | None) -> Iterator[Work]:
    """Use the folder that was named, or one that goes with the run."""
    if work is not None:
        yield Work.at(work)
        return
    with tempfile.TemporaryDirectory(prefix="mtdetect-") as name:
        yield Work.at(Path(name))


def _settle(plan: Plan, sources: Sequence[CorpusSource], work: Work) -> tuple[Plan, tuple[CorpusSource, ...]]:
    """Fit the number of folds to the sources there are; a single source is split."""
    filled = drop_empty(sources)
    split = split_if_alone(filled, plan.folds, work.step("split", *filled, plan.folds, *_code("split")))
    return replace(plan, folds=min(plan.folds, len(split))), split


def build_tables(
    sources: Sequence[CorpusSource], plan: Plan, extras: Extras, seed: int, work: Work, jobs: int
) -> BuiltTables:
    """Tokenize, choose the vocabulary, count by fold, and pack what the model looks things up in."""
    read = work.step("tokens", *sources, plan.documents, library_versions(), *_code("tokens"))
    tokenized = tokenize_sources(sources, read.folder, plan.documents, jobs)
    words = {source.name: word_total(source) for source in tokenized}
    dealt = deal_folds(words, plan.folds)
    counted = work.step("counts", read, plan.size, dealt, *lexicon_files(), *_code("counts"))
    vocabulary = counted.file(
        "vocabulary.npz",
        lambda path: save_arrays(make_vocabulary(tokenized, plan.size, load_lexicon()), path),
    )
    known = load_arrays(Vocabulary, vocabulary)
    folders = count_folds(tokenized, dealt, known, counted.folder)
    packed = work.step("packed", counted, *_code("packed"))
    without = [_packed(packed, folders, k, plan) for k in range(plan.folds)]
    everything = _packed(packed, folders, None, plan)
    ranked, rows, contexts = learn_contexts(tokenized, known, folders, dealt, counted, plan, seed, work, jobs)
    synonyms = work.step("substitutions", packed, ranked, seed, extras.tortured, *_code("substitutions"))
    topics = synonyms.file("topics.npy", lambda path: save_topics(tokenized, known, rows, seed, path))
    vectors = synonyms.file("vectors.npy", lambda path: save_vectors(folders, seed, path))
    substitutions = synonyms.file(
        "substitutions.npz",
        lambda path: save_arrays(
            make_substitutions(
                known, load_lexicon(), np.load(vectors), load_ngrams(everything), extras.tortured
            ),
            path,
        ),
    )
    files = (
        TableFiles(
            vocabulary=vocabulary, substitutions=substitutions, topics=topics, contexts=learned, ngrams=counts
        )
        for learned, counts in zip(contexts, (*without, everything), strict=True)
    )
    return BuiltTables(tuple(files), dealt, words, (counted, packed, ranked, synonyms))


def learn_contexts(
    sources: Sequence[TokenizedSource],
    vocabulary: Vocabulary,
    folders: Sequence[Path],
    folds: Mapping[str, int],
    counted: Step,
    plan: Plan,
    seed: int,
    work: Work,
    jobs: int,
) -> tuple[Step, Path, tuple[Path, ...]]:
    """Train a context model without each fold, and one of everything; give the words' rows with them."""
    step = work.step("contexts", counted, plan.targets, seed, *_code("contexts"))
    rows = step.file("rows.npy", lambda path: save_word_rows(folders, path))
    tokens = {
        source.name: step.file(
            f"{source.name}.npy",
            lambda path, source=source: save_source_rows(source, vocabulary, rows, path),  # type: ignore[misc]
        )
        for source in sources
    }
    tasks = [
        ContextTask(
            rows,
            tuple(path for name, path in tokens.items() if folds[name] != k),
            plan.targets,
            seed,
            step,
            f"without{k}.npz" if k < plan.folds else "everything.npz",
        )
        for k in range(plan.folds + 1)
    ]
    todo = [task for task in tasks if not (step.folder / task.name).exists()]
    for _ in track_all(make_contexts, todo, jobs, "context models"):
        pass
    return step, rows, tuple(step.folder / task.name for task in tasks)


def _packed(step: Step, folders: Sequence[Path], without: int | None, plan: Plan) -> Path:
    name = "everything.npz" if without is None else f"without{without}.npz"
    log.info("packing counts: %s", name)
    return step.file(name, lambda path: pack_folds(folders, without, plan.size, path))


def draw_and_extract(
    sources: Sequence[CorpusSource],
    tables: BuiltTables,
    plan: Plan,
    extras: Extras,
    seed: int,
    work: Work,
    jobs: int,
) -> list[FoldFeatures]:
    """Draw each fold's examples and make their features from the counts of the other folds."""
    files = (extras.tortured, extras.learners, extras.essays)
    made_from = (*tables.steps, plan.drawing, seed, *files, translation_pairs())
    step = work.step("features", *made_from, *_code("features"))
    wanted = shares(tables.words, plan.human)
    tasks = [
        FoldTask(
            fold=k,
            sources=tuple(source for source in sources if tables.folds[source.name] == k),
            counts=wanted,
            files=tables.files[k],
            step=step,
            plan=plan,
            extras=extras,
            seed=seed,
        )
        for k in range(plan.folds)
    ]
    return extract_folds(tasks, jobs)


def _code(step: str) -> list[Path]:
    return [PACKAGE / name for name in CODE[step]]


def _name(*, quick: bool) -> str:
    return "mtdetect-en-quick" if quick else "mtdetect-en"


def _summary(tables: BuiltTables, plan: Plan, seed: int, *, quick: bool) -> Row:
    return {
        "seed": seed,
        "quick": quick,
        "sources": len(tables.words),
        "words_counted": sum(tables.words.values()),
        "folds": plan.folds,
        "source_names": sorted(tables.words),
    }
