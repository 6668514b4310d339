"""Single points: drawn once for each look and stamped, or thousands of small dots at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from app.widgets import theme
from app.widgets.point_map.density import as_image
from app.widgets.point_map.dyes import pixels

Floats = NDArray[np.float64]

_DEPTHS = 8  # steps of paleness in space
_FAR = 0.62  # so much of the paper is mixed into the farthest points
_KEPT = 4_000
_LARGE_DOTS = 8_000  # more are smaller


@dataclass(frozen=True, slots=True)
class Look:
    """What a mark looks like: its place in SHAPES, fill, radius in px, step of depth, and whether it steps back."""

    shape: int
    fill: int  # 0xRRGGBB
    radius: float
    depth: int = _DEPTHS - 1
    faded: bool = False


_stamps: dict[tuple[Look, float, bool], QPixmap] = {}


def stamp(look: Look, ratio: float) -> QPixmap:
    """Give a mark as a picture for screens of `ratio` pixels to the px."""
    colours = theme.palette()
    key = (look, ratio, colours.dark)
    found = _stamps.get(key)
    if found is None:
        if len(_stamps) >= _KEPT:
            _stamps.clear()
        found = _stamps[key] = _drawn(look, ratio)
    return found


def _drawn(look: Look, ratio: float) -> QPixmap:
    colours = theme.palette()
    near = look.depth / (_DEPTHS - 1)
    radius = look.radius * (0.7 + 0.3 * near)
    side = 2 * math.ceil(radius + 2.5)
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.faded:
        painter.setOpacity(0.3)
    path = outline(look.shape, QPointF(side / 2, side / 2), radius)
    fill = mixed(QColor(look.fill), colours.surface, _FAR * (1 - near))
    painter.strokePath(path, QPen(colours.surface, 3.0))  # neighbours stay apart
    painter.setPen(QPen(mixed(fill, colours.text, 0.55 * (0.4 + 0.6 * near)), 1.0))
    painter.setBrush(fill)
    painter.drawPath(path)
    painter.end()
    return picture


def outline(shape: int, middle: QPointF, radius: float) -> QPainterPath:
    """Give the outline of a mark (its place in SHAPES); all shapes cover about the same area."""
    path = QPainterPath()
    x, y = middle.x(), middle.y()
    if shape == 1:
        half = radius * 0.88
        path.addRoundedRect(QRectF(x - half, y - half, 2 * half, 2 * half), 1, 1)
    elif shape in (2, 5):
        up = -1.0 if shape == 2 else 1.0
        long = radius * 1.28
        corners = [(0.0, up * long), (long * 0.87, -up * long * 0.5), (-long * 0.87, -up * long * 0.5)]
        _polygon(path, x, y + up * -0.12 * radius, corners)
    elif shape == 3:
        long = radius * 1.22
        _polygon(path, x, y, [(0, -long), (long, 0), (0, long), (-long, 0)])
    elif shape == 4:
        a, b = radius * 0.4, radius * 1.12
        corners = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a)]
        _polygon(path, x, y, [*corners, (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)])
    else:
        path.addEllipse(middle, radius, radius)
    return path


def _polygon(path: QPainterPath, x: float, y: float, corners: list[tuple[float, float]]) -> None:
    path.moveTo(x + corners[0][0], y + corners[0][1])
    for across, down in corners[1:]:
        path.lineTo(x + across, y + down)
    path.closeSubpath()


def draw_marks(
    painter: QPainter,
    places: Floats,
    fills: NDArray[np.uint32],
    shapes: NDArray[np.uint8],
    depths: Floats,
    faded: NDArray[np.bool_],
    radius: float,
) -> None:
    """Stamp marks at places [k, 2] px, in their order."""
    ratio = painter.device().devicePixelRatioF()
    steps = np.round(depths * (_DEPTHS - 1)).astype(np.int64)
    looks: dict[tuple[int, int, int, bool], tuple[QPixmap, float]] = {}
    draw = painter.drawPixmap
    for x, y, *key in zip(
        places[:, 0].tolist(), places[:, 1].tolist(), shapes.tolist(), fills.tolist(), steps.tolist(),
        faded.tolist(), strict=True,
    ):  # fmt: skip
        known = tuple(key)
        found = looks.get(known)
        if found is None:
            picture = stamp(Look(known[0], known[1], radius, known[2], known[3]), ratio)
            found = looks[known] = picture, picture.width() / ratio / 2
        draw(QPointF(x - found[1], y - found[1]), found[0])


def draw_dots(
    painter: QPainter, places: Floats, colour: NDArray[np.float32], width: float, height: float
) -> None:
    """Draw small round dots at places [k, 2] px in colours [k, 3], all at once; those drawn last lie above."""
    ratio = painter.device().devicePixelRatioF()
    radius = (2.0 if len(places) <= _LARGE_DOTS else 1.5) * ratio
    reach = math.ceil(radius + ratio)
    wide, high = math.ceil(width * ratio) + 2 * reach, math.ceil(height * ratio) + 2 * reach
    across = np.floor(places[:, 0] * ratio).astype(np.int64) + reach
    down = np.floor(places[:, 1] * ratio).astype(np.int64) + reach
    seen = (across >= reach) & (across < wide - reach) & (down >= reach) & (down < high - reach)
    middle = down[seen] * wide + across[seen]
    fill = pixels(colour[seen])
    picture = np.zeros(wide * high, np.uint32)
    paper = theme.palette().surface
    rim = np.uint32(paper.rgba())
    for limit, ink in ((radius + ratio, rim), (radius, fill)):
        for row in range(-reach, reach + 1):
            for column in range(-reach, reach + 1):
                if row * row + column * column <= limit * limit:
                    picture[middle + row * wide + column] = ink
    image = as_image(picture.reshape(high, wide))
    painter.drawImage(QRectF(-reach / ratio, -reach / ratio, wide / ratio, high / ratio), image)


def paled(colour: NDArray[np.float32], depths: Floats) -> NDArray[np.float32]:
    """Mix the paper into the colours [k, 3] of what is far."""
    paper = theme.palette().surface
    share = (_FAR * (1 - depths)).astype(np.float32)[:, None]
    ground = np.array([paper.red(), paper.green(), paper.blue()], np.float32)
    return colour + (ground - colour) * share


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Mix two colours; `share` of the second."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))
