"""What one model makes of the inputs: a picture's codes, the counts of a corpus, or trainings replayed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.latent_codes.book_pane import BookPane
from app.demos.latent_codes.collapse_view import CollapseView
from app.demos.latent_codes.map_pane import MapPane
from app.demos.latent_codes.speech_view import SpeechView
from app.demos.latent_codes.state import LatentCodesState
from app.demos.latent_codes.usage_view import UsageView
from app.jobs.runner import JobRunner
from app.pages.result_panel import ResultPanel


class LatentCodesPanel(ResultPanel):
    """Shows the views of the mode that is open; what another mode answered last waits behind it."""

    def __init__(self, index: int, jobs: JobRunner) -> None:
        self._jobs = jobs
        super().__init__(index)

    def build(self, content: QWidget) -> None:
        """All views, of which the mode's are seen."""
        self.speech = SpeechView(self._jobs)
        self.map, self.book = MapPane(), BookPane()
        self.usage, self.collapse = UsageView(), CollapseView()
        self.warnings = QLabel()
        self.warnings.setProperty("role", "warning")
        self.warnings.setWordWrap(True)
        codes = QWidget()
        row = QHBoxLayout(codes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.map, 2)
        row.addWidget(self.book, 1)
        self._pages = {"codes": codes, "usage": self.usage, "collapse": self.collapse, "speech": self.speech}
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.warnings)
        for page in self._pages.values():  # no stack: it would give each as much room as the tallest asks for
            layout.addWidget(page, 1)
        self.add_view("reconstruction", self.map.after)
        self.add_view("original", self.map.before)
        self.add_view("book", self.book.wall)
        self.add_view("usage", self.usage.bars)
        self.add_view("collapse", self.collapse.chart)
        self.add_view("codes", self.speech.timeline)
        self.add_view("codes", self.speech.picture)
        self.add_view("phones", self.speech.phones.matrix)
        self.add_view("phones", self.speech.phones.scores)
        self.speech.change_wanted.connect(self.change_wanted)
        for view in (self.map, self.book, self.usage, self.collapse):
            view.changed.connect(self.change_wanted)
        self.warnings.hide()
        self._answered: set[str] = set()

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        if result.kind == "sound":
            self.speech.show_result(request, result)
            self._answered.add("speech")
        elif result.runs:
            self.collapse.show_runs(result.runs)
            self._answered.add("collapse")
        else:
            self.map.show_result(result)
            self.book.show_result(result)
            self.usage.show_result(result)
            self._answered |= {"codes", "usage"}
            self.warnings.setText(" ".join(result.warnings))
            self.warnings.setVisible(bool(result.warnings))
        self._show_mode()

    def show_record(self, record: RunRecord) -> None:
        """Show an answer; the mode decides what is seen of it."""
        super().show_record(record)
        self._show_mode()

    def show_state(self, state: Any) -> None:
        """Follow the mode, the chosen code and the tools."""
        if isinstance(state, LatentCodesState):
            for view in (self.map, self.book, self.usage, self.collapse, self.speech):
                view.show_state(state)
            self._show_mode()

    def _show_mode(self) -> None:
        mode: str = self.state.mode if isinstance(self.state, LatentCodesState) else "codes"
        sounds = isinstance(self.state, LatentCodesState) and self.state.medium == "sound"
        mode = "speech" if sounds else mode
        if not sounds:
            self.speech.pause()
        for name, page in self._pages.items():
            page.setVisible(name == mode)
        self.warnings.setVisible(bool(self.warnings.text()) and not sounds)
        there = mode in self._answered
        self._stack.setCurrentWidget(self.content if there else self.empty)
        if not there:
            what = "a sound" if sounds else "a picture"
            self.empty.say("No codes yet", f"Choose {what}: its codes appear here.")
