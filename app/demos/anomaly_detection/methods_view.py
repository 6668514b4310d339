"""Methods one below the other: AUROC and average precision as dots on their intervals; a click looks closer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.anomaly_detection.contract import AnomalyDetectionResult, Interval, MethodScore
from app.demos.anomaly_detection.plot_view import PlotView
from app.demos.anomaly_detection.words import REASONS, TITLES

_GUESSING = 0.5
_TIPS = (
    (
        "The chance that a strange row gets a higher score than a normal one: 0.5 is guessing, 1 is perfect. "
        "The line is its 95% interval, from rows drawn anew."
    ),
    (
        "How many of the flagged rows are strange, on average over all thresholds. What guessing gives depends on "
        "how many strange rows there are: the dashed line."
    ),
)


class MethodsView(PlotView):
    """`chosen` carries a method."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Methods compared", parent)
        self.result: AnomalyDetectionResult | None = None
        self.current = 0
        self._hover = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_result(self, result: AnomalyDetectionResult, current: int) -> None:
        """Show every method, the one at `current` marked."""
        count = 0 if self.result is None else len(self.result.methods)
        self.result, self.current = result, current
        if count != len(result.methods):
            self.updateGeometry()
        self._speak()
        self.viewport().update()

    def text(self) -> str:
        """Give the table with tabs, as Ctrl+C copies it."""
        lines = ["method\tAUROC\tlow\thigh\taverage precision\tlow\thigh"]
        for one in self.result.methods if self.result else ():
            values = (one.auroc, *one.auroc_interval, one.average_precision, *one.average_precision_interval)
            lines.append("\t".join([TITLES[one.method], *map(repr, values)]))
        return "\n".join(lines)

    @property
    def row_height(self) -> int:
        """Height of a row in px."""
        return self.fontMetrics().height() + 12

    def row_rect(self, row: int) -> QRectF:
        """Give a method's rectangle in the viewport."""
        return QRectF(0, (row + 1) * self.row_height, self.viewport().width(), self.row_height)

    def sizeHint(self) -> QSize:
        rows = 5 if self.result is None else len(self.result.methods)
        return QSize(self.fontMetrics().averageCharWidth() * 58, self.row_height * (rows + 1) + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 44, self.sizeHint().height())

    def _columns(self) -> tuple[float, float, float]:
        """Where the first and the second measure begin, and how wide each is."""
        first = self.fontMetrics().horizontalAdvance("Isolation forest") + 34.0
        return (
            first,
            first + (self.viewport().width() - first) / 2,
            (self.viewport().width() - first) / 2 - 10,
        )

    def draw(self, painter: QPainter) -> None:
        if self.result is None:
            return
        colours, result = self.colours, self.result
        low = _lowest(result)
        share = result.learned.strange / (result.learned.strange + result.learned.tested)
        for row, method in enumerate(result.methods):
            area = self.row_rect(row)
            if row in (self.current, self._hover):
                focused = self.hasFocus() and row == self.current
                painter.setPen(QPen(colours.focus, 1.5) if focused else Qt.PenStyle.NoPen)
                painter.setBrush(colours.selection if row == self.current else colours.hover)
                painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 4, 4)
            self._draw_name(painter, method, area)
            first, second, wide = self._columns()
            self._draw_measure(painter, method, area, (first, wide, low), method.auroc, method.auroc_interval)
            self._draw_measure(
                painter, method, area, (second, wide, min(low, share)), method.average_precision,
                method.average_precision_interval,
            )  # fmt: skip
        self._draw_heads(painter, (low, min(low, share)), share)

    def _draw_name(self, painter: QPainter, method: MethodScore, area: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink(method.method))
        painter.drawEllipse(QPointF(area.left() + 13, area.center().y()), 5, 5)
        painter.setPen(self.colours.text)
        box = area.adjusted(26, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, TITLES[method.method])

    def _draw_measure(
        self,
        painter: QPainter,
        method: MethodScore,
        area: QRectF,
        place: tuple[float, float, float],
        value: float,
        interval: Interval,
    ) -> None:
        left, wide, low = place
        words = self.fontMetrics().horizontalAdvance("0.000") + 8
        groove = QRectF(left, area.center().y() - 1, wide - words, 2)

        def at(share: float) -> float:
            return groove.left() + groove.width() * (share - low) / (1 - low)

        colour, y = self.ink(method.method), area.center().y()
        painter.setPen(QPen(self.colours.border, 1))
        painter.drawLine(QPointF(groove.left(), y), QPointF(groove.right(), y))
        painter.setPen(QPen(colour, 2))
        painter.drawLine(QPointF(at(interval[0]), y), QPointF(at(interval[1]), y))
        for end in interval:
            painter.drawLine(QPointF(at(end), y - 4), QPointF(at(end), y + 4))
        painter.setPen(QPen(self.colours.window, 1))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(at(value), y), 4.5, 4.5)
        painter.setPen(self.colours.text)
        box = QRectF(groove.right(), area.top(), words, area.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{value:.3f}")

    def _draw_heads(self, painter: QPainter, lows: tuple[float, float], share: float) -> None:
        first, second, wide = self._columns()
        words = self.fontMetrics().horizontalAdvance("0.000") + 8
        bottom = self.row_rect(len(self.result.methods) - 1).bottom() if self.result else 0
        heads = ((first, "AUROC", lows[0], _GUESSING), (second, "Average precision", lows[1], share))
        for left, name, low, chance in heads:
            painter.setPen(self.colours.muted)
            box = QRectF(left, 0, wide, self.row_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            if low <= chance:
                x = left + (wide - words) * (chance - low) / (1 - low)
                painter.setPen(QPen(self.colours.field, 1, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(x, self.row_height), QPointF(x, bottom))
        painter.setPen(QPen(self.colours.border, 1))
        painter.drawLine(
            QPointF(0, self.row_height - 1), QPointF(self.viewport().width(), self.row_height - 1)
        )

    # -- mouse and keys -------------------------------------------------------------------------------------

    def _row_at(self, y: float) -> int:
        row = int(y // self.row_height) - 1
        return row if self.result is not None and 0 <= row < len(self.result.methods) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        self.setToolTip(self._tip(row, event.position().x()))
        if row != self._hover:
            self._hover = row
            shape = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = -1
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0 and self.result is not None:
            self.chosen.emit(self.result.methods[row].method)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or self.result is None:
            super().keyPressEvent(event)
            return
        row = min(len(self.result.methods) - 1, max(0, self.current + step))
        self.chosen.emit(self.result.methods[row].method)

    def _tip(self, row: int, x: float) -> str:
        first, second, _ = self._columns()
        if row < 0 or self.result is None:
            return _TIPS[1] if x >= second else _TIPS[0] if x >= first else ""
        method = self.result.methods[row]
        if x < first:
            return f"{TITLES[method.method]}. {REASONS[method.method]}"
        value, (low, high) = (
            (method.auroc, method.auroc_interval)
            if x < second
            else (method.average_precision, method.average_precision_interval)
        )
        lines = [f"{value:.3f}, 95% interval {low:.3f} to {high:.3f}"]
        if x < second and len(method.by_class) > 1:
            lines += [f"{name[:30]}: {area:.3f}" for name, area in list(method.by_class.items())[:12]]
        return "\n".join(lines)

    def _speak(self) -> None:
        if self.result is not None and self.result.methods:
            one = self.result.methods[self.current]
            self.speak(
                f"{TITLES[one.method]}: AUROC {one.auroc:.3f}, average precision {one.average_precision:.3f}"
            )


def _lowest(result: AnomalyDetectionResult) -> float:
    """Where the axis of AUROC begins: at guessing, or below what is worse than that."""
    ends = [one.auroc_interval[0] for one in result.methods]
    ends += [one.average_precision_interval[0] for one in result.methods]
    return max(0.0, min(0.5, *ends) - 0.02)
