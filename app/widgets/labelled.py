"""A caption before an input, as one widget that a row or a flow takes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget


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


def plain_label(role: str, words: str, wraps: bool = False) -> QLabel:
    """Words of the theme's role that never ask for more width than there is; what is cut off is in the tool tip."""
    label = QLabel(words)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
