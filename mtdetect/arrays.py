"""Names for the numpy arrays that the stages pass on: one name, one type of element."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Halves = npt.NDArray[np.float16]
Reals = npt.NDArray[np.floating]  # of either precision
Flags = npt.NDArray[np.bool_]
Ids = npt.NDArray[np.int32]  # numbers of words in a vocabulary
Offsets = npt.NDArray[np.int32]  # code points into a text
Index = npt.NDArray[np.int64]  # positions in another array
Positions = npt.NDArray[np.intp]  # likewise, as numpy's own functions return them
Counts = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.int8]  # quantized numbers
Shorts = npt.NDArray[np.uint16]
Hashes = npt.NDArray[np.uint64]
Clusters = npt.NDArray[np.str_] | npt.NDArray[np.integer]  # which documents belong together
Keys = npt.NDArray[np.uint64] | npt.NDArray[np.int32]
