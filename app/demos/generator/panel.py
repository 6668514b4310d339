"""What one model's nets draw: walls or planes, and below how well they draw, by the width of the code."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.demos.generator.contract import GeneratorResult
from app.demos.generator.drawings import LINES, lines
from app.demos.generator.state import GeneratorState
from app.demos.generator.walk_view import WalkView
from app.demos.generator.walls import Walls
from app.demos.generator.words import measured
from app.pages.result_panel import ResultPanel
from app.widgets.labelled import PlainLabel
from app.widgets.line_chart import Axis, Line, LineChart

_ROLES = {
    ("vae", "normal"): ("accent", False),
    ("plain", "normal"): ("slot_b", False),
    ("plain", "fitted"): ("warn", True),
}


class GeneratorPanel(ResultPanel):
    """The task's view, and the measures that hold for all tasks."""

    result: GeneratorResult | None = None

    def build(self, content: QWidget) -> None:
        """All views, of which the task's are seen."""
        self.walls = Walls()
        self.walk = WalkView()
        self.measures = PlainLabel("caption", "", wraps=True)
        self.recognised = _chart("Share that the judge is sure of", ".0%")
        self.distance = _chart("Fréchet distance to held-out pictures", "g")
        self.charts = QWidget()
        row = QHBoxLayout(self.charts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        for chart in (self.recognised, self.distance):
            chart.setMaximumHeight(190)
            chart.chosen.connect(self._choose)
            row.addWidget(chart, 1)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.walls)
        layout.addWidget(self.walk, 1)
        layout.addWidget(self.measures)
        layout.addWidget(self.charts)
        layout.addStretch(1)
        for name, column in zip(("variational", "plain", "pixels"), self.walls.columns_, strict=True):
            self.add_view(name, column.grid)
        for name, part in zip(("variational", "plain"), self.walk.parts, strict=True):
            self.add_view(f"{name}_places", part.pad)
            self.add_view(name, part.picture)
        self.add_view("measures", self.recognised)
        self.add_view("measures", self.distance)
        self.walk.moved.connect(self._moved)

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self.result = result
        walking = request.task == "walk"
        self.walls.setVisible(not walking)
        self.walk.setVisible(walking)
        if walking:
            self.walk.show_result(request, result)
        else:
            self.walls.show_result(request, result)
        self.measures.setText(measured(result, request.latents))
        self.charts.setVisible(bool(result.measures))
        for chart, field in ((self.recognised, "recognised"), (self.distance, "frechet")):
            found = lines(result, field)
            chart.show_lines(
                [
                    Line(LINES[key][0], tuple((float(x), y) for x, y in points), *_ROLES[key])
                    for key, points in found.items()
                ],
                current=float(request.latents),
            )

    def show_state(self, state: Any) -> None:
        """Follow the point."""
        if isinstance(state, GeneratorState):
            self.walk.set_at(state.x, state.y)

    @Slot(float, float)
    def _moved(self, x: float, y: float) -> None:
        self.change_wanted.emit({"x": x, "y": y}, "walk")

    @Slot(float)
    def _choose(self, latents: float) -> None:
        self.change_wanted.emit({"latents": int(latents)}, "")


def _chart(name: str, form: str) -> LineChart:
    return LineChart(
        name, Axis("latents", logarithmic=True, form="g", ticks=(2.0, 8.0, 16.0)), Axis(name, form=form)
    )
