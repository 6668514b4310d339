"""What a threshold buys and costs: ROC, or precision over recall, of every method."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.demos.anomaly_detection.axes import Axes, shares
from app.demos.anomaly_detection.contract import AnomalyDetectionResult, Method, MethodScore
from app.demos.anomaly_detection.plot_view import PlotView
from app.demos.anomaly_detection.words import TITLES
from app.widgets.visible import percent
from model_zoo.latent.anomaly import measures

Kind = Literal["roc", "precision-recall"]
Curve = tuple[NDArray[np.float64], NDArray[np.float64]]

_NAMES: dict[Kind, tuple[str, str, str]] = {
    "roc": ("ROC curves", "normal rows flagged", "strange rows caught"),
    "precision-recall": ("Precision over recall", "recall: strange rows caught", "precision"),
}
_REACH = 14.0  # px around a curve in which a click chooses it


class TradeView(PlotView):
    """`chosen` carries a method. Up is better; a dot stands where the threshold is."""

    chosen = Signal(str)
    least = (22, 10)
    usual = (28, 11)

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(_NAMES[kind][0], parent)
        self._kind: Kind = kind
        self.result: AnomalyDetectionResult | None = None
        self.current: Method | None = None
        self._curves: dict[Method, Curve] = {}

    def show_result(self, result: AnomalyDetectionResult, current: Method) -> None:
        """Show all curves, that of `current` on top."""
        if self.result is None or [one.scores for one in result.methods] != [
            one.scores for one in self.result.methods
        ]:
            make = measures.roc if self._kind == "roc" else measures.precision_recall
            strange = np.array([case.strange for case in result.cases])
            self._curves = {one.method: make(np.array(one.scores), strange) for one in result.methods}
        self.result, self.current = result, current
        self._speak()
        self.viewport().update()

    def text(self) -> str:
        """Give the chosen curve as a table with tabs."""
        if self.current not in self._curves:
            return ""
        _, across, up = _NAMES[self._kind]
        rows = zip(*self._curves[self.current], strict=True)
        return "\n".join([f"{across}\t{up}", *(f"{x!r}\t{y!r}" for x, y in rows)])

    def point(self, method: MethodScore) -> QPointF:
        """Where a method's threshold stands."""
        return self._axes().point(*self._at(method))

    def _at(self, method: MethodScore) -> tuple[float, float]:
        assert self.result is not None
        learned = self.result.learned
        recall = method.caught / learned.strange
        if self._kind == "roc":
            return method.false_alarms / learned.tested, recall
        return recall, method.caught / len(method.flagged) if method.flagged else 1.0

    def _axes(self) -> Axes:
        _, across, up = _NAMES[self._kind]
        return Axes(self.room(), shares(across), shares(up), self.letters, named=True)

    def draw(self, painter: QPainter) -> None:
        axes, colours = self._axes(), self.colours
        axes.draw(painter, colours)
        painter.setPen(colours.muted)
        words = self.letters.elided(_NAMES[self._kind][2], axes.area.width())
        painter.drawText(QPointF(axes.area.left(), axes.area.top() - 7), words)
        if self.result is None:
            return
        painter.setPen(QPen(colours.field, 1.2, Qt.PenStyle.DashLine))
        learned = self.result.learned
        if self._kind == "roc":
            painter.drawLine(axes.point(0, 0), axes.point(1, 1))
        else:
            share = learned.strange / (learned.strange + learned.tested)
            painter.drawLine(axes.point(0, share), axes.point(1, share))
        for method in sorted(self.result.methods, key=lambda one: one.method == self.current):
            self._draw_curve(painter, axes, method)
        self.draw_focus(painter, axes.area)

    def _draw_curve(self, painter: QPainter, axes: Axes, method: MethodScore) -> None:
        chosen, colour = method.method == self.current, self.ink(method.method)
        painter.setPen(QPen(colour, 2.4 if chosen else 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        xs, ys = self._curves[method.method]
        painter.drawPolyline(QPolygonF([axes.point(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]))
        painter.setPen(QPen(self.colours.window, 1))
        painter.setBrush(colour)
        size = 5.0 if chosen else 3.2
        painter.drawEllipse(axes.point(*self._at(method)), size, size)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._near(event.position())
        shape = Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        self.setToolTip(self._tip(found))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._near(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.chosen.emit(found.method)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or self.result is None:
            super().keyPressEvent(event)
            return
        known = [one.method for one in self.result.methods]
        at = known.index(self.current) if self.current in known else 0
        self.chosen.emit(known[(at + step) % len(known)])

    def _near(self, position: QPointF) -> MethodScore | None:
        """The method whose curve passes nearest, if it passes near."""
        if self.result is None:
            return None
        axes, best, found = self._axes(), _REACH, None
        for method in self.result.methods:
            xs, ys = self._curves[method.method]
            across = axes.area.left() + xs * axes.area.width() - position.x()
            up = axes.area.bottom() - ys * axes.area.height() - position.y()
            # Points are apart where a curve runs straight: distance to its pieces, not to its points.
            away = _to_pieces(across, up)
            if away < best:
                best, found = away, method
        return found

    def _tip(self, method: MethodScore | None) -> str:
        if method is None:
            if self._kind == "roc":
                return "The further up and left, the better. The dashed line is guessing; dots are the thresholds."
            return "The further up and right, the better. Dashed: all rows flagged. Few strange rows make this hard."
        x, y = self._at(method)
        if self._kind == "roc":
            return f"{TITLES[method.method]}: {percent(y)} caught, at {percent(x)} of normal rows flagged"
        return (
            f"{TITLES[method.method]}: {percent(y)} of flagged rows are strange, {percent(x)} of those caught"
        )

    def _speak(self) -> None:
        found = (
            next((one for one in self.result.methods if one.method == self.current), None)
            if self.result
            else None
        )
        if found is not None:
            self.speak(self._tip(found))


def _to_pieces(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Distance of the origin to a line of pieces."""
    dx, dy = np.diff(x), np.diff(y)
    length = np.maximum(dx * dx + dy * dy, 1e-12)
    share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / length, 0.0, 1.0)
    return float(np.sqrt((x[:-1] + share * dx) ** 2 + (y[:-1] + share * dy) ** 2).min())
