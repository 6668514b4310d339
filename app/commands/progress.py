"""A Progress that writes to the terminal, and the worker thread that Ctrl+C can always reach."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TextIO

from app.core.contract import Cancelled

#: Between two lines where the output is a file, and before the first, in seconds.
_PAUSE = 3.0
#: What Ctrl+C leaves a worker that is deep in a library before the process just ends, in seconds. The signal
#: itself may wait for the interpreter lock while a shared library loads: together they stay under a second.
_GRACE = 0.35


class TerminalProgress:
    """Shows one line that changes on a terminal, now and then a line in a file; stops when asked to."""

    def __init__(self, stream: TextIO, stop: threading.Event) -> None:
        self._stream = stream
        self._stop = stop
        self._live = stream.isatty()
        self._last = time.monotonic()
        self._shown = 0

    def report(self, fraction: float | None, note: str = "") -> None:
        """Show how far the work is; raise Cancelled after Ctrl+C."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last < (0.1 if self._live else _PAUSE):
            return
        self._last = now
        text = f"{'' if fraction is None else f'{fraction:4.0%} '}{note}".strip()
        if self._live:
            self._stream.write("\r" + text.ljust(self._shown))
            self._shown = len(text)
        elif text:
            self._stream.write(text + "\n")
        self._stream.flush()

    def partial(self, value: object) -> None:
        """Leave intermediate results to the window."""

    def clear(self) -> None:
        """Take the changing line off the terminal."""
        if self._live and self._shown:
            self._stream.write("\r" + " " * self._shown + "\r")
            self._stream.flush()
            self._shown = 0


def interruptible(work: Callable[[threading.Event], int]) -> int:
    """Run `work(stop)` on a thread and give its exit code; Ctrl+C sets `stop` and ends it within a second.

    The main thread only waits: a signal reaches it even while a library computes or loads for seconds.
    Raises what `work` raises, and KeyboardInterrupt.
    """
    stop = threading.Event()
    ended = threading.Event()
    outcome: list[int | BaseException] = []

    def worker() -> None:
        try:
            outcome.append(work(stop))
        except BaseException as error:
            outcome.append(error)
        finally:
            ended.set()

    threading.Thread(target=worker, name="inkling-run", daemon=True).start()
    try:
        while not ended.wait(0.5):
            pass
    except KeyboardInterrupt:
        stop.set()
        if not ended.wait(_GRACE):
            sys.stderr.write("Stopped.\n")
            sys.stderr.flush()
            os._exit(130)
        raise
    result = outcome[0]
    if isinstance(result, BaseException):
        raise result
    return result
