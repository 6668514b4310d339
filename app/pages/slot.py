"""A model slot: which model is asked, what it was asked last, and what it answered."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.contract import Demo
from app.core.record import RunRecord
from app.jobs.job import Job, Outcome
from app.pages.services import Services

#: An answer that comes sooner (ms) makes no progress bar flash and no view dim.
_QUIET_MS = 180


class ModelSlot(QObject):
    """Asks one model. A newer question takes the place of the older; a stale answer is never heard."""

    busy = Signal(bool)  # True once an answer takes long enough to be noticed
    progressed = Signal(object, str)  # fraction or None, note
    partial_ready = Signal(object)
    ended = Signal(object)  # the Outcome; `record` is already the new one if it is done

    def __init__(self, demo: Demo, services: Services, index: int, parent: QObject) -> None:
        super().__init__(parent)
        self.index = index
        self.spec: str | None = None
        self.record: RunRecord | None = None
        self._demo = demo
        self._services = services
        self._job: Job | None = None
        self._question: tuple[object, ...] | None = None  # in flight
        self._answered: tuple[object, ...] | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._noticed)

    @property
    def active(self) -> bool:
        """Tell whether an answer is on its way."""
        return self._job is not None

    def ask(self, request: Any, again: bool = True) -> bool:
        """Ask, unless the same question is on its way (or, without `again`, was answered last).

        True if an answer is on its way now; False if the one that is there already is the one wanted.
        """
        wanted = self._services.preferences.value
        question = self._put(request)
        if question == self._question:
            return True
        if not again and self._question is None and question == self._answered:
            return False
        self._question = question
        job = self._services.jobs.run(
            self,
            self._demo,
            self.spec,
            request,
            device=wanted.device,
            dtype=wanted.dtype,
            seed=wanted.seed,
        )
        self._job = job
        job.progressed.connect(self.progressed)
        job.partial_ready.connect(self.partial_ready)
        job.finished.connect(self._finished)
        if not self._quiet.isActive():
            self._quiet.start()
        return True

    def answers(self, request: Any) -> bool:
        """Tell whether the answer that is there is the one to this request."""
        return self._answered is not None and self._put(request) == self._answered

    def _put(self, request: Any) -> tuple[object, ...]:
        """Give all that an answer depends on."""
        wanted = self._services.preferences.value
        return (self.spec, request, wanted.device, wanted.dtype, wanted.seed)

    def stop(self) -> None:
        """Ask the engine to stop; `ended` tells when it has."""
        if self._job is not None:
            self._job.cancel()

    def forget(self) -> None:
        """Let go of the answer and of what is on its way."""
        if self._job is not None:
            self._job.abandon()
        self._job = self._question = self._answered = self.record = None
        self._quiet.stop()
        self.busy.emit(False)

    @Slot()
    def _noticed(self) -> None:
        if self.active:
            self.busy.emit(True)

    @Slot(object)
    def _finished(self, outcome: Outcome) -> None:
        self._quiet.stop()
        question, self._question, self._job = self._question, None, None
        if isinstance(outcome.result, RunRecord):
            self.record, self._answered = outcome.result, question
        else:
            self._answered = None
        self.busy.emit(False)
        self.ended.emit(outcome)
