"""The answer: a sentence, what it rests on, and the views of a comparison or of a sweep."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.contract import UserError
from app.demos.anomaly_detection.contract import AnomalyDetectionResult
from app.demos.anomaly_detection.detect_view import DetectView
from app.demos.anomaly_detection.state import AnomalyDetectionState
from app.demos.anomaly_detection.sweep_view import SweepView
from app.demos.anomaly_detection.words import basis, summary
from app.pages.result_panel import ResultPanel
from app.widgets import theme


class AnomalyDetectionPanel(ResultPanel):
    """All views look at one method and one row, or at one width."""

    result: AnomalyDetectionResult | None = None

    def build(self, content: QWidget) -> None:
        """Sentences on top, the views of the task below."""
        self.empty.say("Learning", "The methods learn what is normal; the answer appears here.")
        self.summary = _sentence("heading")
        self.basis = _sentence("caption")
        self.caution = _sentence("warning")
        self.detect = DetectView()
        self.sweep = SweepView()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.summary, self.basis, self.caution):
            layout.addWidget(widget)
        layout.addWidget(self.detect, 1)
        layout.addWidget(self.sweep, 1)
        self.add_view("methods", self.detect.methods)
        self.add_view("scores", self.detect.histogram)
        self.add_view("roc", self.detect.roc)
        self.add_view("precision-recall", self.detect.precision)
        self.add_view("flagged", self.detect.flagged)
        self.add_view("blame", self.detect.bars)
        self.detect.faces.menu_wanted.connect(lambda at: self.menu_wanted.emit("blame", at))
        self.add_view("sweep", self.sweep.areas)
        self.sweep.errors.menu_wanted.connect(lambda at: self.menu_wanted.emit("sweep", at))
        self.add_view("rebuilt", self.sweep.wall)
        self.detect.change_wanted.connect(self.change_wanted)
        self.sweep.at_wanted.connect(lambda width: self.change_wanted.emit({"at": width}, "quiet"))

    def show_result(self, request: Any, result: Any) -> None:
        """Show an answer."""
        self.result = result
        self.summary.setText(summary(result))
        self.basis.setText(basis(result.learned))
        self.caution.setText(" ".join(result.warnings))
        self.caution.setVisible(bool(result.warnings))
        self.name_model(result.learned.title)
        self.detect.setVisible(result.sweep is None)
        self.sweep.setVisible(result.sweep is not None)
        if result.sweep is None:
            self.detect.show_result(result, self.state.by, self.state.quantile)
        else:
            self.sweep.show_sweep(result.sweep, result.learned.shape, self.state.at)

    def show_partial(self, value: object) -> None:
        """Show the curve as far as it has come."""
        if isinstance(value, AnomalyDetectionResult):
            self._stack.setCurrentWidget(self.content)
            self.set_stale(False)
            self.show_result(None, value)

    def show_state(self, state: Any) -> None:
        """Follow what is looked at; an answer to another task makes room, one to other inputs is dimmed."""
        if not isinstance(state, AnomalyDetectionState):
            return
        sweeping = state.task == "sweep"
        if self.result is None or (self.result.sweep is not None) != sweeping:
            if sweeping:
                self.empty.say(
                    "Press Run", "One auto-encoder for each width is trained; the curve grows as they learn."
                )
            else:
                self.empty.say("Learning", "The methods learn what is normal; the answer appears here.")
            self._stack.setCurrentWidget(self.empty)
            return
        self._stack.setCurrentWidget(self.content)
        if sweeping:
            self.sweep.look(state.at)
            self._dim(state)
        else:
            self.detect.look(state.by, state.quantile)

    def show_stopped(self, words: str) -> None:
        """Say why there is no answer; where nothing is shown, not that something is on its way."""
        super().show_stopped(words)
        if self._stack.currentWidget() is self.empty:
            self.empty.say(words, "")

    def _dim(self, state: AnomalyDetectionState) -> None:
        """A sweep waits for Run: say so when it answers other inputs."""
        if self.record is None or self.progress.isVisible():
            return
        try:
            changed = state.request() != self.record.request
        except UserError:
            changed = True
        self.set_stale(changed)
        if changed:
            self.status.setText("The inputs have changed: press Run")

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if (
            event.type() == event.Type.PaletteChange
            and self.result is not None
            and theme.is_dark() != self._dark
        ):
            self._dark = theme.is_dark()
            self.detect.look(self.detect.by, self.state.quantile)  # heat is painted in the theme's colours

    _dark = False


def _sentence(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
