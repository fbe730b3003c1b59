"""From what was learned to a model: in memory to measure with, or as the folder that is shipped."""

from __future__ import annotations

from dataclasses import fields

from mtdetect.model.calibration import Calibration
from mtdetect.model.folder import Model
from mtdetect.model.settings import Settings
from mtdetect.model.translation import Translation
from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import ModelId
from mtdetect.training.networks.stages import Networks
from mtdetect.training.tables.files import TableFiles


def build_model(
    name: str,
    networks: Networks,
    calibration: Calibration,
    points: OperatingPoints,
    settings: Settings,
    files: TableFiles,
    translation: Translation | None,
) -> Model:
    """Put a model together from the networks and the tables' files."""
    tables = files.load()
    return Model(
        **{one.name: getattr(tables, one.name) for one in fields(tables)},
        token_network=networks.token,
        document_network=networks.document,
        kind_network=networks.kind,
        calibration=calibration,
        points=points,
        settings=settings,
        model_id=ModelId(name, ""),
        translation=translation,
    )
