"""Linear CKA: how alike two layers arrange the same words, whatever their widths and axes (Kornblith et al. 2019)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def gram(vectors: NDArray[np.float32]) -> Matrix:
    """Inner products of vectors [n, width] around their mean, scaled to a Frobenius norm of 1: [n, n]."""
    centred = vectors.astype(np.float64)
    centred = centred - centred.mean(axis=0)
    found = centred @ centred.T
    return np.asarray(found / max(float(np.linalg.norm(found)), np.finfo(np.float64).tiny))


def between(first: Sequence[Matrix], second: Sequence[Matrix]) -> Matrix:
    """CKA between the layers of two models from their gram matrices of the same n >= 4 words: [layers, layers].

    HSIC is estimated without bias (Song et al. 2012; Nguyen et al. 2021): with fewer words than dimensions the
    plain estimate is near 1 for any two layers. Values go from about 0 (unrelated) to 1; a little below 0 is noise.
    """
    one, two = [_hollow(matrix) for matrix in first], [_hollow(matrix) for matrix in second]
    own = np.array([_hsic(matrix, matrix) for matrix in one])
    others = np.array([_hsic(matrix, matrix) for matrix in two])
    cross = np.array([[_hsic(a, b) for b in two] for a in one])
    scale = np.sqrt(np.maximum(own[:, None] * others[None], np.finfo(np.float64).tiny))
    return np.asarray(np.clip(cross / scale, -1.0, 1.0))


def _hollow(matrix: Matrix) -> Matrix:
    found = np.array(matrix, dtype=np.float64)
    np.fill_diagonal(found, 0.0)
    return found


def _hsic(one: Matrix, two: Matrix) -> float:
    """The unbiased estimate, of matrices with an empty diagonal (Song et al. 2012, equation 5)."""
    count = len(one)
    total = float((one * two).sum())
    total += float(one.sum() * two.sum()) / ((count - 1) * (count - 2))
    total -= 2 * float(one.sum(axis=0) @ two.sum(axis=0)) / (count - 2)
    return total / (count * (count - 3))
