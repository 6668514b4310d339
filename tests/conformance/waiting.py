"""Wait for a condition while Qt's event loop turns. Never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop

from app.jobs.job import Job, Outcome


def until(condition: Callable[[], bool], seconds: float = 60.0, what: str = "") -> None:
    """Turn the event loop until `condition()`; AssertionError when it takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:g} s for {what or condition}"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def settle() -> None:
    """Let layouts and repaints that are already asked for happen: each pass of a layout may ask for another."""
    for _ in range(5):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()


def outcome(job: Job, seconds: float = 100.0) -> Outcome:
    """Wait for a job's end and give how it ended. Call it before the event loop turns: ended jobs are gone."""
    ended: list[Outcome] = []
    job.finished.connect(ended.append)
    until(lambda: bool(ended), seconds, f"the end of {job.title or 'a job'}")
    return ended[0]
