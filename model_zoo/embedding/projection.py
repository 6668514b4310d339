"""Maps of vectors in two dimensions, and maps of several layers turned so that points move for a reason."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model_zoo.embedding.similarity import unit

Floats = NDArray[np.float32]
Method = Literal["pca", "umap", "tsne"]

#: Fewer points have no neighbourhoods that t-SNE or UMAP could keep.
FEWEST = 5
#: Directions that differ by less are the same: what is left is the rounding of float32.
_SAME = 1e-5


def project(vectors: Floats, method: Method, seed: int) -> NDArray[np.float64]:
    """A map [n, 2] of the directions of vectors [n, width], since cosine compares directions.

    With fewer than FEWEST points, or points that all coincide, t-SNE (van der Maaten and Hinton 2008) and UMAP
    (McInnes et al. 2018) have nothing to work with, and PCA is given. The same seed gives the same map.
    """
    directions = unit(vectors)
    flat = _pca(directions)
    if method == "pca" or len(vectors) < FEWEST or not flat.any():
        return flat
    begin = (flat / flat.std(axis=0).max()).astype(np.float32)
    return _tsne(directions, begin, seed) if method == "tsne" else _umap(directions, begin, seed)


def _pca(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two strongest principal components; what the data has not, is zero."""
    found = np.zeros((len(vectors), 2))
    if len(vectors) < 2:
        return found
    centred = vectors - vectors.mean(axis=0)
    if len(centred) > centred.shape[1]:  # many times faster than taking thousands of rows apart
        axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1].T
    else:
        axes = np.linalg.svd(centred, full_matrices=False)[2]
    have = min(2, len(axes))
    found[:, :have] = centred @ axes[:have].T
    found[:, np.linalg.norm(found, axis=0) < _SAME] = 0.0
    # The sign of a component means nothing: the largest entry is made positive, so that it is always the same.
    signs = np.sign(found[np.abs(found).argmax(axis=0), [0, 1]])
    return np.asarray(found * np.where(signs == 0, 1.0, signs))


def _tsne(vectors: NDArray[np.float64], begin: Floats, seed: int) -> NDArray[np.float64]:
    from sklearn.manifold import TSNE  # 1.5 s to import, and asked for by few

    near = min(30.0, max(1.0, (len(vectors) - 1) / 3))
    # Starting from PCA keeps what lies far apart in its place (Kobak and Berens 2019).
    tsne: Any = TSNE(perplexity=near, metric="cosine", init=begin * 1e-4, random_state=seed % 2**32)
    return np.asarray(tsne.fit_transform(vectors), dtype=np.float64)


def _umap(vectors: NDArray[np.float64], begin: Floats, seed: int) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # of a variant that needs TensorFlow
        from umap import UMAP  # seconds to import, since it compiles itself

    near = min(15, len(vectors) - 1)
    # Points on one spot, or all on one line, need a little room to move: UMAP stretches its start to a square.
    begin = begin + np.random.default_rng(seed).normal(0, 1e-3, begin.shape).astype(np.float32)
    umap = UMAP(
        n_neighbors=near, metric="cosine", init=begin, random_state=seed % 2**32, n_jobs=1, min_dist=0.3
    )
    return np.asarray(umap.fit_transform(vectors), dtype=np.float64)


def aligned(maps: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Maps [n, 2] of the same points, each turned, mirrored and scaled to lie on the one before it (Procrustes).

    All are centred and have the same size: the mean distance from the middle, squared, is 1. The least-squares
    scale of Procrustes would be smaller the less two maps agree, and shrink the later ones to a dot.
    """
    found: list[NDArray[np.float64]] = []
    for one in maps:
        centred = one - one.mean(axis=0)
        size = np.sqrt((centred**2).sum(axis=1).mean())
        if size > 0:
            centred = centred / size
        found.append(centred @ turn(centred, found[-1]) if found else centred)
    return found


def turn(moving: NDArray[np.float64], fixed: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rotation R, maybe mirrored, for which moving @ R is nearest to fixed (Schönemann 1966)."""
    left, _, right = np.linalg.svd(moving.T @ fixed)
    return np.asarray(left @ right)
