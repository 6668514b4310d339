"""A lapped orthogonal transform: block transforms whose basis functions reach into both neighbours.

Malvar and Staelin 1989, *The LOT: transform coding without blocking effects*, with the fast form's three rotations
for eight bands (Malvar 1992, *Signal Processing with Lapped Transforms*, sec. 4.4).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BANDS, REACH = 8, 16
"""Basis functions to a block of 8 samples, and how many samples each of them sees."""
_ANGLES = (0.13 * math.pi, 0.16 * math.pi, 0.13 * math.pi)


def dct() -> Array:
    """The orthonormal DCT-II, [8 frequencies, 8 samples]."""
    k, n = np.arange(BANDS)[:, None], np.arange(BANDS)[None, :]
    basis: Array = math.sqrt(2 / BANDS) * np.cos(math.pi * k * (n + 0.5) / BANDS)
    basis[0] /= math.sqrt(2)
    return basis


def lot() -> Array:
    """The transform, [8 bands, 16 samples], low frequencies first; orthonormal, also with its shifts by 8.

    Even bands are symmetric about the middle, odd ones antisymmetric.
    """
    even, odd = dct()[0::2], dct()[1::2]
    difference = even - odd
    mirrored = difference[:, ::-1]
    symmetric = 0.5 * np.hstack([difference, mirrored])
    antisymmetric = 0.5 * np.hstack([difference, -mirrored])
    turn = np.eye(BANDS // 2)
    for at, angle in enumerate(_ANGLES):
        plane = np.eye(BANDS // 2)
        plane[at : at + 2, at : at + 2] = [
            [math.cos(angle), -math.sin(angle)],
            [math.sin(angle), math.cos(angle)],
        ]
        turn = plane @ turn
    basis = np.empty((BANDS, REACH))
    basis[0::2], basis[1::2] = symmetric, turn @ antisymmetric
    return basis


def zigzag() -> list[tuple[int, int]]:
    """All (row, column) frequencies of two dimensions, low sums first."""
    return sorted(((r, c) for r in range(BANDS) for c in range(BANDS)), key=lambda rc: (sum(rc), rc))


def kernels(count: int) -> Array:
    """The `count` lowest two-dimensional basis functions, [count, 16, 16]."""
    basis = lot()
    return np.stack([np.outer(basis[r], basis[c]) for r, c in zigzag()[:count]])
