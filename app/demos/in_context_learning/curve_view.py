"""Accuracy over the number of examples in the prompt: curve, 95% band, chance and majority; a click looks closer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.in_context_learning.contract import InContextLearningResult, ShotCount
from app.widgets import theme
from app.widgets.chart_key import ChartKey, Named
from app.widgets.lettering import lettering
from app.widgets.view import View

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_RADIUS = 5.0


class CurveView(View):
    """`chosen` carries a number of shots. The other model's curve is drawn thin, in its own colour."""

    chosen = Signal(int)

    def __init__(self, roles: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__("Accuracy over examples in the prompt", parent)
        self._roles = roles
        self.result: InContextLearningResult | None = None
        self.other: InContextLearningResult | None = None
        self.asked: tuple[int, ...] = ()
        self.current: int | None = None
        self._hover = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_result(self, result: InContextLearningResult | None, asked: tuple[int, ...]) -> None:
        """Show what is known; `asked` are all numbers of shots that are on their way, so that nothing moves."""
        self.result, self.asked = result, asked
        self._speak()
        self.viewport().update()

    def show_other(self, result: InContextLearningResult | None) -> None:
        """Draw another model's curve with this one."""
        self.other = result
        self.viewport().update()

    def set_current(self, shots: int | None) -> None:
        """Mark the point that the other views look at."""
        if shots != self.current:
            self.current = shots
            self._speak()
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(340, self.fontMetrics().height() * 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 34, self.fontMetrics().height() * 12)

    # -- where things are -----------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Give the rectangle inside the axes, in px of the viewport."""
        metrics = self.fontMetrics()
        left, top = self._left(), self._key().height + 14
        bottom = 2 * metrics.height() + 10
        return QRectF(left, top, self.viewport().width() - left - 8, self.viewport().height() - top - bottom)

    def _left(self) -> float:
        return self.fontMetrics().horizontalAdvance("100%") + 10

    def point(self, shots: int, share: float) -> QPointF:
        """Give where an accuracy, 0 to 1, stands."""
        area = self.area()
        step = area.width() / max(1, len(self.asked))
        place = self.asked.index(shots) if shots in self.asked else 0
        return QPointF(area.left() + (place + 0.5) * step, area.bottom() - share * area.height())

    def _column(self, position: QPointF) -> int:
        area = self.area()
        if not self.asked or not area.left() <= position.x() <= area.right():
            return -1
        return min(len(self.asked) - 1, int((position.x() - area.left()) / (area.width() / len(self.asked))))

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        painter.setFont(theme.small_font(self.font()))
        self._draw_axes(painter)
        if self.result is None:
            return
        self._draw_baselines(painter, self.result)
        own, others = (QColor(getattr(self.colours, role)) for role in self._roles)
        if self.other is not None:
            self._draw_curve(painter, self.other, others, 1.2, False)
        self._draw_curve(painter, self.result, own, 2.2, True)
        if self.result.calibrated:
            self._draw_plain(painter, self.result)
        self._key().draw(painter, self._left(), self.colours.muted)

    def _draw_axes(self, painter: QPainter) -> None:
        area, colours, metrics = self.area(), self.colours, painter.fontMetrics()
        for tick in _TICKS:
            y = area.bottom() - tick * area.height()
            painter.setPen(QPen(colours.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.muted)
            room = QRectF(0, y - metrics.height() / 2, area.left() - 8, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{tick:.0%}")
        step = area.width() / max(1, len(self.asked))
        for place, shots in enumerate(self.asked):
            column = QRectF(area.left() + place * step, area.top(), step, area.height())
            if shots == self.current or place == self._hover:
                painter.fillRect(column, colours.hover)
            painter.setPen(colours.text if shots == self.current else colours.muted)
            room = QRectF(column.left(), area.bottom() + 3, step, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, f"{shots:,}")
        painter.setPen(colours.muted)
        room = QRectF(area.left(), area.bottom() + metrics.height() + 5, area.width(), metrics.height() + 2)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, "examples in the prompt")
        if self.hasFocus():
            painter.setPen(QPen(colours.focus, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 3, 3)

    def _draw_baselines(self, painter: QPainter, result: InContextLearningResult) -> None:
        self._level(painter, result.chance, self.colours.error, Qt.PenStyle.DashLine)
        if _has_majority(result) and result.majority is not None:
            self._level(painter, result.majority, self.colours.warn, Qt.PenStyle.DotLine)

    def _level(self, painter: QPainter, share: float, colour: QColor, style: Qt.PenStyle) -> None:
        area = self.area()
        y = area.bottom() - share * area.height()
        painter.setPen(QPen(colour, 1.4, style))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _draw_curve(
        self, painter: QPainter, result: InContextLearningResult, colour: QColor, width: float, whole: bool
    ) -> None:
        known = [one for one in result.shots if one.accuracy is not None and one.shots in self.asked]
        if not known:
            return
        points = [self.point(one.shots, one.accuracy or 0.0) for one in known]
        ends = [
            (self.point(one.shots, one.interval[0]), self.point(one.shots, one.interval[1]))
            for one in known
            if one.interval is not None
        ]
        if whole:
            band = QColor(colour)
            band.setAlphaF(0.16)
            path = QPainterPath(ends[0][0])
            for low, _ in ends[1:]:
                path.lineTo(low)
            for _, high in reversed(ends):
                path.lineTo(high)
            painter.fillPath(path, band)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1))
        for low, high in ends:
            painter.drawLine(low, high)
            for end in (low, high):
                painter.drawLine(end + QPointF(-4, 0), end + QPointF(4, 0))
        painter.setPen(QPen(colour, width))
        painter.drawPolyline(points)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for one, point in zip(known, points, strict=True):
            radius = (_RADIUS if whole else 3.0) + (1.5 if whole and one.shots == self.current else 0.0)
            painter.drawEllipse(point, radius, radius)

    def _draw_plain(self, painter: QPainter, result: InContextLearningResult) -> None:
        points = [
            self.point(one.shots, one.accuracy_plain)
            for one in result.shots
            if one.accuracy_plain is not None and one.shots in self.asked
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colours.muted, 1.4, Qt.PenStyle.DotLine))
        painter.drawPolyline(points)
        for point in points:
            painter.drawEllipse(point, 2.5, 2.5)

    def _key(self) -> ChartKey:
        """Name the lines above the axes."""
        dash, dots = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
        names: list[Named] = []
        if self.result is not None:
            own = QColor(getattr(self.colours, self._roles[0]))
            names.append(Named("calibrated" if self.result.calibrated else "accuracy", own))
            names.append(Named(f"chance {self.result.chance:.0%}", self.colours.error, dash))
            if _has_majority(self.result) and self.result.majority is not None:
                names.append(Named(f"majority {self.result.majority:.0%}", self.colours.warn, dots))
            if self.result.calibrated:
                names.append(Named("not calibrated", self.colours.muted, dots))
        letters = lettering(theme.small_font(self.font()))
        return ChartKey(letters, names, self.viewport().width() - self._left())

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        column = self._column(event.position())
        if column != self._hover:
            self._hover = column
            found = self._found(column)
            self.setToolTip("" if found is None else found.statement)
            shape = Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = -1
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._found(self._column(event.position()))
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.chosen.emit(found.shots)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.result is None or not self.result.shots:
            super().keyPressEvent(event)
            return
        known = [one.shots for one in self.result.shots]
        at = known.index(self.current) if self.current in known else 0
        self.chosen.emit(known[min(len(known) - 1, max(0, at + step))])

    def _found(self, column: int) -> ShotCount | None:
        if self.result is None or column < 0:
            return None
        return next((one for one in self.result.shots if one.shots == self.asked[column]), None)

    def _speak(self) -> None:
        if self.result is not None:
            found = next((one for one in self.result.shots if one.shots == self.current), None)
            self.speak(found.statement if found else f"{len(self.result.shots)} points")


def _has_majority(result: InContextLearningResult) -> bool:
    return result.majority is not None and result.majority > result.chance + 1e-9
