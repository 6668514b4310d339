"""What one model made of the task: a sentence, the curve, the answers at one of its points, and their prompts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.contract import UserError
from app.core.record import RunRecord
from app.demos.in_context_learning.answers_view import AnswersView
from app.demos.in_context_learning.contract import InContextLearningResult, ShotCount
from app.demos.in_context_learning.curve_view import CurveView
from app.demos.in_context_learning.prompt_view import PromptView
from app.demos.in_context_learning.state import InContextLearningState
from app.demos.in_context_learning.words import summary
from app.pages.result_panel import ResultPanel
from app.widgets.slot_badge import ROLES

#: Narrower than this many characters, the answers stand below the curve.
_SIDE_BY_SIDE = 88


class InContextLearningPanel(ResultPanel):
    """All views look at one number of shots and one of its answers."""

    result: InContextLearningResult | None = None

    def build(self, content: QWidget) -> None:
        """Sentences on top, curve and answers side by side, the prompt below."""
        role, other = ROLES[self.index], ROLES[1 - self.index]
        self.empty.say("Press Run", "The curve grows as the answers come; Stop keeps what is there.")
        self.summary = _sentence("heading")
        self.statement = _sentence("")
        self.caution = _sentence("warning")
        self.curve = CurveView((role, other))
        self.answers = AnswersView(role)
        self.prompt = PromptView()
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(16)
        self.halves.addWidget(self.curve, 2)
        self.halves.addWidget(self.answers, 3)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.summary)
        layout.addWidget(self.statement)
        layout.addWidget(self.caution)
        layout.addLayout(self.halves, 3)
        layout.addWidget(self.prompt, 2)
        self.add_view("accuracy", self.curve)
        self.add_view("answers", self.answers)
        self.curve.chosen.connect(self._look_at)
        self.answers.chosen.connect(self._look_at_row)

    def show_result(self, request: Any, result: Any) -> None:
        """Show an answer, whole or as far as it has come."""
        self._show(result, tuple(one.shots for one in result.shots))

    def show_partial(self, value: object) -> None:
        """Show the curve as far as it has come."""
        if isinstance(value, InContextLearningResult):
            self._stack.setCurrentWidget(self.content)
            self.set_stale(False)
            self._show(value, self._asked(value))

    def show_state(self, state: Any) -> None:
        """Follow what is looked at; dim an answer to another question than the inputs ask now."""
        if self.result is None or not isinstance(state, InContextLearningState):
            return
        self._look()
        if self.record is not None and not self.progress.isVisible():
            changed = not _asks(state, self.record.request)
            self.set_stale(changed)
            if changed:
                self.status.setText("The inputs have changed: press Run")

    def show_other(self, record: RunRecord | None) -> None:
        """Draw the other model's curve with this one's."""
        self.curve.show_other(None if record is None else record.result)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(across if wide else down)

    def _show(self, result: InContextLearningResult, asked: tuple[int, ...]) -> None:
        self.result = result
        self.curve.show_result(result, asked)
        self.summary.setText(summary(result))
        self.caution.setText(" ".join(result.warnings))
        self.caution.setVisible(bool(result.warnings))
        self._look()

    def _look(self) -> None:
        """Show the point and the answer that the state looks at."""
        found = self._point()
        if found is None or self.result is None:
            return
        self.statement.setText(found.statement)
        self.curve.set_current(found.shots)
        self.answers.show_answers(found.queries, self.result.labels)
        self.answers.set_current(self.state.row)
        answer = found.queries[self.answers.current]
        shares = dict(zip(self.result.labels, self.answers.shares(answer), strict=True))
        self.prompt.show_answer(answer, shares, self.result.window)

    def _point(self) -> ShotCount | None:
        """The number of shots that is looked at: the one chosen, else the last that is there."""
        if self.result is None or not self.result.shots:
            return None
        chosen = (one for one in self.result.shots if one.shots == self.state.at)
        return next(chosen, self.result.shots[-1])

    def _asked(self, value: InContextLearningResult) -> tuple[int, ...]:
        """All numbers of shots on their way, so that the axis is whole from the beginning."""
        have = tuple(one.shots for one in value.shots)
        try:
            wanted: tuple[int, ...] = self.state.request().shots
        except UserError:
            return have
        most = len(self.state.examples)
        return (*have, *(shots for shots in wanted if shots not in have and shots <= most))

    def _look_at(self, shots: int) -> None:
        self.change_wanted.emit({"at": shots}, "quiet")

    def _look_at_row(self, row: int) -> None:
        self.change_wanted.emit({"row": row}, "quiet")


def _asks(state: InContextLearningState, request: object) -> bool:
    try:
        return state.request() == request
    except UserError:
        return False


def _sentence(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
