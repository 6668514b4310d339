"""Rows above the threshold, the strangest first: hits and false alarms; a click explains one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.anomaly_detection.words import number
from app.widgets.row_view import RowView
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


class FlaggedView(RowView):
    """`chosen` carries the number of a row in the table."""

    chosen = Signal(int)

    heading = 1
    points = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Flagged rows", parent)
        self.flags: tuple[Flag, ...] = ()
        self.row: int | None = None
        self._longest = ("", "")  # the longest row number and score
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_flags(self, flags: tuple[Flag, ...], row: int | None) -> None:
        """Show flagged rows; the one that is explained, if it is among them, is marked."""
        self.flags = flags
        self._longest = (
            max((f"{one.row:,}" for one in flags), key=len, default=""),
            max((number(one.score) for one in flags), key=len, default=""),
        )
        moved = row != self.row
        self.row = row
        self.current = next((place for place, one in enumerate(flags) if one.row == row), -1)
        self.relayout()
        if moved and self.current >= 0:
            self.reveal(self.current)
        self._speak()
        self.viewport().update()

    def text(self) -> str:
        """Give the list as a table with tabs, as Ctrl+C copies it."""
        lines = ["row\tclass\tstrange\tscore"]
        lines += [f"{one.row}\t{one.label}\t{int(one.strange)}\t{one.score!r}" for one in self.flags]
        return "\n".join(lines)

    @property
    def row_height(self) -> int:
        """Height of a line in px."""
        return QFontMetrics(self.font()).height() + 6

    @property
    def count(self) -> int:
        """How many are flagged."""
        return len(self.flags)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 34, self.row_height * (_ROWS + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 24, self.row_height * (_ROWS + 1))

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
        colours, one, area = self.colours, self.flags[place], self.row_rect(place)
        if marked or place == self.hover:
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

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.chosen.emit(self.flags[place].row)

    def go(self, row: int) -> None:
        self.chosen.emit(self.flags[row].row)

    def told(self, place: int) -> str:
        if place < 0:
            return "Rows above the threshold. ✓: it is strange, ✗: a false alarm. Click one to see what is to blame."
        one = self.flags[place]
        kind = "strange" if one.strange else "normal: a false alarm"
        return f"Row {one.row:,}, {displayable(one.label)[:60]}: {kind}"

    def _speak(self) -> None:
        at = self.current
        where = self.told(at) if at >= 0 else "the explained row is not among them"
        self.speak(f"{len(self.flags):,} rows flagged; {where}")
