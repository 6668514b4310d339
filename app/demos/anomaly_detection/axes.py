"""A frame with ticks for small painted plots: linear or logarithmic, names of curves above it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.widgets.lettering import Lettering
from app.widgets.theme import Palette

_LINE = 16.0  # px of line before a name


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`; `ticks` are (value, words)."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    title: str = ""
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Where a value stands, 0 to 1 inside the axis."""
        if self.logarithmic:
            value, low, high = math.log(max(value, 1e-300)), math.log(self.low), math.log(self.high)
        else:
            low, high = self.low, self.high
        return (value - low) / (high - low) if high > low else 0.5

    def value(self, place: float) -> float:
        """The value at a place, 0 to 1; places outside give the ends."""
        place = min(1.0, max(0.0, place))
        if self.logarithmic:
            return self.low * (self.high / self.low) ** place
        return self.low + place * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Name:
    """An entry above the plot."""

    words: str
    colour: QColor
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


class Axes:
    """`area` is inside the frame, in px of the viewport."""

    def __init__(self, room: QRectF, across: Axis, up: Axis, letters: Lettering, named: bool) -> None:
        self.across, self.up, self._letters = across, up, letters
        widest = max((letters.width(words) for _, words in up.ticks), default=0.0)
        below = letters.height * (2.1 if across.title else 1.1) + 6
        above = letters.height + 8 if named else letters.height / 2 + 2
        left = widest + 10
        right = max(10.0, letters.width(across.ticks[-1][1]) / 2 + 4 if across.ticks else 0.0)
        self.area = QRectF(room.left() + left, room.top() + above, room.width() - left - right, 0)
        self.area.setHeight(max(10.0, room.height() - above - below))

    def point(self, x: float, y: float) -> QPointF:
        """Where (x, y) stands."""
        area = self.area
        return QPointF(
            area.left() + self.across.place(x) * area.width(),
            area.bottom() - self.up.place(y) * area.height(),
        )

    def x_at(self, x: float) -> float:
        """The value at a place of the viewport."""
        return self.across.value((x - self.area.left()) / max(1.0, self.area.width()))

    def y_at(self, y: float) -> float:
        """The value at a height of the viewport."""
        return self.up.value((self.area.bottom() - y) / max(1.0, self.area.height()))

    def draw(self, painter: QPainter, colours: Palette, current: float | None = None) -> None:
        """Paint grid, ticks and titles; the tick at `current` stands out."""
        letters, area = self._letters, self.area
        painter.setFont(letters.font)
        for value, words in self.up.ticks:
            y = self.point(self.across.low, value).y()
            painter.setPen(QPen(colours.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.faint)
            box = QRectF(area.left() - 8 - 200, y - letters.height / 2, 200, letters.height)
            letters.draw(painter, box, words, Qt.AlignmentFlag.AlignRight)
        painter.setPen(QPen(colours.field, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        last = -1e9
        for value, words in self.across.ticks:
            x, wide = self.point(value, self.up.low).x(), letters.width(words)
            chosen = current is not None and value == current
            if x - wide / 2 < last + 6 and not chosen:
                continue
            painter.setPen(colours.accent if chosen else colours.faint)
            box = QRectF(x - wide / 2, area.bottom() + 3, wide, letters.height)
            letters.draw(painter, box, words)
            last = x + wide / 2
        if self.across.title:
            painter.setPen(colours.muted)
            title = letters.elided(self.across.title, area.width() + 8)
            box = QRectF(area.left(), area.bottom() + 3 + letters.height, area.width(), letters.height)
            letters.draw(painter, box, title, Qt.AlignmentFlag.AlignHCenter)

    def draw_names(self, painter: QPainter, colours: Palette, names: Sequence[Name], right: float) -> None:
        """Name the curves above the plot, as many as there is room for."""
        letters = self._letters
        x, y = self.area.left(), self.area.top() - letters.height / 2 - 6
        for name in names:
            wide = letters.width(name.words)
            if x + _LINE + 5 + wide > right:
                break
            painter.setPen(QPen(name.colour, 2, name.style))
            painter.drawLine(QPointF(x, y), QPointF(x + _LINE, y))
            painter.setPen(colours.muted)
            letters.draw(
                painter, QRectF(x + _LINE + 5, y - letters.height / 2, wide, letters.height), name.words
            )
            x += _LINE + 5 + wide + 14


def shares(title: str = "") -> Axis:
    """An axis from 0 to 1."""
    return Axis(0.0, 1.0, [(tick / 4, f"{tick / 4:g}") for tick in range(5)], title)
