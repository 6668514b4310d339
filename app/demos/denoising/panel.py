"""A row of pictures, from the clean one to what each method made of the noise; below, PSNR over the amount."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from app.demos.denoising.contract import Answer, DenoisingRequest, DenoisingResult, Stroke, pixels
from app.demos.denoising.spoiling import touched
from app.demos.denoising.state import DenoisingState
from app.demos.denoising.words import caption, decibels, summary
from app.pages.result_panel import ResultPanel
from app.widgets.line_chart import Axis, Line, LineChart
from app.widgets.pictures import PictureView

_ROLES = {
    "noisy": ("faint", True),
    "denoiser": ("slot_a", False),
    "denoiser_told": ("ok", False),
    "identity": ("error", False),
    "bottleneck": ("slot_b", False),
    "filter": ("warn", True),
}
_LEAST, _MOST = 96, 230  # px of a picture's side
_PAINT = "Paint on the noisy picture with the mouse, or with arrow keys and Enter."


class _Cell(QWidget):
    """A picture with its name above and its figures below."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.title = _label("heading", name)
        self.view = PictureView(name)
        self.below = _label("caption", "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.view)
        layout.addWidget(self.below)

    def show_answer(self, title: str, picture: NDArray[np.uint8], words: str) -> None:
        self.title.setText(title)
        self.title.setToolTip(title)
        self.view.setAccessibleName(title)
        self.view.show_picture(picture)
        self.below.setText(words)
        self.below.setToolTip(words)


class DenoisingPanel(ResultPanel):
    """`painted` carries a Stroke of the state's brush."""

    painted = Signal(object)

    result: DenoisingResult | None = None

    def build(self, content: QWidget) -> None:
        """The sentence, the pictures, the curves."""
        self.words = _label("", "", wraps=True)
        self.notes = _label("caption", "", wraps=True)
        self.clean, self.noisy = _Cell("Clean"), _Cell("Noisy")
        self.noisy.view.set_mode("brush")
        self.noisy.view.setToolTip(_PAINT)
        self.cells = {name: _Cell(name) for name in ("denoiser", "identity", "bottleneck", "filter")}
        self.chart = LineChart(
            "PSNR over the amount of noise",
            Axis("amount of noise"),
            Axis("mean PSNR, dB", form=".0f", from_zero=False),
        )
        self.strip = QWidget()  # as wide as there is room, whatever its pictures were a moment ago
        self.strip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.grid = QGridLayout(self.strip)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.grid.setSpacing(10)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.words)
        layout.addWidget(self.notes)
        layout.addWidget(self.strip)
        layout.addWidget(self.chart, 1)
        self.add_view("clean", self.clean.view)
        self.add_view("noisy", self.noisy.view)
        for name, cell in self.cells.items():
            self.add_view(name, cell.view)
        self.add_view("curves", self.chart)
        self._wet: NDArray[np.bool_] | None = None
        self._columns = 0
        self._arrange()
        self.noisy.view.stroked.connect(self._show_wet)
        self.noisy.view.stroke_ended.connect(self._painted)

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self.result, self._wet = result, None
        self.words.setText(summary(result))
        self.notes.setText(" ".join(result.notes))
        self.notes.setVisible(bool(result.notes))
        self.clean.show_answer("Clean", pixels(result.clean), "what it was")
        self.noisy.show_answer(
            "Noisy: paint here", pixels(result.noisy), decibels(result.psnr) if result.psnr else "no noise"
        )
        self.noisy.view.show_overlay(None)
        there: dict[str, Answer] = {one.name: one for one in result.answers}
        best = max((one.psnr or 0.0 for one in result.answers), default=0.0)
        gains = result.psnr is not None and best > result.psnr
        for name, cell in self.cells.items():
            one = there.get(name)
            if one is not None:
                star = " ★" if gains and one.psnr == best else ""
                cell.show_answer(one.title + star, pixels(one.picture), caption(one))
        self._arrange()
        self._show_curves(request, result)

    def show_state(self, state: Any) -> None:
        """Follow the brush."""
        if isinstance(state, DenoisingState):
            self.noisy.view.brush = state.radius

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """All pictures in one row where there is room, else in two or three."""
        there = {one.name for one in self.result.answers} if self.result is not None else set(self.cells)
        cells = [self.clean, self.noisy, *(cell for name, cell in self.cells.items() if name in there)]
        room = max(1, self.width())
        fit = next(n for n in (len(cells), 3, 2, 1) if n == 1 or room // n - 10 >= _LEAST + 12)
        side = min(_MOST, max(_LEAST, room // fit - 12))
        for name, cell in self.cells.items():
            cell.setVisible(name in there)
        height, width = (1, 1) if self.result is None else pixels(self.result.clean).shape
        tall = max(40, min(side, round(side * height / width)))
        for number, cell in enumerate(cells):
            cell.view.setFixedSize(QSize(side, tall))
            cell.setFixedWidth(side)
            self.grid.addWidget(
                cell, number // fit, number % fit, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
            )
        if fit != self._columns:
            self._columns = fit
            for column in range(len(cells) + 1):
                self.grid.setColumnStretch(column, int(column == fit - 1))
        self.grid.invalidate()
        self.strip.setFixedHeight(self.grid.sizeHint().height())

    def _show_curves(self, request: DenoisingRequest, result: DenoisingResult) -> None:
        self.chart.setVisible(bool(result.curves))
        lines = []
        for one in result.curves:
            role, dashed = _ROLES.get(one.name, ("accent", False))
            lines.append(Line(one.title, tuple(zip(result.amounts, one.psnr, strict=True)), role, dashed))
        amount = request.amount if request.noise != "none" else None
        self.chart.show_lines(lines, current=amount)

    @Slot(object)
    def _show_wet(self, spots: object) -> None:
        """What the brush covers is seen at once; the noise there comes with the answer."""
        if self.result is None or not isinstance(spots, list):
            return
        shape = pixels(self.result.noisy).shape
        if self._wet is None:
            self._wet = np.zeros(shape, bool)
        self._wet |= touched(shape, self._stroke(spots))
        colour = self.colours_of_brush()
        layer = np.zeros((*shape, 4), np.uint8)
        layer[self._wet] = (*colour, 255)
        self.noisy.view.show_overlay(layer, 0.55)

    def colours_of_brush(self) -> tuple[int, int, int]:
        """Give the colour of a stroke that is being painted."""
        colour = self.noisy.view.colours.accent_fill
        return colour.red(), colour.green(), colour.blue()

    @Slot(object)
    def _painted(self, spots: object) -> None:
        if isinstance(spots, list):
            self.painted.emit(self._stroke(spots))

    def _stroke(self, spots: list[tuple[float, float]]) -> Stroke:
        state = self.state
        points = tuple((round(x, 2), round(y, 2)) for x, y in spots)
        return replace(
            Stroke("squares", points), kind=state.brush, radius=state.radius, amount=state.strength
        )


def _label(role: str, words: str, wraps: bool = False) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    label.setToolTip("" if wraps else words)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
