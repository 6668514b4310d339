"""The tour: every demo in the real window, its first example run to the end, one picture each and a page of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.atomic import write_atomic
from app.core.contract import Demo
from app.core.discovery import demos as find_demos
from app.core.examples import examples
from app.shell.main import application, make_services, needs_no_display
from app.shell.tour_index import Picture, Stop, index_html
from app.shell.window import MainWindow

if TYPE_CHECKING:
    from app.pages.demo_page import DemoPage

#: A demo gets this long (s) to answer its example, the loading of its model included.
_LIMIT = 300.0
#: The window counts as settled when nothing has run for so long (s).
_CALM = 0.3


def render(out: Path, size: tuple[int, int] = (1440, 900)) -> int:
    """Write the tour to the folder `out`: PNG files of `size` (px) and index.html. Gives the exit status.

    0 if every demo answered its first example, 1 if one did not (the page and stderr tell which and why).
    Preferences and sessions of the user are neither read nor written.
    """
    needs_no_display()
    app = application()
    services = make_services(keep=False)
    services.preferences.update(theme="light", show_help=True)
    window = MainWindow(services, find_demos(), keep=False)
    window.resize(*size)
    window.show()
    guide = _Guide(window, app, out)
    try:
        for demo in window.demos.values():
            guide.visit(demo)
        guide.show_shell()
    finally:
        window.close()
        window.deleteLater()
    write_atomic(out / "index.html", index_html(guide.stops).encode("utf-8"))
    failed = [stop for stop in guide.stops if stop.problem]
    for stop in failed:
        print(f"{stop.title}: {stop.problem}", file=sys.stderr)
    return 1 if failed else 0


@dataclass
class _Answer:
    """What a page said of its run."""

    ran: bool = False
    problem: str = ""


class _Listener(QObject):
    """Hears the end of a page's run, on the window's thread."""

    def __init__(self, page: DemoPage) -> None:
        super().__init__()
        self.answer = _Answer()
        page.ran.connect(self._ran)
        page.failed.connect(self._failed)

    @Slot(object)
    def _ran(self, _record: object) -> None:
        self.answer.ran = True

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        self.answer.problem = sentence or "the run failed without a word"


class _Guide:
    """Leads through the window and takes the pictures."""

    def __init__(self, window: MainWindow, app: QApplication, out: Path) -> None:
        self._window, self._app, self._out = window, app, out
        self.stops: list[Stop] = []

    def visit(self, demo: Demo) -> None:
        """Run the first example of a demo and picture the page in both themes."""
        begin = time.monotonic()
        print(f"{demo.title} …", file=sys.stderr, flush=True)
        try:
            problem = self._run(demo)
        except Exception as error:  # one demo's fault must not end the tour
            problem = f"{type(error).__name__}: {error}"
        pictures = self._both(demo.id)
        seconds = time.monotonic() - begin
        self.stops.append(Stop(demo.title, demo.summary, demo.group, tuple(pictures), problem, seconds))

    def show_shell(self) -> None:
        """Picture what belongs to no demo: the palette and the preferences."""
        window = self._window
        window.show_palette()
        pictures = self._both("palette")
        window.sheet.dismiss()
        self.stops.append(
            Stop("Go to…", "Ctrl+K reaches every demo, model and command.", "The window", tuple(pictures))
        )
        window.show_preferences()
        dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
        if dialogs:
            pictures = self._both("preferences", dialogs[0])
            dialogs[0].close()
            self.stops.append(
                Stop("Preferences", "Every change takes effect at once.", "The window", tuple(pictures))
            )

    def _run(self, demo: Demo) -> str:
        """Give what went wrong, "" if nothing did."""
        page = self._window.show_demo(demo.id)
        if page is None:
            items = self._window.services.notices.items
            return items[-1].title if items else "the page could not be built"
        steps = examples(demo)
        if not steps:
            return "it has no example"
        listener = _Listener(page)
        page.show_request(steps[0].request)
        answer = listener.answer
        if not self._until(lambda: answer.ran or bool(answer.problem), _LIMIT):
            self._window.stop()
            return f"no answer within {_LIMIT:.0f} s"
        if not self._until(self._calm, _LIMIT):
            return "the window is still busy although the answer is there"
        return answer.problem

    def _calm(self) -> bool:
        window = self._window
        return not any(job.title for job in window.services.jobs.active_jobs()) and not window.job_bar.busy

    def _until(self, condition: Callable[[], bool], limit: float) -> bool:
        """Keep the window going until `condition` has held for a moment; False after `limit` seconds."""
        loop = QEventLoop()
        deadline = time.monotonic() + limit
        since: list[float] = []

        def look() -> None:
            now = time.monotonic()
            if not condition():
                since.clear()
            elif not since:
                since.append(now)
            if now > deadline or (since and now - since[0] > _CALM):
                loop.quit()

        timer = QTimer()
        timer.setInterval(20)
        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        timer.stop()
        return bool(since)

    def _both(self, name: str, widget: QWidget | None = None) -> list[Picture]:
        """Picture `widget` (None: the window) in the light and in the dark theme."""
        pictures = []
        for theme in ("light", "dark"):
            self._window.services.preferences.update(theme=theme)
            self._until(lambda: True, 5)
            file = f"{name}.png" if theme == "light" else f"{name}-dark.png"
            _write_png(widget or self._window, self._out / file)
            pictures.append(Picture(file, theme))
        self._window.services.preferences.update(theme="light")
        return pictures


def _write_png(widget: QWidget, path: Path) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    write_atomic(path, bytes(buffer.data().data()))
