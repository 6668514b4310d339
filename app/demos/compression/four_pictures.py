"""Original, ours, JPEG and WebP beside each other, looked at in the same place; or what each is off by."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.demos.compression.contract import CompressionResult, pixels_of
from app.demos.compression.state import Look
from app.demos.compression.words import NAMES, figures, how
from app.widgets.labelled import PlainLabel
from app.widgets.pictures import PictureView

Pixels = NDArray[np.uint8]

_CLOSE = 4.0  # a click zooms by so much, or back
_STRONGER = 5  # a difference is shown so many times as strong, around middle grey
_LEAST = 170  # px of a picture's width
_TIP = "Click: a close look at the same place in all; again: all of it. Ctrl+wheel and +/−: zoom. Arrow keys: a pixel"


class FourPictures(QWidget):
    """`cells` by name: original, ours, jpeg, webp. What a compressed file alone does not tell is hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: CompressionResult | None = None
        self._look: Look = "pictures"
        self.cells = {name: _Cell(name) for name in ("original", "ours", "jpeg", "webp")}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(10)
        self._across = 0
        for cell in self.cells.values():
            cell.view.looked.connect(partial(self._follow, cell.view))
            cell.view.clicked.connect(partial(self._closer, cell.view))
        self._arrange()

    def show_result(self, result: CompressionResult) -> None:
        """Show a new answer."""
        self._result = result
        self.cells["ours"].below.setText(figures(result, result.original is not None))
        for one in result.rivals:
            cell = self.cells[one.codec]
            cell.below.setText(figures(one))
            cell.below.setToolTip(f"{figures(one)}; {NAMES[one.codec]}, {how(one)}")
        if result.original is not None:
            pixels = result.original.pixels
            self.cells["original"].below.setText(
                f"{result.width} × {result.height} pixels · {pixels.size:,} bytes"
            )
        self._paint()
        self._arrange()

    def set_look(self, look: Look) -> None:
        """Show the pictures, or their differences from the original."""
        if look != self._look:
            self._look = look
            self._paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _paint(self) -> None:
        result = self._result
        if result is None:
            return
        shown: dict[str, Pixels] = {"ours": pixels_of(result.picture)}
        shown |= {one.codec: pixels_of(one.picture) for one in result.rivals}
        original = result.original.pixels if result.original is not None else None
        if original is not None:
            if self._look == "differences":
                shown = {name: difference(original, pixels) for name, pixels in shown.items()}
            shown["original"] = original
        for name, cell in self.cells.items():
            cell.setVisible(name in shown)
            cell.view.show_picture(shown.get(name))

    def _arrange(self) -> None:
        """Side by side where there is room, else two and two; as high as the picture needs."""
        there = [cell for cell in self.cells.values() if not cell.isHidden()] or list(self.cells.values())
        room = max(1, self.width())
        across = len(there) if room // len(there) >= _LEAST or len(there) == 1 else 2
        wide = (room - 10 * (across - 1)) // across
        ratio = 0.5
        if self._result is not None:
            ratio = self._result.height / self._result.width
        high = max(90, min(200, round(wide * ratio) + 8))
        for number, cell in enumerate(there):
            cell.view.setFixedHeight(high)
            self.grid.addWidget(cell, number // across, number % across)
        if across != self._across:
            self._across = across
            for column in range(4):
                self.grid.setColumnStretch(column, int(column < across))

    def _follow(self, source: PictureView, zoom: float, middle: QPointF) -> None:
        for cell in self.cells.values():
            if cell.view is not source:
                cell.view.look_at(zoom, middle)

    def _closer(self, source: PictureView, column: int, row: int) -> None:
        at = source.position(column + 0.5, row + 0.5)
        source.zoom_at(at, _CLOSE if source.zoom < _CLOSE else 1e-3)


class _Cell(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        words = NAMES.get(name, "Original")
        self.title = PlainLabel("heading", words)
        self.view = PictureView(words)
        self.view.setToolTip(_TIP)
        self.below = PlainLabel("caption", "", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.view)
        layout.addWidget(self.below)


def difference(original: Pixels, other: Pixels) -> Pixels:
    """What is off, five times as strong, around middle grey."""
    off = (other.astype(np.int16) - original) * _STRONGER + 128
    return np.clip(off, 0, 255).astype(np.uint8)
