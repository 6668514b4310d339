"""The picture from its codes beside the one that was coded, with tools to look, paint and exchange."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.contract import Picture, UserError
from app.core.pictures import read_picture
from app.demos.latent_codes import code_colours
from app.demos.latent_codes.contract import Box, LatentCodesResult
from app.demos.latent_codes.naming import called
from app.demos.latent_codes.state import LatentCodesState
from app.demos.latent_codes.strokes import Cell, boxed, covered, painted
from app.widgets.pictures import PictureView

_LOWEST, _HIGHEST, _HIGHEST_WIDE = 120, 400, 172  # px of a picture's view
_WIDE = 1.6  # width over height


class MapPane(QWidget):
    """`changed(fields, merge)` asks for another state. Both pictures show the same place."""

    changed = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: LatentCodesResult | None = None
        self.state = LatentCodesState()
        self.codes = np.zeros((0, 0), np.int64)
        self._strokes = 0
        self._stroke: set[Cell] = set()
        self.before = PictureView("The picture that was coded")
        self.after = PictureView("The picture from its codes")
        self.before_title, self.after_title = QLabel("As it was coded"), QLabel("From its codes")
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.facts.setWordWrap(True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(12)
        for title, view in ((self.before_title, self.before), (self.after_title, self.after)):
            title.setProperty("role", "muted")
            column = QVBoxLayout()
            column.setSpacing(3)
            column.addWidget(title)
            column.addWidget(view)
            self._row.addLayout(column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(self._row)
        whole.addWidget(self.facts)
        whole.addStretch(1)
        for view in (self.before, self.after):
            view.clicked.connect(self._clicked)
            view.hovered.connect(self._hovered)
        self.after.stroked.connect(self._stroked)
        self.after.stroke_ended.connect(self._stroke_ended)
        self.after.boxed.connect(self._boxed)

    @property
    def shape(self) -> tuple[int, int]:
        """Give the map's rows and columns."""
        return self.codes.shape[0], self.codes.shape[1]

    def show_result(self, result: LatentCodesResult) -> None:
        """Show an answer."""
        self.result = result
        self.codes = np.asarray(result.codes, np.int64).reshape(result.shape)
        if isinstance(result.reconstruction, Picture):
            self.after.show_picture(result.reconstruction.pixels)
        self.facts.setText(told(result))
        self._fit()
        self._show_left()
        self._overlay()

    def show_state(self, state: LatentCodesState) -> None:
        """Follow the tool, the chosen code and the other picture."""
        before, self.state = self.state, state
        if self.after.mode != state.tool:  # a new mode ends the stroke that is being drawn
            self.after.set_mode(state.tool)
        if self.result is not None:
            self.after.brush = state.brush * self.result.factor / 2
            if (before.tool, before.other) != (state.tool, state.other):
                self._show_left()
            self._overlay()
        if state.tool != "box":
            self.after.set_box(QRect())
        elif state.box is not None and self.result is not None:
            left, top, right, bottom = (side * self.result.factor for side in state.box)
            self.after.set_box(QRect(left, top, right - left, bottom - top))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the views the height that the picture needs; wide ones stand one below the other."""
        picture = self.result.reconstruction if self.result is not None else None
        if isinstance(picture, Picture):
            height, width = picture.pixels.shape[:2]
            wide = width >= _WIDE * height
            way = QBoxLayout.Direction.TopToBottom if wide else QBoxLayout.Direction.LeftToRight
            self._row.setDirection(way)
            room = self.width() if wide else (self.width() - 12) // 2
            high = round(room * height / width) + 8
            for view in (self.before, self.after):
                view.setFixedHeight(max(_LOWEST, min(_HIGHEST_WIDE if wide else _HIGHEST, high)))

    def _show_left(self) -> None:
        """The input; while regions are exchanged, the other picture."""
        result = self.result
        if result is None:
            return
        if self.state.tool == "box" and self.state.other:
            self.before_title.setText("The other picture")
            if result.exchanged is not None:
                self.before_title.setText("The other picture, with what it got in exchange")
                self.before.show_picture(result.exchanged.pixels)
            else:
                try:
                    self.before.show_picture(read_picture(self.state.other).pixels)
                except UserError as error:
                    self.before.show_picture(None)
                    self.before_title.setText(str(error))
        else:
            self.before_title.setText("As it was coded")
            self.before.show_picture(result.original.pixels if isinstance(result.original, Picture) else None)

    def _overlay(self) -> None:
        result, picture = self.result, self.result.reconstruction if self.result else None
        if result is None or not isinstance(picture, Picture):
            return
        height, width = picture.pixels.shape[:2]
        at = result.factor, height, width
        layer, opacity = None, 1.0
        if self.state.code >= 0:
            layer = code_colours.spotlight(self.codes, self.state.code, *at)
        elif self.state.shade:
            layer, opacity = code_colours.shaded(self.codes, result.codebook_size, *at), 0.7
        painting = self.state.tool == "brush"
        self.after.show_overlay(None if painting and self.state.code >= 0 else layer, opacity)
        self.before.show_overlay(layer if self.state.tool != "box" else None, opacity)

    def _cell(self, x: int, y: int) -> Cell | None:
        side = self.result.factor if self.result is not None else 0
        if x < 0 or y < 0 or not side:
            return None
        column, row = x // side, y // side
        inside = row < self.codes.shape[0] and column < self.codes.shape[1]
        return (column, row) if inside else None

    @Slot(int, int)
    def _clicked(self, x: int, y: int) -> None:
        """Choose the code of a place; once more: none."""
        cell = self._cell(x, y)
        if cell is not None:
            code = int(self.codes[cell[1], cell[0]])
            self.changed.emit({"code": -1 if code == self.state.code else code}, "quiet")

    @Slot(int, int)
    def _hovered(self, x: int, y: int) -> None:
        cell = self._cell(x, y)
        words = ""
        if cell is not None:
            words = f"column {cell[0]}, row {cell[1]}: code {int(self.codes[cell[1], cell[0]])}"
        for view in (self.before, self.after):
            view.viewport().setToolTip(words)

    @Slot(object)
    def _stroked(self, spots: Any) -> None:
        """Every part of a stroke is decoded while the hand still moves; all of it is one step of undo."""
        if self.result is None or self.state.code < 0:
            return
        cells = covered(spots, self.state.brush, self.result.factor, self.shape)
        fresh = [cell for cell in cells if cell not in self._stroke]
        self._stroke.update(fresh)
        if fresh:
            edits = (*self.state.edits, *painted(fresh, self.state.code))
            self.changed.emit({"edits": edits}, f"stroke {self._strokes}")

    @Slot(object)
    def _stroke_ended(self, _spots: Any) -> None:
        self._strokes += 1
        self._stroke.clear()

    @Slot(QRect)
    def _boxed(self, box: QRect) -> None:
        side = self.result.factor if self.result is not None else 1
        found: Box | None = boxed(box.x(), box.y(), box.width(), box.height(), side, self.shape)
        self.changed.emit({"box": found}, "quiet")


def told(result: LatentCodesResult) -> str:
    """Say what was measured of an answer."""
    rows, columns = result.shape
    words = [
        f"{called(result.quantizer)}: {columns} × {rows} codes of {result.codebook_size}",
        f"{100 * result.usage:.0f} % of the codebook used, perplexity {result.perplexity:.1f}",
    ]
    if result.psnr is not None:
        words.append(f"PSNR {result.psnr:.2f} dB")
    if result.bits_per_pixel is not None:
        words.append(f"{result.bits_per_pixel:.2f} bits per pixel")
    if result.decoded and result.decoding_ms is not None:
        anew = sum((right - left) * (bottom - top) for left, top, right, bottom in result.decoded)
        share = min(1.0, anew / (rows * columns))
        words.append(f"{100 * share:.0f} % of the picture decoded anew in {result.decoding_ms:.0f} ms")
    return " · ".join(words)
