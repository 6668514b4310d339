"""Which points lie in a closed line drawn by hand: even-odd rule, exact, and quick for a million points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Cells on each side of the line's own box.
_SIDE = 256
_OUTSIDE, _CUT, _INSIDE = 0, 1, 2


class Lasso:
    """A closed polygon [k, 2]. Cells that no edge touches are in or out as a whole; other points are tested."""

    def __init__(self, corners: Floats) -> None:
        self.corners = np.asarray(corners, np.float64)
        self.low, self.high = self.corners.min(0), self.corners.max(0)
        self._cell = np.maximum((self.high - self.low) / _SIDE, np.finfo(np.float64).tiny)
        self._grid = self._cells()

    def inside(self, x: Floats, y: Floats) -> Mask:
        """Tell of each point whether it lies inside."""
        if len(self.corners) < 3:
            return np.zeros(len(x), bool)
        found = (x >= self.low[0]) & (x <= self.high[0]) & (y >= self.low[1]) & (y <= self.high[1])
        here = np.flatnonzero(found)
        x, y = x[here], y[here]
        across = np.minimum((x - self.low[0]) / self._cell[0], _SIDE - 1).astype(np.int32)
        up = np.minimum((y - self.low[1]) / self._cell[1], _SIDE - 1).astype(np.int32)
        state = self._grid[up, across]
        result = state == _INSIDE
        cut = np.flatnonzero(state == _CUT)
        result[cut] = even_odd(self.corners, x[cut], y[cut])
        found[here] = result
        return found

    def _cells(self) -> NDArray[np.uint8]:
        grid = np.zeros((_SIDE, _SIDE), np.uint8)
        if len(self.corners) < 3:
            return grid
        middle = np.arange(_SIDE) + 0.5
        for row in range(_SIDE):
            level = np.full(_SIDE, self.low[1] + middle[row] * self._cell[1])
            grid[row] = _INSIDE * even_odd_row(self.corners, self.low[0] + middle * self._cell[0], level[0])
        scaled = (self.corners - self.low) / self._cell
        for one, other in zip(scaled, np.roll(scaled, -1, 0), strict=True):
            _mark(grid, one, other)
        return grid


def even_odd(corners: Floats, x: Floats, y: Floats) -> Mask:
    """Count how often a ray to the right of each point crosses the polygon; odd is inside."""
    inside = np.zeros(len(x), bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, 0), strict=True):
        if y0 == y1:
            continue
        spans = (y0 > y) != (y1 > y)
        inside ^= spans & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside


def even_odd_row(corners: Floats, x: Floats, y: float) -> Mask:
    """Answer as `even_odd` does for ascending x at one height."""
    x0, y0 = corners[:, 0], corners[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    spans = (y0 > y) != (y1 > y)
    x0, y0, x1, y1 = x0[spans], y0[spans], x1[spans], y1[spans]
    crossings = np.sort((x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return (len(crossings) - np.searchsorted(crossings, x, side="right")) % 2 == 1


def _mark(grid: NDArray[np.uint8], one: Floats, other: Floats) -> None:
    """Mark every cell that an edge touches, and its neighbours: rounding never puts a point on the wrong side."""
    if one[1] > other[1]:
        one, other = other, one
    first, last = int(max(0, one[1] - 1)), int(min(_SIDE - 1, other[1] + 1))
    rows = np.arange(first, last + 1)
    rise = other[1] - one[1]
    if rise > 0:
        at = np.clip((np.array([rows - 1.0, rows + 2.0]) - one[1]) / rise, 0.0, 1.0)
        reach = one[0] + at * (other[0] - one[0])
    else:
        reach = np.repeat([[one[0]], [other[0]]], len(rows), 1)
    low = np.clip(reach.min(0) - 1, 0, _SIDE - 1).astype(int)
    high = np.clip(reach.max(0) + 1, 0, _SIDE - 1).astype(int)
    for row, begin, end in zip(rows.tolist(), low.tolist(), high.tolist(), strict=True):
        grid[row, begin : end + 1] = _CUT
