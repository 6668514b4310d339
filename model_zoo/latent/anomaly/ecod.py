"""ECOD: how far out a row lies in each feature's own distribution (Li et al. 2022). It has nothing to set."""

from __future__ import annotations

import numpy as np

from model_zoo.latent.anomaly.detector import Rows, Scores


class ECOD:
    """See Detector. Features are looked at one by one: a strange combination of usual values is not seen."""

    def __init__(self, rows: Rows) -> None:
        self._sorted = np.sort(rows, axis=0)
        centred = rows.astype(np.float64) - rows.mean(axis=0, dtype=np.float64)
        self._skewed_left = (centred**3).mean(axis=0) < 0

    def scores(self, rows: Rows) -> Scores:
        """The greatest of three sums over features: left tails, right tails, those that the skewness points to."""
        return self._sums(*self._tails(rows)).max(axis=0)

    def expected(self, row: Rows) -> None:
        """It asks how rare a value is, and expects none."""

    def blame(self, row: Rows) -> Scores:
        """The terms of the greatest sum: together they are the score."""
        left, right = self._tails(row[None])
        sides = (left, right, np.where(self._skewed_left, left, right))
        return sides[int(self._sums(left, right)[:, 0].argmax())][0]

    def _sums(self, left: Scores, right: Scores) -> Scores:
        """[rows, features] twice -> the three sums, [3, rows]."""
        chosen = np.where(self._skewed_left, left, right)
        return np.stack([side.sum(axis=1) for side in (left, right, chosen)])

    def _tails(self, rows: Rows) -> tuple[Scores, Scores]:
        """-log of the share of training rows, and the row, that are as low, and as high: [rows, features]."""
        count = len(self._sorted)
        left, right = np.empty(rows.shape), np.empty(rows.shape)
        for feature in range(rows.shape[1]):
            known, values = self._sorted[:, feature], rows[:, feature]
            left[:, feature] = np.searchsorted(known, values, side="right") + 1
            right[:, feature] = count - np.searchsorted(known, values, side="left") + 1
        return -np.log(left / (count + 1)), -np.log(right / (count + 1))
