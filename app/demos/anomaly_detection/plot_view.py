"""The base of this demo's painted plots: no scroll bars, small letters, a size that follows the text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.anomaly_detection.contract import METHODS, Method
from app.widgets import scales, theme
from app.widgets.lettering import Lettering, lettering
from app.widgets.view import View
from app.widgets.visible import displayable


class PlotView(View):
    """Subclasses paint in `draw` and give their numbers in `text`, which Ctrl+C copies."""

    #: Least and usual size, in widths and heights of a letter.
    least = (24, 9)
    usual = (34, 12)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def letters(self) -> Lettering:
        """The small letters that plots are labelled with."""
        return lettering(theme.small_font(self.font()))

    def room(self) -> QRectF:
        """The viewport."""
        return QRectF(self.viewport().rect())

    def text(self) -> str:
        """Give the numbers as a table with tabs."""
        return ""

    def sizeHint(self) -> QSize:
        return self._size(self.usual)

    def minimumSizeHint(self) -> QSize:
        return self._size(self.least)

    def _size(self, letters: tuple[int, int]) -> QSize:
        metrics = self.fontMetrics()
        return QSize(letters[0] * metrics.averageCharWidth(), letters[1] * metrics.height())

    def draw_focus(self, painter: QPainter, area: QRectF) -> None:
        """Frame the plot while it has the keyboard."""
        if self.hasFocus():
            painter.setPen(QPen(self.colours.focus, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(displayable(self.text()))
        else:
            super().keyPressEvent(event)

    def ink(self, method: Method) -> QColor:
        """A method's colour, the same in every view."""
        return scales.category(METHODS.index(method), self.colours.dark)
