"""A piece of work as the window sees it: a Job lives on the window's thread, its Outcome ends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

Status = Literal["done", "cancelled", "failed"]
LaneName = Literal["device", "files"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended. `error` has lost its traceback (it would keep tensors alive); `trace` is its text."""

    status: Status
    result: object = None
    error: BaseException | None = None
    trace: str = ""
    seconds: float = 0.0  # of work, not counting the wait in the queue


class Job(QObject):
    """One submitted piece of work.

    Signals, all on the window's thread: `progressed(float | None, str)` at most about 30 times a second, the
    last value always; `partial_ready(object)` each one, in order; `finished(Outcome)` once, unless a newer
    job of the same owner took this one's place: then nothing more is heard of it.
    """

    progressed = Signal(object, str)
    partial_ready = Signal(object)
    finished = Signal(object)

    def __init__(self, parent: QObject, owner: QObject | None, lane: LaneName, title: str) -> None:
        super().__init__(parent)
        self.owner_id = None if owner is None else id(owner)
        self.lane = lane
        self.title = title  # what the job bar calls it; housekeeping has none and is not shown
        self.fraction: float | None = None
        self.note = ""
        self.durable = False
        self.detached = False
        self.stop = threading.Event()
        self._ended = False
        self._submitted = time.monotonic()
        self._withdraw: Callable[[], None] | None = None
        if owner is not None:
            owner.destroyed.connect(self.abandon)

    @property
    def active(self) -> bool:
        """Tell whether `finished` is still to come."""
        return not self._ended and not self.detached

    @property
    def age(self) -> float:
        """Give the seconds since the job was submitted."""
        return time.monotonic() - self._submitted

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop; `finished` then says "cancelled". A job that still waits ends at once."""
        if self._ended:
            return
        self.stop.set()
        if self._withdraw is not None:
            self._withdraw()

    @Slot()
    def abandon(self) -> None:
        """Stop the work and never tell anyone: its owner is gone or has asked something newer."""
        self.detached = True
        self.cancel()

    def on_cancel(self, withdraw: Callable[[], None]) -> None:
        """For the runner: what takes a waiting job out of its queue."""
        self._withdraw = withdraw

    def end(self) -> None:
        """For the runner: mark the job as over and let go of everything it held."""
        self._ended = True
        self._withdraw = None
