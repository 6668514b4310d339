"""Rows above the threshold, the strangest first: hits and false alarms; a click explains one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.anomaly_detection.words import number
from app.widgets.view import View
from app.widgets.visible import displayable

_ROWS = 7  # at least so many are in sight


@dataclass(frozen=True, slots=True)
class Flag:
    """A flagged row of the table, its class, and its score as a share of the highest one."""

    row: int
    label: str
    strange: bool
    score: float
    share: float


class FlaggedView(View):
    """`chosen` carries the number of a row in the table."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Flagged rows", parent)
        self.flags: tuple[Flag, ...] = ()
        self.row: int | None = None
        self._longest = ("", "")  # the longest row number and score
        self._hover = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_flags(self, flags: tuple[Flag, ...], row: int | None) -> None:
        """Show flagged rows; the one that is explained, if it is among them, is marked."""
        self.flags = flags
        self._longest = (
            max((f"{one.row:,}" for one in flags), key=len, default=""),
            max((number(one.score) for one in flags), key=len, default=""),
        )
        moved = row != self.row
        self.row = row
        self.relayout()
        if moved:
            self._reveal()
        self._speak()
        self.viewport().update()

    def text(self) -> str:
        """Give the list as a table with tabs, as Ctrl+C copies it."""
        lines = ["row\tclass\tstrange\tscore"]
        lines += [f"{one.row}\t{one.label}\t{int(one.strange)}\t{one.score!r}" for one in self.flags]
        return "\n".join(lines)

    @property
    def current(self) -> int:
        """The place of the explained row in the list, -1 if it is not there."""
        return next((place for place, one in enumerate(self.flags) if one.row == self.row), -1)

    @property
    def row_height(self) -> int:
        """Height of a line in px."""
        return QFontMetrics(self.font()).height() + 6

    def line_rect(self, place: int) -> QRect:
        """Give a line's rectangle in the viewport."""
        top = (place + 1) * self.row_height - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self.row_height)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 34, self.row_height * (_ROWS + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 24, self.row_height * (_ROWS + 1))

    def relayout(self) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, self.row_height * (len(self.flags) + 1) - self.viewport().height()))

    def draw(self, painter: QPainter) -> None:
        metrics = QFontMetrics(self.font())
        first = self.verticalScrollBar().value() // self.row_height
        last = first + self.viewport().height() // self.row_height + 1
        marked = self.current
        for place in range(first, min(last, len(self.flags))):
            self._draw_line(painter, metrics, place, place == marked)
        colours = self.colours
        painter.fillRect(QRect(0, 0, self.viewport().width(), self.row_height), colours.window)
        painter.setPen(colours.muted)
        hits = sum(one.strange for one in self.flags)
        words = f"Flagged: {len(self.flags):,}, of them strange: {hits:,}"
        middle = Qt.AlignmentFlag.AlignVCenter
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.viewport().width() - 6)
        painter.drawText(QRect(6, 0, self.viewport().width() - 6, self.row_height), middle, shown)
        painter.setPen(QPen(colours.border, 1))
        painter.drawLine(0, self.row_height - 1, self.viewport().width(), self.row_height - 1)

    def _draw_line(self, painter: QPainter, metrics: QFontMetrics, place: int, marked: bool) -> None:
        colours, one, area = self.colours, self.flags[place], self.line_rect(place)
        if marked or place == self._hover:
            focused = self.hasFocus() and marked
            painter.setPen(QPen(colours.focus, 1.5) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(colours.selection if marked else colours.hover)
            painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 4, 4)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colours.slot_b if one.strange else colours.slot_a)
        painter.drawText(
            QRect(area.left() + 6, area.top(), 16, area.height()), middle, "✓" if one.strange else "✗"
        )
        wide = metrics.horizontalAdvance(self._longest[0])
        painter.setPen(colours.faint)
        box = QRect(area.left() + 22, area.top(), wide, area.height())
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, f"{one.row:,}")
        left = area.left() + 34 + wide
        figures = metrics.horizontalAdvance(self._longest[1]) + 4
        bar = max(0, min(90, (area.width() - left - figures) // 3))
        room = area.width() - left - figures - bar - 14
        painter.setPen(colours.text)
        words = metrics.elidedText(displayable(one.label), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, area.top(), room, area.height()), middle, words)
        groove = QRectF(left + room + 6, area.center().y() - 3, bar, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.slot_b if one.strange else colours.slot_a)
        painter.drawRoundedRect(QRectF(groove.left(), groove.top(), max(2.0, bar * one.share), 7), 3, 3)
        painter.setPen(colours.muted)
        box = QRect(area.right() - figures - 2, area.top(), figures, area.height())
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, number(one.score))

    # -- mouse and keys -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relayout()

    def _place_at(self, y: float) -> int:
        if y < self.row_height:
            return -1
        place = int((y + self.verticalScrollBar().value()) // self.row_height) - 1
        return place if 0 <= place < len(self.flags) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().y())
        if place != self._hover:
            self._hover = place
            self.setToolTip(self._tip(place))
            shape = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = -1
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.chosen.emit(self.flags[place].row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // self.row_height - 2)
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -len(self.flags),
            Qt.Key.Key_End: len(self.flags),
        }
        step = steps.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(displayable(self.text()))
        elif step is not None and self.flags:
            self.chosen.emit(self.flags[min(len(self.flags) - 1, max(0, self.current + step))].row)
        else:
            super().keyPressEvent(event)

    def _tip(self, place: int) -> str:
        if place < 0:
            return "Rows above the threshold. ✓: it is strange, ✗: a false alarm. Click one to see what is to blame."
        one = self.flags[place]
        kind = "strange" if one.strange else "normal: a false alarm"
        return f"Row {one.row:,}, {displayable(one.label)[:60]}: {kind}"

    def _reveal(self) -> None:
        at = self.current
        if at < 0:
            return
        bar, top = self.verticalScrollBar(), at * self.row_height
        room = self.viewport().height() - 2 * self.row_height
        if top < bar.value():
            bar.setValue(top)
        elif top > bar.value() + room:
            bar.setValue(top - room)

    def _speak(self) -> None:
        at = self.current
        where = self._tip(at) if at >= 0 else "the explained row is not among them"
        self.speak(f"{len(self.flags):,} rows flagged; {where}")
