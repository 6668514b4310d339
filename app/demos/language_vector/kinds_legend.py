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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
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
        return QSize(300, self.heightForWidth(600))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(600))

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return round(places[-1].y() + self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        letters, now = lettering(theme.small_font(self.font())), theme.palette()
        painter.setFont(letters.font)
        for (how, words), place in zip(self._entries, self._places(self.width()), strict=True):
            box = QRectF(place.x(), place.y() + (self._line() - 11) / 2, _BOX, 11)
            if how is None:
                painter.setPen(QPen(now.text, 2))
                painter.drawLine(box.bottomLeft(), box.bottomRight())
            else:
                painter.setPen(QPen(now.field, 1))
                painter.setBrush(colours_of(how)[0])
                painter.drawRoundedRect(box, 3, 3)
            painter.setPen(now.muted)
            room = QRectF(box.right() + 4, place.y(), letters.width(words), self._line())
            letters.draw(painter, room, words)
        painter.end()

    def _line(self) -> float:
        return lettering(theme.small_font(self.font())).height + 4

    def _places(self, width: int) -> list[QPointF]:
        """Give where each entry stands, in as many lines as they need."""
        letters = lettering(theme.small_font(self.font()))
        places, x, y = [], 1.0, 0.0
        for _, words in self._entries:
            wide = _BOX + 4 + letters.width(words)
            if x > 1 and x + wide > width:
                x, y = 1.0, y + self._line()
            places.append(QPointF(x, y))
            x += wide + 14
        return places
