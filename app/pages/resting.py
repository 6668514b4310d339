"""When to ask: inputs that are being changed are left alone until they rest."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

#: An answer that is outdated for a shorter time (ms) is not dimmed: that would be a flicker with every key.
_QUIET_MS = 180


class Resting(QTimer):
    """Ends when the inputs have rested; `outdated` tells when they have long been others than were asked."""

    outdated = Signal()

    def __init__(self, delay_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(delay_ms)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self.outdated)

    def touch(self) -> None:
        """The inputs changed: wait anew."""
        self.start()
        if not self._quiet.isActive():  # it counts from the first of many keys
            self._quiet.start()
