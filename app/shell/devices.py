"""The device picker: where models run, and in which precision. It asks the device thread what there is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.core.contract import Progress
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner
from app.pages.preferences_store import PreferencesStore
from app.shell.memory_meter import size
from app.widgets import theme
from app.widgets.menu_heading import add_heading

_DTYPES = {"float32": "float32 (exact)", "bfloat16": "bfloat16 (half the memory)"}


class DevicePicker(QToolButton):
    """A button in the job bar; its menu lists devices and precisions. The choice is a preference."""

    failed = Signal(object)  # the Outcome, if the devices could not be listed
    known = Signal()  # the devices were listed: the Runtime exists

    def __init__(self, jobs: JobRunner, preferences: PreferencesStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._preferences = preferences
        self._titles: dict[str, str] = {}
        theme.set_icon(self, "chip")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAccessibleName("Device and precision")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._devices = QActionGroup(self)
        self._dtypes = QActionGroup(self)
        for group, slot in ((self._devices, self._pick_device), (self._dtypes, self._pick_dtype)):
            group.triggered.connect(slot)
        preferences.changed.connect(self._follow)
        self._rebuild()

    @Slot()
    def ask(self) -> None:
        """List the devices on the device thread (this imports torch there)."""

        def devices(runtime: Any, _progress: Progress) -> list[Any]:
            return list(runtime.devices())

        self._jobs.with_runtime(self, devices).finished.connect(self._answer)

    def actions_of(self, kind: str) -> list[QAction]:
        """Give the actions of "device" or "dtype", for the command palette."""
        return (self._devices if kind == "device" else self._dtypes).actions()

    @Slot(object)
    def _answer(self, outcome: Outcome) -> None:
        if outcome.status == "done" and isinstance(outcome.result, list):
            self._titles = {
                device.id: device.title + (f", {size(device.memory_bytes)}" if device.memory_bytes else "")
                for device in outcome.result
            }
            self._rebuild()
            self.known.emit()
        elif outcome.status == "failed":
            self.failed.emit(outcome)

    @Slot(object)
    def _follow(self, names: frozenset[str]) -> None:
        if names & {"device", "dtype"}:
            self._rebuild()

    @Slot(QAction)
    def _pick_device(self, action: QAction) -> None:
        self._preferences.update(device=action.data() or None)

    @Slot(QAction)
    def _pick_dtype(self, action: QAction) -> None:
        self._preferences.update(dtype=action.data())

    def _rebuild(self) -> None:
        chosen, dtype = self._preferences.value.device, self._preferences.value.dtype or "float32"
        self._menu.clear()
        for group in (self._devices, self._dtypes):
            for action in group.actions():
                group.removeAction(action)
                action.deleteLater()
        add_heading(self._menu, "Device")
        known = {"": "Best available", **self._titles}
        if chosen and chosen not in known:
            known[chosen] = f"{_name(chosen)} (not found yet)"
        for device, title in known.items():
            self._add(self._devices, title, device, device == (chosen or ""))
        add_heading(self._menu, "Precision")
        for name, title in _DTYPES.items():
            self._add(self._dtypes, title, name, name == dtype)
        best = next(iter(self._titles), "")
        text = _name(chosen) if chosen else (_name(best) if best else "Automatic")
        self.setText(text if dtype == "float32" else f"{text} · {dtype}")
        self.setToolTip(f"Models run on: {known.get(chosen or '', text)}, {dtype}")

    def _add(self, group: QActionGroup, title: str, data: str, checked: bool) -> None:
        action = QAction(title, self)
        action.setCheckable(True)
        action.setChecked(checked)
        action.setData(data)
        group.addAction(action)
        self._menu.addAction(action)


def _name(device: str) -> str:
    kind, _, number = device.partition(":")
    return kind.upper() + (f" {number}" if number and number != "0" else "")
