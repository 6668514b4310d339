"""The menu bar: what `actions` holds, in the places where people look for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from app.shell.actions import Actions

_LAYOUT = (
    ("&File", ("new", "open", "recent", "", "save", "save_as", "", "export", "", "add_model_folder",
               "add_model_file", "", "preferences", "", "quit")),
    ("&Edit", ("undo", "redo")),
    ("&Run", ("run", "stop")),
    ("&View", ("palette", "filter", "next_demo", "previous_demo", "next_area", "", "sidebar", "help", "",
               "zoom_in", "zoom_out", "zoom_reset", "", "theme_system", "theme_light", "theme_dark", "",
               "notices", "clear_notices", "", "fullscreen")),
    ("&Help", ("help", "shortcuts", "", "about")),
)  # fmt: skip


class Menus:
    """Builds the menu bar; the recent files and the page's exports are looked up when their menu opens."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        exports: Callable[[], Iterable[QAction]],
        recent: Callable[[], Iterable[str]],
        open_recent: Callable[[str], None],
    ) -> None:
        self._exports, self._recent, self._open_recent = exports, recent, open_recent
        self.export = QMenu("&Export", window)
        self.recent = QMenu("Open &recent", window)
        self.export.aboutToShow.connect(self.fill_export)
        self.recent.aboutToShow.connect(self.fill_recent)
        bar = window.menuBar()
        for title, names in _LAYOUT:
            menu = bar.addMenu(title)
            for name in names:
                if not name:
                    menu.addSeparator()
                elif name in ("export", "recent"):
                    menu.addMenu(self.export if name == "export" else self.recent)
                else:
                    menu.addAction(actions[name])

    def fill_export(self) -> None:
        """List what the page on show can export now."""
        self.export.clear()
        found = list(self._exports())
        for action in found:
            self.export.addAction(action)
        if not found:
            _nothing(self.export, "Run something first")

    def fill_recent(self) -> None:
        """List the session files used last."""
        self.recent.clear()
        paths = list(self._recent())
        for path in paths:
            action = self.recent.addAction(Path(path).name)
            action.setToolTip(path)
            action.setStatusTip(path)
            action.triggered.connect(partial(self._open, path))
        self.recent.setToolTipsVisible(True)
        if not paths:
            _nothing(self.recent, "No session was saved yet")

    def _open(self, path: str, _checked: bool = False) -> None:
        self._open_recent(path)


def _nothing(menu: QMenu, words: str) -> None:
    menu.addAction(words).setEnabled(False)
