"""A queue with one thread behind it. The accelerator is scarce: never one pool per widget."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

Task = Callable[[], None]


class Lane:
    """Runs tasks one after the other on a thread of its own, which starts with the first task.

    Tasks must not raise. The thread is a daemon so that an import or a driver call that cannot be interrupted
    never keeps a closed program alive.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._tasks: deque[Task] = deque()
        self._ready = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._held = False

    def hold(self) -> None:
        """Start nothing until `release`; tasks are queued meanwhile."""
        with self._ready:
            self._held = True

    def release(self) -> None:
        """Start what has been queued."""
        with self._ready:
            self._held = False
            self._ready.notify()

    def put(self, task: Task) -> None:
        """Queue a task; it is dropped if the lane is closing."""
        with self._ready:
            if self._closing:
                return
            self._tasks.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=f"inkling-{self.name}", daemon=True)
                self._thread.start()
            self._ready.notify()

    def withdraw(self, task: Task) -> bool:
        """Take a waiting task back; False if it has started, has ended or was never here."""
        with self._ready:
            try:
                self._tasks.remove(task)
            except ValueError:
                return False
            return True

    def close(self, timeout: float | None = None) -> bool:
        """Run what is queued to its end, then end the thread; False if that takes longer than `timeout` s."""
        with self._ready:
            self._closing = True
            self._held = False
            self._ready.notify()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            with self._ready:
                while (self._held or not self._tasks) and not self._closing:
                    self._ready.wait()
                if not self._tasks:
                    return
                task = self._tasks.popleft()
            task()
            del task  # what it holds must not live until the next one comes
