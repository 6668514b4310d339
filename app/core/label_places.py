"""Where words stand beside their points: greedily, the most important first, none over another.

The eight places around a point and their order follow Christensen, Marks and Shieber (1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Right, left, above, below, then the corners: (across, down) as shares of the word's own size.
SIDES: tuple[tuple[float, float], ...] = (
    (1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1),
)  # fmt: skip
#: What covering a point costs, against the order of the sides.
_COVER = 10.0
_MOST_COVERED = 2


def boxes(point: Floats, size: Floats, gap: float) -> Floats:
    """Give the eight boxes [8, 4] (left, top, right, bottom) of a word of `size` px beside a point."""
    sides = np.array(SIDES)
    reach = np.where(np.abs(sides).sum(1, keepdims=True) == 2, gap * 0.7, gap)
    middle = point + sides * (size / 2 + reach)
    return np.concatenate([middle - size / 2, middle + size / 2], 1)


def place(
    points: Floats,
    sizes: Floats,
    order: Sequence[int],
    area: tuple[float, float, float, float],
    gaps: Floats,
    *,
    taken: Floats | None = None,
    before: Mapping[int, int] | None = None,
    radius: float = 0.0,
    urgent: int = 0,
) -> dict[int, int]:
    """Give the side (of SIDES) of each word that has room.

    `points` [n, 2] are px, `sizes` [n, 2] the words' width and height, `order` the words to place, most important
    first, `area` the left, top, right and bottom within which all must stay, `taken` [k, 4] boxes that are full.
    `gaps` [n] are the px between a point and its word, `radius` the size of every point: a word covers at most two
    of them, but for the first `urgent` words. `before` gives sides to keep where they still fit: a word should not
    jump while the map moves.
    """
    filled = np.empty((len(order) + (0 if taken is None else len(taken)), 4))
    used = 0
    if taken is not None and len(taken):
        used = len(taken)
        filled[:used] = taken
    found: dict[int, int] = {}
    ranks = np.arange(len(SIDES), dtype=np.float64)
    for rank, which in enumerate(order):
        tried = boxes(points[which], sizes[which], float(gaps[which]))
        fits = (tried[:, 0] >= area[0]) & (tried[:, 1] >= area[1])
        fits &= (tried[:, 2] <= area[2]) & (tried[:, 3] <= area[3])
        fits &= ~_meet(tried, filled[:used]).any(1)
        if not fits.any():
            continue
        x, y = points[:, 0], points[:, 1]
        covered = (x > tried[:, :1] - radius) & (x < tried[:, 2:3] + radius)
        covered &= (y > tried[:, 1:2] - radius) & (y < tried[:, 3:] + radius)
        many = covered.sum(1)
        cost = ranks + _COVER * many
        if rank >= urgent:
            fits &= many <= _MOST_COVERED
            if not fits.any():
                continue
        if before is not None and which in before:
            cost[before[which]] -= _COVER
        cost[~fits] = np.inf
        side = int(np.argmin(cost))
        found[which] = side
        filled[used] = tried[side]
        used += 1
    return found


def _meet(some: Floats, others: Floats) -> NDArray[np.bool_]:
    """Tell which of `some` [a, 4] overlap which of `others` [b, 4]: [a, b]."""
    one, two = some[:, None], others[None]
    across = (one[..., 0] < two[..., 2]) & (two[..., 0] < one[..., 2])
    return across & (one[..., 1] < two[..., 3]) & (two[..., 1] < one[..., 3])
