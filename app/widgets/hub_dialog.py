"""Ask for the name of a model on the hub, and say what asking for it means."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

#: What the hub takes for a name: "owner/name", or a bare name of the early days.
_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")


class HubDialog(QDialog):
    """`wanted` carries "hub:NAME" once the user has pressed Download."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Download a model")
        self.name = QLineEdit()
        self.name.setPlaceholderText("owner/name")
        self.name.setAccessibleName("Name of the model on the hub")
        self.name.setMinimumWidth(320)
        explanation = QLabel(
            "The model is fetched from the Hugging Face hub into the cache that its own tools use. "
            "This is the only thing for which Inkling uses the network; your texts stay here."
        )
        explanation.setWordWrap(True)
        explanation.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.download = buttons.addButton("Download", QDialogButtonBox.ButtonRole.AcceptRole)
        self.download.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(self._check)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(QLabel("Which model?"))
        layout.addWidget(self.name)
        layout.addWidget(explanation)
        layout.addWidget(buttons)
        self.finished.connect(self.deleteLater)

    def accept(self) -> None:
        """Tell the name and close."""
        if self.download.isEnabled():
            self.wanted.emit(f"hub:{self._typed()}")
            super().accept()

    @Slot()
    def _check(self) -> None:
        self.download.setEnabled(_NAME.fullmatch(self._typed()) is not None)

    def _typed(self) -> str:
        return self.name.text().strip().removeprefix("hub:")
