"""Where the bits went: a map over the picture, and what they say."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.demos.compression.contract import CompressionResult
from app.widgets import scales, theme
from app.widgets.labelled import PlainLabel
from app.widgets.legend import ScaleLegend
from app.widgets.pictures import PictureView


class BitsView(QWidget):
    """Each square stands for 8 x 8 pixels; the brighter, the more bits. Under the pointer: how many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: CompressionResult | None = None
        self.title = PlainLabel("heading", "Where the bits go")
        self.map = PictureView("Where the bits go")
        self.map.setToolTip("Each square stands for 8 × 8 pixels of the picture")
        self.legend = ScaleLegend("surprise", "bits of 8 × 8 pixels", "0", "")
        self.spent = PlainLabel("caption", "", wraps=True)
        self.under = PlainLabel("caption", "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.title)
        layout.addWidget(self.map, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.legend)
        foot.addWidget(self.under, 1)
        layout.addLayout(foot)
        layout.addWidget(self.spent)
        self.map.hovered.connect(self._tell)

    def show_result(self, result: CompressionResult) -> None:
        """Show a new answer."""
        self._result = result
        self.spent.setText(told(result))
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        if self._result is None or not self._result.bits:
            return
        bits = np.asarray(self._result.bits)
        most = max(1.0, float(np.percentile(bits, 99)))
        steps = scales.table("surprise", theme.is_dark())
        place = np.clip(bits / most * (len(steps) - 1), 0, len(steps) - 1).astype(np.intp)
        self.map.show_picture(np.ascontiguousarray(steps[place][..., :3]).astype(np.uint8))
        self.legend.say("bits of 8 × 8 pixels", "0", f"{most:.0f}+")

    def _tell(self, column: int, row: int) -> None:
        bits = self._result.bits if self._result is not None else ()
        inside = 0 <= row < len(bits) and 0 <= column < len(bits[row])
        self.under.setText(f"{bits[row][column]:.1f} bits" if inside else "")


def told(result: CompressionResult) -> str:
    """Say what the bits are for."""
    total = 8 * result.bytes
    parts = [f"{one.part} {one.bits / total:.0%}" for one in result.spent]
    return f"Of {total:,} bits: {', '.join(parts)}."
