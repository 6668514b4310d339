"""Work that takes longer than a frame, done beside the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_LOOK_MS = 8


class Background(QObject):
    """Does one thing at a time; a newer one supersedes the older, whose answer is dropped.

    The window's thread looks for the answer: no signal ever crosses threads, so nothing can reach a dead widget.
    """

    done = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._answers: list[Any] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._timer.isActive()

    def start(self, work: Callable[[], Any]) -> None:
        """Begin; `done` brings the answer, or the exception that was raised."""
        answers: list[Any] = []
        self._answers = answers

        def run() -> None:
            try:
                answers.append(work())
            except Exception as error:  # told to the caller, who raises it on the window's thread
                answers.append(error)

        threading.Thread(target=run, name="point-map", daemon=True).start()
        self._timer.start()

    def drop(self) -> None:
        """Want the answer no more."""
        self._answers = []
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        if not self._answers:
            return
        answer, self._answers = self._answers[0], []
        self._timer.stop()
        if isinstance(answer, Exception):
            raise answer
        self.done.emit(answer)
