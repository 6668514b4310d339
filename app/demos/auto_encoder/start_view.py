"""Four runs of one deep net: begun layer by layer or plainly, trained by plain gradients or by Adam."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.demos.auto_encoder.contract import StartCurve
from app.demos.auto_encoder.sweep_view import sentence
from app.demos.auto_encoder.words import start_words
from app.widgets.line_chart import Axis, Line, LineChart

_ROLES = {
    "RBM start, gradient descent": ("slot_a", False),
    "plain start, gradient descent": ("slot_b", False),
    "RBM start, Adam": ("slot_a", True),
    "plain start, Adam": ("slot_b", True),
}


class StartView(QWidget):
    """The curves, and in words where they end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_curve = False
        self.words = sentence("")
        self.notes = sentence("caption")
        self.curve = LineChart(
            "Layer-wise start and plain start",
            Axis("epoch of fine-tuning"),
            Axis("held-out error", logarithmic=True),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.words)
        layout.addWidget(self.notes)
        layout.addWidget(self.curve, 1)

    def show_starts(
        self, starts: tuple[StartCurve, ...], floor: float | None, notes: tuple[str, ...], epochs: float
    ) -> None:
        """Show the runs up to here."""
        self.has_curve = True
        self.words.setText(start_words(starts, floor))
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))
        lines = []
        for one in starts:
            role, dashed = _ROLES.get(one.name, ("accent", False))
            lines.append(Line(one.name, tuple((p.epoch, p.held_out) for p in one.curve), role, dashed))
        if floor is not None:
            lines.append(Line("always the mean", ((0.0, floor), (epochs, floor)), "faint", dashed=True))
        self.curve.show_lines(lines, reach=(0.0, epochs))
