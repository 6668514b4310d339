"""A caption before an input, as one widget that a row or a flow takes."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget


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
