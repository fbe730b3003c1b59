"""Judged documents for tests of what training measures: scores without a network or a text."""

from __future__ import annotations

import numpy as np

from mtdetect.model.calibration import Calibration
from mtdetect.training.examples.examples import Example
from mtdetect.training.measured.measuring import Scored
from mtdetect.training.networks.stages import UnseenScores

SOURCES = 8

Group = tuple[str | None, float, int, float, int]  # generator, rate, words, mean logit, count


def make_scored(*groups: Group) -> Scored:
    """Make documents whose logits are their scores'."""
    return Scored.of(make_judged(*groups), Calibration())


def make_judged(*groups: Group) -> UnseenScores:
    """Make documents in groups; logits vary by one."""
    rng = np.random.default_rng(0)
    examples, words, logits = [], [], []
    for generator, rate, length, mean, count in groups:
        for number in range(count):
            examples.append(Example("", f"source{number % SOURCES}", "news", generator, rate))
            words.append(length)
            logits.append(mean + rng.normal())
    return UnseenScores(tuple(examples), np.array(words), np.array(logits))
