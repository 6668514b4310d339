"""A page with what the shell asks of one, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.contract import Demo
from app.core.history import History
from app.core.record import RunRecord
from app.jobs.job import Outcome
from app.pages.services import Services
from tests.shell.letters.contract import LettersRequest
from tests.shell.letters.state import LettersState


class LettersPage(QWidget):
    changed = Signal()
    ran = Signal(object)
    failed = Signal(str)

    def __init__(self, demo: Demo, services: Services) -> None:
        super().__init__()
        self.demo, self.services = demo, services
        self.history = History(LettersState())
        self.pause = 0.0
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Text")
        self.text.setMaximumHeight(120)
        self.answer = QLabel("Type a text and press Ctrl+Return.")
        self.answer.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.text)
        layout.addWidget(self.answer)
        layout.addStretch(1)
        self.text.textChanged.connect(self._typed)
        self.export = QAction("Counts as CSV", self)
        self._record: RunRecord | None = None
        self._slot = QObject(self)
        self._filling = False

    def state(self) -> LettersState:
        return self.history.current

    def set_state(self, state: LettersState) -> None:
        self.history.push(state)
        self._fill()
        self.changed.emit()

    def models(self) -> list[str]:
        return []

    def set_model(self, spec: str | None, slot: int = 0) -> None:
        self.changed.emit()

    def show_request(self, request: dict[str, Any]) -> None:
        self.pause = request.get("pause", 0.0)
        self.set_state(LettersState(request["text"]))
        self.run()

    def run(self) -> None:
        request = LettersRequest(self.history.current.text, self.pause)
        self.services.jobs.run(self._slot, self.demo, None, request).finished.connect(self._answer)

    def stop(self) -> None:
        """Nothing of its own to stop."""

    def record(self, slot: int = 0) -> RunRecord | None:
        return self._record

    def export_actions(self) -> list[QAction]:
        return [self.export] if self._record else []

    def can_undo(self) -> bool:
        return self.history.can_undo

    def can_redo(self) -> bool:
        return self.history.can_redo

    def undo(self) -> None:
        self.history.undo()
        self._fill()
        self.changed.emit()

    def redo(self) -> None:
        self.history.redo()
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        self._filling = True
        self.text.setPlainText(self.history.current.text)
        self._filling = False

    @Slot()
    def _typed(self) -> None:
        if not self._filling:
            self.history.push(replace(self.history.current, text=self.text.toPlainText()))
            self.changed.emit()

    @Slot(object)
    def _answer(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, RunRecord):
            self._record = outcome.result
            self.answer.setText(", ".join(f"{a} {n}" for a, n in outcome.result.result.counts))
            self.ran.emit(outcome.result)
        elif outcome.status == "failed":
            self.answer.setText(str(outcome.error))
            self.failed.emit(str(outcome.error))
