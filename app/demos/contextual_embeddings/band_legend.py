"""The colours of the matrix, and on them the band where random pairs of words lie."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.contextual_embeddings.contract import RandomPairs
from app.demos.contextual_embeddings.matrix_view import written
from app.widgets import scales, theme
from app.widgets.lettering import lettering

_STOPS = 16
_BAR = 10.0


class BandLegend(QWidget):
    """A bar from `low` to 1, hatched from the 5th to the 95th percentile of random pairs, a line at their mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.low = 0.0
        self.band: RandomPairs | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_band(self, low: float, band: RandomPairs) -> None:
        """Show the scale and where random pairs lie on it."""
        self.low, self.band = low, band
        self.setAccessibleName(self.words())
        self.setToolTip(
            f"Cosine of {written(low)} to 1. {self.words()}: what lies in the hatched band is no more alike than "
            "words that have nothing to do with each other."
        )
        self.update()

    def words(self) -> str:
        """Say where the band is."""
        if self.band is None:
            return ""
        low, high = written(self.band.p05), written(self.band.p95)
        return f"random pairs {written(self.band.mean)} ({low} to {high})"

    def sizeHint(self) -> QSize:
        return QSize(320, round(2 * lettering(theme.small_font(self.font())).height + _BAR) + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def bar(self) -> QRectF:
        """Give where the colours are, px."""
        letters = lettering(theme.small_font(self.font()))
        left = letters.width(written(-0.8)) + 6
        return QRectF(left, 2, max(20.0, min(340.0, self.width() - left - letters.width("1.0") - 10)), _BAR)

    def place(self, value: float) -> float:
        """Give where a cosine stands on the bar, px from the left."""
        bar = self.bar()
        share = (value - self.low) / (1 - self.low)
        return bar.left() + min(1.0, max(0.0, share)) * bar.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.band is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, bar = theme.palette(), self.bar()
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop in range(_STOPS + 1):
            gradient.setColorAt(stop / _STOPS, scales.colour("probability", stop / _STOPS, colours.dark))
        painter.setPen(QPen(colours.border, 1))
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
        letters = lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        painter.setPen(colours.muted)
        side = QRectF(0, bar.center().y() - letters.height / 2, bar.left() - 5, letters.height)
        letters.draw(painter, side, written(self.low), Qt.AlignmentFlag.AlignRight)
        side = QRectF(bar.right() + 5, side.top(), letters.width("1") + 2, letters.height)
        letters.draw(painter, side, "1")
        self._draw_band(painter, bar)
        painter.end()

    def _draw_band(self, painter: QPainter, bar: QRectF) -> None:
        assert self.band is not None
        colours = theme.palette()
        letters = lettering(theme.small_font(self.font()))
        begin, end = self.place(self.band.p05), self.place(self.band.p95)
        band = QRectF(begin, bar.top() - 2, max(2.0, end - begin), bar.height() + 4)
        painter.setPen(QPen(colours.warn, 1.4))
        painter.setBrush(QBrush(colours.warn, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(band)
        middle = self.place(self.band.mean)
        painter.setPen(QPen(colours.warn, 2))
        painter.drawLine(QPointF(middle, band.top()), QPointF(middle, band.bottom() + 4))
        words = self.words()
        wide = letters.width(words)
        left = min(max(0.0, middle - wide / 2), max(0.0, self.width() - wide - 2))
        painter.setPen(colours.muted)
        letters.draw(painter, QRectF(left, band.bottom() + 4, wide + 2, letters.height), words)
