"""The bottleneck from narrow to wide: AUROC, what is rebuilt how well, and pictures of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.demos.anomaly_detection.contract import Sweep, Width
from app.demos.anomaly_detection.faces import rebuilt
from app.demos.anomaly_detection.words import width_words
from app.widgets.line_chart import Axis, Line, LineChart
from app.widgets.pictures import PictureGrid


class SweepView(QWidget):
    """`at_wanted` carries the width that is to be looked at."""

    at_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sweep: Sweep | None = None
        widths = Axis("width of the bottleneck", logarithmic=True, form=".0f")
        self.areas = LineChart("AUROC over the width", widths, Axis("AUROC", form=".2f"))
        self.errors = LineChart("Error over the width", widths, Axis("error", logarithmic=True, form=".2g"))
        self.areas.setToolTip("How well strange rows are told from normal ones; dashed: guessing")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.wall = PictureGrid("Pictures rebuilt at every width", cell=36, largest=38)
        self.wall_words = QLabel("Left half: normal pictures. Right half, framed: strange ones.")
        self.wall_words.setProperty("role", "caption")
        charts = QHBoxLayout()
        charts.setSpacing(16)
        charts.addWidget(self.areas, 1)
        charts.addWidget(self.errors, 1)
        below = QHBoxLayout()
        below.setSpacing(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(charts, 2)
        layout.addWidget(self.words)
        layout.addWidget(self.wall_words)
        layout.addWidget(self.wall, 3)
        self.areas.chosen.connect(self._chosen)
        self.errors.chosen.connect(self._chosen)
        self.wall.chosen.connect(self._pressed)

    def show_sweep(self, sweep: Sweep, shape: tuple[int, int] | None, at: int | None) -> None:
        """Show the curves, whole or as far as they have come."""
        self.sweep = sweep
        widths = sweep.widths
        ticks = tuple(float(one.width) for one in widths)
        self.areas.x_axis = self.errors.x_axis = Axis("width of the bottleneck", True, ".0f", ticks)
        top = max(max(one.auroc, one.pca_auroc) for one in widths)
        marks = tuple(mark / 4 for mark in range(5) if mark / 4 <= max(0.5, top) * 1.05)
        self.areas.y_axis = Axis("AUROC", form=".2f", ticks=marks)
        reach = (ticks[0], ticks[-1]) if len(ticks) > 1 else None
        ends = (ticks[0], ticks[-1])
        self.areas.show_lines(
            [
                Line("auto-encoder", _points(widths, "auroc"), "slot_a"),
                Line("components", _points(widths, "pca_auroc"), "ok"),
                Line("guessing", tuple((end, 0.5) for end in ends), "error", dashed=True),
            ],
            reach=reach,
        )
        self.errors.show_lines(
            [
                Line("normal rows", _points(widths, "normal_error"), "slot_a"),
                Line("strange rows", _points(widths, "strange_error"), "slot_b"),
            ],
            reach=reach,
        )
        self.wall.setVisible(shape is not None and bool(sweep.examples))
        self.wall_words.setVisible(self.wall.isVisibleTo(self))
        if shape is not None and sweep.examples:
            pictures, heads = rebuilt(sweep, shape)
            each = len(sweep.examples)
            self.wall.show_pictures(pictures, columns=each, heads=heads)
            strange = [place for place, case in enumerate(sweep.examples) if case.strange]
            self.wall.set_selected(
                [row * each + place for row in range(len(widths) + 1) for place in strange]
            )
        self.look(at)

    def look(self, at: int | None) -> None:
        """Look at one width: the one chosen, else the widest."""
        if self.sweep is None:
            return
        found = next((one for one in self.sweep.widths if one.width == at), self.sweep.widths[-1])
        self.areas.set_current(float(found.width))
        self.errors.set_current(float(found.width))
        self.words.setText(width_words(found, len(found.by_net)))

    def _chosen(self, width: float) -> None:
        self.at_wanted.emit(round(width))

    def _pressed(self, number: int) -> None:
        """A click on a rebuilt picture looks at its width."""
        if self.sweep is None or not self.sweep.examples:
            return
        row = number // len(self.sweep.examples) - 1
        if row >= 0:
            self.at_wanted.emit(self.sweep.widths[row].width)


def _points(widths: tuple[Width, ...], field: str) -> tuple[tuple[float, float], ...]:
    return tuple((float(one.width), float(getattr(one, field))) for one in widths)
