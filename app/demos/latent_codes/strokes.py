"""From places of a picture to codes of its map: what a brush covers, and what a box covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

from app.demos.latent_codes.contract import Box, Edit

Cell = tuple[int, int]
"""Column and row of a map."""


def covered(
    spots: Iterable[tuple[float, float]], brush: int, side: int, shape: tuple[int, int]
) -> list[Cell]:
    """The cells under a brush of `brush` codes across, at spots in pixels; `shape` is the map's rows and columns."""
    rows, columns = shape
    found: dict[Cell, None] = {}
    reach = brush / 2
    for x, y in spots:
        across, down = x / side, y / side
        for row in range(floor(down - reach), floor(down + reach) + 1):
            for column in range(floor(across - reach), floor(across + reach) + 1):
                near = (column + 0.5 - across) ** 2 + (row + 0.5 - down) ** 2 <= reach**2
                under = (column, row) == (floor(across), floor(down))
                if (near or under) and 0 <= row < rows and 0 <= column < columns:
                    found[column, row] = None
    return list(found)


def painted(cells: Sequence[Cell], code: int) -> tuple[Edit, ...]:
    """Edits that put a code into cells, one for each run of neighbours in a row."""
    found: list[Edit] = []
    for column, row in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        last = found[-1].box if found else None
        if last is not None and last[1] == row and last[2] == column:
            found[-1] = Edit(code, box=(last[0], row, column + 1, row + 1))
        else:
            found.append(Edit(code, box=(column, row, column + 1, row + 1)))
    return tuple(found)


def boxed(x: int, y: int, width: int, height: int, side: int, shape: tuple[int, int]) -> Box | None:
    """The codes that a box of pixels touches; None for an empty one."""
    if width <= 0 or height <= 0:
        return None
    rows, columns = shape
    left, top = x // side, y // side
    return left, top, min(columns, -(-(x + width) // side)), min(rows, -(-(y + height) // side))
