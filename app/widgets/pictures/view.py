"""One picture, large: zoom and pan, a layer over it, a box to choose in it, and a brush to paint on it.

The view paints nothing into the picture: it tells where the brush went, and the page answers with other pixels.
"""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets.pictures.images import Pixels, paint, to_image
from app.widgets.view import View

Mode = Literal["look", "brush", "box"]
Spot = tuple[float, float]
"""x and y in pixels of the picture; the middle of the first one is (0.5, 0.5)."""

_STEP, _NOTCH, _MOST_ZOOM = 1.25, 120.0, 64.0
_MARGIN = 4


class PictureView(View):
    """Left button: what `mode` says. Middle button: pan. Ctrl+wheel and +/−: zoom; Home: all of it.

    By keys: the arrows move a cursor (Shift: eight pixels), Enter clicks, paints a dot, or puts the two corners
    of a box; Escape takes the box back; Ctrl+C copies the picture.
    """

    clicked = Signal(int, int)  # column and row of a pixel
    hovered = Signal(int, int)  # the pixel under the pointer; -1, -1 outside
    stroked = Signal(object)  # the newest part of a brush stroke: list of Spot, in order
    stroke_ended = Signal(object)  # the whole stroke
    boxed = Signal(QRect)  # a box of pixels; empty when it was taken back
    looked = Signal(
        float, QPointF
    )  # zoom and middle, as the user has changed them: for views that are linked

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.mode: Mode = "look"
        self.brush = 1.5  # its radius, in pixels of the picture
        self.box = QRect()
        self.cursor_at = QPoint(-1, -1)
        self.overlay_opacity = 0.5
        self._picture = QImage()
        self._overlay = QImage()
        self._zoom = 1.0  # 1: all of the picture is seen
        self._middle = QPointF()  # the picture's place in the middle of the viewport
        self._pointer: Spot | None = None
        self._stroke: list[Spot] = []
        self._corner: QPoint | None = None
        self._panned: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_picture(self, pixels: Pixels | None) -> None:
        """Show a picture, uint8 [h, w] or [h, w, 3]; None: nothing. One of the same size keeps view and box."""
        before = self._picture.size()
        self._picture = QImage() if pixels is None else to_image(pixels)
        if self._picture.size() != before:
            self.box, self._corner, self._stroke = QRect(), None, []
            self._overlay = QImage()
            self.reset_view()
        self.set_stale(False)
        self._speak()
        self.viewport().update()

    def show_overlay(self, pixels: Pixels | None, opacity: float = 0.5) -> None:
        """Lay a picture, uint8 [h, w, 3] or [h, w, 4], over the whole of the one below; it may have fewer pixels."""
        self._overlay = QImage() if pixels is None else to_image(pixels)
        self.overlay_opacity = opacity
        self.viewport().update()

    def set_mode(self, mode: Mode) -> None:
        """Choose what the left button does."""
        self.mode = mode
        self._corner, self._stroke = None, []
        shapes = {"look": Qt.CursorShape.ArrowCursor, "brush": Qt.CursorShape.BlankCursor}
        self.viewport().setCursor(shapes.get(mode, Qt.CursorShape.CrossCursor))
        self.viewport().update()

    def set_box(self, box: QRect) -> None:
        """Frame a box of pixels (an empty one: none) without telling anyone."""
        self.box = box
        self.viewport().update()

    def reset_view(self) -> None:
        """Show all of the picture."""
        self.look_at(1.0, QPointF(self._picture.width() / 2, self._picture.height() / 2))

    def look_at(self, zoom: float, middle: QPointF) -> None:
        """Show what another view shows: its zoom (1: all of the picture) and the picture's place in its middle."""
        self._zoom, self._middle = zoom, middle
        self.viewport().update()

    def zoom_at(self, at: QPointF, factor: float) -> None:
        """Zoom so that what is under a position of the viewport stays there."""
        self._magnify(factor, at)

    @property
    def zoom(self) -> float:
        """Give the zoom, 1 where all of the picture is seen."""
        return self._zoom

    # -- places ---------------------------------------------------------------------------------------------

    @property
    def scale_(self) -> float:
        """Give the px of the screen for a pixel of the picture."""
        if self._picture.isNull():
            return 1.0
        across = (self.viewport().width() - 2 * _MARGIN) / self._picture.width()
        down = (self.viewport().height() - 2 * _MARGIN) / self._picture.height()
        return max(1e-3, min(across, down)) * self._zoom

    def area(self) -> QRectF:
        """Give the picture's rectangle in the viewport; it may reach beyond it."""
        size, scale = self._picture.size(), self.scale_
        left = self.viewport().width() / 2 - self._middle.x() * scale
        top = self.viewport().height() / 2 - self._middle.y() * scale
        return QRectF(left, top, size.width() * scale, size.height() * scale)

    def spot(self, position: QPointF) -> Spot:
        """Give the picture's place under a position of the viewport."""
        area, scale = self.area(), self.scale_
        return (position.x() - area.left()) / scale, (position.y() - area.top()) / scale

    def position(self, x: float, y: float) -> QPointF:
        """Give where a place of the picture stands in the viewport."""
        area, scale = self.area(), self.scale_
        return QPointF(area.left() + x * scale, area.top() + y * scale)

    def pixel_at(self, position: QPointF) -> QPoint:
        """Give the pixel (column, row) under a position, (-1, -1) outside the picture."""
        x, y = self.spot(position)
        column, row = math.floor(x), math.floor(y)
        inside = 0 <= column < self._picture.width() and 0 <= row < self._picture.height()
        return QPoint(column, row) if inside else QPoint(-1, -1)

    def sizeHint(self) -> QSize:
        return QSize(260, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        if self._picture.isNull():
            return
        colours, area, ratio = self.colours, self.area(), self.devicePixelRatioF()
        paint(painter, self._picture, area, ratio)
        if not self._overlay.isNull():
            painter.save()
            painter.setOpacity(painter.opacity() * self.overlay_opacity)
            paint(painter, self._overlay, area, ratio)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(
            QPen(colours.focus if self.hasFocus() else colours.border, 2 if self.hasFocus() else 1)
        )
        painter.drawRect(area.adjusted(-1, -1, 1, 1))
        box = self._growing()
        if not box.isEmpty():
            self._outline(painter, self._on_screen(box), rounded=False)
        if self.hasFocus() and self.cursor_at.x() >= 0:
            self._outline(painter, self._on_screen(QRect(self.cursor_at, QSize(1, 1))), rounded=False)
        if self.mode == "brush" and self._pointer is not None:
            middle, radius = self.position(*self._pointer), max(1.5, self.brush * self.scale_)
            self._outline(
                painter, QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius), True
            )

    def _outline(self, painter: QPainter, area: QRectF, rounded: bool) -> None:
        """A light line within a dark one: seen on any picture."""
        draw = painter.drawEllipse if rounded else painter.drawRect
        painter.setPen(QPen(QColor(0, 0, 0, 200), 3.0))
        draw(area)
        painter.setPen(QPen(QColor(255, 255, 255), 1.2))
        draw(area)

    def _on_screen(self, box: QRect) -> QRectF:
        corner, scale = self.position(box.x(), box.y()), self.scale_
        return QRectF(corner.x(), corner.y(), box.width() * scale, box.height() * scale)

    def _growing(self) -> QRect:
        """The box as it is, or as it is being drawn."""
        if self._corner is None:
            return self.box
        other = self._inside(self._pointer) if self._pointer is not None else self.cursor_at
        return _box(self._corner, other) if other.x() >= 0 else QRect()

    # -- mouse ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._picture.isNull():
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = event.position()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pointer = self.spot(event.position())
            if self.mode == "brush":
                self._begin_stroke()
            elif self.mode == "box":
                self._corner = self._inside(self._pointer)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._panned is not None:
            self._pan(at - self._panned)
            self._panned = at
            return
        self._pointer = self.spot(at)
        if self._stroke:
            self._extend_stroke()
        pixel = self.pixel_at(at)
        self.hovered.emit(pixel.x(), pixel.y())
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = None
        if event.button() != Qt.MouseButton.LeftButton or self._picture.isNull():
            return
        self._pointer = self.spot(event.position())
        if self._stroke:
            self._end_stroke()
        elif self._corner is not None:
            self._put_corner(self._inside(self._pointer))
        elif self.mode == "look" and (pixel := self.pixel_at(event.position())).x() >= 0:
            self.cursor_at = pixel
            self._speak()
            self.clicked.emit(pixel.x(), pixel.y())
        self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        if not self._stroke:
            self._pointer = None
        self.hovered.emit(-1, -1)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH
        # Without Ctrl the page scrolls: a picture must be no trap for the wheel.
        if notches and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._magnify(_STEP**notches, event.position())
            event.accept()
        else:
            event.ignore()

    # -- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        ways = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        if self._picture.isNull():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setImage(self._picture)
        elif key in ways:
            step = 8 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._walk(ways[key][0] * step, ways[key][1] * step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.cursor_at.x() >= 0:
            self._press_cursor()
        elif key == Qt.Key.Key_Escape and (self._corner is not None or not self.box.isEmpty()):
            self.box, self._corner = QRect(), None
            self.boxed.emit(self.box)
        elif key == Qt.Key.Key_Home:
            self.reset_view()
            self.looked.emit(self._zoom, self._middle)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            middle = QPointF(self.viewport().rect().center())
            self._magnify(1 / _STEP if key == Qt.Key.Key_Minus else _STEP, middle)
        else:
            super().keyPressEvent(event)
        self.viewport().update()

    def _walk(self, across: int, down: int) -> None:
        size = self._picture.size()
        begin = self.cursor_at if self.cursor_at.x() >= 0 else QPoint(size.width() // 2, size.height() // 2)
        x = min(size.width() - 1, max(0, begin.x() + across))
        y = min(size.height() - 1, max(0, begin.y() + down))
        self.cursor_at, self._pointer = QPoint(x, y), None
        self._speak()
        self.hovered.emit(x, y)

    def _press_cursor(self) -> None:
        at = self.cursor_at
        if self.mode == "brush":
            spot = [(at.x() + 0.5, at.y() + 0.5)]
            self.stroked.emit(spot)
            self.stroke_ended.emit(spot)
        elif self.mode == "box":
            if self._corner is None:
                self._corner, self._pointer = at, None
            else:
                self._put_corner(at)
        else:
            self.clicked.emit(at.x(), at.y())

    # -- strokes, boxes, the view ---------------------------------------------------------------------------

    def _begin_stroke(self) -> None:
        assert self._pointer is not None
        self._stroke = [self._pointer]
        self.stroked.emit([self._pointer])

    def _extend_stroke(self) -> None:
        """Go on to where the pointer is, in steps of at most half the brush: a quick hand leaves no gaps."""
        assert self._pointer is not None
        (x0, y0), (x1, y1) = self._stroke[-1], self._pointer
        far = math.hypot(x1 - x0, y1 - y0)
        if far < 0.25:
            return
        steps = max(1, math.ceil(far / max(0.5, self.brush / 2)))
        fresh = [(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps) for k in range(1, steps + 1)]
        self._stroke += fresh
        self.stroked.emit(fresh)

    def _end_stroke(self) -> None:
        whole, self._stroke = self._stroke, []
        self.stroke_ended.emit(whole)

    def _put_corner(self, other: QPoint) -> None:
        assert self._corner is not None
        self.box, self._corner = _box(self._corner, other), None
        self.boxed.emit(self.box)

    def _inside(self, spot: Spot) -> QPoint:
        """The pixel nearest to a place."""
        x = min(self._picture.width() - 1, max(0, math.floor(spot[0])))
        return QPoint(x, min(self._picture.height() - 1, max(0, math.floor(spot[1]))))

    def _magnify(self, factor: float, at: QPointF) -> None:
        """Zoom so that what is under `at` stays there."""
        if self._picture.isNull():
            return
        x, y = self.spot(at)
        self._zoom = min(_MOST_ZOOM, max(1.0, self._zoom * factor))
        middle, scale = QPointF(self.viewport().width() / 2, self.viewport().height() / 2), self.scale_
        self._middle = QPointF(x - (at.x() - middle.x()) / scale, y - (at.y() - middle.y()) / scale)
        if self._zoom == 1.0:
            self.reset_view()
        self.looked.emit(self._zoom, self._middle)
        self.viewport().update()

    def _pan(self, moved: QPointF) -> None:
        scale, size = self.scale_, self._picture.size()
        x, y = self._middle.x() - moved.x() / scale, self._middle.y() - moved.y() / scale
        self._middle = QPointF(min(size.width(), max(0.0, x)), min(size.height(), max(0.0, y)))
        self.looked.emit(self._zoom, self._middle)
        self.viewport().update()

    def _speak(self) -> None:
        if self._picture.isNull():
            self.speak("no picture")
            return
        size, at = self._picture.size(), self.cursor_at
        words = f"picture of {size.width()} by {size.height()} pixels"
        if at.x() >= 0:
            colour = self._picture.pixelColor(min(at.x(), size.width() - 1), min(at.y(), size.height() - 1))
            words += f", column {at.x()}, row {at.y()}: {colour.red()}, {colour.green()}, {colour.blue()}"
        self.speak(words)


def _box(one: QPoint, two: QPoint) -> QRect:
    """The pixels from one to the other, both within."""
    left, top = min(one.x(), two.x()), min(one.y(), two.y())
    return QRect(left, top, abs(one.x() - two.x()) + 1, abs(one.y() - two.y()) + 1)
