"""What the colours mean: a strip of the scale with its ends named."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import scales, theme
from app.widgets.lettering import lettering
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
        letters = lettering(theme.small_font(self.font()))
        width = sum(letters.width(word) for word in self._words)
        return QSize(round(width) + _STRIP + 30, round(letters.height) + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letters, colours = lettering(theme.small_font(self.font())), theme.palette()
        painter.setFont(letters.font)
        title, low, high = self._words
        x = 0.0
        painter.setPen(colours.muted)
        for words, gap in ((title, 10), (low, 5)):
            letters.draw(painter, QRectF(x, 0, letters.width(words), self.height()), words)
            x += letters.width(words) + (gap if words else 0)
        strip = QRectF(x, self.height() / 2 - 4, _STRIP, 8)
        letters.draw(painter, QRectF(strip.right() + 5, 0, letters.width(high), self.height()), high)
        painter.setPen(QPen(colours.border, 1))
        painter.translate(strip.topLeft())
        painter.setBrush(_gradient(self._scale, colours.dark))
        painter.drawRoundedRect(QRectF(0, 0, _STRIP, 8), 3, 3)
        painter.end()


@cache
def _gradient(scale: ScaleName, dark: bool) -> QLinearGradient:
    gradient = QLinearGradient(0, 0, _STRIP, 0)
    for stop in range(_STOPS + 1):
        gradient.setColorAt(stop / _STOPS, scales.colour(scale, stop / _STOPS, dark))
    return gradient
