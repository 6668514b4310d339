"""What the colours of the words mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.language_vector.turning_view import colours_of
from app.demos.language_vector.words import Shown
from app.widgets import theme
from app.widgets.lettering import lettering

_BOX = 14.0


class KindsLegend(QWidget):
    """A swatch and a word for each colour; a line under a word for what the dictionary has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._entries: tuple[tuple[Shown | None, str], ...] = ()
        self.say("target", "source")

    def say(self, target: str, source: str) -> None:
        """Name the two languages."""
        self._entries = (
            ("target", target), ("source", source), ("neither", "neither"), ("kept", "kept"), (None, "translation"),
        )  # fmt: skip
        self.setAccessibleName("Colours: " + ", ".join(words for _, words in self._entries))
        self.update()

    def sizeHint(self) -> QSize:
        letters = lettering(theme.small_font(self.font()))
        wide = sum(letters.width(words) + _BOX + 18 for _, words in self._entries)
        return QSize(round(wide), round(letters.height) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letters, now = lettering(theme.small_font(self.font())), theme.palette()
        painter.setFont(letters.font)
        x = 1.0
        for how, words in self._entries:
            box = QRectF(x, (self.height() - 11) / 2, _BOX, 11)
            if how is None:
                painter.setPen(QPen(now.text, 2))
                painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()))
            else:
                painter.setPen(QPen(now.field, 1))
                painter.setBrush(colours_of(how)[0])
                painter.drawRoundedRect(box, 3, 3)
            painter.setPen(now.muted)
            wide = letters.width(words)
            letters.draw(painter, QRectF(x + _BOX + 4, 0, wide, self.height()), words)
            x += _BOX + wide + 16
        painter.end()
