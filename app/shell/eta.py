"""How long a job may still take, said the way a person would."""

from __future__ import annotations

import math

#: Nothing is promised before so many seconds and so much of the work.
_PATIENCE, _ENOUGH = 1.5, 0.04


class Remaining:
    """Guesses the remaining time of one job from the pace so far.

    The pace is that since the first report: what came before (waiting in the queue) does not count.
    """

    def __init__(self) -> None:
        self._begin: tuple[float, float] | None = None  # (time in s, fraction) of the first report
        self._last = (0.0, 0.0)
        self._end: float | None = None  # when it will be over, on the same clock

    def feed(self, now: float, fraction: float | None) -> None:
        """Take a report: `now` in s of any steady clock, `fraction` 0 to 1, None where it is not known."""
        if fraction is None:
            self._begin = self._end = None
            return
        back = fraction < self._last[1]  # a new phase has begun
        self._last = (now, fraction)
        if self._begin is None or back:
            self._begin, self._end = (now, fraction), None
            return
        spent, gained = now - self._begin[0], fraction - self._begin[1]
        if spent < _PATIENCE or gained < _ENOUGH:
            return
        fresh = now + spent / gained * (1.0 - fraction)
        # A third of the news at a time: the number must not jump about.
        self._end = fresh if self._end is None else self._end + (fresh - self._end) / 3

    def text(self) -> str:
        """Give "about 40 s left", or nothing where it cannot be known."""
        return "" if self._end is None else f"about {duration(max(0.0, self._end - self._last[0]))} left"


def duration(seconds: float) -> str:
    """Write a duration in its two largest units at most, rounded as far as anyone cares."""
    if seconds < 1:
        return "1 s"
    if seconds < 10:
        return f"{math.ceil(seconds)} s"
    if seconds < 60:
        return f"{math.ceil(seconds / 5) * 5} s"
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
