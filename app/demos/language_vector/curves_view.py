"""Conversion, translation and what stays, over alpha, for the layer that is looked at; a click goes there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.language_vector.words import number, share
from app.widgets import theme
from app.widgets.chart_key import ChartKey, Named
from app.widgets.lettering import lettering
from app.widgets.view import View

Curves = Mapping[str, Sequence[float | None]]
LOW, HIGH = -1.0, 6.0
_TICKS = (0.0, 0.5, 1.0)
_ALPHAS = (-1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
_WORDS = {"conversion": "in the target language", "accuracy": "translated", "kept": "kept"}
_STYLES = {
    "conversion": Qt.PenStyle.SolidLine,
    "accuracy": Qt.PenStyle.SolidLine,
    "kept": Qt.PenStyle.DotLine,
}
_STEP = 0.05


class CurvesView(View):
    """`chosen` carries an alpha. The other model's conversion is drawn thin, in its own colour."""

    chosen = Signal(float)

    def __init__(self, roles: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__("Shares over alpha", parent)
        self._roles = roles
        self.alphas: tuple[float, ...] = ()
        self.curves: Curves = {}
        self.others: Curves = {}
        self.baseline: float | None = None
        self.current = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_curves(self, alphas: Sequence[float], curves: Curves, baseline: float | None) -> None:
        """Show shares, 0 to 1, by alpha; no curves where they are not measured yet."""
        self.alphas, self.curves, self.baseline = tuple(alphas), curves, baseline
        self._speak()
        self.viewport().update()

    def show_other(self, curves: Curves) -> None:
        """Draw the other model's conversion with this one's."""
        self.others = curves
        self.viewport().update()

    def set_current(self, alpha: float) -> None:
        """Mark the alpha that the words are shown at."""
        if alpha != self.current:
            self.current = alpha
            self._speak()
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(320, self.fontMetrics().height() * 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.fontMetrics().height() * 8)

    def area(self) -> QRectF:
        """Give the rectangle inside the axes, in px of the viewport."""
        left, top = self._left(), self._key().height + 8
        below = lettering(theme.small_font(self.font())).height + 8
        return QRectF(left, top, self.viewport().width() - left - 10, self.viewport().height() - top - below)

    def _left(self) -> float:
        return lettering(theme.small_font(self.font())).width("100%") + 10

    def point(self, alpha: float, value: float) -> QPointF:
        """Give where a share stands at an alpha."""
        area = self.area()
        across = (alpha - LOW) / (HIGH - LOW)
        return QPointF(area.left() + across * area.width(), area.bottom() - value * area.height())

    def draw(self, painter: QPainter) -> None:
        self._draw_axes(painter)
        if not self.curves:
            painter.setPen(self.colours.muted)
            letters = lettering(theme.small_font(self.font()))
            letters.draw(painter, self.area(), "not measured yet", Qt.AlignmentFlag.AlignHCenter)
            return
        if self.baseline is not None:
            painter.setPen(QPen(self.colours.ok, 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(self.point(LOW, self.baseline), self.point(HIGH, self.baseline))
        if "conversion" in self.others:
            other = QColor(getattr(self.colours, self._roles[1]))
            self._draw_curve(painter, self.others["conversion"], other, 1.3, Qt.PenStyle.SolidLine)
        for measure, ink in self._inks().items():
            self._draw_curve(painter, self.curves[measure], ink, 2.0, _STYLES[measure])
        self._key().draw(painter, self.area().left(), self.colours.muted)

    def _draw_axes(self, painter: QPainter) -> None:
        area, now = self.area(), self.colours
        letters = lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        for tick in _TICKS:
            y = self.point(0, tick).y()
            painter.setPen(QPen(now.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(now.muted)
            room = QRectF(0, y - letters.height / 2, area.left() - 6, letters.height)
            letters.draw(painter, room, f"{tick:.0%}", Qt.AlignmentFlag.AlignRight)
        for alpha in _ALPHAS:
            x = self.point(alpha, 0).x()
            room = QRectF(x - 30, area.bottom() + 3, 60, letters.height)
            letters.draw(painter, room, number(alpha), Qt.AlignmentFlag.AlignHCenter)
        room = QRectF(self.point(0.5, 0).x() - 30, area.bottom() + 3, 60, letters.height)
        letters.draw(painter, room, "alpha", Qt.AlignmentFlag.AlignHCenter)
        x = self.point(min(HIGH, max(LOW, self.current)), 0).x()
        painter.setPen(QPen(now.focus if self.hasFocus() else now.accent, 1.6))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _draw_curve(
        self,
        painter: QPainter,
        values: Sequence[float | None],
        ink: QColor,
        width: float,
        style: Qt.PenStyle,
    ) -> None:
        known = [
            self.point(alpha, value)
            for alpha, value in zip(self.alphas, values, strict=False)
            if value is not None
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, width, style))
        painter.drawPolyline(known)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        for point in known:
            painter.drawEllipse(point, width + 0.4, width + 0.4)

    def _inks(self) -> dict[str, QColor]:
        own = QColor(getattr(self.colours, self._roles[0]))
        return {"conversion": own, "accuracy": self.colours.ok, "kept": self.colours.muted}

    def _key(self) -> ChartKey:
        names = [Named(_WORDS[measure], ink, _STYLES[measure]) for measure, ink in self._inks().items()]
        letters = lettering(theme.small_font(self.font()))
        return ChartKey(letters, names, self.viewport().width() - self._left())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.chosen.emit(min(HIGH, max(LOW, round(self.current + step, 2))))

    def _choose(self, x: float) -> None:
        area = self.area()
        across = min(1.0, max(0.0, (x - area.left()) / max(1.0, area.width())))
        self.chosen.emit(round((LOW + across * (HIGH - LOW)) / _STEP) * _STEP)

    def _speak(self) -> None:
        if self.curves and self.alphas:
            near = min(range(len(self.alphas)), key=lambda place: abs(self.alphas[place] - self.current))
            values = ", ".join(f"{_WORDS[name]} {share(line[near])}" for name, line in self.curves.items())
            self.speak(f"at alpha {number(self.alphas[near])}: {values}")
