"""A sound as one band: how far it swings, from its beginning to its end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme

Array = NDArray[np.float32]

#: Columns that are kept: more than a field is wide.
COLUMNS = 800


def peaks(samples: Array, columns: int = COLUMNS) -> Array:
    """Least and greatest sample of each of `columns` stretches (fewer if the sound is shorter): [columns, 2]."""
    count = min(columns, len(samples))
    if not count:
        return nothing()
    begins = (np.arange(count) * len(samples)) // count
    return np.stack([np.minimum.reduceat(samples, begins), np.maximum.reduceat(samples, begins)], axis=1)


def nothing() -> Array:
    """The peaks of no sound at all."""
    return np.zeros((0, 2), dtype=np.float32)


class Waveform(QWidget):
    """Shows peaks over the seconds of a sound and a playhead; a click tells where: `sought(seconds)`."""

    sought = Signal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hint = ""
        self.seconds = 0.0
        self.position: float | None = None
        self.level: float | None = None  # 0 to 1, of what a microphone hears now
        self._peaks: Array = nothing()

    def show_peaks(self, found: Array, seconds: float) -> None:
        """Show peaks [columns, 2] of a sound that lasts `seconds`."""
        self._peaks, self.seconds = found, seconds
        self.position = None
        self.setCursor(Qt.CursorShape.PointingHandCursor if len(found) else Qt.CursorShape.ArrowCursor)
        self.update()

    def set_hint(self, hint: str) -> None:
        """Say what is written while there is no sound."""
        self.hint = hint
        self.update()

    def set_position(self, seconds: float | None) -> None:
        """Move the playhead; None takes it away."""
        self.position = seconds
        self.update()

    def set_level(self, level: float | None) -> None:
        """Show how loud the microphone hears; None when it does not listen."""
        self.level = level
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 3 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 3 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, area = theme.palette(), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        dashed = Qt.PenStyle.SolidLine if len(self._peaks) else Qt.PenStyle.DashLine
        painter.setPen(QPen(colours.border if len(self._peaks) else colours.field, 1, dashed))
        painter.setBrush(colours.surface)
        painter.drawRoundedRect(area, 5, 5)
        inside = area.adjusted(6, 4, -6, -4)
        if len(self._peaks):
            self._draw_peaks(painter, inside)
        elif self.level is None:
            painter.setPen(colours.faint)
            painter.setFont(theme.small_font(self.font()))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inside, flags, self.hint)
        if self.level is not None:
            self._draw_level(painter, inside)
        painter.end()

    def _draw_peaks(self, painter: QPainter, area: QRectF) -> None:
        colours = theme.palette()
        across = area.left() + (np.arange(len(self._peaks)) + 0.5) * (area.width() / len(self._peaks))
        middle, half = area.center().y(), area.height() / 2
        full = max(0.1, float(np.abs(self._peaks).max()))  # a quiet voice fills the band as well
        low = middle - np.minimum(self._peaks[:, 0] / full, -0.01) * half
        high = middle - np.maximum(self._peaks[:, 1] / full, 0.01) * half
        outline = [QPointF(x, y) for x, y in zip(across, high, strict=True)]
        outline += [QPointF(x, y) for x, y in zip(across[::-1], low[::-1], strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        ink = QColor(colours.accent)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF(outline))
        if self.position is not None and self.seconds > 0:
            x = area.left() + min(1.0, self.position / self.seconds) * area.width()
            painter.setPen(QPen(colours.text, 1.4))
            painter.drawLine(QPointF(x, area.top() - 2), QPointF(x, area.bottom() + 2))

    def _draw_level(self, painter: QPainter, area: QRectF) -> None:
        colours = theme.palette()
        bar = QRectF(area.left(), area.bottom() - 3, area.width(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.hover)
        painter.drawRoundedRect(bar, 2, 2)
        level = min(1.0, self.level or 0.0)
        painter.setBrush(colours.error if level > 0.97 else colours.ok)
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * level, bar.height()), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and len(self._peaks):
            self.sought.emit(self._time(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and len(self._peaks):
            self.sought.emit(self._time(event.position().x()))

    def _time(self, x: float) -> float:
        share = (x - 6.5) / max(1.0, self.width() - 13.0)
        return min(1.0, max(0.0, share)) * self.seconds
