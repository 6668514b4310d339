"""Open the window: what must be there for the first paint, then the window, then everything else."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType

from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.core.discovery import demos as find_demos
from app.core.paths import config_dir, resources
from app.jobs.runner import JobRunner
from app.pages.model_index import ModelIndex
from app.pages.notices import Notices
from app.pages.preferences_store import PreferencesStore
from app.pages.services import Services
from app.shell.faults import FaultRelay
from app.shell.tidy import Tidy
from app.shell.window import MainWindow

#: How often (s) a busy thread gives the interpreter up; at Python's own 5 ms a repaint behind it stutters.
_SWITCH = 0.001


def needs_no_display() -> None:
    """Let Qt draw into memory if there is no screen; call it before the application is made."""
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def has_display() -> bool:
    """Tell whether a window can be shown: on Linux that takes an X or a Wayland server."""
    named = (
        os.environ.get("QT_QPA_PLATFORM") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return not sys.platform.startswith("linux") or bool(named)


def quiet_interpreter() -> None:
    """Make busy threads give way to the window's often."""
    sys.setswitchinterval(_SWITCH)


def application() -> QApplication:
    """Give the application, made on the first call."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Inkling")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("inkling")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "inkling.svg")))
    return app


def make_services(keep: bool = True) -> Services:
    """Make what the shell lends to pages; with `keep` False preferences live in memory only."""
    jobs = JobRunner()
    preferences = PreferencesStore(jobs, config_dir() / "preferences.json" if keep else None)
    return Services(jobs, preferences, Notices(), ModelIndex(jobs, preferences))


def open_window(demo: str | None = None, model: str | None = None, session: str | None = None) -> int:
    """Open the window and give the exit status when it is closed.

    `demo` is a demo's id, `model` a card's id, a path or `hub:NAME`, `session` a session file. Without them
    everything comes back as it was. Mistakes in them are told in the window, as notices.
    """
    if not has_display():
        sys.stderr.write("There is no display here. `python -m app tour` draws every demo into pictures.\n")
        return 2
    app = application()
    services = make_services()
    window = MainWindow(services, find_demos())
    with _faults_become_notices(services.notices), _closed_by_signals(window):
        tidy = Tidy(window)
        for warning in services.preferences.warnings:
            services.notices.warning("A preference was put right.", warning)
        start(window, demo, model, session)
        window.show()
        status = app.exec()
        window.close()
        tidy.stop()
        window.deleteLater()
    if not window.workers_ended:
        # A worker hangs in something that cannot be interrupted; what had to be written is written.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return int(status)


def start(window: MainWindow, demo: str | None, model: str | None, session: str | None) -> None:
    """Fill the window before it is shown, and set what follows its first paint."""
    window.services.jobs.hold()
    window.painted.connect(window.services.jobs.release)
    if not window.keeper.alone:  # another process holds the lock
        text = "Its inputs are kept for themselves; the other window's come back at the next start."
        window.services.notices.info("Another Inkling is open.", text)
    if session is None:
        window.keeper.recover()
    last = window.keeper.last_demo or window.services.preferences.value.last_demo
    wanted = demo or (last if last in window.demos else None) or next(iter(window.demos), None)
    if wanted is not None:
        window.show_demo(wanted)
    if session is not None:
        window.files.open_path(session)
    if model is not None:
        window.models.add(model)
    window.painted.connect(window.devices.ask)
    window.painted.connect(window.warmer.start)


@contextlib.contextmanager
def _faults_become_notices(notices: Notices) -> Iterator[None]:
    """Show what escapes a slot or a thread in the window, besides on the terminal."""
    relay = FaultRelay(notices)
    before, before_thread, before_interval = sys.excepthook, threading.excepthook, sys.getswitchinterval()

    def hook(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        before(kind, error, where)
        relay.tell(str(error) or kind.__name__, "".join(traceback.format_exception(kind, error, where)))

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        before_thread(args)
        lines = traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)
        relay.tell(str(args.exc_value) or args.exc_type.__name__, "".join(lines))

    sys.excepthook, threading.excepthook = hook, thread_hook
    quiet_interpreter()
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, before_thread
        sys.setswitchinterval(before_interval)


@contextlib.contextmanager
def _closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Close the window, with its last save, on Ctrl+C in the terminal and when the system shuts down."""

    def close(_number: int, _frame: object) -> None:
        QMetaObject.invokeMethod(window, "close", Qt.ConnectionType.QueuedConnection)

    names = [signal.SIGINT, signal.SIGTERM]
    if threading.current_thread() is not threading.main_thread():
        names = []
    before = {name: signal.signal(name, close) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
