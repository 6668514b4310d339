"""A million points, found without touching them all: sorted along a Z-shaped curve (Morton 1966).

A square of the plane that is cut in halves again and again is then one slice of the sorted points, at every level.
So a picture of counts costs the points in view and no more, and outliers do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.widgets.point_map.camera import Box
from app.widgets.point_map.edges import inside

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]

#: Halvings of the square on each axis: what float32 tells apart.
BITS = 24
#: A tile of the picture has 2^TILE cells on each side.
TILE = 8
#: Squares at the border of a question are cut further until they hold so few points; then each point is asked.
_FEW = 8_192
#: The cells as full as this share of all are drawn in the full colour.
_FULL = 0.995
#: The four quarters of a square.
_RIGHT, _UP = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])


class Index:
    """Points x, y (finite float32 [n]) and the caller's `rows` of them, in the order of the curve."""

    def __init__(self, x: Floats, y: Floats, rows: Rows, codes: NDArray[np.uint64], frame: Box) -> None:
        self.x, self.y, self.rows, self.codes = x, y, rows, codes
        self.left, self.bottom, self.side = frame[0], frame[1], frame[2] - frame[0]
        self._full: dict[int, int] = {}

    @classmethod
    def build(cls, x: Floats, y: Floats, rows: Rows) -> Index:
        """Sort the points: 0.2 s for a million."""
        if not len(x):
            return cls(x, y, rows, np.empty(0, np.uint64), (0.0, 0.0, 1.0, 1.0))
        left, bottom = float(x.min()), float(y.min())
        side = max(float(x.max()) - left, float(y.max()) - bottom) or 1.0
        last, fine = 2**BITS - 1, 2.0**BITS / side
        codes = _spread(np.minimum((x.astype(np.float64) - left) * fine, last).astype(np.uint64))
        codes |= _spread(np.minimum((y.astype(np.float64) - bottom) * fine, last).astype(np.uint64)) << 1
        order = np.argsort(codes)
        return cls(x[order], y[order], rows[order], codes[order], (left, bottom, left + side, bottom + side))

    def subset(self, keep: NDArray[np.bool_]) -> Index:
        """Give an index of the rows that `keep` (by row) names: nothing is sorted again."""
        here = keep[self.rows]
        frame = (self.left, self.bottom, self.left + self.side, self.bottom + self.side)
        part = Index(self.x[here], self.y[here], self.rows[here], self.codes[here], frame)
        part._full = self._full  # the same number of points has the same colour
        return part

    def __len__(self) -> int:
        return len(self.x)

    # -- questions ------------------------------------------------------------------------------------------

    def count_in(self, box: Box) -> int:
        """Count the points in a box, its edges included."""
        return sum(high - low if here is None else len(here) for low, high, here in self._pieces(box))

    def places_in(self, box: Box) -> Rows:
        """Give the places (in `x`, `y`, `rows`) of the points in a box, its edges included."""
        found = [np.arange(low, high) if here is None else here for low, high, here in self._pieces(box)]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    def _pieces(self, box: Box) -> Iterator[tuple[int, int, Rows | None]]:
        """Give slices that lie in the box as a whole, and single places where a square is cut by its border."""
        if not len(self.x):
            return
        across: Rows = np.zeros(1, np.int64)
        up: Rows = np.zeros(1, np.int64)
        slack = self.side * 2.0 ** (1 - BITS)  # a point may be rounded into the next square
        for level in range(BITS + 1):
            size = self.side / 2**level
            left = self.left - slack + across.astype(np.float64) * size
            bottom = self.bottom - slack + up.astype(np.float64) * size
            right, top = left + size + 2 * slack, bottom + size + 2 * slack
            touches = (right >= box[0]) & (left <= box[2]) & (top >= box[1]) & (bottom <= box[3])
            within = (left >= box[0]) & (right <= box[2]) & (bottom >= box[1]) & (top <= box[3])
            low, high = self._slices(level, across, up)
            touches &= high > low
            yield from ((int(a), int(b), None) for a, b in zip(low[within], high[within], strict=True))
            cut = touches & ~within
            low, high = low[cut], high[cut]
            if not len(low):
                return
            if level == BITS or int((high - low).sum()) <= _FEW:
                here = np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)])
                yield 0, 0, here[inside(self.x[here], self.y[here], box)]
                return
            across = (across[cut, None] * 2 + _RIGHT).ravel()
            up = (up[cut, None] * 2 + _UP).ravel()

    def _slices(self, level: int, across: Rows, up: Rows) -> tuple[Rows, Rows]:
        first = _spread(across.astype(np.uint64)) | _spread(up.astype(np.uint64)) << 1
        shift = np.uint64(2 * (BITS - level))
        low = np.searchsorted(self.codes, first << shift)
        return low, np.searchsorted(self.codes, (first + np.uint64(1)) << shift)

    # -- pictures -------------------------------------------------------------------------------------------

    def tile(self, depth: int, across: int, up: int) -> tuple[slice, Rows]:
        """Give the slice of the points in one tile, and the cell (up * side + across) of each.

        At `depth` the square has 2^depth cells on each side; a tile has 2^TILE of them, or all.
        """
        inner = min(TILE, depth)
        low, high = self._slices(depth - inner, np.array([across]), np.array([up]))
        part = slice(int(low[0]), int(high[0]))
        mask, shift = np.uint64(2 ** (2 * inner) - 1), np.uint64(2 * (BITS - depth))
        return part, _order(inner)[(self.codes[part] >> shift) & mask]

    def full(self, depth: int) -> int:
        """Give the number of points in a cell of that depth that counts as full: the same wherever one looks."""
        if depth not in self._full:
            cells = self.codes >> np.uint64(2 * (BITS - depth))
            ends = np.append(np.flatnonzero(cells[1:] != cells[:-1]), len(cells) - 1)
            counts = np.diff(ends, prepend=-1)
            place = min(len(counts) - 1, int(len(counts) * _FULL))
            self._full[depth] = int(np.partition(counts, place)[place])
        return self._full[depth]


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between the bits of numbers below 2^32."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333), (1, 0x5555555555555555),
    ):  # fmt: skip
        values = (values | values << np.uint64(shift)) & np.uint64(mask)
    return values


_orders: dict[int, Rows] = {}


def _order(inner: int) -> Rows:
    """Give the cell of a tile, row by row, for each place on the curve."""
    if inner not in _orders:
        side = np.arange(2**inner, dtype=np.uint64)
        places = _spread(side)[None, :] | _spread(side)[:, None] << np.uint64(1)
        table = np.empty(4**inner, np.int64)
        table[places.ravel()] = np.arange(4**inner)
        _orders[inner] = table
    return _orders[inner]
