"""Captions: before an input, as one widget that a row or a flow takes; and words that adapt to their room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.widgets import visible


def labelled(words: str, widget: QWidget, tip: str = "") -> QWidget:
    """Put a caption before an input; a click on it, or its letter, goes to the input. Both show the tip."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    label = QLabel(words)
    label.setProperty("role", "muted")
    label.setBuddy(widget)
    if tip:
        label.setToolTip(tip)
        widget.setToolTip(tip)
    row.addWidget(label)
    row.addWidget(widget)
    return box


class PlainLabel(QLabel):
    """Words that never ask for more width than there is; what may be cut off is in the tool tip."""

    def __init__(self, role: str, words: str, wraps: bool = False) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setText(words)

    def setText(self, words: str) -> None:
        super().setText(words)
        if not self.wordWrap():
            self.setToolTip(visible.tip(words))
