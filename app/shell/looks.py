"""Theme and text size: they follow the preferences, and the desktop where the user wants that."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.pages.preferences_store import PreferencesStore
from app.shell.actions import Actions
from app.widgets import theme

SMALLEST, LARGEST, STEP = 0.7, 2.5, 0.1


class Looks(QObject):
    """Dresses the application when the preferences change."""

    dressed = Signal()

    def __init__(self, preferences: PreferencesStore, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._actions = actions
        slots = {
            "zoom_in": self.zoom_in,
            "zoom_out": self.zoom_out,
            "zoom_reset": self.zoom_reset,
            "theme_toggle": self.toggle,
            "theme_system": self.follow_system,
            "theme_light": self.light,
            "theme_dark": self.dark,
        }
        for name, slot in slots.items():
            actions[name].triggered.connect(slot)
        preferences.changed.connect(self._changed)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.dress)
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Apply the preferences to the application."""
        app = QApplication.instance()
        value = self._preferences.value
        if isinstance(app, QApplication):
            theme.apply(app, value.theme, value.text_scale)
        for mode in ("system", "light", "dark"):
            self._actions[f"theme_{mode}"].setChecked(value.theme == mode)
        theme.set_icon(self._actions["theme_toggle"], "sun" if theme.is_dark() else "moon")
        self._actions["zoom_in"].setEnabled(value.text_scale < LARGEST - 1e-6)
        self._actions["zoom_out"].setEnabled(value.text_scale > SMALLEST + 1e-6)
        self.dressed.emit()

    @Slot(object)
    def _changed(self, names: frozenset[str]) -> None:
        if names & {"theme", "text_scale"}:
            self.dress()

    @Slot()
    def zoom_in(self) -> None:
        self._zoom(self._preferences.value.text_scale + STEP)

    @Slot()
    def zoom_out(self) -> None:
        self._zoom(self._preferences.value.text_scale - STEP)

    @Slot()
    def zoom_reset(self) -> None:
        self._zoom(1.0)

    def _zoom(self, scale: float) -> None:
        self._preferences.update(text_scale=round(min(LARGEST, max(SMALLEST, scale)), 2))

    @Slot()
    def toggle(self) -> None:
        """Switch to the other of light and dark, whatever decided until now."""
        self._preferences.update(theme="light" if theme.is_dark() else "dark")

    @Slot()
    def follow_system(self) -> None:
        self._preferences.update(theme="system")
        self.dress()

    @Slot()
    def light(self) -> None:
        self._preferences.update(theme="light")
        self.dress()

    @Slot()
    def dark(self) -> None:
        self._preferences.update(theme="dark")
        self.dress()
