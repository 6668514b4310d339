"""Far from all that is known: the mean distance to the nearest normal rows (Angiulli and Pizzuti 2002)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model_zoo.latent.anomaly.detector import Rows, Scores

_CHUNK = 256


class Neighbours:
    """See Detector. `count` training rows are asked, or all if there are fewer."""

    def __init__(self, rows: Rows, count: int = 5) -> None:
        self._rows = rows
        self._squares = np.square(rows, dtype=np.float64).sum(axis=1)
        self.count = min(count, len(rows))

    def nearest(self, rows: Rows) -> tuple[NDArray[np.intp], Scores]:
        """[rows, features] -> numbers of the nearest training rows and their Euclidean distances, [rows, count]."""
        products = rows.astype(np.float64) @ self._rows.T.astype(np.float64)
        squared = np.square(rows, dtype=np.float64).sum(axis=1)[:, None] - 2 * products + self._squares
        near = np.argpartition(squared, self.count - 1, axis=1)[:, : self.count]
        return near, np.sqrt(np.maximum(np.take_along_axis(squared, near, axis=1), 0.0))

    def scores(self, rows: Rows) -> Scores:
        """Mean distance to the nearest."""
        parts = [rows[at : at + _CHUNK] for at in range(0, max(1, len(rows)), _CHUNK)]
        return np.concatenate([self.nearest(part)[1].mean(axis=1) for part in parts])

    def expected(self, row: Rows) -> Rows:
        """The mean of the nearest."""
        return self._rows[self.nearest(row[None])[0][0]].mean(axis=0)

    def blame(self, row: Rows) -> Scores:
        """Each feature's share in the squared distances to the nearest, times the score."""
        squares = np.square(self._rows[self.nearest(row[None])[0][0]] - row, dtype=np.float64).mean(axis=0)
        total = squares.sum()
        return squares / total * self.scores(row[None])[0] if total > 0 else squares
