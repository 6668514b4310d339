"""What every test has: no screen, no network, a home of its own; and it leaves nothing running."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Before anything imports Qt, matplotlib or huggingface_hub, which read these once.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["MPLBACKEND"] = "agg"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

# Tests that run beside each other keep a core each: threads that wait for a core in turns spin most of the time.
if hasattr(os, "sched_setaffinity") and (_worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    _cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {_cores[int(_worker.removeprefix("gw")) % len(_cores)]})

#: Threads of libraries that live as long as the process: tqdm's monitor.
_RESIDENT = ("tqdm", "TMonitor")
_PATIENCE = 3.0  # seconds that an ending thread or a deferred deletion gets


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder where preferences, sessions and caches of this test go."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("INKLING_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def leaves_nothing_behind() -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer or a window behind.

    It is set up before and torn down after every other fixture of the test; what module-wide fixtures hold
    was there before and is not counted.
    """
    before = {id(thing) for thing in _alive()}
    yield
    deadline = time.monotonic() + _PATIENCE
    while True:
        left = [thing for thing in _alive() if id(thing) not in before]
        if not left:
            return
        if time.monotonic() > deadline:
            pytest.fail("left behind: " + ", ".join(sorted(_name(thing) for thing in left)))
        _settle()


def _alive() -> list[Any]:
    """Give the threads, and what of Qt runs or is a window of its own."""
    threads: list[Any] = [
        thread
        for thread in threading.enumerate()
        # Python never forgets a foreign thread that ran Python code once; QThreads are seen below.
        if not isinstance(thread, threading._DummyThread)
        and not any(name in f"{thread.name} {type(thread).__name__}" for name in _RESIDENT)
    ]
    return threads + _alive_in_qt()


def _alive_in_qt() -> list[Any]:
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QThread, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import Shiboken

    if not isinstance(QApplication.instance(), QApplication):
        return []
    main = QApplication.instance().thread()  # type: ignore[union-attr]
    running = [
        wrapper
        for wrapper in Shiboken.getAllValidWrappers()
        if (isinstance(wrapper, QThread) and wrapper is not main and wrapper.isRunning())
        or (isinstance(wrapper, QTimer) and wrapper.isActive())
    ]
    return running + list(QApplication.topLevelWidgets())


def _settle() -> None:
    """Let ending threads end and deferred deletions happen."""
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    time.sleep(0.01)


def _name(thing: Any) -> str:
    name = thing.name if isinstance(thing, threading.Thread) else thing.objectName()
    return f"{type(thing).__name__} {name!r}"
