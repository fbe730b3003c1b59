"""Texts and labels as scikit-learn's users pass them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
from sklearn.utils import assert_all_finite, column_or_1d
from sklearn.utils.multiclass import check_classification_targets

from mtdetect.arrays import Array
from mtdetect.errors import InputError, OptionError
from mtdetect.evaluation.labelled import LABELS


def as_texts(texts: Iterable[str]) -> list[str]:
    """List the texts of any one-dimensional container.

    >>> as_texts(np.array(["one", "two"]))
    ['one', 'two']
    """
    given: object = texts
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise InputError(f"expected texts (a list, an array, a column), got one {type(given).__name__}.")
    if (dimensions := getattr(given, "ndim", 1)) != 1:
        raise InputError(
            f"expected one-dimensional texts, got {type(given).__name__} of {dimensions} dimensions. Choose "
            f"the column that holds them."
        )
    listed = given.tolist() if isinstance(given, np.ndarray) else list(given)
    for number, text in enumerate(listed):
        if not isinstance(text, str):
            raise InputError(f"expected texts as strings, got {type(text).__name__} (number {number}).")
    return listed


def checked_labels(labels: object) -> Array:
    """List labels, one a text; refuse what are no classes."""
    assert_all_finite(labels, input_name="y")
    listed: Array = column_or_1d(labels, warn=True)
    check_classification_targets(listed)
    return listed


def two_classes(labels: Array) -> Array:
    """Give the two classes in order, or refuse."""
    classes = np.unique(labels)
    if len(classes) != 2:
        kind = "multiclass" if len(classes) > 2 else "one class"
        raise OptionError(
            f"expected labels of people's texts and of rewritten ones, got {len(classes)} different: "
            f"{', '.join(map(repr, classes[:5].tolist()))}. Only binary classification is supported. The "
            f"type of the target is {kind}."
        )
    return classes


def rewritten_label(classes: Array, pos_label: Hashable) -> Hashable:
    """Tell which of two labels stands for rewritten texts."""
    first, second = classes.tolist()
    if pos_label is not None:
        if pos_label not in (first, second):
            raise OptionError(f"expected pos_label to be one of {first!r} and {second!r}, got {pos_label!r}.")
        return pos_label
    if not isinstance(second, str):
        return second
    known = [label for label in (first, second) if LABELS.get(label)]
    if len(known) != 1 or not {first, second} <= set(LABELS):
        raise OptionError(
            f"expected to know which of {first!r} and {second!r} stands for rewritten texts. Pass pos_label."
        )
    return known[0]
