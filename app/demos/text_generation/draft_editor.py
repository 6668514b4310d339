"""The text as plain text, to be written in anywhere; Ctrl+Return goes on from it, Escape gives the edit up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.widgets.text_editor import TextEditor


class DraftEditor(TextEditor):
    """Nothing but a text field that knows when its user is done."""

    given_up = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Text to go on from", (2, 9), parent)
        self.setPlaceholderText("Write a beginning, or click an example above.")
        self.cancellable = False

    def event(self, event: QEvent) -> bool:
        # Escape is the window's Stop as well; while a text is edited, it means the edit.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._gives_up(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._gives_up(event):
            self.given_up.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def put_cursor(self, characters: int) -> None:
        """Put the cursor behind so many characters."""
        cursor = self.textCursor()
        before = self.toPlainText()[: max(0, characters)]
        cursor.setPosition(len(before.encode("utf-16-le", "surrogatepass")) // 2)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _gives_up(self, event: QKeyEvent) -> bool:
        return self.cancellable and event.key() == Qt.Key.Key_Escape
