"""The languages' means on a plane: principal components, turned so that the vector points to the right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.demos.language_vector.contract import LanguagePoint


def plane(means: Mapping[str, NDArray[np.float64]], source: str, target: str) -> tuple[LanguagePoint, ...]:
    """Put means [width] by language on their first two principal components, in the order given."""
    codes = list(means)
    table = np.stack([means[code] for code in codes])
    table = table - table.mean(0)
    axes = np.linalg.svd(table, full_matrices=False)[2][:2]
    placed = table @ axes.T
    if placed.shape[1] < 2:
        placed = np.pad(placed, ((0, 0), (0, 2 - placed.shape[1])))
    way = placed[codes.index(target)] - placed[codes.index(source)]
    placed = placed * np.where(way < 0, -1.0, 1.0)  # the sign of an axis means nothing
    return tuple(LanguagePoint(code, float(x), float(y)) for code, (x, y) in zip(codes, placed, strict=True))
