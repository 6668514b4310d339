"""Inkling's real window with a watch on it; started by the benchmarks, each time in a process of its own.

`python -m tests.benchmarks.window startup` ends when the engine is warm; `... responsiveness` also runs the
page's examples over and over. Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.pages.demo_page import DemoPage
from app.shell.main import open_window
from app.shell.window import MainWindow
from tests.benchmarks.gaps import GapMeter, Gaps

#: Answers that are waited for while the meter runs.
ANSWERS = 60
#: Nothing here takes longer, in ms, on the slowest machine that is still of use.
LIMIT_MS = 170_000


class Watch(QObject):
    """Follows the window from its first paint to the end of the benchmark."""

    def __init__(self, application: QApplication, answers: int) -> None:
        super().__init__()
        self.application = application
        self.left = answers
        self.moments: dict[str, float] = {}
        self.gaps: dict[str, Gaps] = {}
        self.window: MainWindow | None = None
        self.page: DemoPage | None = None
        self.meter = GapMeter(self)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint, then leave the events alone: a filter in Python is slow."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, MainWindow):
            self.application.removeEventFilter(self)
            self.window = watched
            QTimer.singleShot(0, self.painted)
        return False

    @Slot()
    def painted(self) -> None:
        """The first paint is through, and the event loop came back to us: the window can be used."""
        assert self.window is not None
        self.moments["painted"] = time.monotonic()
        self.window.warmer.ready.connect(self.warm)
        self.meter.start()
        QTimer.singleShot(0, self.usable)

    @Slot()
    def usable(self) -> None:
        self.moments.setdefault("usable", time.monotonic())

    @Slot()
    def warm(self) -> None:
        """The model is loaded."""
        assert self.window is not None
        if "warm" in self.moments:
            return
        self.moments["warm"] = time.monotonic()
        self.gaps["loading"] = self.meter.stop()
        self.page = self.window.pages.page
        if not self.left or self.page is None:
            self.window.close()
            return
        self.page.ran.connect(self.next)
        self.meter.start()
        self.next()

    @Slot()
    def next(self) -> None:
        """Ask the next example, as if it were clicked."""
        assert self.window is not None and self.page is not None
        if not self.left:
            self.gaps["running"] = self.meter.stop()
            self.moments["ran"] = time.monotonic()
            self.page.ran.disconnect(self.next)
            self.window.close()
            return
        self.left -= 1
        known = self.page.examples
        click = partial(self.page.show_request, known[self.left % len(known)].request)
        QTimer.singleShot(0, click)  # not within the answer's own turn of the event loop: a click is an event


def main(mode: str) -> None:
    """Open the window and print what the watch saw."""
    application = QApplication([])
    watch = Watch(application, ANSWERS if mode == "responsiveness" else 0)
    late: Callable[[], None] = lambda: application.exit(3)  # noqa: E731
    QTimer.singleShot(LIMIT_MS, late)
    code = open_window(demo="masked-words")
    if code:
        raise SystemExit(f"code {code} after {sorted(watch.moments)}, {watch.left} answers left")
    if mode == "startup":
        print(json.dumps(watch.moments))
    else:
        print(json.dumps({name: asdict(gaps) for name, gaps in watch.gaps.items()}))


if __name__ == "__main__":
    main(sys.argv[1])
