"""What all methods have in common: a score for each row, and what each feature has to do with it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Scores = NDArray[np.float64]


class Detector(Protocol):
    """A method that has seen normal rows. Rows are float32 [rows, features], scaled as the training rows were."""

    def scores(self, rows: Rows) -> Scores:
        """[rows]: the higher, the stranger."""

    def blame(self, row: Rows) -> Scores:
        """[features] -> [features], none negative: what each feature adds to the score of this row."""

    def expected(self, row: Rows) -> Rows | None:
        """[features] -> what the method would have expected instead, [features]; None if it expects nothing."""
