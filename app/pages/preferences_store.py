"""The preferences in use: read once, changed by many, written on the files thread a moment later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.contract import Progress
from app.core.preferences import Preferences, load, save
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner

#: A slider changes a preference sixty times a second; the disk hears of it once it rests this long (ms).
_REST_MS = 400


class PreferencesStore(QObject):
    """Holds one frozen Preferences; `update` replaces it and tells everyone.

    `path` None keeps them in memory only. Problems met while reading are in `warnings`.
    """

    changed = Signal(object)  # the names of the fields that changed: frozenset[str]
    failed = Signal(str)  # why the preferences could not be written

    def __init__(self, jobs: JobRunner, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._path = path
        self.warnings: list[str] = []
        self.value = Preferences()
        if path is not None:
            self.value, self.warnings = load(path)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self.flush)

    def update(self, **fields: Any) -> None:
        """Replace fields by name; unknown names raise TypeError, the same values do nothing."""
        new = replace(self.value, **fields)
        names = frozenset(name for name in fields if getattr(new, name) != getattr(self.value, name))
        if not names:
            return
        self.value = new
        if self._path is not None:
            self._timer.start()
        self.changed.emit(names)

    def reset(self) -> None:
        """Go back to the defaults, except for where the window was and what was used last."""
        fresh = Preferences()
        kept = ("last_demo", "last_models", "recent_models", "recent_sessions")
        fields = {name: getattr(fresh, name) for name in fresh.__dataclass_fields__ if name not in kept}
        self.update(**{name: value for name, value in fields.items() if not name.startswith("window")})

    @Slot()
    def flush(self) -> None:
        """Write now, on the files thread; closing the runner waits for it."""
        self._timer.stop()
        path, value = self._path, self.value
        if path is None:
            return

        def write(_progress: Progress) -> None:
            save(path, value)

        job = self._jobs.submit(self, write, lane="files", supersede=False, durable=True)
        job.finished.connect(self._written)

    @Slot(object)
    def _written(self, outcome: Outcome) -> None:
        if outcome.status == "failed":
            self.failed.emit(str(outcome.error))
