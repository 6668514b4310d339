"""Work that takes longer than a frame, done beside the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_LOOK_MS = 8


class Background(QObject):
    """Does one thing at a time; what is asked meanwhile waits, or supersedes it: the older answer is dropped then.

    The window's thread looks for the answer: no signal ever crosses threads, so nothing can reach a dead widget.
    """

    done = Signal(object)

    def __init__(self, parent: QObject, superseding: bool) -> None:
        super().__init__(parent)
        self._superseding = superseding
        self._answers: list[Any] = []
        self._next: list[Callable[[], Any]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._timer.isActive()

    def start(self, work: Callable[[], Any]) -> None:
        """Begin; `done` brings the answer. What is raised there is raised here, on the window's thread."""
        if self.busy and not self._superseding:
            self._next.append(work)
            return
        answers: list[Any] = []
        self._answers = answers

        def run() -> None:
            try:
                answers.append(work())
            except Exception as error:
                answers.append(error)

        threading.Thread(target=run, name="point-map", daemon=True).start()
        self._timer.start()

    def drop(self) -> None:
        """Want no answer any more."""
        self._answers = []
        self._next.clear()
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        if not self._answers:
            return
        answer, self._answers = self._answers[0], []
        self._timer.stop()
        if self._next:
            self.start(self._next.pop(0))
        if isinstance(answer, Exception):
            raise answer
        self.done.emit(answer)
