"""Two models' answers to the same noise."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.denoising.contract import DenoisingResult
from app.demos.denoising.words import decibels


class Comparison(QWidget):
    """A sentence for the methods that both have."""

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
        self.words.setText(told(first.result, second.result))


def told(one: DenoisingResult, two: DenoisingResult) -> str:
    """Say how near both models' methods came."""
    others = {answer.name: answer for answer in two.answers}
    parts = [
        f"{answer.title}: A {decibels(answer.psnr)}, B {decibels(others[answer.name].psnr)}"
        for answer in one.answers
        if answer.name in others and answer.name != "filter"
    ]
    return "; ".join(parts) + "." if parts else "The models have no method in common but the filter."
