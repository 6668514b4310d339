"""What one codec makes of a picture: four pictures, the curve over rates, and where the bits go."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.compression.bits_view import BitsView
from app.demos.compression.contract import CompressionResult, RateCurve
from app.demos.compression.four_pictures import FourPictures
from app.demos.compression.state import CompressionState
from app.demos.compression.words import NAMES, summary
from app.pages.result_panel import ResultPanel
from app.widgets.labelled import PlainLabel
from app.widgets.line_chart import Axis, Line, LineChart

_ROLES = {"ours": ("accent", False), "jpeg": ("slot_b", False), "webp": ("ok", False)}
_TICKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
_LOW, _HIGH = 150, 300  # px of the chart
_BESIDE = 640  # px of width from which chart and map stand beside each other


class CompressionPanel(ResultPanel):
    """The summary says it in words; what was looked at last stays where it was when the quality moves."""

    result: CompressionResult | None = None

    def build(self, content: QWidget) -> None:
        """Words, pictures, chart and map."""
        self.words = PlainLabel("", "", wraps=True)
        self.notes = PlainLabel("caption", "", wraps=True)
        self.pictures = FourPictures()
        self.chart_title = PlainLabel("heading", "Rate and error")
        self.chart = LineChart(
            "PSNR over bits a pixel",
            Axis("bits a pixel", logarithmic=True, form=".2g", ticks=_TICKS),
            Axis("PSNR, dB", form=".1f", from_zero=False),
        )
        self.chart.setToolTip("Click a point of ours to see that quality")
        self.bits = BitsView()
        self.chart.setMinimumHeight(_LOW)
        self.bits.map.setMinimumHeight(_LOW - 24)
        for view in (self.chart, self.bits.map):
            view.setMaximumHeight(_HIGH)
        self.chart_box = QWidget()
        column = QVBoxLayout(self.chart_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.chart_title)
        column.addWidget(self.chart, 1)
        self.below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.below.setSpacing(16)
        self.below.addWidget(self.chart_box, 1)
        self.below.addWidget(self.bits, 1)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.words)
        layout.addWidget(self.notes)
        layout.addWidget(self.pictures)
        layout.addLayout(self.below, 1)
        for name, cell in self.pictures.cells.items():
            self.add_view(name, cell.view)
        self.add_view("curves", self.chart)
        self.add_view("bits", self.bits.map)
        self.chart.chosen.connect(self._choose)

    def show_partial(self, value: object) -> None:
        """The file first; then the curve grows."""
        if isinstance(value, CompressionResult):
            self._stack.setCurrentWidget(self.content)
            self._show(value)

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self._show(result)

    def show_state(self, state: Any) -> None:
        """Follow what is looked at."""
        if isinstance(state, CompressionState):
            self.pictures.set_look(state.look)

    def show_other(self, record: RunRecord | None) -> None:
        """Draw the other model's curve with this one's."""
        if self.result is not None:
            self._draw_curves(self.result, () if record is None else record.result.curves)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _BESIDE
        self.below.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def _show(self, result: CompressionResult) -> None:
        self.result = result
        self.words.setText(summary(result))
        self.notes.setText(" ".join(result.notes))
        self.notes.setVisible(bool(result.notes))
        self.pictures.show_result(result)
        self.bits.setVisible(bool(result.bits))
        self.bits.show_result(result)
        self._draw_curves(result, ())

    def _draw_curves(self, result: CompressionResult, others: tuple[RateCurve, ...]) -> None:
        self.chart_box.setVisible(bool(result.curves))
        lines = []
        for curve in result.curves:
            role, dashed = _ROLES[curve.codec]
            lines.append(Line(NAMES[curve.codec], _points(curve), role, dashed))
        lines += [
            Line("the other model", _points(one), "slot_a", True) for one in others if one.codec == "ours"
        ]
        self.chart.show_lines(lines, current=self._nearest(result))

    def _nearest(self, result: CompressionResult) -> float | None:
        """The rate on our curve that the answer is nearest to."""
        own = [curve for curve in result.curves if curve.codec == "ours"]
        rates = [rate for curve in own for rate, _ in _points(curve)]
        return min(rates, key=lambda rate: abs(rate - result.bits_per_pixel)) if rates else None

    def _choose(self, rate: float) -> None:
        for curve in self.result.curves if self.result is not None else ():
            for point in curve.points:
                if curve.codec == "ours" and point.bits_per_pixel == rate:
                    self.change_wanted.emit({"quality": point.quality}, "quality")


def _points(curve: RateCurve) -> tuple[tuple[float, float], ...]:
    return tuple((one.bits_per_pixel, one.psnr) for one in curve.points if one.psnr is not None)
