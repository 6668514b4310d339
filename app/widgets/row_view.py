"""The base of painted lists: rows of one height, below a heading or not; hover, keys, and the one in sight."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.widgets.view import View
from app.widgets.visible import displayable

_ELSEWHERE = -2  # where the pointer is when it is not over the list: not even over no row


class RowView(View):
    """Subclasses have a `count`, say what is `told` and the `text`, and do in `go` what an arrow key asks for."""

    #: Rows' heights that a heading on top takes, which stays where it is.
    heading = 0
    #: Whether the pointer becomes a hand over a row.
    points = False

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.current = 0
        self.hover = _ELSEWHERE
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # -- what a subclass says -------------------------------------------------------------------------------

    @property
    def row_height(self) -> int:
        """Height of a row in px; it follows the text size."""
        return self.fontMetrics().height() + 7

    @property
    def count(self) -> int:
        """How many rows there are: none, until a subclass has some."""
        return 0

    def told(self, row: int) -> str:
        """Say what is to be known of a row, or of the list (-1), in a tooltip."""
        return ""

    def text(self) -> str:
        """Give the rows as a table with tabs, as Ctrl+C copies them; "" for what is not copied."""
        return ""

    # -- where rows are -------------------------------------------------------------------------------------

    @property
    def content_height(self) -> int:
        """Px of all rows and the heading."""
        return self.row_height * (self.heading + self.count)

    def row_rect(self, row: int) -> QRect:
        """Give a row's rectangle in the viewport."""
        top = (self.heading + row) * self.row_height - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self.row_height)

    def row_at(self, y: float) -> int:
        """Give the row at a height of the viewport, -1 where there is none (the heading, below the last)."""
        if y < self.heading * self.row_height:
            return -1
        row = int((y + self.verticalScrollBar().value()) // self.row_height) - self.heading
        return row if 0 <= row < self.count else -1

    def relayout(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(max(1, room))
        bar.setRange(0, max(0, self.content_height - room))

    def reveal(self, row: int) -> None:
        """Bring a row into sight, below the heading."""
        bar, top = self.verticalScrollBar(), row * self.row_height
        last = top + (self.heading + 1) * self.row_height - self.viewport().height()
        bar.setValue(min(top, max(last, bar.value())))

    # -- mouse and keys -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relayout()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row != self.hover:
            self.hover = row
            self.setToolTip(self.told(row))
            if self.points:
                hand = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
                self.viewport().setCursor(hand)
            self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.hover = _ELSEWHERE
        self.viewport().update()

    def step(self, event: QKeyEvent) -> int | None:
        """The row that an arrow key, Page Up or Down, Home or End leads to from the current one, None for others."""
        shift_and_pad = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if not self.count or event.modifiers() & ~shift_and_pad:
            return None
        page = max(1, self.viewport().height() // self.row_height - 1 - self.heading)
        far = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -self.count,
            Qt.Key.Key_End: self.count,
        }.get(Qt.Key(event.key()))
        return None if far is None else min(self.count - 1, max(0, self.current + far))

    def go(self, row: int) -> None:
        """Make a row the current one."""
        self.current = row
        self.reveal(row)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and (table := self.text()):
            QGuiApplication.clipboard().setText(displayable(table))
        elif (to := self.step(event)) is not None:
            self.go(to)
        else:
            super().keyPressEvent(event)
