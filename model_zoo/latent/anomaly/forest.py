"""Isolation forest (Liu, Ting and Zhou 2008): what a few random cuts set apart is strange."""

from __future__ import annotations

from typing import Any

import numpy as np

from model_zoo.latent.anomaly.detector import Rows, Scores

TREES = 100


class Forest:
    """See Detector. 100 trees on 256 rows each, as in the paper; the score is its s(x, n), 0 to 1."""

    def __init__(self, rows: Rows, seed: int) -> None:
        from sklearn.ensemble import IsolationForest

        self._forest: Any = IsolationForest(n_estimators=TREES, max_samples="auto", random_state=seed % 2**32)
        self._forest.fit(rows)

    def scores(self, rows: Rows) -> Scores:
        """2 to the power of -(mean path length over the expected one)."""
        found: Scores = -self._forest.score_samples(rows)
        return found

    def expected(self, row: Rows) -> None:
        """A forest cuts, and expects nothing."""

    def blame(self, row: Rows) -> Scores:
        """The score, shared out by local DIFFI (Carletti, Terzi and Susto 2023, sec. 3.3).

        In each tree every feature on the row's path gets 1/depth of its leaf less 1/greatest depth: features that
        set the row apart early get most. The sum is over the number of times that a feature was asked.
        """
        features = len(row)
        gained, asked, depths = np.zeros(features), np.zeros(features), 0.0
        one = np.ascontiguousarray(row[None], dtype=np.float32)
        for tree in self._forest.estimators_:
            nodes = tree.tree_
            *path, leaf = nodes.decision_path(one).indices
            depths += len(path) + _rest(int(nodes.n_node_samples[leaf]))
            if path:
                gain = 1 / len(path) - 1 / (nodes.max_depth + 1)
                np.add.at(gained, nodes.feature[path], gain)
                np.add.at(asked, nodes.feature[path], 1)
        score = 2 ** -(depths / TREES / _rest(self._forest.max_samples_))
        shares = np.divide(gained, asked, out=np.zeros(features), where=asked > 0)
        total = shares.sum()
        return shares / total * score if total > 0 else shares


def _rest(rows: int) -> float:
    """Mean number of further cuts that would part so many rows (Liu et al. 2008, eq. 1)."""
    if rows <= 2:
        return float(max(0, rows - 1))
    return float(2 * (np.log(rows - 1) + np.euler_gamma) - 2 * (rows - 1) / rows)
