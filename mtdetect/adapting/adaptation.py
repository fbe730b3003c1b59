"""Adapt a model to a user's own texts: what is fitted, what it was measured to do, and the model it makes."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from mtdetect.adapting.card import write_card
from mtdetect.adapting.correction import PENALTIES, Correction, CorrectionProblem
from mtdetect.adapting.fitting import Refit, count_labels, deal_folds, fit
from mtdetect.adapting.measuring import (
    Figures,
    OwnScores,
    as_it_is,
    figures,
    human_scores,
    judge_unseen,
    loss,
)
from mtdetect.adapting.points import OwnPoints, needed, own_points
from mtdetect.adapting.rows import LEAST_TEXTS, OwnRows, OwnText, check_texts, measure_texts, without_copies
from mtdetect.arrays import Index
from mtdetect.detector import Detector
from mtdetect.errors import DataError, ModelError, OptionError
from mtdetect.model.allow_list import AllowList
from mtdetect.model.calibration import Calibration
from mtdetect.model.folder import Model, save_model
from mtdetect.results.report import InputFormat, ModelId

PARENT = "adapted_from"  # the fact that tells an adapted model

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptingOptions:
    """Say how to adapt; the defaults suit everybody but a search over them.

    Raises:
        OptionError: the penalty is no positive number.

    """

    seed: int = 0  # deals the folds
    penalty: float | None = None  # of the correction; by default cross-validation chooses it
    generate: bool = True  # where there are no rewritten texts, make some if the generators can
    format: InputFormat = "auto"

    def __post_init__(self) -> None:
        """Refuse a penalty that would reward large corrections; an infinite one allows none."""
        if self.penalty is not None and not self.penalty > 0:
            raise OptionError(
                f"expected a penalty above 0, got {self.penalty!r}. By default cross-validation chooses."
            )


@dataclass(frozen=True, slots=True, eq=False)
class Adaptation:
    """What was learned from a user's texts: small beside the model that it belongs to."""

    parent: ModelId
    correction: Correction
    calibration: Calibration
    points: OwnPoints
    facts: dict[str, Any] = field(default_factory=dict)
    messages: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash all that it changes, and what of."""
        said = [self.parent.sha256, self.calibration.to_dict(), self.points.points.to_list()]
        content = json.dumps(said, sort_keys=True).encode() + self.correction.weights.tobytes()
        return hashlib.sha256(content).hexdigest()

    def apply(self, base: Model, name: str | None = None) -> Model:
        """Give the adapted model, in memory.

        Raises:
            ModelError: the base is another model than the one that was adapted.

        """
        if base.model_id != self.parent:
            raise ModelError(
                f"expected the model {self.parent.name} ({self.parent.sha256[:12]}) that was adapted, got "
                f"{base.model_id.name} ({base.model_id.sha256[:12]}). Put that model back, or adapt anew."
            )
        return replace(
            base,
            document_network=self.correction.applied(base.document_network),
            calibration=self.calibration,
            points=self.points.points,
            model_id=ModelId(name or f"{self.parent.name}-adapted", self.sha256),
            facts=self.facts,
            folder=None,
        )

    def save(
        self,
        base: Model,
        folder: Path,
        *,
        name: str | None = None,
        allow: AllowList | None = None,
        made: date | None = None,
        overwrite: bool = False,
    ) -> Model:
        """Write the adapted model as a folder of its own, with its card; return it as loaded from there.

        ``overwrite`` replaces a model that is there; anything else that is there is a ModelError.
        """
        model = replace(self.apply(base, name), allow=base.allow | (allow or AllowList()))
        day = made or datetime.now(UTC).date()
        facts = self.facts | {"made": day.isoformat(), "allowed_terms": len(model.allow.terms)}
        card = write_card(model.model_id.name, facts, self.messages, model.allow)
        return save_model(model, folder, facts, card=card, overwrite=overwrite)


def adapt(detector: Detector, texts: Sequence[OwnText], options: AdaptingOptions | None = None) -> Adaptation:
    """Adapt a detector's model to labelled texts; with human ones alone, its thresholds.

    Raises:
        DataError: the texts are too few, or contradict each other.
        ModelError: the model was adapted before.

    """
    chosen = options or AdaptingOptions()
    refuse_adapted(detector.model)
    check_texts(texts)
    own = list(without_copies(texts))
    if copies := len(texts) - len(own):
        log.info("%d copies of other texts are left out", copies)
    rows, dropped = measure_texts(detector, own, chosen.format)
    dealt = deal_folds(count_labels(rows.groups.tolist(), rows.rewritten.tolist()), chosen.seed)
    if chosen.generate and not rows.rewritten.any():
        rows = _with_rewritten(detector, own, rows, dealt, chosen)
    adapted = adapt_rows(detector.model, rows, dealt, chosen)
    left_out = {"copies": copies, "without_verdict": dropped}
    return replace(adapted, facts=adapted.facts | {"left_out": left_out})


def _with_rewritten(
    detector: Detector,
    texts: Sequence[OwnText],
    rows: OwnRows,
    folds: Mapping[str, int],
    options: AdaptingOptions,
) -> OwnRows:
    """Add rewritten examples of the texts; without the generators' lists, say so and go on without."""
    try:
        from mtdetect.adapting.rewriting import measure_rewritten, rewrite

        examples = rewrite([own for own in texts if own.group in folds], folds, options.seed, options.format)
    except (ModuleNotFoundError, DataError) as error:
        log.info("no rewritten examples are made: %s", _lacking(error))
        return rows
    log.info("made %s rewritten examples", f"{len(examples):,}")
    made = measure_rewritten(detector, examples)
    return rows + made if made.counts()["rewritten"] >= LEAST_TEXTS else rows


def _lacking(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed (pip install 'mtdetect[train]')"
    return str(error)


def refuse_adapted(model: Model) -> None:
    """Refuse a model that was adapted before: its texts are not here to be judged with the new ones."""
    if PARENT in model.facts:
        parent = model.facts[PARENT]["name"]
        raise ModelError(
            f"expected a trained model to adapt, got {model.model_id.name}, which was adapted from {parent}. "
            f"Adapt {parent} to all your texts together."
        )


def adapt_rows(model: Model, rows: OwnRows, dealt: Mapping[str, int], options: AdaptingOptions) -> Adaptation:
    """Adapt a model to texts that were measured with it, their groups dealt into folds."""
    folds = np.array([dealt[group] for group in rows.groups.tolist()], np.int64)
    problem = CorrectionProblem.of(model, rows)
    before = OwnScores.by(model.calibration, model.points, problem.base, rows.words)
    found, after = _settle(problem, model, folds, before, options)
    points = own_points(*human_scores(found, rows), found.recalibration.points(model.points))
    facts = {
        PARENT: {"name": model.model_id.name, "sha256": model.model_id.sha256},
        "texts": _texts(rows),
        "fitted": _fitted(found, model),
        "before": figures(before, rows.rewritten),
        "after": figures(after, rows.rewritten),
        "points": points.to_list(),
        "seed": options.seed,
    }
    messages = _messages(rows, found, points, facts)
    return Adaptation(model.model_id, found.correction, found.calibration, points, facts, messages)


def _settle(
    problem: CorrectionProblem, model: Model, folds: Index, before: OwnScores, options: AdaptingOptions
) -> tuple[Refit, OwnScores]:
    """Fit where that makes unseen texts no worse; else, or without rewritten texts, set thresholds only."""
    rewritten = problem.rows.rewritten
    if rewritten.any():
        penalties = PENALTIES if options.penalty is None else (options.penalty,)
        log.info("fitting to %d texts, and judging each by a fit without it", len(problem.rows))
        after = judge_unseen(problem, model.calibration, model.points, folds, penalties)
        if loss(after, rewritten) <= loss(before, rewritten) or options.penalty is not None:
            return fit(problem, model.calibration, folds, penalties), after
        log.info("scores of unseen texts would be worse: only thresholds are set")
    unfitted = judge_unseen(problem, model.calibration, model.points, folds, None)
    return as_it_is(problem, model.calibration), unfitted


def _texts(rows: OwnRows) -> Figures:
    names, counts = np.unique(rows.generators[rows.generators != ""], return_counts=True)
    return {
        **rows.counts(),
        "groups": len(np.unique(rows.groups)),
        "median_words": int(np.median(rows.words)),
        "generated": dict(zip(names.tolist(), counts.tolist(), strict=True)),
    }


def _fitted(found: Refit, model: Model) -> Figures:
    """Say what changed in the document stage."""
    corrected = bool(found.correction)
    return {
        "correction": corrected,
        "penalty": found.correction.penalty if corrected else None,
        "recalibrated": found.calibration != model.calibration,
        "calibration": found.calibration.to_dict(),
    }


def _messages(rows: OwnRows, found: Refit, points: OwnPoints, facts: Figures) -> tuple[str, ...]:
    """Say what the texts could not support."""
    said = []
    human = rows.counts()["human"]
    if unsupported := points.unsupported():
        listed = ", ".join(f"{target:g} (needs {needed(target):,})" for target in unsupported)
        said.append(
            f"{human:,} human texts are too few to set thresholds at these rates: {listed}. The base model's "
            f"thresholds are kept there, or raised where more of your texts reach them."
        )
    if not rows.rewritten.any():
        said.append(
            "without rewritten texts only thresholds were set: the scores are those of the base model."
        )
    elif not facts["fitted"]["recalibrated"]:
        said.append(
            "the base model's scores fit your texts better than any correction: only thresholds were set."
        )
    elif not found.correction:
        said.append(
            "no correction of single features could be told from chance: only the calibration was fitted."
        )
    return tuple(said)
