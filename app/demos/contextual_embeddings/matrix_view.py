"""The similarity of every pair as coloured squares, with the senses along the edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import scales, theme
from app.widgets.lettering import lettering
from app.widgets.view import View
from app.widgets.visible import displayable

_STRIP = 5.0  # px: the senses along the edges
_MOST = 460.0  # px: a square of ten cells need not fill the screen
_NUMBERED = 13.0  # px: the least height of a cell with a number beside it
_WRITTEN = 20.0  # px: the least width of a cell with its value in it, without the 0 before the point
_LABELLED = 90.0  # px: the least room for the rows' labels
_WHOLE = 30.0  # px: the least width of a cell with the whole value in it


class MatrixView(View):
    """`chosen(row, column)` on click, arrow keys and Enter; `hovered` likewise, (-1, -1) when the mouse is gone."""

    chosen = Signal(int, int)
    hovered = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.values: NDArray[np.float64] = np.zeros((0, 0))
        self.labels: tuple[str, ...] = ()
        self.groups: tuple[int, ...] = ()
        self.low = 0.0
        self.current = (-1, -1)
        self._hover = (-1, -1)
        self._image: QImage | None = None
        self._dark: bool | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_matrix(
        self, values: NDArray[np.float64], low: float, labels: Sequence[str], groups: Sequence[int]
    ) -> None:
        """Show cosines [n, n]; `low` is the value at the beginning of the colours, which end at 1."""
        self.values, self.low, self.labels, self.groups = values, low, tuple(labels), tuple(groups)
        if max(self.current) >= len(values):
            self.current = (-1, -1)
        self._hover = (-1, -1)
        self._image = None
        self.set_stale(False)
        self.viewport().update()

    def set_current(self, row: int, column: int = -1) -> None:
        """Frame the row and column of a sentence, or one pair; -1 for none. Tells nobody."""
        if (row, column) != self.current:
            self.current = (row, column)
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(340, 226)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)

    # -- where things are -----------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Give the square of the cells, px of the viewport."""
        letters = lettering(theme.small_font(self.font()))
        left = letters.width("000") + _STRIP + 6
        below = letters.height + _STRIP + 4
        side = min(self.viewport().width() - left - 2, self.viewport().height() - below - 2, _MOST)
        return QRectF(left, 1, max(1.0, side), max(1.0, side))

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Give a cell's rectangle, px of the viewport."""
        area, side = self.area(), self._side()
        return QRectF(area.left() + column * side, area.top() + row * side, side, side)

    def cell_at(self, position: QPointF) -> tuple[int, int]:
        """Give (row, column) under a point of the viewport, (-1, -1) if there is none."""
        area, count = self.area(), len(self.values)
        if not count or not area.contains(position):
            return -1, -1
        side = self._side()
        row, column = int((position.y() - area.top()) / side), int((position.x() - area.left()) / side)
        return min(row, count - 1), min(column, count - 1)

    def below(self, row: int, column: int) -> QPoint:
        """Give the global point below a cell, where a popover belongs."""
        corner = self.cell_rect(row, column).bottomLeft().toPoint()
        return self.viewport().mapToGlobal(corner + QPoint(0, 4))

    def _side(self) -> float:
        return self.area().width() / max(1, len(self.values))

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        if not len(self.values):
            return
        area, side = self.area(), self._side()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(area, self._picture())
        if side >= _WRITTEN:
            self._draw_values(painter, side)
        self._draw_edges(painter, area, side)
        self._draw_labels(painter, area, side)
        self._draw_frames(painter, area)

    def _picture(self) -> QImage:
        """One pixel for a cell: a thousand sentences are a million cells."""
        if self._image is None or self._dark != self.colours.dark:
            self._dark = self.colours.dark
            table = scales.table("probability", self._dark).astype(np.uint32)
            packed = 0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]
            steps = np.clip((self.values - self.low) / (1 - self.low), 0, 1) * (len(packed) - 1)
            pixels = np.ascontiguousarray(packed.astype(np.uint32)[np.rint(steps).astype(np.int64)])
            count = len(self.values)
            self._image = QImage(pixels.tobytes(), count, count, 4 * count, QImage.Format.Format_RGB32).copy()
        return self._image

    def _draw_values(self, painter: QPainter, side: float) -> None:
        letters = lettering(theme.small_font(self.font(), 0.72 if side < 25 else 0.82 if side < 40 else 0.9))
        painter.setFont(letters.font)
        for row, values in enumerate(self.values.tolist()):
            for column, value in enumerate(values):
                _, ink = theme.scale_ground("probability", (value - self.low) / (1 - self.low))
                painter.setPen(ink)
                middle = Qt.AlignmentFlag.AlignHCenter
                words = written(value) if side >= _WHOLE else written(value).replace("0.", ".")
                letters.draw(painter, self.cell_rect(row, column), words, middle)

    def _draw_edges(self, painter: QPainter, area: QRectF, side: float) -> None:
        letters = lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        step = max(1, int(np.ceil(_NUMBERED / side)))
        for place in range(len(self.values)):
            group = self.groups[place] if place < len(self.groups) else -1
            at = place * side
            if group >= 0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(scales.category(group, self.colours.dark))
                gap = 0.5 if side > 4 else 0.0
                painter.drawRect(
                    QRectF(area.left() - _STRIP - 2, area.top() + at + gap, _STRIP, side - 2 * gap)
                )
                painter.drawRect(QRectF(area.left() + at + gap, area.bottom() + 2, side - 2 * gap, _STRIP))
            if place % step:
                continue
            wide = step * side
            painter.setPen(self.colours.text if place in self.current else self.colours.muted)
            number = str(place + 1)
            painter.save()
            room = QRectF(0, area.top() + at, area.left() - _STRIP - 6, side)
            letters.draw(painter, room, number, Qt.AlignmentFlag.AlignRight)
            if wide >= letters.width(number) + 2:
                room = QRectF(area.left() + at, area.bottom() + _STRIP + 3, side, letters.height)
                letters.draw(painter, room, number, Qt.AlignmentFlag.AlignHCenter)
            painter.restore()

    def _draw_labels(self, painter: QPainter, area: QRectF, side: float) -> None:
        """Beside the rows what they are, if there is room that nobody else needs."""
        room = self.viewport().width() - area.right() - 12
        if room < _LABELLED or side < _NUMBERED:
            return
        letters = lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        for row, label in enumerate(self.labels):
            painter.setPen(self.colours.text if row in self.current else self.colours.muted)
            place = QRectF(area.right() + 8, area.top() + row * side, room, side)
            letters.draw(painter, place, letters.elided(displayable(label), room))

    def _draw_frames(self, painter: QPainter, area: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        row, column = self.current
        if row >= 0:
            painter.setPen(QPen(self.colours.accent, 1.8))
            first, last = self.cell_rect(row, 0), self.cell_rect(row, len(self.values) - 1)
            painter.drawRect(first.united(last))
            if column < 0:
                painter.drawRect(self.cell_rect(0, row).united(self.cell_rect(len(self.values) - 1, row)))
        for place, ink in ((self._hover, self.colours.text), (self.current, self.colours.focus)):
            if min(place) >= 0 and (place is self._hover or self.hasFocus()):
                painter.setPen(QPen(ink, 1.8))
                painter.drawRect(self.cell_rect(*place))
        if self.hasFocus() and row < 0:
            painter.setPen(QPen(self.colours.focus, 1.5))
            painter.drawRect(area)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.cell_at(event.position())
        if place != self._hover:
            self._hover = place
            self.viewport().update()
            self.hovered.emit(*place)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = (-1, -1)
        self.viewport().update()
        self.hovered.emit(-1, -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place[0] >= 0:
            self._go(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif step is not None and len(self.values):
            last = len(self.values) - 1
            row, column = (max(0, place) for place in self.current)
            self._go(min(last, max(0, row + step[0])), min(last, max(0, column + step[1])))
        else:
            super().keyPressEvent(event)

    def text(self) -> str:
        """Give the cosines as a table with tabs, as Ctrl+C copies them."""
        rows = [
            "\t".join([label, *(f"{value:.4f}" for value in values)])
            for label, values in zip(self.labels, self.values.tolist(), strict=True)
        ]
        return "\n".join(["\t".join(["", *self.labels]), *rows])

    def _go(self, row: int, column: int) -> None:
        self.current = (row, column)
        self.speak(f"{self.labels[row]} and {self.labels[column]}: {written(self.values[row, column])}")
        self.viewport().update()
        self.chosen.emit(row, column)


def written(value: float) -> str:
    """Write a cosine with two digits and a true minus sign."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")
