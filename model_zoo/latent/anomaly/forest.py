"""Isolation forest (Liu, Ting and Zhou 2008): what a few random cuts set apart is strange.

All trees grow together, level by level, as arrays: a hundred of them take some hundredths of a second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model_zoo.latent.anomaly.detector import Rows, Scores

TREES, SAMPLE = 100, 256
#: So many features are tried for a cut before a node's rows count as all alike.
_TRIES = 8
_CHUNK = 512

_Whole = NDArray[np.intp]


class Forest:
    """See Detector. 100 trees on 256 rows each, as in the paper; the score is its s(x, n), 0 to 1.

    Node 0 of a tree is its root, 2 i + 1 and 2 i + 2 are the children of i. `_feature` is -1 at leaves.
    """

    def __init__(self, rows: Rows, seed: int) -> None:
        generator = np.random.default_rng(seed)
        self._sample = min(SAMPLE, len(rows))
        self._depth = int(np.ceil(np.log2(max(2, self._sample))))
        shape = (TREES, 2 ** (self._depth + 1) - 1)
        self._feature: _Whole = np.full(shape, -1)
        self._cut = np.zeros(shape)
        self._count = np.zeros(shape)
        self._tree = np.arange(TREES)[:, None]
        picked = np.stack([generator.permutation(len(rows))[: self._sample] for _ in range(TREES)])
        at: _Whole = np.zeros(picked.shape, dtype=np.intp)
        for level in range(self._depth + 1):
            first = 2**level - 1
            tree, place = np.nonzero(at >= first)  # rows that are still on their way down
            np.add.at(self._count, (tree, at[tree, place]), 1)
            if level < self._depth:
                self._split(rows[picked[tree, place]], tree, at[tree, place], generator)
                at = self._step(rows[picked], at)

    def _split(self, rows: Rows, tree: _Whole, node: _Whole, generator: np.random.Generator) -> None:
        """Cut every node between its rows' lowest and highest value of a random feature, where those differ."""
        for _ in range(_TRIES):
            open_ = (self._feature[tree, node] < 0) & (self._count[tree, node] > 1)
            if not open_.any():
                return
            rows, tree, node = rows[open_], tree[open_], node[open_]
            feature = generator.integers(rows.shape[1], size=self._feature.shape)
            values = rows[np.arange(len(rows)), feature[tree, node]]
            low, high = np.full(feature.shape, np.inf), np.full(feature.shape, -np.inf)
            np.minimum.at(low, (tree, node), values)
            np.maximum.at(high, (tree, node), values)
            found = high > low
            share = generator.random(feature.shape)
            self._feature[found] = feature[found]
            self._cut[found] = low[found] + share[found] * (high[found] - low[found])

    def _step(self, rows: Rows, at: _Whole) -> _Whole:
        """Take rows one level down: [rows, features], or [trees, rows, features], and their nodes [trees, rows]."""
        feature = self._feature[self._tree, at]
        values = np.take_along_axis(
            np.broadcast_to(rows, (*at.shape, rows.shape[-1])), feature[..., None], -1
        )
        right = values[..., 0] > self._cut[self._tree, at]
        return np.where(feature < 0, at, 2 * at + 1 + right)

    def scores(self, rows: Rows) -> Scores:
        """2 to the power of -(mean path length over the expected one)."""
        parts = [rows[start : start + _CHUNK] for start in range(0, max(1, len(rows)), _CHUNK)]
        return np.concatenate([self._score(self._paths(part)[-1]) for part in parts])

    def _paths(self, rows: Rows) -> list[_Whole]:
        """The nodes that rows [rows, features] come through, each [trees, rows]; at a leaf they stay."""
        found: list[_Whole] = [np.zeros((TREES, len(rows)), dtype=np.intp)]
        for _ in range(self._depth):
            found.append(self._step(rows, found[-1]))
        return found

    def _score(self, leaves: _Whole) -> Scores:
        lengths = np.floor(np.log2(leaves + 1)) + _rest(self._count[self._tree, leaves])
        score: Scores = 2 ** -(lengths.mean(axis=0) / _rest(np.array(float(self._sample))))
        return score

    def expected(self, row: Rows) -> None:
        """A forest cuts, and expects nothing."""

    def blame(self, row: Rows) -> Scores:
        """The score, shared out by local DIFFI (Carletti, Terzi and Susto 2023, sec. 3.3).

        In each tree every feature on the row's path gets 1/depth of its leaf less 1/greatest depth: features that
        set the row apart early get most. The sum is over the number of times that a feature was asked.
        """
        paths = self._paths(row[None])
        leaves = paths[-1][:, 0]
        depth = np.floor(np.log2(leaves + 1))
        gain = 1 / np.maximum(depth, 1) - 1 / (self._depth + 1)
        gained, asked = np.zeros(len(row)), np.zeros(len(row))
        for nodes in paths[:-1]:
            feature = self._feature[self._tree[:, 0], nodes[:, 0]]
            inner = feature >= 0
            np.add.at(gained, feature[inner], gain[inner])
            np.add.at(asked, feature[inner], 1)
        shares = np.divide(gained, asked, out=np.zeros(len(row)), where=asked > 0)
        total = shares.sum()
        return shares / total * self._score(paths[-1])[0] if total > 0 else shares


def _rest(rows: Scores) -> Scores:
    """Mean number of further cuts that would part so many rows (Liu et al. 2008, eq. 1)."""
    many = np.maximum(rows, 3.0)
    found = 2 * (np.log(many - 1) + np.euler_gamma) - 2 * (many - 1) / many
    return np.where(rows > 2, found, np.maximum(rows - 1, 0.0))
