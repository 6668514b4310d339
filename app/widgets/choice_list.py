"""What could have been chosen: natural probability, probability after a rule, and what the rule cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.candidate_bars import ceiling
from app.widgets.row_view import RowView
from app.widgets.visible import percent

_BAR = 9.0


@dataclass(frozen=True, slots=True)
class Choice:
    """`natural` is the model's own probability, `drawn` the one by which it would be drawn (None: not known).

    `cut` names what took it out of the draw ("top-p"; "" for nothing). `note` is small text behind the label.
    """

    label: str
    natural: float
    drawn: float | None = None
    cut: str = ""
    chosen: bool = False
    note: str = ""
    rank: int = 0  # 0: its place in the list


class ChoiceList(RowView):
    """Click or Enter: `taken(row)`; with Shift: `taken_only(row)`. Ctrl+C copies the table."""

    taken = Signal(int)
    taken_only = Signal(int)
    left = Signal()  # the Left key: back to where the list came from

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.choices: tuple[Choice, ...] = ()
        self.colour_role = "slot_a"
        self.tip = ""
        self._full = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show choices, the model's best first."""
        self.choices = tuple(choices)
        every = [value for one in choices for value in (one.natural, one.drawn or 0.0)]
        self._full = ceiling(every)
        self.current = min(self.current, max(0, len(self.choices) - 1))
        shape = Qt.CursorShape.PointingHandCursor if choices else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.set_stale(False)
        self.relayout()
        self._speak()
        self.viewport().update()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.choices)

    def text(self) -> str:
        """Give the table with tabs, as Ctrl+C copies it."""
        rows = [
            f"{one.label}\t{one.natural!r}\t{'' if one.drawn is None else repr(one.drawn)}\t{one.cut}"
            for one in self.choices
        ]
        return "\n".join(["token\tprobability\tdrawn with\tcut by", *rows])

    def sizeHint(self) -> QSize:
        return QSize(280, self.row_height * max(1, len(self.choices)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.row_height * min(10, max(3, len(self.choices))) + 2)

    def relayout(self) -> None:
        super().relayout()
        self.setMaximumHeight(max(3 * self.row_height, self.content_height) + 2)
        self.updateGeometry()

    def draw(self, painter: QPainter) -> None:
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(one.label) for one in self.choices), default=0)
        share = metrics.horizontalAdvance("0.0000%") + 8
        most = max((one.rank for one in self.choices), default=0) or len(self.choices)
        rank = metrics.horizontalAdvance("0" * max(2, len(str(most)))) + 6
        word = min(longest + 12, int((self.viewport().width() - share - rank) * 0.55))
        for row in range(len(self.choices)):
            area = self.row_rect(row)
            if area.bottom() >= 0 and area.top() <= self.viewport().height():
                self._draw_row(painter, row, area, (rank, word, share))

    def _draw_row(self, painter: QPainter, row: int, area: QRect, columns: tuple[int, int, int]) -> None:
        colours, one = self.colours, self.choices[row]
        rank, word, share = columns
        focused = self.hasFocus() and row == self.current
        if row == self.hover or focused:
            painter.setPen(QPen(colours.focus, 1.5) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover)
            painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 5, 5)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        painter.setPen(colours.faint)
        number = QRect(area.left(), area.top(), rank - 4, area.height())
        painter.setFont(theme.small_font(self.font()))
        painter.drawText(number, middle | right, str(one.rank or row + 1))
        font = QFont(self.font())
        font.setBold(one.chosen)
        font.setStrikeOut(bool(one.cut))
        painter.setFont(font)
        painter.setPen(colours.faint if one.cut else colours.text)
        label = QFontMetrics(font).elidedText(one.label, Qt.TextElideMode.ElideRight, word - 6)
        left = area.left() + rank + 2
        painter.drawText(QRect(left, area.top(), word - 6, area.height()), middle, label)
        painter.setFont(self.font())
        begin, end = left + word, area.right() - share
        first = row == 0 or self.choices[row - 1].cut != one.cut  # said once for all that follow
        cut = f"cut by {one.cut}" if one.cut and first else ""
        self._draw_bars(painter, one, cut, QRectF(begin, area.top(), max(8, end - begin), area.height()))
        painter.setPen(colours.faint if one.cut else colours.text)
        told = one.natural if one.drawn is None or one.cut else one.drawn
        painter.drawText(
            QRect(area.right() - share, area.top(), share - 5, area.height()), middle | right, percent(told)
        )

    def _draw_bars(self, painter: QPainter, one: Choice, cut: str, area: QRectF) -> None:
        """The pale bar is the model's own probability, the full one what the rule makes of it."""
        colour = QColor(getattr(self.colours, self.colour_role))
        pale = QColor(colour)
        pale.setAlphaF(0.30)
        top = area.center().y() - _BAR / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colours.hover)
        painter.drawRoundedRect(QRectF(area.left(), top, area.width(), _BAR), 3, 3)
        painter.setBrush(pale if one.drawn is not None else colour)
        natural = area.width() * min(1.0, max(0.0, one.natural) / self._full)
        painter.drawRoundedRect(QRectF(area.left(), top, max(2.0, natural), _BAR), 3, 3)
        if one.drawn:
            painter.setBrush(colour)
            drawn = area.width() * min(1.0, one.drawn / self._full)
            painter.drawRoundedRect(QRectF(area.left(), top + 2.5, max(2.0, drawn), _BAR - 5), 2, 2)
        small = " · ".join(filter(None, (one.note, cut)))
        if small:
            painter.setFont(theme.small_font(self.font(), 0.82))
            painter.setPen(self.colours.faint if one.cut else self.colours.muted)
            room = painter.fontMetrics().elidedText(small, Qt.TextElideMode.ElideRight, int(area.width()) - 4)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(area.adjusted(0, 0, -3, 0), flags, room)
            painter.setFont(self.font())

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.current = row
            self._take(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = (
            not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier
        )
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and plain and self.choices:
            self._take(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Escape) and plain:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _take(self, only: bool) -> None:
        (self.taken_only if only else self.taken).emit(self.current)

    def go(self, row: int) -> None:
        super().go(row)
        self._speak()

    def told(self, row: int) -> str:
        if row < 0:
            return ""
        one = self.choices[row]
        lines = [f"{one.label}   {one.natural:.6g} by the model"]
        if one.cut:
            lines.append(f"{one.cut} takes it out of the draw")
        elif one.drawn is not None:
            lines.append(f"{one.drawn:.6g} in the draw")
        return "\n".join([*lines, *filter(None, (self.tip,))])

    def _speak(self) -> None:
        if not self.choices:
            self.speak("nothing")
            return
        one = self.choices[self.current]
        cut = f", cut by {one.cut}" if one.cut else ""
        self.speak(f"{self.current + 1} of {len(self.choices)}: {one.label}, {percent(one.natural)}{cut}")
