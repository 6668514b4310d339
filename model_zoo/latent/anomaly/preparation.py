"""Who learns, who sets the threshold, who is tested; and features brought to one scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model_zoo.latent.anomaly.detector import Rows

Places = NDArray[np.intp]

MOST_TRAINING = 5_000
MOST_HELD_OUT = 1_500
MOST_TESTED = 1_500


@dataclass(frozen=True)
class Split:
    """Numbers of rows, each in one part at most. Strange rows are only tested: nothing is learned from them."""

    training: Places
    held_out: Places
    tested: Places  # normal
    strange: Places


def split(strange: NDArray[np.bool_], seed: int) -> Split:
    """Six of ten normal rows to learn from, two to hold out, two to test, at random.

    Of many rows so many are kept that all methods answer in seconds: MOST_TRAINING, MOST_HELD_OUT, MOST_TESTED
    (of either kind).
    """
    generator = np.random.default_rng(seed)
    normal = generator.permutation(np.flatnonzero(~strange))
    others = generator.permutation(np.flatnonzero(strange))
    first, second = round(0.6 * len(normal)), round(0.8 * len(normal))
    return Split(
        training=normal[:first][:MOST_TRAINING],
        held_out=normal[first:second][:MOST_HELD_OUT],
        tested=np.sort(normal[second:][:MOST_TESTED]),
        strange=np.sort(others[:MOST_TESTED]),
    )


class Scale:
    """Takes features to mean 0 and deviation 1 over the training rows; pictures to shares of their full white.

    A feature that never changed in training has no deviation to measure by; a difference in it counts in its own
    units.
    """

    def __init__(self, training: Rows, white: float | None = None) -> None:
        """`white` is the greatest value of a pixel; None: a table."""
        self.usual = training.mean(axis=0, dtype=np.float64)
        self.spread = training.std(axis=0, dtype=np.float64)
        if white is None:
            self._shift, self._size = self.usual, np.where(self.spread > 1e-9, self.spread, 1.0)
        else:
            self._shift, self._size = np.zeros_like(self.usual), np.full_like(self.usual, white)

    def put(self, rows: Rows) -> Rows:
        """[..., features] in the table's units -> scaled, float32."""
        found: Rows = ((rows - self._shift) / self._size).astype(np.float32)
        return found

    def back(self, rows: Rows) -> NDArray[np.float64]:
        """[..., features] scaled -> in the table's units."""
        return rows * self._size + self._shift
