"""What the lines of a chart are called, above it: a stroke and a name each, in as many rows as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.widgets.lettering import Lettering
from app.widgets.theme import Palette

_STROKE = 16.0
_NEAR, _APART = 5.0, 14.0  # px from a stroke to its name, and from a name to the next stroke


@dataclass(frozen=True, slots=True)
class Named:
    """A line's name, colour and style; without a colour words alone, as an axis has."""

    name: str
    ink: QColor | None = None
    style: Qt.PenStyle = Qt.PenStyle.SolidLine

    @classmethod
    def of(cls, name: str, role: str, dashed: bool, colours: Palette) -> Named:
        """Name a line that is drawn in a colour of the theme."""
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        return cls(name, QColor(getattr(colours, role)), style)


class ChartKey:
    """Names laid out in rows of `room` px; a name that is wider than that is cut with an ellipsis."""

    def __init__(self, letters: Lettering, named: Sequence[Named], room: float) -> None:
        self._letters = letters
        self._places: list[tuple[Named, str, int, float]] = []
        row, x = 0, 0.0
        for one in named:
            stroke = 0.0 if one.ink is None else _STROKE + _NEAR
            words = letters.elided(one.name, max(0.0, room - stroke))
            wide = stroke + letters.width(words)
            if x > 0.0 and x + wide > room:
                row, x = row + 1, 0.0
            self._places.append((one, words, row, x))
            x += wide + _APART
        self.rows = row + 1
        self.height = self.rows * letters.height

    @property
    def names(self) -> list[tuple[str, int]]:
        """The words that stand there, each with its row."""
        return [(words, row) for _, words, row, _ in self._places]

    def draw(self, painter: QPainter, left: float, ink: QColor) -> None:
        """Paint from `left` on, words in `ink`; the painter has the letters' font."""
        height = self._letters.height
        for one, words, row, x in self._places:
            top, begin = 1 + row * height, left + x
            if one.ink is not None:
                painter.setPen(QPen(one.ink, 2.0, one.style))
                middle = top + height / 2
                painter.drawLine(QPointF(begin, middle), QPointF(begin + _STROKE, middle))
                begin += _STROKE + _NEAR
            painter.setPen(ink)
            self._letters.draw(painter, QRectF(begin, top, self._letters.width(words), height), words)
