"""Points that move with every frame (space turned, layers animated): no index would live long enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.widgets.point_map.camera import Box
from app.widgets.point_map.edges import inside

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]

_CHUNK = 65_536


class Scan:
    """Points x, y (finite float32 [n]) and the caller's `rows` of them; every question looks at all."""

    def __init__(self, x: Floats, y: Floats, rows: Rows) -> None:
        self.x, self.y, self.rows = x, y, rows
        self.extent: Box = (0.0, 0.0, 0.0, 0.0)
        if len(x):
            self.extent = float(x.min()), float(y.min()), float(x.max()), float(y.max())

    def subset(self, keep: NDArray[np.bool_]) -> Scan:
        """Give the points of the rows that `keep` (by row) names."""
        here = keep[self.rows]
        return Scan(self.x[here], self.y[here], self.rows[here])

    def __len__(self) -> int:
        return len(self.x)

    def count_in(self, box: Box) -> int:
        """Count the points in a box, its edges included."""
        return len(self) if self._all_in(box) else int(np.count_nonzero(inside(self.x, self.y, box)))

    def places_in(self, box: Box) -> Rows:
        """Give the places (in `x`, `y`, `rows`) of the points in a box, its edges included."""
        return np.flatnonzero(inside(self.x, self.y, box))

    def cells(self, box: Box, width: int, height: int) -> tuple[Rows | None, Rows]:
        """Give the places of the points in a box (None: all of them), and their cells (down * width + across)."""
        here = None if self._all_in(box) else self.places_in(box)
        x, y = (self.x, self.y) if here is None else (self.x[here], self.y[here])
        fine = np.float32(width / (box[2] - box[0])), np.float32(height / (box[3] - box[1]))
        found = np.empty(len(x), np.int64)
        for begin in range(0, len(x), _CHUNK):  # what fits in the processor's cache is five times as fast
            part = slice(begin, begin + _CHUNK)
            across = (x[part] - np.float32(box[0])) * fine[0]
            down = (np.float32(box[3]) - y[part]) * fine[1]
            cell = np.clip(down.astype(np.int32), 0, height - 1) * np.int32(width)
            cell += np.clip(across.astype(np.int32), 0, width - 1)
            found[part] = cell
        return here, found

    def _all_in(self, box: Box) -> bool:
        left, bottom, right, top = self.extent
        return box[0] <= left and box[1] <= bottom and right <= box[2] and top <= box[3]
