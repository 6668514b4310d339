"""How long the window's thread is away from its event loop: what a user feels as stutter."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, QTimer, Slot

#: The meter ticks this often; a gap is the time between two ticks, so nothing shorter can be seen.
TICK_MS = 2


@dataclass(frozen=True)
class Gaps:
    """Times between two turns of the event loop, in milliseconds."""

    count: int
    seconds: float
    median: float
    p99: float
    longest: float
    over_33: int
    over_100: int

    def row(self) -> tuple[str, ...]:
        """Give the figures as the cells of a table."""
        return (
            f"{self.longest:.1f}",
            f"{self.p99:.1f}",
            f"{self.median:.1f}",
            str(self.over_33),
            str(self.over_100),
            f"{self.seconds:.2f}",
        )


COLUMNS = ("longest ms", "p99 ms", "median ms", "over 33 ms", "over 100 ms", "seconds")


class GapMeter(QObject):
    """Times the event loop of the thread that it is made on.

    The timer is precise and repeating: Qt fires it once however late it is, so a stalled loop shows as one
    long gap and not as many.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @Slot()
    def _tick(self) -> None:
        self._times.append(time.perf_counter())

    def start(self) -> None:
        """Forget what was and begin; the first gap counts from here."""
        self._times = [time.perf_counter()]
        self._timer.start()

    def stop(self) -> Gaps:
        """End, and give the gaps since `start`, the last open one included."""
        self._timer.stop()
        self._tick()
        return gaps(self._times)


def gaps(times: list[float]) -> Gaps:
    """Sum up the gaps between ascending times in seconds."""
    found = sorted((later - earlier) * 1e3 for earlier, later in pairwise(times))
    if not found:
        return Gaps(0, 0.0, 0.0, 0.0, 0.0, 0, 0)
    return Gaps(
        count=len(found),
        seconds=times[-1] - times[0],
        median=found[len(found) // 2],
        p99=found[min(len(found) - 1, int(len(found) * 0.99))],
        longest=found[-1],
        over_33=sum(gap > 33 for gap in found),
        over_100=sum(gap > 100 for gap in found),
    )
