"""The sentence as the model would fill it, with what that filling is worth."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.widgets import theme
from app.widgets.visible import displayable, nats, percent

_LONGEST = 280


class FilledLine(QWidget):
    """`put_in` carries the whole filled text."""

    put_in = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled = ""
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.score = QLabel()
        self.score.setProperty("role", "caption")
        self.score.setToolTip("Natural log-probability of all blanks filled together, and the probability")
        self.copy = QToolButton()
        self.copy.setToolTip("Copy the filled sentence")
        self.copy.setAccessibleName("Copy the filled sentence")
        theme.set_icon(self.copy, "copy")
        self.take = QPushButton("Put in")
        self.take.setToolTip("Fill every blank with this")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.sentence, 1)
        layout.addWidget(self.score, 0, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.copy)
        layout.addWidget(self.take)
        self.copy.clicked.connect(self._copy)
        self.take.clicked.connect(self._take)

    def show_filling(self, filled: str, log_probability: float | None) -> None:
        """Show a joint filling; nothing if the text has no mask."""
        self.setVisible(log_probability is not None)
        self._filled = filled
        short = filled if len(filled) <= _LONGEST else f"{filled[:_LONGEST]}…"
        self.sentence.setText(displayable(short))
        if log_probability is not None:
            chance = percent(math.exp(log_probability))
            self.score.setText(f"joint {nats(log_probability)} nats · {chance}")

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._filled)

    @Slot()
    def _take(self) -> None:
        self.put_in.emit(self._filled)
