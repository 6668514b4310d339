"""New, Open, Save: session files that the user names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core import session as files
from app.core.contract import Progress, UserError
from app.core.session import Session
from app.jobs.job import Outcome
from app.pages.services import Services
from app.shell.sessions import SessionKeeper

_FILTER = "Inkling session (*.json)"
_REMEMBERED = 10


class SessionFiles(QObject):
    """Reads and writes session files on the files thread; dialogs never block the window."""

    def __init__(self, services: Services, keeper: SessionKeeper, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._keeper, self._window = services, keeper, window

    def recent(self) -> tuple[str, ...]:
        """Give the files used last, newest first."""
        return self._services.preferences.value.recent_sessions

    @Slot()
    def new(self) -> None:
        """Begin afresh. What was there is written beside the autosave, so that nothing is lost."""
        keeper = self._keeper
        backup = keeper.autosave_path.with_name("session-before-new.json")
        keeper.write(backup, keeper.collect())
        keeper.start_anew()
        self._services.notices.info("A new session.", f"The one before is kept in {backup}.")

    @Slot()
    def open(self) -> None:
        """Ask for a session file and open it."""
        dialog = self._dialog("Open a session", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_path)
        dialog.open()

    @Slot(str)
    def open_path(self, path: str) -> None:
        """Open the session in `path`; a notice tells if it is none."""

        def read(_progress: Progress) -> tuple[Path, Session, list[str]]:
            return (Path(path), *files.load(Path(path)))

        job = self._services.jobs.submit(self, read, lane="files", title=f"Opening {Path(path).name}")
        job.setProperty("path", path)
        job.finished.connect(self._opened)

    @Slot()
    def save(self) -> None:
        """Write to the session's own file, or ask for one."""
        if self._keeper.path is None:
            self.save_as()
        else:
            self.save_to(str(self._keeper.path))

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and write to it."""
        dialog = self._dialog("Save the session", QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write the session to `path`."""
        job = self._keeper.write(Path(path), self._keeper.collect(), title=f"Saving {Path(path).name}")
        job.setProperty("path", path)
        job.finished.connect(self._saved)

    @Slot(object)
    def _opened(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, tuple):
            path, session, warnings = outcome.result
            self._keeper.restore(session, path)
            for warning in warnings:
                self._services.notices.warning("A part of the session was left out.", warning)
            self._remember(str(path))
            window = self._window
            show = getattr(window, "show_demo", None)
            if session.demo and show is not None:
                show(session.demo)
        elif outcome.status == "failed":
            self._fail("The session was not opened.", outcome)

    @Slot(object)
    def _saved(self, outcome: Outcome) -> None:
        path = str(self.sender().property("path"))
        if outcome.status == "done":
            self._keeper.saved_as(Path(path))
            self._remember(path)
            self._services.notices.info("The session was saved.", path)
        elif outcome.status == "failed":
            self._fail("The session was not saved.", outcome)

    def _fail(self, title: str, outcome: Outcome) -> None:
        mistake = isinstance(outcome.error, UserError | OSError)
        self._services.notices.error(title, str(outcome.error), "" if mistake else outcome.trace)

    def _remember(self, path: str) -> None:
        older = (one for one in self.recent() if one != path)
        self._services.preferences.update(recent_sessions=(path, *older)[:_REMEMBERED])

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(mode)
        dialog.setNameFilter(_FILTER)
        if self._keeper.path is not None:
            dialog.setDirectory(str(self._keeper.path.parent))
        dialog.finished.connect(dialog.deleteLater)
        return dialog
