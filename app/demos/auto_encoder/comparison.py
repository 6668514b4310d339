"""Two models' errors at the same widths."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.auto_encoder.contract import AutoEncoderResult
from app.demos.auto_encoder.sweep_view import sentence


class Comparison(QWidget):
    """A line for each width that both have."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Difference")
        heading.setProperty("role", "heading")
        self.words = sentence("muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(heading)
        layout.addWidget(self.words)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        self.words.setText(told(first.result, second.result))


def told(one: AutoEncoderResult, two: AutoEncoderResult) -> str:
    """Say which model leaves less, where both have the width and the data."""
    if one.data != two.data:
        return f"A was asked about {one.title}, B about {two.title}: their errors cannot be compared."
    others = dict(zip(two.widths, two.error, strict=False))
    parts = [
        f"{width}: A {mine:.4f}, B {others[width]:.4f}"
        for width, mine in zip(one.widths, one.error, strict=False)
        if width in others
    ]
    return "Error by width. " + "; ".join(parts) + "." if parts else "They have no width in common."
