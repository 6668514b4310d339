"""Measures how long the event loop keeps the user waiting: the gaps between the beats of a fast timer."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Slot

#: A beat every so many ms; a gap is counted beyond that.
BEAT_MS = 5


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was measured, in ms: the longest gap, its moment, the 99th percentile, and how many beats."""

    longest: float
    longest_at: float  # ms after `start`
    p99: float
    beats: int


class Heartbeat(QObject):
    """Runs on the window's thread between `start` and `stop`; costs nothing else."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._begin = self._last = 0.0
        self._gaps: list[tuple[float, float]] = []

    def start(self) -> None:
        """Forget what was measured and begin anew."""
        self._gaps = []
        self._begin = self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> Gaps:
        """End and tell; the silence since the last beat counts as a gap."""
        self._timer.stop()
        self._beat()
        return self.gaps()

    def gaps(self) -> Gaps:
        """Tell what was measured so far."""
        if not self._gaps:
            return Gaps(0.0, 0.0, 0.0, 0)
        lengths = sorted(gap for gap, _ in self._gaps)
        longest, at = max(self._gaps)
        return Gaps(longest, at, lengths[min(len(lengths) - 1, int(len(lengths) * 0.99))], len(lengths))

    def worst(self, count: int = 10) -> list[tuple[float, float]]:
        """Give the longest gaps as (ms, ms after `start`)."""
        return sorted(self._gaps, reverse=True)[:count]

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append(((now - self._last) * 1000.0, (self._last - self._begin) * 1000.0))
        self._last = now
