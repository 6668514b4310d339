"""Two models along the same vector of languages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.language_vector.contract import LanguageVectorResult
from app.demos.language_vector.words import share


class Comparison(QWidget):
    """A sentence with both models' shares."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        self.words.setText(f"A: {_shares(first.result)}.\nB: {_shares(second.result)}.")


def _shares(result: LanguageVectorResult) -> str:
    answer = result.alphas[-1]
    words = f"{share(answer.conversion_rate)} in the target language, {share(answer.translation_accuracy)} translated"
    words += f" (best constant word {share(result.baseline)}), {share(answer.kept)} kept"
    longer = result.vector_length / result.state_length if result.state_length else 0.0
    return f"{words}; the vector is {longer:.2f} times as long as the source's mean"
