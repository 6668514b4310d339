"""Lines over numbers: learning curves while they grow, errors over widths; hover and arrow keys read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.chart_key import ChartKey, Named
from app.widgets.lettering import Lettering, lettering
from app.widgets.view import View

_EDGE = 2.0  # px beside the lines' names
_FEW = 24  # so many points are marked with dots


@dataclass(frozen=True, slots=True)
class Line:
    """`points` are (x, y) with rising x; `role` is a colour of the theme, a dashed line is one to compare with."""

    name: str
    points: tuple[tuple[float, float], ...]
    role: str = "accent"
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis is called, whether it is logarithmic, and how its values are written."""

    name: str = ""
    logarithmic: bool = False
    form: str = "g"
    ticks: tuple[float, ...] = ()  # (): found by itself
    from_zero: bool = True  # an axis that is not logarithmic begins at 0

    def told(self, value: float) -> str:
        """Write a value."""
        return format(value, self.form)


class LineChart(View):
    """`chosen` carries the x that was clicked, or walked to: always one that a line has a point at."""

    chosen = Signal(float)

    def __init__(self, name: str, x: Axis, y: Axis, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.lines: tuple[Line, ...] = ()
        self.x_axis, self.y_axis = x, y
        self.current: float | None = None
        self._reach: tuple[float, float] | None = None
        self._hover: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_lines(
        self, lines: Sequence[Line], current: float | None = None, reach: tuple[float, float] | None = None
    ) -> None:
        """Show lines; `reach` fixes the x axis, so that a line that grows does not move what is there."""
        self.lines = tuple(
            Line(one.name, tuple(p for p in one.points if all(map(math.isfinite, p))), one.role, one.dashed)
            for one in lines
        )
        self.current, self._reach = current, reach
        self.set_stale(False)
        self._speak()
        self.viewport().update()

    def set_current(self, x: float | None) -> None:
        """Mark an x."""
        if x != self.current:
            self.current = x
            self._speak()
            self.viewport().update()

    def text(self) -> str:
        """Give the lines as a table with tabs, as Ctrl+C copies them."""
        tables = [dict(one.points) for one in self.lines]
        rows = [[f"{x:g}", *(repr(one[x]) if x in one else "" for one in tables)] for x in self._all_x()]
        return "\n".join(
            "\t".join(row) for row in [[self.x_axis.name, *(one.name for one in self.lines)], *rows]
        )

    def sizeHint(self) -> QSize:
        return QSize(320, round(self._letters().height * 13))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, round(self._letters().height * 9))

    # -- places ---------------------------------------------------------------------------------------------

    def place(self, x: float, y: float) -> QPointF:
        """Give where a point stands in the viewport."""
        area, (left, right), (low, high) = self.area(), self._x_range(), self._y_range()
        across = _share(x, left, right, self.x_axis.logarithmic)
        up = _share(y, low, high, self.y_axis.logarithmic)
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def area(self) -> QRectF:
        """Give the rectangle inside the axes, in px of the viewport."""
        letters = self._letters()
        widest = max((letters.width(self.y_axis.told(tick)) for tick in self._y_ticks()), default=20.0)
        names = 1 if self.x_axis.name else 0
        return QRectF(self.viewport().rect()).adjusted(
            widest + 12, self._key().height + 10, -12, -letters.height * (1.4 + names)
        )

    def _all_x(self) -> list[float]:
        return sorted({x for one in self.lines for x, _ in one.points})

    def _x_range(self) -> tuple[float, float]:
        if self._reach is not None:
            return self._reach
        every = self._all_x()
        return (every[0], every[-1]) if every else (0.0, 1.0)

    def _y_range(self) -> tuple[float, float]:
        every = [y for one in self.lines for _, y in one.points]
        if self.y_axis.logarithmic:
            every = [y for y in every if y > 0]
        if not every:
            return (0.1, 1.0) if self.y_axis.logarithmic else (0.0, 1.0)
        low, high = min(every), max(every)
        if self.y_axis.logarithmic:
            return low / 1.15, high * 1.15
        if not self.y_axis.from_zero and high > low:
            return low - 0.06 * (high - low), high + 0.06 * (high - low)
        return min(0.0, low), high * 1.06 if high > 0 else 1.0

    def _y_ticks(self) -> list[float]:
        return list(self.y_axis.ticks) or _ticks(*self._y_range(), self.y_axis.logarithmic)

    def _x_ticks(self) -> list[float]:
        return list(self.x_axis.ticks) or _ticks(*self._x_range(), self.x_axis.logarithmic)

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font()))

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        letters, area = self._letters(), self.area()
        painter.setFont(letters.font)
        self._draw_axes(painter, letters, area)
        self._key().draw(painter, _EDGE, self.colours.muted)
        painter.setClipRect(area.adjusted(-6, -6, 6, 6))
        for line in self.lines:
            self._draw_line(painter, line)
        painter.setClipping(False)
        if self.hasFocus():
            painter.setPen(QPen(self.colours.focus, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-3, -3, 3, 3), 3, 3)

    def _draw_line(self, painter: QPainter, line: Line) -> None:
        colour = QColor(getattr(self.colours, line.role))
        points = [self.place(*point) for point in line.points]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 1.5 if line.dashed else 2.0, style))
        painter.drawPolyline(points)
        marked = self.current if self._hover is None else self._hover
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for (x, _), point in zip(line.points, points, strict=True):
            if x == marked:
                painter.drawEllipse(point, 4.5, 4.5)
            elif len(points) <= _FEW and not line.dashed:
                painter.drawEllipse(point, 2.8, 2.8)

    def _draw_axes(self, painter: QPainter, letters: Lettering, area: QRectF) -> None:
        colours = self.colours
        for tick in self._y_ticks():
            y = self.place(self._x_range()[0], tick).y()
            if not area.top() - 1 <= y <= area.bottom() + 1:
                continue
            painter.setPen(QPen(colours.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.faint)
            box = QRectF(0, y - letters.height / 2, area.left() - 6, letters.height)
            letters.draw(painter, box, self.y_axis.told(tick), Qt.AlignmentFlag.AlignRight)
        last = -1e9
        for tick in self._x_ticks():
            x, words = self.place(tick, self._y_range()[1]).x(), self.x_axis.told(tick)
            wide = letters.width(words)
            if x - wide / 2 < last + 6 or not area.left() - 1 <= x <= area.right() + 1:
                continue
            chosen = self.current is not None and math.isclose(tick, self.current)
            painter.setPen(colours.accent if chosen else colours.faint)
            box = QRectF(x - wide / 2, area.bottom() + 3, wide, letters.height)
            letters.draw(painter, box, words, Qt.AlignmentFlag.AlignHCenter)
            last = x + wide / 2
        marked = self.current if self._hover is None else self._hover
        if marked is not None:
            x = self.place(marked, self._y_range()[1]).x()
            painter.setPen(QPen(colours.accent, 1.2))
            painter.drawLine(QPointF(x, area.top() - 3), QPointF(x, area.bottom() + 2))
        painter.setPen(colours.muted)
        foot = QRectF(area.left(), area.bottom() + letters.height + 4, area.width(), letters.height)
        letters.draw(
            painter, foot, letters.elided(self.x_axis.name, area.width()), Qt.AlignmentFlag.AlignHCenter
        )

    def _key(self) -> ChartKey:
        """What the lines are called, the name of the upward axis first."""
        axis = [Named(self.y_axis.name)] if self.y_axis.name else []
        names = [Named.of(one.name, one.role, one.dashed, self.colours) for one in self.lines]
        return ChartKey(self._letters(), axis + names, self.viewport().width() - 2 * _EDGE)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def told(self, x: float | None) -> str:
        """Say what all lines have at an x."""
        if x is None:
            return ""
        words = [
            f"{one.name} {self.y_axis.told(dict(one.points)[x])}"
            for one in self.lines
            if x in dict(one.points)
        ]
        return f"{self.x_axis.name} {self.x_axis.told(x)}: " + ", ".join(words) if words else ""

    def nearest(self, position: QPointF) -> float | None:
        """Give the x with a point that is nearest to a position of the viewport."""
        every = self._all_x()
        return min(every, key=lambda x: abs(self.place(x, 1.0).x() - position.x())) if every else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        near = self.nearest(event.position())
        if near != self._hover:
            self._hover = near
            self.setToolTip(self.told(near))
            self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = None
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        near = self.nearest(event.position())
        if event.button() == Qt.MouseButton.LeftButton and near is not None:
            self._choose(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        every = self._all_x()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif step is not None and every:
            now = self.current if self.current is not None else every[0]
            at = min(range(len(every)), key=lambda place: abs(every[place] - now))
            self._choose(every[min(len(every) - 1, max(0, at + step))])
        else:
            super().keyPressEvent(event)

    def _choose(self, x: float) -> None:
        if x != self.current:
            self.set_current(x)
            self.chosen.emit(x)

    def _speak(self) -> None:
        self.speak(self.told(self.current) or f"{len(self.lines)} lines")


def _share(value: float, low: float, high: float, logarithmic: bool) -> float:
    if logarithmic:
        value, low, high = (math.log(max(one, 1e-12)) for one in (value, low, high))
    return 0.5 if high <= low else (value - low) / (high - low)


def _ticks(low: float, high: float, logarithmic: bool) -> list[float]:
    """Round numbers between two ends: 1, 2 and 5 times powers of ten."""
    if high <= low:
        return [low]
    if logarithmic:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        found = [step * 10.0**power for power in powers for step in (1, 2, 5)]
        return [tick for tick in found if low <= tick <= high]
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one for one in (power, 2 * power, 5 * power, 10 * power) if one >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [place * step for place in range(first, last + 1)]
