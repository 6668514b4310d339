"""Two models' answers to the same prompts, and where they differ."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.in_context_learning import counts, intervals
from app.demos.in_context_learning.contract import InContextLearningResult, ShotCount
from app.demos.in_context_learning.words import share, shots_words


class Comparison(QWidget):
    """A line for each number of shots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Difference")
        heading.setProperty("role", "heading")
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(heading)
        layout.addWidget(self.words)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        self.words.setText("\n".join(sentences(first.result, second.result)))


def sentences(one: InContextLearningResult, two: InContextLearningResult) -> list[str]:
    """For each number of shots: both accuracies, the 95% interval of a clear difference, and how often they agree."""
    others = {shots.shots: shots for shots in two.shots}
    return [_sentence(mine, others[mine.shots]) for mine in one.shots if mine.shots in others]


def _sentence(one: ShotCount, two: ShotCount) -> str:
    pairs = list(zip(one.queries, two.queries, strict=True))
    same = sum(a.predicted == b.predicted for a, b in pairs) / len(pairs)
    agree = f"the same answer to {share(same)} of the prompts"
    begin = shots_words(one.shots).capitalize()
    if one.accuracy is None or two.accuracy is None:
        return f"{begin}: {agree}."
    figures = f"A {share(one.accuracy)}, B {share(two.accuracy)}"
    low, high = intervals.difference(counts.matrix(one.queries), counts.matrix(two.queries))
    if low > 0:
        return f"{begin}: {figures}, B is better by {_points(low)} to {_points(high)} points; {agree}."
    if high < 0:
        return f"{begin}: {figures}, A is better by {_points(-high)} to {_points(-low)} points; {agree}."
    return f"{begin}: {figures}, too close to tell apart; {agree}."


def _points(difference: float) -> str:
    return f"{difference * 100:.1f}"
