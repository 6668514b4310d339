"""A training as it goes: the curve, what comes back now, and what can be done with the net."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.demos.auto_encoder.contract import AutoEncoderResult, CurvePoint, TrainProgress
from app.demos.auto_encoder.sweep_view import sentence
from app.demos.auto_encoder.words import train_words
from app.widgets import theme
from app.widgets.line_chart import Axis, Line, LineChart
from app.widgets.pictures import PictureGrid

_LARGEST = 104


class TrainView(QWidget):
    """Buttons tell the page what is wanted; the page knows whether a training is on its way."""

    pause_wanted = Signal()
    resume_wanted = Signal()
    keep_wanted = Signal(str)  # the folder of the net as it is now
    open_wanted = Signal(str)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.checkpoint: Path | None = None
        self.has_curve = False
        self.words = sentence("")
        self.told = sentence("caption")
        self.pause = self._button(
            "Pause", "pause", "Leave the training where it is; Resume goes on from there"
        )
        self.resume = self._button("Resume", "play", "Go on from where it was left")
        self.keep = self._button("Keep…", "export", "Save this net as a folder that can be opened as a model")
        self.open = self._button(
            "Look into it", "search", "Open this net as the page's model: sweep and map it"
        )
        self.curve = LineChart("Learning curve", Axis("epoch"), Axis("error", logarithmic=True))
        self.grid = PictureGrid("Held-out pictures and reconstructions", largest=_LARGEST)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        for button in (self.pause, self.resume, self.keep, self.open):
            row.addWidget(button)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(16)
        self.halves.addWidget(self.curve, 2)
        self.halves.addWidget(self.grid, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.told)
        layout.addLayout(self.halves, 1)
        self.pause.clicked.connect(self.pause_wanted)
        self.resume.clicked.connect(self.resume_wanted)
        self.keep.clicked.connect(lambda: self.keep_wanted.emit(str(self.checkpoint)))
        self.open.clicked.connect(lambda: self.open_wanted.emit(str(self.checkpoint)))
        self.set_stage("empty")

    def show_progress(self, progress: TrainProgress) -> None:
        """Show how far it is."""
        self.checkpoint = progress.checkpoint
        self._show(progress.curve, progress.epochs, progress.width, progress.pca_error, progress)

    def show_result(self, epochs: int, result: AutoEncoderResult) -> None:
        """Show the end."""
        self.checkpoint = result.checkpoint
        self._show(result.curve, epochs, result.width, result.pca_error[0], result)
        self.told.setText(
            f"{result.parameters:,} numbers, learnt from {result.title}; {result.rows:,} rows were held out. "
            f"The best state of the curve is kept: error {result.error[0]:.4f}."
        )

    def set_stage(self, stage: str) -> None:
        """Offer what fits: "running", "left" (it can go on), "done" or "empty"."""
        self.pause.setVisible(stage == "running")
        self.resume.setVisible(stage == "left")
        for button in (self.keep, self.open):
            button.setVisible(stage in ("left", "done"))
        if stage == "left":
            self.told.setText(
                "Left where it is. Resume goes on, Run begins anew; it can be kept as it is now."
            )
        elif stage == "running":
            self.told.setText("")
        self.told.setVisible(stage in ("left", "done"))

    def say_kept(self, folder: str) -> None:
        """Tell where the net lies now; what is looked into from now on is that copy."""
        self.checkpoint = Path(folder)
        self.told.setText(f"Kept in {folder}: choose this folder as a model, here or on the command line.")
        self.told.setVisible(True)

    def stand(self, wide: bool) -> None:
        """Put curve and pictures side by side where there is room for both."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(across if wide else down)

    def _show(
        self,
        curve: tuple[CurvePoint, ...],
        epochs: int,
        width: int,
        pca_error: float,
        shown: TrainProgress | AutoEncoderResult,
    ) -> None:
        self.has_curve = True
        self.words.setText(train_words(curve, epochs, pca_error, width))
        lines = [
            Line("held out", tuple((p.epoch, p.held_out) for p in curve), self._role),
            Line("training", tuple((p.epoch, p.train) for p in curve[1:]), "muted"),
            Line(f"PCA of {width}", ((0.0, pca_error), (float(epochs), pca_error)), "warn", dashed=True),
        ]
        self.curve.show_lines(lines, reach=(0.0, float(epochs)))
        count = len(shown.pictures)
        nets, pcas = shown.reconstructions, shown.pca_reconstructions
        if isinstance(shown, AutoEncoderResult):
            nets, pcas = nets[0], pcas[0]
        self.grid.show_pictures(
            [*shown.pictures, *nets, *pcas], shown.names, columns=count, heads=("Picture", "Restored", "PCA"),
            current=self.grid.current,
        )  # fmt: skip
        self.grid.setMinimumHeight(self.grid.content_height())

    def _button(self, words: str, icon: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        theme.set_icon(button, icon)
        button.setToolTip(tip)
        return button
