"""Zero-shot transfer as a table: learned in the language of the row, asked in that of the column."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.demos.cross_lingual_embeddings.contract import Probes
from app.widgets.heat_map import Cell, HeatMap


class TransferView(QWidget):
    """Hidden where no probe was asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Zero-shot transfer")
        heading.setProperty("role", "heading")
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.table = HeatMap("Accuracy by language learned in and language asked in")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(heading)
        layout.addWidget(self.note)
        layout.addWidget(self.table)
        self.hide()

    def show_probes(self, found: Probes | None) -> None:
        """Show accuracies, and below them what the most frequent label reaches."""
        self.setVisible(found is not None)
        if found is None:
            return
        rows = [*found.accuracy, found.majority]
        cells = [[Cell(f"{share:.0%}", share) for share in row] for row in rows]
        names = [*(f"learned in {language}" for language in found.languages), "most frequent label"]
        self.table.show_cells(names, [f"asked in {language}" for language in found.languages], cells)
        self.note.setText(told(found))


def told(found: Probes) -> str:
    """Say in words how much of what a probe learned holds in the other languages."""
    count = len(found.languages)
    home = sum(found.accuracy[at][at] for at in range(count)) / count
    away = sum(sum(row) - row[at] for at, row in enumerate(found.accuracy)) / (count * (count - 1))
    return (
        f"Layer {found.layer}: {home:.0%} of held-out texts are right in the language learned in, {away:.0%} in the "
        f"others; the most frequent label reaches {sum(found.majority) / count:.0%}."
    )
