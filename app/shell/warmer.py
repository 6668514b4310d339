"""After the first paint: learn the devices and make the shown demo's engine ready, on the device thread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.core.contract import Demo, Progress, UserError
from app.jobs.job import Outcome
from app.pages.services import Services
from app.shell.page_stack import PageStack


class Warmer(QObject):
    """Warms one demo at a time; a newer wish takes the place of the older."""

    ready = Signal()  # an engine is warm

    def __init__(self, services: Services, pages: PageStack, demos: dict[str, Demo], parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._pages = pages
        self._demos = demos
        self._started = False
        self._warm: set[tuple[str, str | None, str | None, str | None]] = set()

    @Slot()
    def start(self) -> None:
        """Begin; before this call nothing imports torch."""
        self._started = True
        self.warm()

    @Slot()
    def warm(self) -> None:
        """Make the engine of the page on show ready, unless it is."""
        page = self._pages.page
        if not self._started or page is None:
            return
        demo = self._demos[self._pages.current]
        value = self._services.preferences.value
        device, dtype = value.device, value.dtype
        models: list[str | None] = list(page.models()) if demo.family != "none" else [None]
        for model in models:
            key = (demo.id, model, device, dtype)
            if key in self._warm:
                continue
            self._warm.add(key)

            def work(runtime: Any, progress: Progress, model: str | None = model) -> None:
                runtime.warm(demo, model, device=device, dtype=dtype, progress=progress)

            job = self._services.jobs.with_runtime(
                self, work, supersede=False, title=f"Getting “{demo.title}” ready"
            )
            job.setProperty("key", repr(key))
            job.finished.connect(self._done)

    @Slot(object)
    def failed(self, outcome: Outcome) -> None:
        """Tell why something that nobody asked for by name did not work."""
        if isinstance(outcome.error, UserError):
            self._services.notices.warning("The model is not ready.", str(outcome.error))
        else:
            self._services.notices.error("The model is not ready.", str(outcome.error), outcome.trace)

    @Slot(object)
    def _done(self, outcome: Outcome) -> None:
        if outcome.status == "done":
            self.ready.emit()
            return
        key = self.sender().property("key")
        self._warm = {one for one in self._warm if repr(one) != key}
        if outcome.status == "failed":
            self.failed(outcome)
