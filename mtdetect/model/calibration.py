"""From a document's logit to a probability that means what it says, at any length.

A long document's logit is surer than a short one's. Slope and offset therefore follow the logarithm of
the number of words; the four numbers are fitted on documents that no earlier stage saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

import numpy as np
import numpy.typing as npt

from mtdetect.arrays import Doubles
from mtdetect.errors import ModelError
from mtdetect.model.network import sigmoid

LEAST_SLOPE = 0.01  # keeps the order of documents of one length, whatever was fitted


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hold ``offset + slope * logit + length * log(words) + length_slope * logit * log(words)``.

    >>> Calibration().prob(np.array([0.0, 2.0]), np.array([100, 100])).round(2).tolist()
    [0.5, 0.88]
    """

    offset: float = 0.0
    slope: float = 1.0
    length: float = 0.0
    length_slope: float = 0.0

    def slopes(self, words: npt.NDArray[np.integer]) -> Doubles:
        """Give what each document's logit is multiplied with; always positive."""
        return np.maximum(self.slope + self.length_slope * _log(words), LEAST_SLOPE)

    def offsets(self, words: npt.NDArray[np.integer]) -> Doubles:
        """Give what is added to it."""
        return self.offset + self.length * _log(words)

    def logit(self, logits: npt.NDArray[np.floating], words: npt.NDArray[np.integer]) -> Doubles:
        """Correct logits ``(D,)`` for documents of so many words."""
        corrected: Doubles = self.offsets(words) + self.slopes(words) * logits
        return corrected

    def prob(self, logits: npt.NDArray[np.floating], words: npt.NDArray[np.integer]) -> Doubles:
        """Turn logits ``(D,)`` into calibrated probabilities, rising with the logit at any length."""
        return sigmoid(self.logit(logits, words))  # type: ignore[arg-type, return-value]

    def to_dict(self) -> dict[str, float]:
        """Return the four numbers as JSON-ready values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, float]) -> Calibration:
        """Build from ``to_dict``'s dictionary.

        >>> Calibration.from_dict(Calibration(slope=0.7).to_dict()) == Calibration(slope=0.7)
        True
        """
        names = [field.name for field in fields(cls)]
        if set(values) != set(names):
            raise ModelError(
                f"a model's calibration must have exactly the keys {sorted(names)}, got {sorted(values)}. "
                f"Train the model again, or install the mtdetect that it was made with."
            )
        return cls(**{name: float(values[name]) for name in names})


def _log(words: npt.NDArray[np.integer]) -> Doubles:
    lengths: Doubles = np.log(np.maximum(words, 1)).astype(np.float64)
    return lengths
