"""Rows on a plane by methods that are no auto-encoder, and how well a map keeps neighbours together."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Fewer rows have no neighbourhoods to keep.
FEWEST = 12
_NEAR = 10


def tsne(rows: Floats, start: Floats, seed: int) -> Floats:
    """t-SNE (van der Maaten and Hinton 2008) of [n, inputs], begun at the map `start` [n, 2]: [n, 2]."""
    from sklearn.manifold import TSNE

    near = min(30.0, max(1.0, (len(rows) - 1) / 3))
    # Starting from PCA keeps what lies far apart in its place (Kobak and Berens 2019).
    found: Any = TSNE(perplexity=near, init=_small(start) * 1e-4, random_state=seed % 2**32)
    return np.asarray(found.fit_transform(rows), np.float32)


def umap(rows: Floats, start: Floats, seed: int) -> Floats:
    """UMAP (McInnes et al. 2018) of [n, inputs], begun at the map `start` [n, 2]: [n, 2]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # of a variant that needs TensorFlow
        from umap import UMAP  # seconds to import, since it compiles itself

    near = min(15, len(rows) - 1)
    # Points on one spot need a little room to move: UMAP stretches its start to a square.
    begin = _small(start) + np.random.default_rng(seed).normal(0, 1e-3, start.shape).astype(np.float32)
    found = UMAP(n_neighbors=near, init=begin, random_state=seed % 2**32, n_jobs=1, min_dist=0.1)
    return np.asarray(found.fit_transform(rows), np.float32)


def _small(start: Floats) -> Floats:
    spread = float(start.std(axis=0).max())
    return np.asarray(start / (spread or 1.0), np.float32)


def trustworthiness(rows: Floats, map_: Floats) -> float:
    """How far neighbours on a map [n, 2] are neighbours among the rows, 0 to 1 (Venna and Kaski 2001), of 10 each."""
    from sklearn.manifold import trustworthiness as measured

    near = min(_NEAR, (len(rows) - 1) // 2)
    return float(measured(rows, map_, n_neighbors=max(1, near)))


def agreement(map_: Floats, labels: NDArray[np.int64]) -> float | None:
    """Share of points whose 10 nearest on the map mostly have their own label; None without labels."""
    known = labels >= 0
    if known.sum() < FEWEST:
        return None
    points, own = map_[known].astype(np.float64), labels[known]
    far = np.square(points[:, None] - points[None]).sum(axis=-1)
    np.fill_diagonal(far, np.inf)
    near = own[np.argpartition(far, _NEAR, axis=1)[:, :_NEAR]]
    votes = np.stack([(near == label).sum(axis=1) for label in range(int(own.max()) + 1)], axis=1)
    return float((votes.argmax(axis=1) == own).mean())
