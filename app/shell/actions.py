"""Everything the window can do, by name: menus, header, palette and shortcuts all take it from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.widgets import theme


@dataclass(frozen=True, slots=True)
class Spec:
    """An action before Qt: its words, its keys, its icon."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checkable: bool = False


SPECS = (
    Spec("new", "New session", ("Ctrl+N",), "", "Begin afresh; the inputs up to now are kept aside"),
    Spec("open", "Open session…", ("Ctrl+O",), "", "Open a session file"),
    Spec("save", "Save session", ("Ctrl+S",), "", "Write every page's inputs to the session file"),
    Spec("save_as", "Save session as…", ("Ctrl+Shift+S",), "", "Write every page's inputs to a new file"),
    Spec("add_model_folder", "Add a model folder…", ("Ctrl+M",), "", "Read a model from a folder"),
    Spec("add_model_file", "Add a model file…", (), "", "Read a model from a file of weights"),
    Spec("preferences", "Preferences…", ("Ctrl+,",), "", "Theme, text size, device, figures"),
    Spec("quit", "Quit", ("Ctrl+Q",), "", "Close Inkling; everything comes back next time"),
    Spec("undo", "Undo", ("Ctrl+Z",), "undo", "Take back the last change of the inputs"),
    Spec("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Do it again"),
    Spec("run", "Run", ("Ctrl+Return", "Ctrl+Enter"), "", "Ask the model"),
    Spec("stop", "Stop", ("Esc",), "", "Stop what is running"),
    Spec("palette", "Go to…", ("Ctrl+K", "Ctrl+P"), "search", "Every demo, model and command"),
    Spec("filter", "Filter demos", ("Ctrl+L",), "", "Type to find a demo in the sidebar"),
    Spec("next_demo", "Next demo", ("Ctrl+PgDown",)),
    Spec("previous_demo", "Previous demo", ("Ctrl+PgUp",)),
    Spec("next_area", "Next area", ("F6",), "", "Move the focus: sidebar, page, explanation"),
    Spec("sidebar", "Sidebar", ("Ctrl+B",), "", "Show or hide the list of demos", True),
    Spec("help", "Explanation", ("F1",), "help", "Show or hide what this demo is about", True),
    Spec("zoom_in", "Larger text", ("Ctrl++", "Ctrl+=")),
    Spec("zoom_out", "Smaller text", ("Ctrl+-",)),
    Spec("zoom_reset", "Usual text size", ("Ctrl+0",)),
    Spec("theme_toggle", "Switch between light and dark", ("Ctrl+Shift+D",), "moon"),
    Spec("theme_system", "Theme: as the system", (), "", "", True),
    Spec("theme_light", "Theme: light", (), "", "", True),
    Spec("theme_dark", "Theme: dark", (), "", "", True),
    Spec("fullscreen", "Full screen", ("F11",), "", "", True),
    Spec("notices", "Show the last notices", ("Ctrl+Shift+N",)),
    Spec("clear_notices", "Clear notices", ()),
    Spec("shortcuts", "Keyboard shortcuts", ("Ctrl+/",)),
    Spec("about", "About Inkling", ()),
)


class Actions(QObject):
    """The window's QActions by name: `actions["undo"]`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._by_name: dict[str, QAction] = {}
        for spec in SPECS:
            action = QAction(spec.text, window)
            action.setObjectName(spec.name)
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
            action.setCheckable(spec.checkable)
            shown = QKeySequence(spec.keys[0]).toString(_NATIVE) if spec.keys else ""
            tip = spec.tip or spec.text.rstrip("…")
            action.setToolTip(f"{tip} ({shown})" if shown else tip)
            action.setStatusTip(tip)
            if spec.icon:
                action.setIconVisibleInMenu(False)
                theme.set_icon(action, spec.icon)
            self._by_name[spec.name] = action
            window.addAction(action)  # the keys work wherever the menu bar is, and icons follow the theme

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._by_name.values())


_NATIVE = QKeySequence.SequenceFormat.NativeText


def shortcut_text(action: QAction) -> str:
    """Give the action's first shortcut as this platform writes it, "" without one."""
    return action.shortcut().toString(_NATIVE)
