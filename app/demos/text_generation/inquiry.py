"""Questions beside the page's run: the distribution at a place, the tokens of another branch."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.core.contract import Demo
from app.core.record import RunRecord
from app.jobs.job import Job, Outcome
from app.pages.services import Services


class Inquiry(QObject):
    """Asks one thing at a time; a newer question takes the place of the older. Failures are silent: the page's
    own run tells what is wrong with a model."""

    answered = Signal(object, object)  # what was given with the question, and its RunRecord

    def __init__(self, demo: Demo, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._demo = demo
        self._services = services
        self._job: Job | None = None
        self._about: object = None

    @property
    def active(self) -> bool:
        """Tell whether an answer is on its way."""
        return self._job is not None

    def ask(self, spec: str | None, request: Any, about: object) -> None:
        """Ask a model; `about` comes back with the answer."""
        wanted = self._services.preferences.value
        self._about = about
        self._job = self._services.jobs.run(
            self, self._demo, spec, request, device=wanted.device, dtype=wanted.dtype, seed=wanted.seed
        )
        self._job.finished.connect(self._finished)

    @Slot()
    def stop(self) -> None:
        """Forget what is on its way: the device is wanted for something else."""
        if self._job is not None:
            self._job.abandon()
            self._job = None

    @Slot(object)
    def _finished(self, outcome: Outcome) -> None:
        self._job = None
        if isinstance(outcome.result, RunRecord):
            self.answered.emit(self._about, outcome.result)
