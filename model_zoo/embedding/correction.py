"""Corrections of anisotropy: vectors of a contextual model point into a narrow cone, whatever they stand for.

Ethayarajh 2019 found the cone; Mu and Viswanath 2018 take the mean and the strongest directions away; whitening
makes all directions equally strong (Su et al. 2021 for sentences). All are estimated on a background of many
words, never on the few vectors that are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Kind = Literal["none", "centred", "whitened", "all_but_top"]

#: Directions with less variance than this share of the strongest one hold rounding errors, not words.
_FLAT = 1e-9


@dataclass(frozen=True, slots=True)
class Correction:
    """x -> (x - mean) @ matrix; what is None is left out. mean is [width], matrix [width, kept]."""

    mean: NDArray[np.float64] | None = None
    matrix: NDArray[np.float64] | None = None

    def __call__(self, vectors: Floats) -> Floats:
        """Correct vectors [n, width]."""
        found = vectors.astype(np.float64)
        if self.mean is not None:
            found = found - self.mean
        if self.matrix is not None:
            found = found @ self.matrix
        return found.astype(np.float32)


def fit(kind: Kind, background: Floats, components: int | None = None) -> Correction:
    """Estimate a correction on background vectors [n, width]; fewer of them than `width` are enough.

    centred: the mean goes. whitened: the covariance, shrunk towards a sphere (Ledoit and Wolf 2004), becomes the
    unit matrix, with the axes as they were (ZCA); with `components` only the strongest so many directions are
    kept. all_but_top: the mean and the strongest `components` directions go (None: width / 100, as published).
    """
    if kind == "none":
        return Correction()
    data = background.astype(np.float64)
    mean = data.mean(axis=0)
    if kind == "centred":
        return Correction(mean)
    data -= mean
    width = data.shape[1]
    variances, axes = _axes(data)
    if kind == "all_but_top":
        top = axes[:, : published_components(width) if components is None else components]
        return Correction(mean, np.eye(width) - top @ top.T)
    share = shrinkage(data)
    shrunk = (1 - share) * variances + share * variances.sum() / width
    kept = shrunk > _FLAT * max(shrunk.max(), np.finfo(np.float64).tiny)
    if components is not None:
        kept &= np.arange(width) < components
    axes = axes[:, kept]
    return Correction(mean, axes / np.sqrt(shrunk[kept]) @ axes.T)


def published_components(width: int) -> int:
    """How many directions Mu and Viswanath take away: about width / 100."""
    return max(1, round(width / 100))


def shrinkage(centred: NDArray[np.float64]) -> float:
    """Ledoit and Wolf's (2004) share of the sphere in the covariance of centred data [n, width], 0 to 1."""
    count, width = centred.shape
    covariance = centred.T @ centred / count
    size = float((covariance**2).sum())
    spread = size - float(np.trace(covariance)) ** 2 / width
    if spread <= 0:
        return 1.0
    noise = (float(((centred**2).sum(axis=1) ** 2).sum()) / count - size) / count
    return min(1.0, max(0.0, noise / spread))


def _axes(centred: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Variances by falling size [width] and their directions as columns [width, width]."""
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    return np.maximum(variances[::-1], 0.0), axes[:, ::-1]
