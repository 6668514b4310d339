"""Many points as a picture of how many lie where: tiles that are made once, or a whole frame where points move."""

from __future__ import annotations

import math
import time
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.widgets.point_map.camera import Camera
from app.widgets.point_map.dyes import Dyes, Pixels
from app.widgets.point_map.index import BITS, TILE, Index
from app.widgets.point_map.scan import Scan

#: Tiles that are kept: 256 KiB each.
_KEPT = 192
#: Seconds that new tiles may take in one frame; the rest are drawn coarser and follow.
_BUDGET = 0.006
#: Means of so many colours fit in a frame; of more moving points each cell shows the colour of one.
_EXACT = 200_000

_Key = tuple[int, int, int]  # depth, across, up


class Tiles:
    """The picture of an index, tile by tile. A cell is one to two px wide, so no point is skipped."""

    def __init__(self, index: Index, ink: NDArray[np.uint8] | None, dyes: Dyes) -> None:
        self.index, self.dyes = index, dyes
        self._ink = None if ink is None or dyes.plain else ink[index.rows]
        self._made: OrderedDict[_Key, QImage | None] = OrderedDict()
        self._base: dict[_Key, QImage | None] = {}  # never forgotten: everything falls back on these

    def draw(self, painter: QPainter, camera: Camera, ratio: float) -> bool:
        """Paint what the camera sees; False when some tiles are still coarser than they should be."""
        index = self.index
        depth = self._depth(camera, ratio)
        level = depth - min(TILE, depth)
        size = index.side / 2**level
        left, bottom, right, top = camera.box
        first = (
            max(0, math.floor((left - index.left) / size)),
            max(0, math.floor((bottom - index.bottom) / size)),
        )
        last = math.floor((right - index.left) / size), math.floor((top - index.bottom) / size)
        end = time.perf_counter() + _BUDGET
        whole = True
        most = 2**level - 1
        for up in range(first[1], min(last[1], most) + 1):
            for across in range(first[0], min(last[0], most) + 1):
                key = (depth, across, up)
                if (
                    not self._has(key)
                    and time.perf_counter() > end
                    and self._coarser(painter, camera, ratio, key)
                ):
                    whole = False
                    continue
                image = self._tile(key)
                if image is not None:
                    painter.drawImage(self._area(camera, ratio, level, across, up), image)
        return whole

    def warm(self, camera: Camera, ratio: float) -> None:
        """Make the coarse tiles that everything else falls back on."""
        depth = self._depth(camera, ratio)
        for deeper in range(depth, BITS + 1):
            self.index.full(deeper)
        for deeper in range(max(1, min(depth, TILE + 1) - 1), min(depth + 1, TILE + 2) + 1):
            level = deeper - min(TILE, deeper)
            for up in range(2**level):
                for across in range(2**level):
                    self._base[deeper, across, up] = self._tile((deeper, across, up))

    def _depth(self, camera: Camera, ratio: float) -> int:
        """Give the depth at which a cell is one to two pixels wide."""
        return min(BITS, max(1, math.floor(math.log2(max(2.0, self.index.side * camera.scale * ratio)))))

    def _has(self, key: _Key) -> bool:
        return key in self._made or key in self._base

    def _tile(self, key: _Key) -> QImage | None:
        if key in self._base:
            return self._base[key]
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        depth, across, up = key
        side = 2 ** min(TILE, depth)
        part, cells = self.index.tile(depth, across, up)
        image = None
        if len(cells):
            counts = np.bincount(cells, minlength=side * side)
            ink = None if self._ink is None else self._ink[part]
            picture = self.dyes.paint(counts, cells, ink, self.index.full(depth))
            image = as_image(picture.reshape(side, side)[::-1])
        self._made[key] = image
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return image

    def _coarser(self, painter: QPainter, camera: Camera, ratio: float, key: _Key) -> bool:
        """Paint the part of a made tile above that covers this one; False when there is none."""
        depth, across, up = key
        level = depth - min(TILE, depth)
        area = self._area(camera, ratio, level, across, up)
        for less in range(1, level + 1):
            above = (depth - less, across >> less, up >> less)
            if not self._has(above):
                continue
            image = self._tile(above)
            if image is not None:
                part = image.width() / 2**less
                column, row = across - (above[1] << less), up - (above[2] << less)
                painter.drawImage(
                    area, image, QRectF(column * part, image.height() - (row + 1) * part, part, part)
                )
            return True
        return False

    def _area(self, camera: Camera, ratio: float, level: int, across: int, up: int) -> QRectF:
        """Give a tile's place on the screen; neighbours share their edges to the pixel."""
        size = self.index.side / 2**level
        left, bottom = self.index.left + across * size, self.index.bottom + up * size
        corners = np.array([[left, bottom + size], [left + size, bottom]])
        (x0, y0), (x1, y1) = np.round(camera.to_screen(corners) * ratio) / ratio
        return QRectF(x0, y0, x1 - x0, y1 - y0)


class Sweep:
    """The picture of points that move: counted anew for every frame in which they or the camera did."""

    def __init__(self, ink: NDArray[np.uint8] | None, dyes: Dyes) -> None:
        self.dyes = dyes
        self._ink = None if dyes.plain else ink
        self._full = 0.0
        self._rows: NDArray[np.int64] | None = None
        self._by_place = np.empty(0, np.uint8)
        self._made: tuple[Scan, Camera, float, Pixels] | None = None

    def draw(self, painter: QPainter, scan: Scan, camera: Camera, ratio: float) -> None:
        """Paint what the camera sees, each cell one pixel."""
        made = self._made
        if made is None or made[0] is not scan or made[1:3] != (camera, ratio):
            made = self._made = scan, camera, ratio, self._count(scan, camera, ratio)
        height, width = made[3].shape
        painter.drawImage(QRectF(0, 0, width / ratio, height / ratio), _view(made[3]))

    def _count(self, scan: Scan, camera: Camera, ratio: float) -> Pixels:
        width = max(1, math.ceil(camera.width * ratio))
        height = max(1, math.ceil(camera.height * ratio))
        here, cells = scan.cells(camera.box, width, height)
        counts = np.bincount(cells, minlength=width * height)
        some = counts[::29]
        some = some[some > 0]
        now = float(np.quantile(some, 0.995)) if len(some) else 1.0
        self._full = now if not self._full else self._full * 0.8 + now * 0.2  # no flicker while it turns
        ink = None if self._ink is None else self._inks(scan)
        if ink is not None and here is not None:
            ink = ink[here]
        picture = self.dyes.paint(counts, cells, ink, round(self._full), len(cells) < _EXACT)
        return picture.reshape(height, width)

    def _inks(self, scan: Scan) -> NDArray[np.uint8]:
        if self._rows is not scan.rows:
            assert self._ink is not None
            self._rows, self._by_place = scan.rows, self._ink[scan.rows]
        return self._by_place


def as_image(picture: Pixels) -> QImage:
    """Give premultiplied ARGB [height, width] as an image of its own."""
    return _view(np.ascontiguousarray(picture)).copy()


def _view(picture: Pixels) -> QImage:
    """Give an image of the same bytes: it must not outlive the array."""
    height, width = picture.shape
    return QImage(picture.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
