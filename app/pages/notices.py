"""What the window has to say that belongs to no input: faults with their trace, and short news."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QObject, Signal

Level = Literal["info", "warning", "error"]

#: Older notices are forgotten; a fault that repeats a thousand times must not fill the memory.
_KEPT = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `trace` is for whoever mends the program; empty where nothing is broken."""

    level: Level
    title: str
    text: str = ""
    trace: str = ""
    when: datetime = field(default_factory=lambda: datetime.now().astimezone())
    times: int = 1

    def as_text(self) -> str:
        """Write the notice out in full, as it is copied into a mail or an issue."""
        head = f"{self.when:%Y-%m-%d %H:%M:%S} {self.level}: {self.title}"
        return "\n".join(part for part in (head, self.text, self.trace.rstrip()) if part)


class Notices(QObject):
    """Keeps notices and tells who shows them. Never blocks, never a dialog."""

    posted = Signal(object)  # the Notice
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Notice] = []

    @property
    def items(self) -> tuple[Notice, ...]:
        """All notices that are kept, oldest first."""
        return tuple(self._items)

    def error(self, title: str, text: str = "", trace: str = "") -> None:
        """Tell a fault: one sentence, what it means, and the trace to copy."""
        self._post(Notice("error", title, text, trace))

    def warning(self, title: str, text: str = "") -> None:
        """Tell something that the user should know but that stopped nothing."""
        self._post(Notice("warning", title, text))

    def info(self, title: str, text: str = "") -> None:
        """Tell good or neutral news: a file was written, a session was recovered."""
        self._post(Notice("info", title, text))

    def clear(self) -> None:
        """Forget them all."""
        self._items.clear()
        self.changed.emit()

    def _post(self, notice: Notice) -> None:
        last = self._items[-1] if self._items else None
        if last and (last.level, last.title, last.text) == (notice.level, notice.title, notice.text):
            # The same again: count it instead of stacking it.
            notice = Notice(
                notice.level, notice.title, notice.text, notice.trace, notice.when, last.times + 1
            )
            self._items[-1] = notice
        else:
            self._items = [*self._items[-_KEPT + 1 :], notice]
        self.posted.emit(notice)
        self.changed.emit()
