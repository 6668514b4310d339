"""Principal components: the best that a linear auto-encoder of any width can do (Baldi and Hornik 1989)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Principal:
    """`mean` [inputs], `components` [most, inputs]: directions of length 1, the strongest first."""

    mean: Floats
    components: Floats

    @property
    def most(self) -> int:
        """How many components are there."""
        return len(self.components)

    def codes(self, rows: Floats, width: int) -> Floats:
        """[n, inputs] -> [n, width]; a width beyond `most` gives `most`."""
        return np.asarray((rows - self.mean) @ self.components[:width].T, np.float32)

    def reconstructed(self, rows: Floats, width: int) -> Floats:
        """[n, inputs] -> what `width` numbers say of them, [n, inputs]."""
        return np.asarray(self.codes(rows, width) @ self.components[:width] + self.mean, np.float32)


def principal(rows: Floats, most: int) -> Principal:
    """The strongest `most` components of [n, inputs], or as many as there are."""
    mean = rows.mean(axis=0, dtype=np.float64)
    centred = rows - mean
    most = min(most, rows.shape[1], max(1, len(rows) - 1))
    if len(rows) > rows.shape[1]:
        axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1].T[:most]
    else:
        axes = np.linalg.svd(centred, full_matrices=False)[2][:most]
    # The sign of a component means nothing: the largest entry is made positive, so that it is always the same.
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    return Principal(mean.astype(np.float32), (axes * signs[:, None]).astype(np.float32))
