"""The session in the window: collected from the pages, autosaved, and put back after a restart.

The autosave is the safety net: it is written on the files thread a moment after each change, whole or not at
all. A session file that the user names is written only when asked.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from app.core import session as files
from app.core.contract import Progress
from app.core.paths import state_dir
from app.core.record import ModelRef
from app.core.schema import decode, encode
from app.core.session import PageSession, Session
from app.jobs.job import Job, Outcome
from app.pages.services import Services
from app.shell.page_stack import PageStack

if TYPE_CHECKING:
    from app.pages.demo_page import DemoPage

#: After a change the autosave waits for a pause of the first, but never longer than the second (ms).
PAUSE_MS, LONGEST_MS = 700, 2000


class SessionKeeper(QObject):
    """Knows what the session is, whether it was changed, and where it lives."""

    changed = Signal()  # name, path or modified
    restored = Signal()  # the pages were filled from a session

    def __init__(self, services: Services, pages: PageStack, parent: QObject, keep: bool = True) -> None:
        """Watch `pages`; with `keep` False nothing is autosaved and nothing recovered."""
        super().__init__(parent)
        self._keep = keep
        self._services = services
        self._pages = pages
        self._session = Session()
        self._waiting: dict[str, PageSession] = {}  # of pages that were not built yet
        self.path: Path | None = None
        self.modified = False
        self._filling = False
        self._lock = QLockFile(str(state_dir() / "session.lock"))
        self._lock.setStaleLockTime(0)  # a lock of a process that is gone is taken over
        self.alone = keep and self._lock.tryLock(0)
        name = "session.json" if self.alone else f"session-{_own_pid()}.json"
        self.autosave_path = state_dir() / name
        self._pause = self._timer(PAUSE_MS)
        self._limit = self._timer(LONGEST_MS)
        self._saving: Job | None = None
        self._again = False
        pages.built.connect(self._fill)
        pages.edited.connect(self.touch)
        pages.shown.connect(self.touch)

    @property
    def name(self) -> str:
        """The session file's name without its ending, "" if it has none yet."""
        return self.path.stem if self.path else ""

    @property
    def last_demo(self) -> str | None:
        """The demo that the session was on."""
        return self._session.demo

    def collect(self) -> Session:
        """Give the session as the window shows it now, with what was kept for pages that were not opened."""
        value = self._services.preferences.value
        pages = {**self._session.pages, **self._waiting}
        for demo, page in self._pages.pages.items():
            pages[demo] = PageSession(encode(page.state()), tuple(map(self._reference, page.models())))
        return replace(
            self._session,
            demo=self._pages.current or self._session.demo,
            pages=pages,
            seed=value.seed,
            device=value.device,
            dtype=value.dtype,
        )

    def restore(self, session: Session, path: Path | None) -> None:
        """Put a session into the pages: into those that exist now, into the others when they are built."""
        self._session = session
        self._waiting = dict(session.pages)
        self.path = path
        self._services.preferences.update(seed=session.seed, device=session.device, dtype=session.dtype)
        for page in self._pages.pages.values():
            self._fill(page)
        self._mark(False)
        self.restored.emit()

    def start_anew(self) -> None:
        """Begin an empty session: every page goes back to its first state."""
        blank = {demo: PageSession(encode(_first_state(page))) for demo, page in self._pages.pages.items()}
        self.restore(Session(pages=blank), None)
        self._session = Session()
        self.touch()
        self._mark(False)

    def recover(self) -> bool:
        """Read the autosave of last time; False if there is none. One that cannot be read is put aside."""
        path = state_dir() / "session.json"
        if not self.alone or not path.exists():
            return False
        try:
            session, warnings = files.load(path)
        except Exception as error:  # whatever is in it must not keep the window from opening
            aside = path.with_name("session-unreadable.json")
            path.replace(aside)
            text = f"{error} It was put aside as {aside}."
            self._services.notices.warning("The last session could not be restored.", text)
            return False
        for warning in warnings:
            self._services.notices.warning("A part of the last session was left out.", warning)
        self.restore(session, None)
        return True

    def write(self, path: Path, session: Session, title: str = "") -> Job:
        """Write a session on the files thread; closing waits for it."""

        def work(_progress: Progress) -> None:
            files.save(path, session)

        jobs = self._services.jobs
        return jobs.submit(self, work, lane="files", supersede=False, durable=True, title=title)

    def saved_as(self, path: Path) -> None:
        """Remember that the session now stands in `path`."""
        self.path = path
        self._mark(False)

    @Slot()
    def touch(self) -> None:
        """Note that something changed: the autosave follows in a moment."""
        if self._filling:
            return
        self._mark(True)
        if not self._keep:
            return
        self._pause.start()
        if not self._limit.isActive():
            self._limit.start()

    @Slot()
    def autosave(self) -> None:
        """Write the safety net now, or right after the write that is under way."""
        self._pause.stop()
        self._limit.stop()
        if self._saving is not None:
            self._again = True
            return
        self._saving = self.write(self.autosave_path, self.collect())
        self._saving.finished.connect(self._autosaved)

    def close(self) -> None:
        """Write for the last time; the runner waits for it when it closes. Gives up the lock."""
        self._saving = None
        if self._keep:
            self.autosave()
        self._lock.unlock()

    @Slot(object)
    def _autosaved(self, outcome: Outcome) -> None:
        self._saving = None
        if outcome.status == "failed":
            self._services.notices.warning(
                "The session could not be saved by itself.",
                f"{outcome.error} Save it elsewhere: Ctrl+Shift+S.",
            )
        if self._again:
            self._again = False
            self.autosave()

    @Slot(object)
    def _fill(self, page: DemoPage) -> None:
        """Give a page what the session holds for it."""
        demo = str(page.property("demo"))
        kept = self._waiting.pop(demo, None)
        if kept is None:
            return
        self._filling = True
        try:
            page.set_state(decode(type(page.state()), kept.state))
            for slot, model in enumerate(kept.models):
                if model.spec:
                    page.set_model(model.spec, slot)
            if len(kept.models) < 2:
                page.set_model(None, 1)
        except (
            Exception
        ) as error:  # a state of an older program: the page keeps its first one, the file its own
            self._waiting[demo] = kept
            title = f"The inputs of “{demo}” could not be restored."
            self._services.notices.warning(title, str(error))
        finally:
            self._filling = False

    def _reference(self, spec: str) -> ModelRef:
        card = self._services.models.card(spec)
        return ModelRef(card.id, card.sha256, spec) if card is not None else ModelRef(spec, "", spec)

    def _mark(self, modified: bool) -> None:
        self.modified = modified
        self.changed.emit()

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(partial(self.autosave))
        return timer


def _first_state(page: DemoPage) -> Any:
    return type(page.state())()


def _own_pid() -> int:
    import os

    return os.getpid()
