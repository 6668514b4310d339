"""Two models' samples, as their own judges see them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.generator.contract import GeneratorResult
from app.widgets.labelled import PlainLabel


class Comparison(QWidget):
    """A line with both models' figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel("muted", "", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        told = f"A: {_told(first.result)}. B: {_told(second.result)}."
        self.words.setText(f"{told} Each model's judge sees its own samples.")


def _told(result: GeneratorResult) -> str:
    return ", ".join(f"{wall.title.lower()} {wall.recognised:.0%} sure" for wall in result.walls)
