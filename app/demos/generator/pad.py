"""A plane of two latents, tiled with what is drawn there: a point to drag, and dots where pictures' codes are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.generator.contract import Place
from app.widgets import scales, theme
from app.widgets.lettering import lettering
from app.widgets.pictures.images import paint, to_image
from app.widgets.view import View

_STEP, _STRIDE = 0.1, 0.5  # standard deviations of an arrow key, and with Shift


class Pad(View):
    """`moved(x, y)`: the point was dragged, or walked with the arrow keys (Shift: five steps; Home: the middle)."""

    moved = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.places: tuple[Place, ...] = ()
        self.at = (0.0, 0.0)
        self.reach = 3.0
        self.axes = (1, 2)
        self._map = QImage()
        self._groups: dict[str, int] = {}
        self._tiles = 1
        self._dragging = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setToolTip("Drag the point, or walk with the arrow keys; Home goes back to the middle")

    def show_map(
        self,
        sheet: NDArray[np.uint8],
        tiles: int,
        reach: float,
        places: tuple[Place, ...],
        axes: tuple[int, int],
    ) -> None:
        """Show pictures of the plane, `tiles` a side, from -reach to reach, and pictures' codes as dots."""
        self._map, self._tiles, self.reach = to_image(sheet), tiles, reach
        self.places, self.axes = places, axes
        self._groups = {label: k for k, label in enumerate(sorted({one.label for one in places}))}
        self.set_stale(False)
        self._speak()
        self.viewport().update()

    def set_at(self, x: float, y: float) -> None:
        """Put the point somewhere, without telling anyone."""
        if (x, y) != self.at:
            self.at = (x, y)
            self._speak()
            self.viewport().update()

    def area(self) -> QRectF:
        """Give the plane's square in the viewport."""
        room = QRectF(self.viewport().rect()).adjusted(2, 2, -2, -lettering(self._small()).height - 2)
        side = max(10.0, min(room.width(), room.height()))
        return QRectF(room.center().x() - side / 2, room.top(), side, side)

    def position(self, x: float, y: float) -> QPointF:
        """Give where a place of the plane stands in the viewport; y grows upward."""
        tile, middle = self._tile(), self.area().center()
        return QPointF(middle.x() + x * tile, middle.y() - y * tile)

    def sizeHint(self) -> QSize:
        return QSize(300, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 170)

    def draw(self, painter: QPainter) -> None:
        if self._map.isNull():
            return
        area, colours = self.area(), self.colours
        paint(painter, self._map, area, self.devicePixelRatioF())
        painter.save()
        painter.setClipRect(area)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 0.8))
        for one in self.places:
            painter.setBrush(scales.category(self._groups[one.label], True))
            painter.drawEllipse(self.position(one.x, one.y), 3.0, 3.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = self.position(*self.at)
        for pen in (QPen(QColor(0, 0, 0, 220), 4.5), QPen(QColor(255, 255, 255), 2.2)):
            painter.setPen(pen)
            painter.drawEllipse(at, 9.0, 9.0)
        painter.restore()
        focused = self.hasFocus()
        painter.setPen(QPen(colours.focus if focused else colours.border, 2 if focused else 1))
        painter.drawRect(area)
        letters = lettering(self._small())
        painter.setFont(letters.font)
        painter.setPen(colours.muted)
        foot = QRectF(area.left(), area.bottom() + 2, area.width(), letters.height)
        letters.draw(painter, foot, letters.elided(self._told(), foot.width()), Qt.AlignmentFlag.AlignHCenter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.area().contains(event.position()):
            self._dragging = True
            self._move_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._move_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        ways = {
            Qt.Key.Key_Left: (-step, 0.0), Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, step), Qt.Key.Key_Down: (0.0, -step),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in ways:
            self._put(self.at[0] + ways[key][0], self.at[1] + ways[key][1])
        elif key == Qt.Key.Key_Home:
            self._put(0.0, 0.0)
        else:
            super().keyPressEvent(event)

    def _tile(self) -> float:
        """Px of a standard deviation: the outermost tiles' middles are at the reach."""
        share = (self._tiles - 1) / self._tiles if self._tiles > 1 else 1.0
        return self.area().width() * share / (2 * self.reach)

    def _move_to(self, position: QPointF) -> None:
        tile, middle = self._tile(), self.area().center()
        self._put((position.x() - middle.x()) / tile, (middle.y() - position.y()) / tile)

    def _put(self, x: float, y: float) -> None:
        x, y = (round(min(self.reach, max(-self.reach, one)), 2) for one in (x, y))
        if (x, y) != self.at:
            self.set_at(x, y)
            self.moved.emit(x, y)

    def _small(self) -> QFont:
        return theme.small_font(self.font())

    def _told(self) -> str:
        x, y = (f"{one:+.2f}".replace("-", "−") for one in self.at)
        return f"z{self.axes[0]} {x} →   z{self.axes[1]} {y} ↑"

    def _speak(self) -> None:
        self.speak(f"point at {self._told()}")
