"""Scores of normal and strange rows as two heaps, and the threshold between them to drag."""

from __future__ import annotations

import math
from bisect import bisect_right

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from app.demos.anomaly_detection.axes import Axes, Axis, Name
from app.demos.anomaly_detection.binning import Bins, bins, ticks
from app.demos.anomaly_detection.contract import AnomalyDetectionResult, MethodScore
from app.demos.anomaly_detection.plot_view import PlotView
from app.demos.anomaly_detection.words import SCORES, TITLES, number
from app.widgets.visible import percent

_NEAR = 8  # px from the line at which the cursor says that it can be dragged
_STEP, _LEAP = 0.01, 0.05


class HistogramView(PlotView):
    """`quantile_wanted` carries the share of held-out normal rows below where the threshold was put."""

    quantile_wanted = Signal(float)
    least = (30, 9)
    usual = (44, 10)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Scores of normal and strange rows", parent)
        self.method: MethodScore | None = None
        self.quantile = 0.95
        self.threshold = 0.0
        self._bins: Bins | None = None
        self._tested = (0, 0)
        self._dragging = False

    def show_method(self, method: MethodScore, result: AnomalyDetectionResult, quantile: float) -> None:
        """Show one method's scores, and the threshold where it is wanted: the answer may be on its way."""
        if method is not self.method:
            self.method, self._bins = method, bins(method, result)
        self._tested = (result.learned.tested, result.learned.strange)
        if not self._dragging:
            self._put(quantile)
        self._speak()
        self.viewport().update()

    def text(self) -> str:
        """Give the bins as a table with tabs."""
        found = self._bins
        if found is None:
            return ""
        rows = zip(found.edges[:-1], found.edges[1:], found.normal, found.strange, strict=True)
        return "\n".join(["from\tto\tnormal\tstrange", *("\t".join(map(str, row)) for row in rows)])

    def x_of(self, score: float) -> float:
        """Where a score stands, in px of the viewport."""
        axes = self._axes()
        assert self._bins is not None
        return axes.area.left() + self._bins.place(score) * axes.area.width()

    def _axes(self) -> Axes:
        found = self._bins
        assert found is not None
        high = max(1, int(found.normal.max()), int(found.strange.max()))
        marks = [(mark, number(mark)) for mark in ticks(found)]
        title = SCORES[self.method.method] if self.method else ""
        low, top = float(found.edges[0]), float(found.edges[-1])
        across = Axis(low, top, marks, title, found.logarithmic)
        up = Axis(0, high * 1.08, [(0, "0"), (high, f"{high:,}")], "")
        return Axes(self.room(), across, up, self.letters, named=True)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        found = self._bins
        if found is None:
            return
        axes, colours = self._axes(), self.colours
        axes.draw(painter, colours)
        for heights, colour in ((found.normal, colours.slot_a), (found.strange, colours.slot_b)):
            self._draw_heap(painter, axes, found, heights.tolist(), colour)
        self._draw_threshold(painter, axes)
        names = [
            Name(f"normal {self._tested[0]:,}", colours.slot_a),
            Name(f"strange {self._tested[1]:,}", colours.slot_b),
            Name("threshold: drag it", colours.error, Qt.PenStyle.DashLine),
        ]
        axes.draw_names(painter, colours, names, self.room().right())
        self.draw_focus(painter, axes.area)

    def _draw_heap(
        self, painter: QPainter, axes: Axes, found: Bins, heights: list[int], colour: QColor
    ) -> None:
        path = QPainterPath(axes.area.bottomLeft())
        for place, height in enumerate(heights):
            for edge in found.edges[place : place + 2]:
                path.lineTo(axes.point(float(edge), height))
        path.lineTo(axes.area.bottomRight())
        ground = QColor(colour)
        ground.setAlphaF(0.3)
        painter.fillPath(path, ground)
        painter.setPen(QPen(colour, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _draw_threshold(self, painter: QPainter, axes: Axes) -> None:
        x, area, colour = self.x_of(self.threshold), axes.area, self.colours.error
        beyond = QColor(colour)
        beyond.setAlphaF(0.06)
        painter.fillRect(QRectF(x, area.top(), area.right() - x, area.height()), beyond)
        painter.setPen(QPen(colour, 1.8, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(
            [QPointF(x - 5, area.top()), QPointF(x + 5, area.top()), QPointF(x, area.top() + 7)]
        )

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._bins is not None:
            self._dragging = True
            self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._bins is None:
            return
        if self._dragging:
            self._drag_to(event.position().x())
            return
        near = abs(event.position().x() - self.x_of(self.threshold)) < _NEAR
        shape = Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.setToolTip(self._tip(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -_STEP,
            Qt.Key.Key_Right: _STEP,
            Qt.Key.Key_PageDown: -_LEAP,
            Qt.Key.Key_PageUp: _LEAP,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.method is None:
            super().keyPressEvent(event)
            return
        self._put(round(min(1.0, max(0.0, self.quantile + step)), 4))
        self.quantile_wanted.emit(self.quantile)

    def _put(self, quantile: float) -> None:
        """Put the threshold at the score that a share of the held-out rows does not exceed."""
        if self.method is not None and 0 <= quantile <= 1:
            held_out = self.method.held_out
            self.quantile = quantile
            self.threshold = held_out[math.ceil(quantile * (len(held_out) - 1) - 1e-9)]
            self.viewport().update()

    def _drag_to(self, x: float) -> None:
        """Put the threshold at a place; it goes no further than the held-out rows reach."""
        if self.method is None or self._bins is None:
            return
        area = self._axes().area
        score = self._bins.score(min(1.0, max(0.0, (x - area.left()) / area.width())))
        held_out = self.method.held_out
        below = bisect_right(held_out, score)
        self.quantile = round(max(0, below - 1) / max(1, len(held_out) - 1), 4)
        self.threshold = held_out[max(0, below - 1)]
        self.viewport().update()
        self.quantile_wanted.emit(self.quantile)

    def _tip(self, position: QPointF) -> str:
        found = self._bins
        assert found is not None
        area = self._axes().area
        if not area.contains(position):
            return (
                "The threshold is the score that a share of held-out normal rows does not exceed. Drag it, or use "
                "the arrow keys: to the left more strange rows are caught, and more normal ones flagged."
            )
        score = found.score((position.x() - area.left()) / area.width())
        place = min(len(found.normal) - 1, max(0, bisect_right(found.edges.tolist(), score) - 1))
        return (
            f"{number(float(found.edges[place]))} to {number(float(found.edges[place + 1]))}: "
            f"{found.normal[place]:,} normal, {found.strange[place]:,} strange"
        )

    def _speak(self) -> None:
        if self.method is not None:
            self.speak(
                f"{TITLES[self.method.method]}, threshold {number(self.threshold)} at {percent(self.quantile)} of "
                f"held-out normal rows, {len(self.method.flagged):,} rows flagged"
            )
