"""A box's edges among float32 numbers, so that "inside" means the same as with exact ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.widgets.point_map.camera import Box

Floats = NDArray[np.float32]


def inside(x: Floats, y: Floats, box: Box) -> NDArray[np.bool_]:
    """Tell of each point (float32) whether it is in the box (float64), edges included."""
    found = x >= _least(box[0])
    found &= x <= _most(box[2])
    found &= y >= _least(box[1])
    found &= y <= _most(box[3])
    return found


def _least(edge: float) -> np.float32:
    """Give the least float32 that is not below `edge`."""
    near = np.float32(edge)
    return np.nextafter(near, np.float32(np.inf)) if float(near) < edge else near


def _most(edge: float) -> np.float32:
    near = np.float32(edge)
    return np.nextafter(near, np.float32(-np.inf)) if float(near) > edge else near
