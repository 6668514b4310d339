"""The walk: two planes with one point on both, and what each net draws there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.demos.generator.contract import GeneratorRequest, GeneratorResult, Wall, pixels_of
from app.demos.generator.pad import Pad
from app.demos.generator.words import told
from app.widgets.labelled import PlainLabel
from app.widgets.pictures import PictureView


class WalkView(QWidget):
    """`moved(x, y)`: the point was moved on either plane."""

    moved = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = [_Part("Variational"), _Part("Plain")]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        for part in self.parts:
            part.pad.moved.connect(self._moved)
            row.addWidget(part, 1)

    def show_result(self, request: GeneratorRequest, result: GeneratorResult) -> None:
        """Show a new answer. A point that is being dragged has moved on already: it stays where it is."""
        for number, part in enumerate(self.parts):
            part.show_picture(result.walls[number])
            surroundings = result.maps[number]
            part.pad.show_map(
                pixels_of(surroundings),
                surroundings.columns,
                result.reach,
                result.places[number],
                request.axes,
            )

    def set_at(self, x: float, y: float) -> None:
        """Put the point somewhere."""
        for part in self.parts:
            part.pad.set_at(x, y)

    def _moved(self, x: float, y: float) -> None:
        self.set_at(x, y)
        self.moved.emit(x, y)


class _Part(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.title = PlainLabel("heading", name)
        self.pad = Pad(f"{name}: the plane of two latents")
        self.picture = PictureView(f"{name}: what is drawn at the point")
        self.picture.setFixedSize(132, 132)
        self.below = PlainLabel("caption", "", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.pad, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.picture)
        foot.addWidget(self.below, 1)
        layout.addLayout(foot)
        self.pad.setMinimumHeight(250)

    def show_picture(self, wall: Wall) -> None:
        """Show what is drawn at the point."""
        self.title.setText(wall.title)
        self.picture.show_picture(pixels_of(wall))
        self.below.setText(told(wall, 0))
