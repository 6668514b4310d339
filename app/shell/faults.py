"""Faults that escaped everything else, from any thread, on their way to the notices."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.pages.notices import Notices


class FaultRelay(QObject):
    """`tell` may be called on any thread; the notice is posted on the window's."""

    _told = Signal(str, str)

    def __init__(self, notices: Notices) -> None:
        super().__init__()
        self._notices = notices
        self._told.connect(self._post, Qt.ConnectionType.QueuedConnection)

    def tell(self, what: str, trace: str) -> None:
        """Pass a fault on."""
        self._told.emit(what, trace)

    @Slot(str, str)
    def _post(self, what: str, trace: str) -> None:
        self._notices.error("Something went wrong in Inkling itself.", what, trace)
