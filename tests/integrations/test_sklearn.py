"""The leaf for scikit-learn: scikit-learn's own checks, and a contract of ours."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, TunedThresholdClassifierCV, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import validate_data

import mtdetect
from mtdetect.adapting import Adaptation, AdaptingOptions, OwnText, adapt
from mtdetect.detector import Detector
from mtdetect.errors import DataError, InputError, ModelError, OptionError
from mtdetect.integrations.sklearn import MtdetectClassifier, MtdetectFeatures, forget_models
from mtdetect.model.columns import POOLED
from mtdetect.model.folder import save_model
from tests.adapting.test_adapting import human_text, spun_text
from tests.tiny_model import HUMAN, SENTENCES, SPUN, tiny_detector, tiny_model

TEXTS = [*map(human_text, range(40)), *map(spun_text, range(40))]
LABELS = np.repeat([0, 1], 40)
GROUPS = [*range(40), *range(40)]


@cache
def folder() -> Path:
    """Save the small model, once."""
    return save_model(tiny_model(), Path(mkdtemp(prefix="mtdetect-test-")) / "tiny", {}).folder  # type: ignore[return-value]


def classifier(**options: Any) -> MtdetectClassifier:
    return MtdetectClassifier(folder(), **options)


@cache
def fitted() -> MtdetectClassifier:
    return classifier().fit(TEXTS, LABELS, groups=GROUPS)


def adapted() -> Adaptation:
    adaptation = fitted().adaptation_
    assert adaptation is not None
    return adaptation


class Aloud:
    """Read rows of numbers aloud, a sentence a row: scikit-learn's checks know no texts."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.two_d_array, tags.input_tags.one_d_array = True, False
        if tags.classifier_tags is not None:
            tags.classifier_tags.poor_score = True  # sentences drawn by numbers were written by no spinner
        return tags

    def read(self, numbers: Any, *, reset: bool = False) -> list[str]:
        rows = np.asarray(validate_data(self, numbers, reset=reset, dtype=np.float64))
        picked = np.rint(100 * rows).astype(np.int64).sum(axis=1) % len(SENTENCES)
        return [SENTENCES[at] for at in picked.tolist()]


class AloudFeatures(Aloud, MtdetectFeatures):
    def __init__(self, model: Path | None = None) -> None:
        super().__init__(model)

    def _base(self) -> Detector:
        return tiny_detector()

    def fit(self, X: Any, y: object = None) -> AloudFeatures:  # noqa: N803
        super().fit(self.read(X, reset=True), y)
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        return super().transform(self.read(X))


class AloudClassifier(Aloud, MtdetectClassifier):
    def __init__(self, model: Path | None = None, *, adapt: bool = False) -> None:
        super().__init__(model, adapt=adapt)

    def _base(self) -> Detector:
        return tiny_detector()

    def fit(self, X: Any, y: Any = None) -> AloudClassifier:  # type: ignore[override]  # noqa: N803
        super().fit(self.read(X, reset=True), y)
        return self

    def reports(self, X: Any) -> Any:  # noqa: N803
        self._check_fitted()
        return super().reports(self.read(X))


EXPECTED_FAILURES = {
    "AloudClassifier": {
        "check_classifiers_classes": "of labels such as 'one' and 'two', pos_label must say which is meant",
    },
}


def expected_failures(estimator: object) -> dict[str, str]:
    return EXPECTED_FAILURES.get(type(estimator).__name__, {})


@parametrize_with_checks(  # type: ignore[untyped-decorator]  # scikit-learn publishes no types
    [AloudFeatures(), AloudClassifier()], expected_failed_checks=expected_failures
)
@pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API is not set")
def test_scikit_learns_own_checks(estimator: object, check: Callable[[object], object]) -> None:
    check(estimator)


def reports_of(detector: Detector, texts: list[str]) -> list[tuple[float, str]]:
    return [(report.score, report.verdict) for report in detector.detect_many(texts)]


def test_features_are_exactly_what_the_document_stage_sees() -> None:
    features = MtdetectFeatures(folder())
    matrix = features.transform([HUMAN, SPUN])
    measured = [one.pooled for one in mtdetect.load(folder()).measure_many([HUMAN, SPUN])]
    assert matrix.tolist() == np.array(measured).tolist()
    assert features.get_feature_names_out().tolist() == list(POOLED)
    assert matrix.shape == (2, len(POOLED))
    assert features.transform([]).shape == (0, len(POOLED))


def test_features_may_be_a_frame() -> None:
    column = pd.Series([HUMAN, SPUN], index=[7, 9])
    frame = MtdetectFeatures(folder()).set_output(transform="pandas").fit_transform(column)
    assert list(frame.columns) == list(POOLED)
    assert frame.index.tolist() == [7, 9]


@pytest.mark.parametrize(
    "container", [list, tuple, np.array, pd.Series, lambda texts: np.array(texts, object)]
)
def test_texts_come_in_any_container(container: Callable[[list[str]], Any]) -> None:
    scores = classifier(adapt=False).predict_proba(container([HUMAN, SPUN]))[:, 1]
    assert scores.tolist() == [score for score, _ in reports_of(mtdetect.load(folder()), [HUMAN, SPUN])]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (HUMAN, "got one str"),
        (7, "got one int"),
        (np.array([[HUMAN]]), "got ndarray of 2 dimensions. Choose the column"),
        (pd.DataFrame({"text": [HUMAN]}), "got DataFrame of 2 dimensions"),
        ([HUMAN, None], r"got NoneType \(number 1\)"),
        ([HUMAN, float("nan")], r"got float \(number 1\)"),
    ],
)
def test_what_is_no_texts_is_refused(texts: Any, message: str) -> None:
    for estimator in (MtdetectFeatures(folder()), classifier(adapt=False)):
        with pytest.raises(InputError, match=message):
            estimator.fit(texts)


def test_the_model_as_it_is_needs_no_fit() -> None:
    estimator, detector = classifier(adapt=False), mtdetect.load(folder())
    expected = reports_of(detector, [HUMAN, SPUN])
    assert estimator.predict_proba([HUMAN, SPUN])[:, 1].tolist() == [score for score, _ in expected]
    assert estimator.predict([HUMAN, SPUN]).tolist() == [verdict == "flagged" for _, verdict in expected]
    assert estimator.classes_.tolist() == [0, 1]


def test_fitting_is_adapting() -> None:
    texts = [OwnText(*one) for one in zip(TEXTS, LABELS.astype(bool).tolist(), map(str, GROUPS), strict=True)]
    adaptation = adapt(mtdetect.load(folder()), texts, AdaptingOptions(generate=False))
    assert adapted().sha256 == adaptation.sha256
    expected = reports_of(Detector(adaptation.apply(mtdetect.load(folder()).model)), TEXTS)
    assert fitted().predict_proba(TEXTS)[:, 1].tolist() == [score for score, _ in expected]


def test_all_ways_agree_on_a_verdict() -> None:
    for target in (0.05, 0.01, 0.001):
        estimator = clone(fitted()).set_params(target_fpr=target).fit(TEXTS, LABELS)
        flagged = estimator.predict(TEXTS)
        assert flagged.tolist() == (estimator.decision_function(TEXTS) >= 0).astype(int).tolist()
        assert flagged.tolist() == [r.verdict == "flagged" for r in estimator.reports(TEXTS)]
    assert estimator.predict_proba(TEXTS).sum(axis=1) == pytest.approx(1)


def test_a_text_without_verdict_counts_as_a_persons() -> None:
    short = "Commerce battle."
    assert classifier(adapt=False).reports([short])[0].verdict == "abstain"
    assert classifier(adapt=False).predict([short]).tolist() == [0]
    assert classifier(adapt=False).decision_function([short])[0] < 0


@pytest.mark.parametrize(
    ("labels", "pos_label", "positive"),
    [
        ((0, 1), None, 1),
        ((1, 0), 0, 0),
        ((False, True), None, True),
        (("human", "spun"), None, "spun"),
        (("person", "machine"), "machine", "machine"),
    ],
)
def test_labels_keep_their_meaning(labels: tuple[Any, Any], pos_label: Any, positive: Any) -> None:
    named = np.array(labels)[LABELS]
    estimator = classifier(pos_label=pos_label, penalty=float("inf")).fit(TEXTS, named)
    column = estimator.classes_.tolist().index(positive)
    rewritten = np.array([report.score for report in estimator.reports(TEXTS)])
    assert estimator.predict_proba(TEXTS)[:, column] == pytest.approx(rewritten)
    assert set(estimator.predict(TEXTS).tolist()) <= set(labels)
    upper = estimator.predict(TEXTS) == estimator.classes_[1]
    assert upper.tolist() == (estimator.decision_function(TEXTS) > 0).tolist()


@pytest.mark.parametrize(
    ("options", "labels", "error", "message"),
    [
        ({}, None, OptionError, "expected labels to adapt to, got none"),
        ({}, [0] * 80, OptionError, "got 1 different: 0"),
        ({}, [0, 1, 2, 0] * 20, OptionError, "Only binary classification"),
        ({}, ["a", "b"] * 40, OptionError, "which of 'a' and 'b' stands for rewritten texts. Pass pos_label"),
        (
            {"pos_label": "x"},
            ["a", "b"] * 40,
            OptionError,
            "expected pos_label to be one of 'a' and 'b', got 'x'",
        ),
        ({}, [0] * 70 + [1] * 10, DataError, "at least 20 rewritten texts"),
        ({}, [0, 1], ValueError, "inconsistent numbers of samples"),
    ],
)
def test_labels_that_teach_nothing_are_refused(
    options: dict[str, Any], labels: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        classifier(**options).fit(TEXTS, labels)


def test_an_unfitted_classifier_says_what_to_do() -> None:
    with pytest.raises(NotFittedError, match=r"Call fit with labelled texts, or use .*adapt=False"):
        classifier().predict([HUMAN])
    with pytest.raises(ModelError, match="expected an adapted classifier to save"):
        classifier(adapt=False).save("nowhere")


def test_copies_and_pickles_are_small_and_judge_alike() -> None:
    for estimator in (fitted(), classifier(adapt=False), MtdetectFeatures(folder())):
        data = pickle.dumps(estimator)
        assert len(data) < 20_000
        again = pickle.loads(data)  # noqa: S301 - made right here
        method = "transform" if isinstance(estimator, MtdetectFeatures) else "decision_function"
        one, other = (getattr(each, method)(TEXTS[38:42]) for each in (estimator, again))
        assert one.tolist() == other.tolist()
        assert clone(estimator).get_params() == estimator.get_params()


def test_another_model_in_the_folder_is_noticed(tmp_path: Path) -> None:
    model = save_model(tiny_model(), tmp_path / "tiny", {})
    estimator = MtdetectClassifier(model.folder).fit(TEXTS, LABELS)
    data = pickle.dumps(estimator)
    save_model(tiny_model(), tmp_path / "tiny", {"changed": True}, overwrite=True)
    forget_models()
    with pytest.raises(ModelError, match=r"expected the model tiny .* Put that model back, or fit anew"):
        pickle.loads(data).predict([HUMAN])  # noqa: S301 - made right here


def test_allowed_terms_are_no_evidence() -> None:
    plain, allowing = (
        classifier(adapt=False, allow=allow).predict_proba([SPUN])[0, 1]
        for allow in (None, ["commerce battle"])
    )
    assert allowing < plain


def test_it_stands_in_a_pipeline_and_is_searched() -> None:
    pipeline = make_pipeline(classifier(penalty=float("inf")))
    grid = {"mtdetectclassifier__target_fpr": [0.05, 0.001]}
    search = GridSearchCV(pipeline, grid, cv=2, scoring="balanced_accuracy", error_score="raise")
    search.fit(TEXTS, LABELS)
    assert search.best_params_["mtdetectclassifier__target_fpr"] in {0.05, 0.001}
    assert search.predict(TEXTS).shape == (80,)


def test_its_threshold_is_tuned() -> None:
    tuned = TunedThresholdClassifierCV(classifier(penalty=float("inf")), cv=2, thresholds=5)
    tuned.fit(TEXTS, LABELS)
    assert tuned.score(TEXTS, LABELS) > 0.9
    as_it_is = TunedThresholdClassifierCV(classifier(adapt=False), cv="prefit", refit=False, thresholds=5)
    assert as_it_is.fit(TEXTS, LABELS).score(TEXTS, LABELS) > 0.9


def test_features_feed_other_estimators() -> None:
    pipeline = make_pipeline(MtdetectFeatures(folder()), StandardScaler(), LogisticRegression())
    scores = cross_val_predict(pipeline, TEXTS, LABELS, cv=4)
    assert (scores == LABELS).mean() > 0.9


def test_groups_are_never_parted() -> None:
    assert adapted().facts["texts"]["groups"] == 40
    with pytest.raises(DataError, match="got one only"):
        classifier().fit(TEXTS, LABELS, groups=LABELS)


def test_an_adapted_classifier_becomes_a_folder(tmp_path: Path) -> None:
    model = fitted().save(tmp_path / "own", name="desk")
    assert model.model_id.name == "desk"
    saved = [report.score for report in mtdetect.load(tmp_path / "own").detect_many(TEXTS[38:42])]
    assert saved == pytest.approx(fitted().predict_proba(TEXTS[38:42])[:, 1].tolist(), abs=1e-6)


def test_a_column_of_a_frame_is_judged_by_a_pipeline() -> None:
    frame = pd.DataFrame({"text": [HUMAN, SPUN], "likes": [3, 4]})
    columns = make_column_transformer((MtdetectFeatures(folder()), "text"), remainder="passthrough")
    assert columns.fit_transform(frame).shape == (2, len(POOLED) + 1)
    assert columns.get_feature_names_out()[-1] == "remainder__likes"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"penalty": -1.0}, r"expected a penalty above 0, got -1\.0"),
        ({"penalty": float("nan")}, "expected a penalty above 0, got nan"),
        ({"target_fpr": 0.3}, r"target_fpr must be one of .*got 0\.3"),
        ({"target_fpr": 0.3, "adapt": False}, r"target_fpr must be one of .*got 0\.3"),
    ],
)
def test_options_without_sense_are_refused_by_fit(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        classifier(**options).fit(TEXTS, LABELS)
