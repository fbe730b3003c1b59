"""Adapt the document stage of a trained model to a user's own texts."""

from __future__ import annotations

from mtdetect.adapting.adaptation import Adaptation, AdaptingOptions, adapt
from mtdetect.adapting.rows import OwnText

__all__ = ["Adaptation", "AdaptingOptions", "OwnText", "adapt"]
