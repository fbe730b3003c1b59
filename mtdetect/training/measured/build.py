"""From what was learned to a model: in memory to measure with, or as the folder that is shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mtdetect.model.calibration import Calibration
from mtdetect.model.contexts import ContextModel
from mtdetect.model.folder import Model
from mtdetect.model.lexicon import LexicalTable, word_zipf
from mtdetect.model.settings import Settings
from mtdetect.model.substitutions import Substitutions
from mtdetect.model.translation import Translation
from mtdetect.model.vocabulary import Vocabulary
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import ModelId
from mtdetect.training.networks.stages import Networks
from mtdetect.training.tables.tables import load_ngrams
from mtdetect.training.work import load_arrays


def build_model(
    name: str,
    networks: Networks,
    calibration: Calibration,
    points: OperatingPoints,
    settings: Settings,
    *,
    vocabulary: Path,
    substitutions: Path,
    topics: Path,
    contexts: Path,
    ngrams: Path,
    translation: Translation | None = None,
) -> Model:
    """Put a model together from the networks and the tables' files."""
    known = load_arrays(Vocabulary, vocabulary)
    return Model(
        vocabulary=known,
        ngrams=load_ngrams(ngrams),
        substitutions=load_arrays(Substitutions, substitutions),
        contexts=load_arrays(ContextModel, contexts),
        lexical=LexicalTable.build(known, word_zipf(known), np.load(topics)),
        token_network=networks.token,
        document_network=networks.document,
        kind_network=networks.kind,
        calibration=calibration,
        points=points,
        settings=settings,
        model_id=ModelId(name, ""),
        translation=translation,
    )
