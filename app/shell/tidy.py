"""Garbage collection on the window's thread only, in moments that cost nothing.

Python's automatic collector runs on whichever thread allocates: on a worker it would destroy Qt objects on the
wrong thread, and a full pass in the midst of an import stops every thread for 0.1 to 0.4 s. So it is switched
off while the window lives, and its generations are collected here when they are due. What was imported is
frozen: those objects never die, and a full pass need not walk them again.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 500
#: Young generations that may pass before a full collection, if nothing runs.
_FULL_EVERY = 20


class Tidy(QObject):
    """Owns the collector from construction until `stop`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._modules = len(sys.modules)
        self._rounds = 0
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back as it was."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def _look(self) -> None:
        if len(sys.modules) != self._modules:
            # Someone imports. Never walk in between: freeze what is there, look again when it is over.
            self._modules = len(sys.modules)
            gc.freeze()
            return
        young, _, _ = gc.get_count()
        if young < gc.get_threshold()[0]:
            return
        self._rounds += 1
        if self._rounds % _FULL_EVERY == 0:
            gc.collect()
        else:
            gc.collect(1)
