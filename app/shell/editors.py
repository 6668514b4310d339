"""Text fields inside pages: Ctrl+Z belongs to the page's own history, and dropped files to the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


def tend_editors(page: QWidget) -> None:
    """Watch the text fields of `page`: those there are, and later ones as soon as they get the focus."""
    keeper = _Keeper(page)
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        for editor in page.findChildren(kind):
            keeper.watch(editor)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.focusChanged.connect(keeper.follow)


class _Keeper(QObject):
    """An event filter for editors and their viewports; it lives and dies with its page."""

    def watch(self, editor: QWidget) -> None:
        editor.installEventFilter(self)  # twice is the same as once
        if isinstance(editor, QAbstractScrollArea):
            editor.viewport().installEventFilter(self)

    @Slot(QWidget, QWidget)
    def follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        page = self.parent()
        if not isinstance(new, QLineEdit | QPlainTextEdit | QTextEdit) or not isinstance(page, QWidget):
            return
        if page.isAncestorOf(new):
            self.watch(new)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if undo or event.matches(QKeySequence.StandardKey.Redo):
                event.ignore()  # not taken by the field: the window's shortcut gets it
                return True
        elif kind in _DRAGS and isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            event.ignore()  # not text to paste: the window looks at the files
            return True
        return super().eventFilter(watched, event)
