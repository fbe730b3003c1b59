"""scikit-learn: document features as a transformer, and a classifier that adapts to labelled texts.

Both take texts (a list, an array, a column) and stand first in a pipeline. Neither holds a model: they name
its folder, so that copies and pickles are small.

>>> from mtdetect.integrations.sklearn import MtdetectClassifier, MtdetectFeatures
>>> MtdetectFeatures().transform(["A short text."]).shape
(1, 490)
>>> MtdetectClassifier(adapt=False).predict(["A short text."]).tolist()
[0]
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_consistent_length

from mtdetect.adapting import Adaptation, AdaptingOptions, OwnText, adapt
from mtdetect.arrays import Array
from mtdetect.detector import Detector, load
from mtdetect.errors import ModelError, OptionError
from mtdetect.integrations.sklearn.labelled import as_texts, checked_labels, rewritten_label, two_classes
from mtdetect.judging.token_scores import LEAST_PROB
from mtdetect.model.allow_list import AllowList, AllowSource
from mtdetect.model.columns import POOLED
from mtdetect.model.folder import Model
from mtdetect.results.report import InputFormat, Report

Texts = Iterable[str]
Labels: TypeAlias = "Iterable[Hashable] | Array"


class _OverDetector(BaseEstimator):  # type: ignore[misc]  # scikit-learn publishes no types
    """What both estimators share: a model that is named by its folder, and texts as input."""

    model: Path | str | None
    allow: AllowSource
    format: InputFormat

    def _base(self) -> Detector:
        return _opened(self.model, AllowList.of(self.allow))

    def __sklearn_tags__(self) -> Any:
        """Say that the input is texts, one-dimensional."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags


class MtdetectFeatures(TransformerMixin, _OverDetector):  # type: ignore[misc]  # likewise
    """Turn texts into the features that the document stage judges by, under their names.

    Args:
        model: folder of a model; by default the shipped one.
        allow: terms that are no evidence: a file's path, or terms.
        format: what the texts are written in.

    """

    def __init__(
        self,
        model: Path | str | None = None,
        *,
        allow: AllowSource = None,
        format: InputFormat = "auto",
    ) -> None:
        self.model = model
        self.allow = allow
        self.format = format

    def fit(self, X: Texts, y: object = None) -> MtdetectFeatures:  # noqa: N803, ARG002 - scikit-learn's names
        """Check the texts and the model; there is nothing to learn."""
        as_texts(X)
        self._base()
        return self

    def transform(self, X: Texts) -> npt.NDArray[np.float32]:  # noqa: N803 - likewise
        """Give the features ``(n, 490)``, a row a text."""
        rows = [one.pooled for one in self._base().measure_many(as_texts(X), format=self.format)]
        return np.array(rows, np.float32).reshape(-1, len(POOLED))

    def get_feature_names_out(self, input_features: object = None) -> Array:  # noqa: ARG002 - likewise
        """Name the columns."""
        return np.array(POOLED, object)

    def __sklearn_is_fitted__(self) -> bool:
        """Say that nothing has to be fitted first."""
        return True

    def __sklearn_tags__(self) -> Any:
        """Say so to scikit-learn, too."""
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.transformer_tags.preserves_dtype = []  # texts have none
        return tags


class MtdetectClassifier(ClassifierMixin, _OverDetector):  # type: ignore[misc]  # likewise
    """Tell rewritten texts from people's, after adapting the document stage to labelled texts.

    ``fit`` corrects the shipped model as far as the texts support it (see the guide to adapting); with
    ``adapt=False`` the model is used as it is, and nothing needs to be fitted. ``predict`` is the verdict at
    the operating point; texts without a verdict count as people's.

    Args:
        model: folder of a model; by default the shipped one.
        adapt: whether ``fit`` adapts.
        target_fpr: operating point of ``predict`` and ``decision_function``; by default the model's.
        pos_label: the label of rewritten texts; by default the greater number, or what is not "human".
        penalty: strength of the correction's ridge penalty; by default cross-validation chooses it.
        allow: terms that are no evidence: a file's path, or terms.
        format: what the texts are written in.
        random_state: seed that deals the texts into folds.

    """

    def __init__(
        self,
        model: Path | str | None = None,
        *,
        adapt: bool = True,
        target_fpr: float | None = None,
        pos_label: Hashable = None,
        penalty: float | None = None,
        allow: AllowSource = None,
        format: InputFormat = "auto",
        random_state: int = 0,
    ) -> None:
        self.model = model
        self.adapt = adapt
        self.target_fpr = target_fpr
        self.pos_label = pos_label
        self.penalty = penalty
        self.allow = allow
        self.format = format
        self.random_state = random_state

    def fit(
        self,
        X: Texts,  # noqa: N803 - likewise
        y: Labels | None = None,
        groups: Labels | None = None,
    ) -> MtdetectClassifier:
        """Adapt to labelled texts; those of one of ``groups`` (a file, an author) are judged together.

        Without ``adapt`` labels may be left out: they are then 0 and 1.
        """
        labels = None if y is None else checked_labels(y)
        self._classes = np.array([0, 1]) if labels is None else two_classes(labels)
        texts = as_texts(X)
        check_consistent_length(texts, y, groups)
        positive = self._positive()
        base = self._base()
        base.points.threshold(0, self.target_fpr)  # refuses an unknown rate before any work
        self._model_id = base.model_id
        self.adaptation_: Adaptation | None = None
        if self.adapt:
            if labels is None:
                raise OptionError(
                    "expected labels to adapt to, got none. Pass y, or use the model as it is: "
                    "MtdetectClassifier(adapt=False)."
                )
            names = range(len(texts)) if groups is None else groups
            rows = zip(texts, labels == positive, names, strict=True)
            own = [OwnText(text, bool(label), str(group)) for text, label, group in rows]
            how = AdaptingOptions(
                seed=self.random_state, penalty=self.penalty, generate=False, format=self.format
            )
            self.adaptation_ = adapt(base, own, how)
        return self

    @property
    def classes_(self) -> Array:
        """The two labels, in order; 0 and 1 for a model that is used as it is."""
        self._check_fitted()
        classes: Array = getattr(self, "_classes", np.array([0, 1]))
        return classes

    @property
    def detector_(self) -> Detector:
        """The detector that judges: for reports with spans, too."""
        self._check_fitted()
        base, expected = self._base(), getattr(self, "_model_id", None)
        if expected is not None and base.model_id != expected:
            raise ModelError(
                f"expected the model {expected.name} ({expected.sha256[:12]}) that was fitted, got "
                f"{base.model_id.name} ({base.model_id.sha256[:12]}). Put that model back, or fit anew."
            )
        adaptation: Adaptation | None = getattr(self, "adaptation_", None)
        return base if adaptation is None else _adapted(base, adaptation)

    def reports(self, X: Texts) -> list[Report]:  # noqa: N803 - likewise
        """Judge texts, and keep all that is said of them."""
        detector, texts = self.detector_, as_texts(X)
        return list(detector.detect_many(texts, target_fpr=self.target_fpr, format=self.format))

    def predict_proba(self, X: Texts) -> npt.NDArray[np.float64]:  # noqa: N803 - likewise
        """Give the calibrated probabilities ``(n, 2)`` of both labels, in the order of ``classes_``."""
        scores = np.array([report.score for report in self.reports(X)], np.float64)
        return np.column_stack([1 - scores, scores] if self._is_upper() else [scores, 1 - scores])

    def decision_function(self, X: Texts) -> npt.NDArray[np.float64]:  # noqa: N803 - likewise
        """Give how far each text lies beyond the threshold of its length, in logits, for ``classes_[1]``."""
        beyond = _beyond(self.reports(X))
        return beyond if self._is_upper() else -beyond

    def predict(self, X: Texts) -> Array:  # noqa: N803 - likewise
        """Give the label that each verdict amounts to, at the operating point."""
        flagged = np.array([report.verdict == "flagged" for report in self.reports(X)], bool)
        return self.classes_[(flagged == self._is_upper()).astype(int)]

    def save(self, folder: Path | str, *, name: str | None = None, overwrite: bool = False) -> Model:
        """Write the adapted model as a folder, for `mtdetect.load` and ``mtdetect scan --model``."""
        if getattr(self, "adaptation_", None) is None:
            raise ModelError(
                "expected an adapted classifier to save, got none. Call fit with labelled texts."
            )
        adaptation: Adaptation = self.adaptation_  # type: ignore[assignment]
        allow = AllowList.of(self.allow)
        return adaptation.save(self._base().model, Path(folder), name=name, allow=allow, overwrite=overwrite)

    def _positive(self) -> Hashable:
        return rewritten_label(self._classes, self.pos_label)

    def _is_upper(self) -> bool:
        """Say whether the label of rewritten texts is the second one."""
        return bool(self.classes_[1] == rewritten_label(self.classes_, self.pos_label))

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise NotFittedError(
                "expected a fitted MtdetectClassifier, got one that is not. Call fit with labelled texts, or "
                "use the model as it is: MtdetectClassifier(adapt=False)."
            )

    def __sklearn_is_fitted__(self) -> bool:
        """Say whether it can judge: always, if nothing is to be adapted."""
        return not self.adapt or getattr(self, "adaptation_", None) is not None

    def __sklearn_tags__(self) -> Any:
        """Say that there are two classes, and texts enough are needed."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.requires_fit = self.adapt
        return tags


@lru_cache(maxsize=4)
def _opened(model: Path | str | None, allow: AllowList) -> Detector:
    """Open a model once, however many copies of an estimator a search makes."""
    return load(model, allow=allow)


def forget_models() -> None:
    """Let go of the models that were opened; what needs one opens it again."""
    _opened.cache_clear()
    _adapted.cache_clear()


@lru_cache(maxsize=4)
def _adapted(base: Detector, adaptation: Adaptation) -> Detector:
    return Detector(adaptation.apply(base.model), base.allow)


def _beyond(reports: Sequence[Report]) -> npt.NDArray[np.float64]:
    """Give how far scores lie beyond their thresholds; where there is no verdict, never beyond."""
    scores = np.array([report.score for report in reports], np.float64)
    thresholds = np.array([report.threshold for report in reports], np.float64)
    beyond = _logit(scores) - _logit(thresholds)
    judged = np.array([report.verdict != "abstain" for report in reports], bool)
    return np.where(judged, beyond, np.minimum(beyond, -float(LEAST_PROB)))


def _logit(prob: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    inner = np.clip(prob, 1e-12, 1 - 1e-12)
    return np.log(inner / (1 - inner))
