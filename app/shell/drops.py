"""Files dropped on the window: a session is opened, anything else is read as a model."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class DropTarget(QObject):
    """Watches `window` for local files; several may come at once."""

    session_dropped = Signal(str)
    model_dropped = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (
            QEvent.Type.DragEnter,
            QEvent.Type.DragMove,
            QEvent.Type.Drop,
        ):
            paths = local_paths(event.mimeData())
            if paths:
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                if event.type() == QEvent.Type.Drop:
                    self.take(paths)
                return True
        return super().eventFilter(watched, event)

    def take(self, paths: list[str]) -> None:
        """Tell for each path what it looks like; a session is a JSON file that is no model's config."""
        for path in paths:
            name = Path(path).name.lower()
            is_session = name.endswith(".json") and name != "config.json"
            (self.session_dropped if is_session else self.model_dropped).emit(path)


def local_paths(mime: QMimeData) -> list[str]:
    """Give the local files and folders among the URLs of a drag."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile() and url.toLocalFile()]
