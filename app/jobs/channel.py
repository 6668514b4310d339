"""The Progress that an engine gets: it lives on a worker thread and posts to the window's."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from app.core.contract import Cancelled

#: Takes "progressed" (the news wait in the channel) or "partial_ready" and its value.
Post = Callable[[str, object], None]


class Channel:
    """Throttles progress where it is made.

    `report` overwrites one slot and rings the bell only if it has not been rung since the window last
    listened; so a loop that reports a million times costs the window 30 events a second, and the last word is
    never lost, even when the engine then falls silent for a minute.
    """

    def __init__(self, stop: threading.Event, post: Post) -> None:
        self._stop = stop
        self._post = post
        self._lock = threading.Lock()
        self._latest: tuple[float | None, str] | None = None
        self._rung = False

    def report(self, fraction: float | None, note: str = "") -> None:
        """Say how far the work is; raise Cancelled if the user has pressed Stop."""
        if self._stop.is_set():
            raise Cancelled
        if fraction is not None:
            fraction = None if math.isnan(fraction) else min(1.0, max(0.0, float(fraction)))
        with self._lock:
            self._latest = (fraction, note)
            if self._rung:
                return
            self._rung = True
        self._post("progressed", None)

    def partial(self, value: object) -> None:
        """Hand over an intermediate result; every one arrives, in order."""
        self._post("partial_ready", value)

    def take(self) -> tuple[float | None, str] | None:
        """For the window's thread: the newest report that was not taken yet, if any."""
        with self._lock:
            latest, self._latest = self._latest, None
            return latest

    def rest(self) -> bool:
        """For the window's thread: let the bell ring again; False if there is news to take first."""
        with self._lock:
            self._rung = self._latest is not None
            return not self._rung
