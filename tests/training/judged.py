"""Judged documents for tests of what training measures: scores without a network or a text."""

from __future__ import annotations

import numpy as np

from mtdetect.calibration import Calibration
from mtdetect.training.examples import Example
from mtdetect.training.measuring import Scored
from mtdetect.training.stages import Judged

SOURCES = 8


def make_scored(*groups: tuple[str | None, float, int, float, int], seed: int = 0) -> Scored:
    """Make documents of ``(generator, rate, words, mean logit, count)``; logits vary by one."""
    rng = np.random.default_rng(seed)
    examples, words, logits = [], [], []
    for generator, rate, length, mean, count in groups:
        for number in range(count):
            examples.append(Example("", f"source{number % SOURCES}", "news", generator, rate))
            words.append(length)
            logits.append(mean + rng.normal())
    judged = Judged(tuple(examples), np.array(words), np.array(logits))
    return Scored.of(judged, Calibration())
