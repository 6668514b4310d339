"""What the colours mean: a strip of the scale with its ends named."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.scales import ScaleName

_STRIP = 96
_STOPS = 16


class ScaleLegend(QWidget):
    """ "Surprise  0 ▭▭▭▭ 12+ nats"."""

    def __init__(
        self, scale: ScaleName, title: str, low: str, high: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scale: ScaleName = scale
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(title, low, high)

    def say(self, title: str, low: str, high: str) -> None:
        """Name the scale and its ends."""
        self._words = (title, low, high)
        self.setAccessibleName(f"Colours: {title}, from {low} to {high}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = theme.small_font(self.font())
        metrics = self.fontMetrics()
        width = sum(metrics.horizontalAdvance(word) for word in self._words) * font.pointSizeF()
        return QSize(round(width / max(1.0, self.font().pointSizeF())) + _STRIP + 30, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.small_font(self.font()))
        colours, metrics = theme.palette(), painter.fontMetrics()
        title, low, high = self._words
        x = 0.0
        for words, gap in ((title, 10), (low, 5)):
            painter.setPen(colours.muted)
            width = metrics.horizontalAdvance(words)
            area = QRectF(x, 0, width + 1, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
            x += width + (gap if words else 0)
        strip = QRectF(x, self.height() / 2 - 4, _STRIP, 8)
        gradient = QLinearGradient(strip.topLeft(), strip.topRight())
        for stop in range(_STOPS + 1):
            gradient.setColorAt(stop / _STOPS, theme.scale_colour(self._scale, stop / _STOPS))
        painter.setPen(QPen(colours.border, 1))
        painter.setBrush(gradient)
        painter.drawRoundedRect(strip, 3, 3)
        painter.setPen(colours.muted)
        area = QRectF(x + _STRIP + 5, 0, metrics.horizontalAdvance(high) + 2, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, high)
        painter.end()
