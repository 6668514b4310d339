"""Curves over the layers of a model, 0 to 1 upwards; click or arrow keys choose a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.chart_key import ChartKey, Named
from app.widgets.lettering import Lettering, lettering
from app.widgets.view import View

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """`values` [layers]; `role` is a colour of the theme; a dashed curve has no dots."""

    name: str
    values: tuple[float, ...]
    role: str = "accent"
    dashed: bool = False


class LayerCurves(View):
    """`chosen` carries the number of a layer among those shown."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.layers: tuple[int, ...] = ()
        self.curves: tuple[Curve, ...] = ()
        self.current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_curves(self, layers: Sequence[int], curves: Sequence[Curve], current: int = -1) -> None:
        """Show curves over layers, with the layer at `current` marked; shorter curves are still growing."""
        self.layers, self.curves = tuple(layers), tuple(curves)
        self.current = current if current < len(self.layers) else -1
        self.set_stale(False)
        self._speak()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(320, round(self._letters().height * 11))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def text(self) -> str:
        """Give the curves as a table with tabs, as Ctrl+C copies them."""
        lines = ["\t".join(["layer", *(curve.name for curve in self.curves)])]
        for at, layer in enumerate(self.layers):
            values = (f"{curve.values[at]!r}" if at < len(curve.values) else "" for curve in self.curves)
            lines.append("\t".join([str(layer), *values]))
        return "\n".join(lines)

    def place(self, at: int, value: float) -> QPointF:
        """Give where a value of a layer stands in the viewport."""
        area = self._area()
        across = area.width() / max(1, len(self.layers) - 1)
        return QPointF(area.left() + at * across, area.bottom() - min(1.0, max(0.0, value)) * area.height())

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font()))

    def _area(self) -> QRectF:
        above, below = self._key().height + 12, self._letters().height * 1.4
        return QRectF(self.viewport().rect()).adjusted(self._left(), above, -12, -below)

    def _left(self) -> float:
        return self._letters().width("1.00") + 10

    def draw(self, painter: QPainter) -> None:
        letters, area = self._letters(), self._area()
        painter.setFont(letters.font)
        self._draw_axes(painter, letters, area)
        self._key().draw(painter, area.left(), self.colours.muted)
        for curve in self.curves:
            colour = QColor(getattr(self.colours, curve.role))
            points = [self.place(at, value) for at, value in enumerate(curve.values[: len(self.layers)])]
            pen = QPen(colour, 1.4 if curve.dashed else 2.0)
            pen.setStyle(Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(points)
            if not curve.dashed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                for at, point in enumerate(points):
                    size = 4.0 if at == self.current else 2.6
                    painter.drawEllipse(point, size, size)

    def _draw_axes(self, painter: QPainter, letters: Lettering, area: QRectF) -> None:
        colours = self.colours
        for value in _TICKS:
            y = area.bottom() - value * area.height()
            painter.setPen(QPen(colours.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.faint)
            box = QRectF(0, y - letters.height / 2, area.left() - 6, letters.height)
            letters.draw(painter, box, f"{value:g}", Qt.AlignmentFlag.AlignRight)
        last = -1e9
        for at, layer in enumerate(self.layers):
            x, wide = self.place(at, 0).x(), letters.width(str(layer)) + 8
            if at == self.current:
                painter.setPen(QPen(colours.accent, 1.4))
                painter.drawLine(QPointF(x, area.top() - 3), QPointF(x, area.bottom() + 3))
            if at == self.current or x - last >= wide + 6:
                painter.setPen(colours.accent if at == self.current else colours.faint)
                box = QRectF(x - wide / 2, area.bottom() + 3, wide, letters.height)
                letters.draw(painter, box, str(layer), Qt.AlignmentFlag.AlignHCenter)
                last = x

    def _key(self) -> ChartKey:
        names = [Named.of(one.name, one.role, one.dashed, self.colours) for one in self.curves]
        return ChartKey(self._letters(), names, self.viewport().width() - self._left())

    def told(self, at: int) -> str:
        """Say a layer's values in words."""
        if not 0 <= at < len(self.layers):
            return ""
        words = [f"{one.name} {one.values[at]:.3f}" for one in self.curves if at < len(one.values)]
        return f"Layer {self.layers[at]}: " + ", ".join(words)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.setToolTip(self.told(self._nearest(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._nearest(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self._choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif step is not None and self.layers:
            self._choose(min(len(self.layers) - 1, max(0, self.current + step)))
        else:
            super().keyPressEvent(event)

    def _nearest(self, position: QPointF) -> int:
        if not self.layers:
            return -1
        return min(range(len(self.layers)), key=lambda at: abs(self.place(at, 0).x() - position.x()))

    def _choose(self, at: int) -> None:
        if at != self.current:
            self.current = at
            self._speak()
            self.viewport().update()
            self.chosen.emit(at)

    def _speak(self) -> None:
        self.speak(self.told(self.current) or f"{len(self.layers)} layers")
