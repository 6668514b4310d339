"""What one model makes of the inputs: a sweep over widths, four maps, a training, or two ways to begin one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.contract import UserError
from app.demos.auto_encoder.contract import (
    AutoEncoderRequest,
    AutoEncoderResult,
    StartProgress,
    TrainProgress,
)
from app.demos.auto_encoder.map_view import MapView
from app.demos.auto_encoder.start_view import StartView
from app.demos.auto_encoder.state import AutoEncoderState
from app.demos.auto_encoder.sweep_view import SweepView
from app.demos.auto_encoder.train_view import TrainView
from app.pages.result_panel import ResultPanel
from app.widgets.slot_badge import ROLES

#: Narrower than this many characters, curves stand below the pictures.
_SIDE_BY_SIDE = 92
_EMPTY = {
    "sweep": ("Nothing to show yet", "The answer appears here as soon as the model has one."),
    "map": ("No maps yet", "They appear here as soon as the model has placed its held-out pictures."),
    "train": (
        "Train a net of your own",
        "Press Run: the curve grows as it learns, and you can pause, stop and keep it.",
    ),
    "start": ("Nothing measured yet", "Press Run: four runs of one net, one after the other."),
}


class AutoEncoderPanel(ResultPanel):
    """Shows the view of the mode that is open; what another mode answered last waits behind it."""

    result: AutoEncoderResult | None = None

    def build(self, content: QWidget) -> None:
        """All views, of which the mode's is seen."""
        role = ROLES[self.index]
        self.sweep, self.maps = SweepView(role), MapView()
        self.train, self.start = TrainView(role), StartView()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        for view in (self.sweep, self.maps, self.train, self.start):
            layout.addWidget(view, 1)
        self.add_view("reconstructions", self.sweep.grid)
        self.add_view("errors", self.sweep.chart)
        for one in self.maps.maps.values():
            self.add_view("maps", one)
        self.add_view("curve", self.train.curve)
        self.add_view("starts", self.start.curve)
        self.train.grid.menu_wanted.connect(lambda at: self.menu_wanted.emit("reconstructions", at))
        self.sweep.chosen.connect(lambda width: self.change_wanted.emit({"width": width}, "width"))
        self.maps.chosen.connect(lambda row: self.change_wanted.emit({"row": row}, "quiet"))
        self._there: set[str] = set()
        self._show_mode("sweep")

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer in the view of its task."""
        self.result = result
        if result.task == "sweep":
            self.sweep.show_result(result)
        elif result.task == "map":
            self.maps.show_result(result)
        elif result.task == "train":
            self.train.show_result(request.epochs, result)
            self.train.set_stage("done")
        else:
            last = max((p.epoch for one in result.starts for p in one.curve), default=1.0)
            self.start.show_starts(result.starts, result.floor, result.notes, last)
        self._there.add(result.task)
        self._show_mode(self.state.mode)

    def show_partial(self, value: object) -> None:
        """Show a training while it goes on."""
        if isinstance(value, TrainProgress):
            self.train.show_progress(value)
            self.train.set_stage("running")
            self._there.add("train")
        elif isinstance(value, StartProgress):
            self.start.show_starts(value.starts, value.floor, (), float(value.epochs))
            self._there.add("start")
        else:
            return
        self.set_stale(False)
        self._show_mode(self.state.mode)

    def show_state(self, state: Any) -> None:
        """Follow the mode, the width and the point that is looked at."""
        if not isinstance(state, AutoEncoderState):
            return
        self._show_mode(state.mode)
        if state.mode == "sweep" and self.sweep.width_shown != state.width:
            self.sweep.show_width(state.width)
        if state.row != self.maps.row:
            self.maps.show_row(state.row)
        if state.mode in ("train", "start") and self.record is not None and not self.progress.isVisible():
            changed = self.record.result.task == state.mode and not _asks(state, self.record.request)
            self.set_stale(changed)
            if changed:
                self.status.setText("The inputs have changed: press Run")

    def show_stopped(self, words: str) -> None:
        """A training that was stopped stays as it is, and can go on."""
        super().show_stopped(words)
        if self.state.mode == "train" and self.train.checkpoint is not None and self.train.has_curve:
            self.set_stale(False)
            self.train.set_stage("left")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        self.sweep.stand(wide)
        self.train.stand(wide)

    def _show_mode(self, mode: str) -> None:
        views = {"sweep": self.sweep, "map": self.maps, "train": self.train, "start": self.start}
        for name, view in views.items():
            view.setVisible(name == mode)
        self._stack.setCurrentWidget(self.content if mode in self._there else self.empty)
        self.empty.say(*_EMPTY[mode])


def _asks(state: AutoEncoderState, request: AutoEncoderRequest) -> bool:
    try:
        return replace(state.request(), resume=False) == replace(request, resume=False)
    except UserError:
        return False
