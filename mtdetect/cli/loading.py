"""What commands need of a detector, and how they come by one; tests bring one that needs no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from mtdetect.results.operating_points import OperatingPoints
from mtdetect.results.report import InputFormat, ModelId, Report


class Detects(Protocol):
    """Describe what the command line needs of a detector."""

    @property
    def model_id(self) -> ModelId:
        """Return the model's name and hash."""

    @property
    def points(self) -> OperatingPoints:
        """Return the model's thresholds."""

    @property
    def folder(self) -> Path:
        """Return the folder that the model was loaded from."""

    def detect_many(
        self,
        texts: Iterable[str],
        *,
        target_fpr: float | None = None,
        format: InputFormat = "auto",
        n_process: int = 1,
    ) -> Iterator[Report]:
        """Judge texts lazily and in order."""


Load = Callable[[Path | None], Detects]


def loader(allow: Path | None = None) -> Load:
    """Say how to load a model, with the terms of a file that are let pass."""

    def load(folder: Path | None) -> Detects:
        from mtdetect.detector import load as load_detector

        return load_detector(folder, allow=allow)

    return load
