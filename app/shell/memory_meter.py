"""Memory in use: the process now and then, the device after each job."""

from __future__ import annotations

from typing import Any

import psutil
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

from app.core.contract import Progress
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner

_EVERY_MS = 2000


class MemoryMeter(QLabel):
    """A caption such as "612 MB", with the device's share behind it once there is one."""

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "caption")
        self.setAccessibleName("Memory in use")
        self._jobs = jobs
        self._process = psutil.Process()
        self._device: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    @Slot()
    def ask_device(self) -> None:
        """Ask the Runtime what its device holds; call it once the Runtime is there anyway."""

        def memory(runtime: Any, _progress: Progress) -> dict[str, Any]:
            return dict(runtime.memory())

        self._jobs.with_runtime(self, memory).finished.connect(self._answer)

    @Slot()
    def refresh(self) -> None:
        """Look at the process and write the caption."""
        used = int(self._process.memory_info().rss)
        text = size(used)
        device = self._device.get("device_allocated") or self._device.get("allocated")
        tip = f"Memory of this program: {size(used)}"
        if device:
            text += f" · {size(int(device))} on the device"
            tip += f"\nMemory on the device: {size(int(device))}"
        models = self._device.get("models")
        if models:
            tip += f"\nModels that are kept: {len(models)}" if isinstance(models, list | tuple | dict) else ""
        self.setText(text)
        self.setToolTip(tip)

    @Slot(object)
    def _answer(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, dict):
            self._device = outcome.result
            self.refresh()


def size(count: int) -> str:
    """Write a number of bytes as people do: "612 MB", "1.4 GB" (decimal units)."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    if count < 1_000_000_000:
        return f"{round(count / 1_000_000)} MB"
    return f"{count / 1_000_000_000:.1f} GB"
