"""A distribution over a whole vocabulary: probability against rank, both logarithmic, and where rules cut it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.view import View
from app.widgets.visible import percent

_FLOOR = 1e-6  # probabilities below it lie on the axis


@dataclass(frozen=True, slots=True)
class Cut:
    """A line across the plot: up to `rank` tokens stay (a vertical line), or those above `probability`."""

    name: str
    rank: int | None = None
    probability: float | None = None


class RankPlot(View):
    """The pale curve is the model's own distribution, the full one what the rule draws from."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.natural: list[tuple[int, float]] = []
        self.drawn: list[tuple[int, float]] = []
        self.cuts: tuple[Cut, ...] = ()
        self.colour_role = "slot_a"
        self._most = 10
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_curves(
        self,
        natural: Sequence[tuple[int, float]],
        drawn: Sequence[tuple[int, float]],
        cuts: Sequence[Cut],
        most: int,
    ) -> None:
        """Show points (rank from 1, probability) of both, and the cuts; `most` is the vocabulary's size."""
        self.natural, self.drawn, self.cuts = list(natural), list(drawn), tuple(cuts)
        self._most = max(2, most)
        self.set_stale(False)
        self.speak(", ".join(f"{cut.name} at rank {cut.rank}" for cut in cuts if cut.rank) or "no cut")
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(280, self.fontMetrics().height() * 7)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.fontMetrics().height() * 6)

    def draw(self, painter: QPainter) -> None:
        if not self.natural:
            return
        area = self._area()
        colour = QColor(getattr(self.colours, self.colour_role))
        self._draw_axes(painter, area)
        pale = QColor(colour)
        pale.setAlphaF(0.45)
        self._draw_curve(painter, area, self.natural, QPen(pale, 1.6), None)
        ground = QColor(colour)
        ground.setAlphaF(0.16)
        self._draw_curve(painter, area, self.drawn, QPen(colour, 2.0), ground)
        self._draw_cuts(painter, area)

    def _area(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance("0.0001%") + 4
        return QRectF(self.viewport().rect()).adjusted(left, 6, -8, -metrics.height() - 4)

    def _x(self, area: QRectF, rank: float) -> float:
        return area.left() + area.width() * math.log(max(1.0, rank)) / math.log(self._most)

    def _y(self, area: QRectF, chance: float) -> float:
        share = math.log(max(_FLOOR, chance) / _FLOOR) / math.log(1 / _FLOOR)
        return area.bottom() - area.height() * share

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        colours = self.colours
        painter.setFont(theme.small_font(self.font(), 0.85))
        metrics = painter.fontMetrics()
        for power in (0, -2, -4, -6):
            y = self._y(area, 10.0**power)
            painter.setPen(QPen(colours.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.faint)
            box = QRectF(0, y - metrics.height() / 2, area.left() - 5, metrics.height())
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, f"{100 * 10.0**power:g}%")
        rank, written = 1, -1e9
        while rank <= self._most:
            x, words = self._x(area, rank), f"{rank:,}"
            wide = metrics.horizontalAdvance(words)
            left = min(max(area.left() - 2, x - wide / 2), area.right() - wide + 6)
            if left > written + 6:
                painter.drawText(QPointF(left, area.bottom() + metrics.height()), words)
                written = left + wide
            rank *= 10
        title = "rank"
        wide = metrics.horizontalAdvance(title)
        if area.right() - wide > written + 6:
            painter.drawText(QPointF(area.right() - wide + 6, area.bottom() + metrics.height()), title)

    def _draw_curve(
        self,
        painter: QPainter,
        area: QRectF,
        points: Sequence[tuple[int, float]],
        pen: QPen,
        ground: QColor | None,
    ) -> None:
        if not points:
            return
        placed = [QPointF(self._x(area, rank), self._y(area, chance)) for rank, chance in points]
        path = QPainterPath(placed[0])
        for point in placed[1:]:
            path.lineTo(point)
        if ground is not None:
            filled = QPainterPath(path)
            filled.lineTo(placed[-1].x(), area.bottom())
            filled.lineTo(placed[0].x(), area.bottom())
            filled.closeSubpath()
            painter.fillPath(filled, ground)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if len(placed) == 1:
            painter.setBrush(pen.color())
            painter.drawEllipse(placed[0], 3, 3)

    def _draw_cuts(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(theme.small_font(self.font(), 0.85))
        metrics = painter.fontMetrics()
        for place, cut in enumerate(self.cuts):
            painter.setPen(QPen(self.colours.warn, 1.3, Qt.PenStyle.DashLine))
            if cut.rank is not None:
                x = self._x(area, cut.rank + 0.5)
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
                wide = metrics.horizontalAdvance(cut.name)
                left = x + 4 if x + 4 + wide < area.right() else x - wide - 4
                painter.setPen(self.colours.warn)
                painter.drawText(QPointF(left, area.top() + metrics.ascent() * (1 + 1.2 * place)), cut.name)
            elif cut.probability is not None:
                y = self._y(area, cut.probability)
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
                painter.setPen(self.colours.warn)
                wide = metrics.horizontalAdvance(cut.name)
                painter.drawText(QPointF(area.right() - wide, y - 3), cut.name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, x = self._area(), event.position().x()
        if not self.natural or not area.left() <= x <= area.right():
            self.setToolTip("")
            return
        rank = round(math.exp((x - area.left()) / area.width() * math.log(self._most)))
        near = min(self.natural, key=lambda point: abs(math.log(point[0] / max(1, rank))))
        kept = dict(self.drawn).get(near[0])
        after = f"{percent(kept)} in the draw" if kept else "not in the draw"
        self.setToolTip(f"Rank {near[0]:,}: {percent(near[1])} by the model, {after}")
