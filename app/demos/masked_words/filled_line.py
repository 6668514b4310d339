"""The sentence as the model would fill it, with what that filling is worth."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from app.widgets import theme
from app.widgets.visible import displayable, nats, percent

_LONGEST = 280
#: Narrower than this many characters, the score stands below the sentence.
_ONE_LINE = 80


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
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(4)
        self._words.addWidget(self.sentence, 1)
        self._words.addWidget(self.score)
        layout.addLayout(self._words, 1)
        layout.addWidget(self.copy)
        layout.addWidget(self.take)
        self.copy.clicked.connect(self._copy)
        self.take.clicked.connect(self._take)

    def show_filling(self, filled: str, log_probability: float | None, at: int = 0) -> None:
        """Show a joint filling, of a long text the part around `at`; nothing if the text has no mask."""
        self.setVisible(log_probability is not None)
        self._filled = filled
        self.sentence.setText(displayable(excerpt(filled, at)))
        if log_probability is not None:
            chance = percent(math.exp(log_probability))
            self.score.setText(f"joint {nats(log_probability)} nats · {chance}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _ONE_LINE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._words.setDirection(across if wide else down)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._filled)

    @Slot()
    def _take(self) -> None:
        self.put_in.emit(self._filled)


def excerpt(text: str, at: int) -> str:
    """Give the part of a long text around the character `at`, from word to word."""
    if len(text) <= _LONGEST:
        return text
    begin = max(0, min(at - _LONGEST // 2, len(text) - _LONGEST))
    if begin:
        space = text.find(" ", begin, at)
        begin = space + 1 if space >= 0 else begin
    end = begin + _LONGEST
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")
