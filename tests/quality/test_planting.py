"""Planted phrases can be taken out again."""

from __future__ import annotations

import random

from mtdetect.spinners.tortured import TorturedRow
from quality.planting import plant

ROWS = (
    TorturedRow("bosom malignancy", "breast cancer", 9),
    TorturedRow("counterfeit consciousness", "artificial intelligence", 30),
    TorturedRow("profound learning", "deep learning", 5),
)


def test_plant_gives_back_expected_phrases() -> None:
    text = "The new detector finds breast cancer early. It uses a modern network in every large hospital."
    spun = plant(text, ROWS, 2, random.Random(3))
    assert "bosom malignancy" in spun.text
    assert len(spun.edits) == 2
    assert {edit.original for edit in spun.edits} <= {row.expected for row in ROWS}
    assert "breast cancer" in spun.restored()
