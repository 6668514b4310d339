"""Two trainings replayed: one whose codebook collapsed and one that was looked after."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from app.demos.latent_codes.contract import Run, Snapshot
from app.demos.latent_codes.state import LatentCodesState
from app.demos.latent_codes.usage_bars import UsageBars
from app.widgets import theme
from app.widgets.line_chart import Axis, Line, LineChart
from app.widgets.pictures import PictureView

_PACE = 700  # ms that a snapshot is seen while they are played
_ROLES = ("slot_a", "slot_b")


class CollapseView(QWidget):
    """`changed(fields, merge)` asks for another snapshot; both trainings show the last one up to its step."""

    changed = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[Run, ...] = ()
        self.steps: list[int] = []
        self.at = 0
        self.chart = LineChart(
            "Perplexity over the training", Axis("step", True, "g"), Axis("perplexity", False, ".0f")
        )
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Step of the trainings")
        self.play = QToolButton()
        self.play.setCheckable(True)
        self.play.setAccessibleName("Play the trainings")
        self.play.setToolTip("Play the trainings from the first step to the last")
        theme.set_icon(self.play, "play", "muted")
        self.step = QLabel()
        self.step.setProperty("role", "muted")
        self.step.setMinimumWidth(90)
        self._timer = QTimer(self)
        self._timer.setInterval(_PACE)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self.play, self.slider, self.step):
            line.addWidget(widget)
        self._columns = QGridLayout()
        self._columns.setHorizontalSpacing(20)
        self._columns.setVerticalSpacing(3)
        self.titles: list[QLabel] = []
        self.notes: list[QLabel] = []
        self.pictures: list[PictureView] = []
        self.bars: list[UsageBars] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.chart, 1)
        column.addLayout(line)
        column.addLayout(self._columns, 1)
        for place in range(2):  # now that the layout has a widget: it owns what is added to it
            self._column(place)
        self.slider.valueChanged.connect(self._moved)
        self.chart.chosen.connect(self._clicked)
        self.play.toggled.connect(self._toggled)
        self._timer.timeout.connect(self._next)

    def _column(self, place: int) -> None:
        title, note = QLabel(), QLabel()
        title.setWordWrap(True)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        picture, bars = PictureView("Held-out pictures from their codes"), UsageBars("Codes at this step")
        seen = QWidget()
        beside = QHBoxLayout(seen)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(10)
        beside.addWidget(picture, 3)
        beside.addWidget(bars, 2)
        for row, widget in enumerate((title, note, seen)):
            self._columns.addWidget(widget, row, place)
        self._columns.setRowStretch(2, 1)
        self.titles.append(title)
        self.notes.append(note)
        self.pictures.append(picture)
        self.bars.append(bars)
        self._columns.setColumnStretch(place, 1)

    def show_runs(self, runs: tuple[Run, ...]) -> None:
        """Show two trainings."""
        self.runs = runs[:2]
        self.steps = sorted({shot.step for run in self.runs for shot in run.snapshots})
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(self.steps) - 1))
        self.slider.blockSignals(False)
        lines = [
            Line(run.title, tuple((max(1, shot.step), shot.perplexity) for shot in run.snapshots), role)
            for run, role in zip(self.runs, _ROLES, strict=False)
        ]
        self.chart.show_lines(lines)
        self._show()

    def show_state(self, state: LatentCodesState) -> None:
        """Follow the snapshot."""
        self.at = state.snapshot
        if state.mode != "collapse":
            self.play.setChecked(False)
        self._show()

    def shot(self, run: Run) -> Snapshot:
        """Give a training's last snapshot up to the step that is shown."""
        step = self.steps[min(self.at, len(self.steps) - 1)]
        return [one for one in run.snapshots if one.step <= step][-1]

    def _show(self) -> None:
        if not self.steps:
            return
        at = min(self.at, len(self.steps) - 1)
        self.slider.blockSignals(True)
        self.slider.setValue(at)
        self.slider.blockSignals(False)
        self.step.setText(f"step {self.steps[at]:,}")
        self.chart.set_current(max(1, self.steps[at]))
        for place, run in enumerate(self.runs):
            shot = self.shot(run)
            used = sum(count > 0 for count in shot.counts)
            self.titles[place].setText(
                f"{run.title}: {used} of {len(shot.counts)} codes used, perplexity {shot.perplexity:.1f}, "
                f"{shot.psnr:.1f} dB"
            )
            self.notes[place].setText(run.note)
            self.pictures[place].show_picture(shot.pictures.pixels if shot.pictures else None)
            self.bars[place].show_counts(shot.counts)

    @Slot(int)
    def _moved(self, at: int) -> None:
        self.changed.emit({"snapshot": at}, "quiet")

    @Slot(float)
    def _clicked(self, x: float) -> None:
        self.changed.emit({"snapshot": self.steps.index(round(x))}, "quiet")

    @Slot(bool)
    def _toggled(self, playing: bool) -> None:
        theme.set_icon(self.play, "pause" if playing else "play", "muted")
        if playing:
            if self.at >= len(self.steps) - 1:
                self.changed.emit({"snapshot": 0}, "quiet")
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def _next(self) -> None:
        if self.at >= len(self.steps) - 1:
            self.play.setChecked(False)
        else:
            self.changed.emit({"snapshot": self.at + 1}, "quiet")
