"""Two models' files of one picture."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.compression.contract import CompressionResult
from app.demos.compression.words import decibels, size
from app.widgets.labelled import PlainLabel


class Comparison(QWidget):
    """A line with both models' figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel("muted", "", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        self.words.setText(f"A: {_told(first.result)}. B: {_told(second.result)}.")


def _told(result: CompressionResult) -> str:
    return (
        f"{size(result.bytes)}, {decibels(result.psnr)}"
        if result.original is not None
        else size(result.bytes)
    )
