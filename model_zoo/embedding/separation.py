"""How well groups of vectors stand apart: silhouette, and whether the nearest neighbour is of the same group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def silhouette(similarities: Matrix, groups: Sequence[str]) -> float | None:
    """Mean silhouette (Rousseeuw 1987) with 1 - cosine as distance, -1 to 1; similarities are [n, n].

    A point without a group ("") is left out; one that is alone in its group counts 0. None if there are fewer
    than two groups, or no group of two.
    """
    distances, labels = _labelled(1 - similarities, groups)
    kinds = np.unique(labels)
    if len(kinds) < 2 or len(kinds) == len(labels):
        return None
    np.fill_diagonal(distances, 0.0)
    inside = labels[None] == kinds[:, None]  # [groups, n]
    sizes = inside.sum(axis=1)
    sums = inside @ distances  # [groups, n]: from each point to each group
    own = inside.argmax(axis=0)
    places = np.arange(len(labels))
    alone = sizes[own] == 1
    within = sums[own, places] / np.maximum(1, sizes[own] - 1)
    others = sums / sizes[:, None]
    others[own, places] = np.inf
    nearest = others.min(axis=0)
    largest = np.maximum(within, nearest)
    values = np.divide(nearest - within, largest, out=np.zeros(len(labels)), where=largest > 0)
    return float(np.where(alone, 0.0, values).mean())


def neighbour_accuracy(similarities: Matrix, groups: Sequence[str]) -> float | None:
    """Share of points whose nearest other point is of their group (leave-one-out), 0 to 1.

    A point without a group ("") is left out. One that is alone in its group is not asked, since no answer would
    be right, but it can mislead others. None if there are fewer than two groups, or nobody to ask.
    """
    found, labels = _labelled(similarities, groups)
    same = labels[None] == labels[:, None]
    asked = same.sum(axis=1) > 1
    if len(np.unique(labels)) < 2 or not asked.any():
        return None
    np.fill_diagonal(found, -np.inf)
    nearest = found.argmax(axis=1)
    return float((labels[nearest] == labels)[asked].mean())


def _labelled(matrix: Matrix, groups: Sequence[str]) -> tuple[Matrix, NDArray[np.str_]]:
    """The rows and columns that have a group, as a copy, and their groups."""
    labels = np.asarray(list(groups), dtype=np.str_)
    kept = labels != ""
    return matrix[np.ix_(kept, kept)].astype(np.float64), labels[kept]
