"""Principal components of the normal rows: what lies off their plane is strange (Jolliffe 2002, sec. 10.1)."""

from __future__ import annotations

import numpy as np

from model_zoo.latent.anomaly.detector import Rows, Scores


class PCA:
    """See Detector. The linear auto-encoder: no other of the same width has a smaller error on the training rows."""

    def __init__(self, rows: Rows, width: int) -> None:
        """Learn `width` directions, or as many as `rows` [rows, features] have, from their singular vectors."""
        self._mean = rows.mean(axis=0)
        _, _, directions = np.linalg.svd(rows - self._mean, full_matrices=False)
        self._directions = directions[:width]

    def reconstruct(self, rows: Rows) -> Rows:
        """[rows, features] -> the nearest points on the plane, [rows, features]."""
        return (rows - self._mean) @ self._directions.T @ self._directions + self._mean

    def scores(self, rows: Rows) -> Scores:
        """Mean squared distance to the plane, a feature."""
        return np.square(self.reconstruct(rows) - rows).mean(axis=1, dtype=np.float64)

    def expected(self, row: Rows) -> Rows:
        """The nearest point on the plane."""
        return self.reconstruct(row[None])[0]

    def blame(self, row: Rows) -> Scores:
        """Each feature's squared error over the number of features: together they are the score."""
        return np.square(self.expected(row) - row).astype(np.float64) / len(row)
