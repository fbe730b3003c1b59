"""scikit-learn: document features as a transformer, and a classifier that adapts to labelled texts."""

from __future__ import annotations

from mtdetect.integrations.sklearn.estimators import MtdetectClassifier, MtdetectFeatures, forget_models

__all__ = ["MtdetectClassifier", "MtdetectFeatures", "forget_models"]
