"""Two models' answers to one request, told apart in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.widgets.labelled import PlainLabel


class WordsComparison(QWidget):
    """A heading, and what `told` says of both results; a demo with more to show makes a view of its own."""

    def __init__(self, told: Callable[[Any, Any], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = told
        heading = QLabel("Difference")
        heading.setProperty("role", "heading")
        self.words = PlainLabel("muted", "", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(heading)
        layout.addWidget(self.words)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        self.words.setText(self._told(first.result, second.result))
