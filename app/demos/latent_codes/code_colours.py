"""Colours and layers of a map of codes, as arrays: what lies over the picture."""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Codes = NDArray[np.int64]

_GOLDEN = 0.61803398875
_DIM = 150  # of 255: over what the chosen code is not


def colours(size: int) -> Pixels:
    """A colour for each code, uint8 [size, 3]: neighbours in number are far apart in hue."""
    found = [
        colorsys.hls_to_rgb((code * _GOLDEN) % 1.0, 0.42 + 0.2 * (code % 3) / 2, 0.75) for code in range(size)
    ]
    return (np.asarray(found) * 255).round().astype(np.uint8)


def shaded(codes: Codes, size: int, side: int, height: int, width: int) -> Pixels:
    """The map in its colours at the picture's size, uint8 [height, width, 3]."""
    return _enlarged(colours(size)[codes], side, height, width)


def spotlight(codes: Codes, code: int, side: int, height: int, width: int) -> Pixels:
    """Darkness with holes where the code stands: uint8 [height, width, 4]."""
    there = codes == code
    layer = np.zeros((*codes.shape, 4), np.uint8)
    layer[~there, 3] = _DIM
    return _enlarged(layer, side, height, width)


def changes(before: Codes, after: Codes, side: int, height: int, width: int) -> Pixels:
    """A veil of orange where the codes are not what they were: uint8 [height, width, 4]."""
    layer = np.zeros((*after.shape, 4), np.uint8)
    layer[before != after] = (213, 94, 0, 120)
    return _enlarged(layer, side, height, width)


def _enlarged(layer: Pixels, side: int, height: int, width: int) -> Pixels:
    """Each place as large as its pixels; the last row and column may reach beyond the picture and are cut."""
    return np.repeat(np.repeat(layer, side, axis=0), side, axis=1)[:height, :width]


def tiles(book: Pixels, size: int) -> Pixels:
    """The square of a codebook taken apart: uint8 [size, side, side, 3]."""
    columns = int(np.ceil(np.sqrt(size)))
    side = book.shape[1] // columns
    rows = book.shape[0] // side
    apart = book.reshape(rows, side, columns, side, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(apart.reshape(-1, side, side, 3)[:size])
