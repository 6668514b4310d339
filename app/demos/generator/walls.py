"""What the two nets drew, beside each other: walls of samples, traversals and ways, or one picture each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.demos.generator.contract import GeneratorRequest, GeneratorResult, Wall, pixels_of
from app.demos.generator.words import recognised, told
from app.widgets.labelled import PlainLabel
from app.widgets.pictures import PictureGrid

Pixels = NDArray[np.uint8]

_BESIDE = 560  # px of width from which two walls stand beside each other
_LARGEST = 64  # px of a sample's side


class Walls(QWidget):
    """`columns_` are the two nets' parts; the third wall of a way is the cross-fade of pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns_ = [WallColumn("Variational"), WallColumn("Plain"), WallColumn("Pixels")]
        self._down = False
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(20)
        for column in self.columns_:
            self.row.addWidget(column, 1)

    def show_result(self, request: GeneratorRequest, result: GeneratorResult) -> None:
        """Show a new answer."""
        self._down = request.task == "interpolate"
        for number, column in enumerate(self.columns_):
            there = number < len(result.walls)
            column.setVisible(there)
            if there:
                column.show_wall(result.walls[number], request.task == "sample")
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        beside = not self._down and self.width() >= _BESIDE
        ways = QBoxLayout.Direction
        self.row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self.row.setSpacing(20 if beside else 8)


class WallColumn(QWidget):
    """A net's pictures under its name, with what the judge says of them, and of the one under the pointer."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.wall: Wall | None = None
        self.title = PlainLabel("heading", name)
        self.grid = PictureGrid(name, largest=_LARGEST)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.below = PlainLabel("caption", "", wraps=True)
        self.one = PlainLabel("caption", "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.title)
        layout.addWidget(self.grid)
        layout.addWidget(self.below)
        layout.addWidget(self.one)
        layout.addStretch(1)
        self.grid.hovered.connect(self._tell)
        self.grid.chosen.connect(self._tell)

    def show_wall(self, wall: Wall, samples: bool) -> None:
        """Show pictures; of samples also how many the judge is sure of."""
        self.wall = wall
        self.title.setText(wall.title)
        captions = wall.captions if wall.count == wall.columns else ()  # of many rows they would be the same
        self.grid.show_pictures(
            cells(wall), captions, columns=wall.columns, heads=wall.heads, current=self.grid.current
        )
        self._fit()
        self.below.setText(recognised(wall) if samples else "")
        self.below.setVisible(samples)
        self._tell(self.grid.current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its rows: the page scrolls. A bar of its own would take width, and so change its height."""
        self.grid.setFixedHeight(max(60, self.grid.content_height()))

    def _tell(self, number: int) -> None:
        if self.wall is not None:
            at = number if number >= 0 else self.grid.current
            self.one.setText(told(self.wall, at))


def cells(wall: Wall) -> list[Pixels]:
    """The pictures of a wall's sheet, one by one."""
    whole = pixels_of(wall)
    side = whole.shape[1] // wall.columns
    return [
        whole[row * side : (row + 1) * side, column * side : (column + 1) * side]
        for row, column in (divmod(number, wall.columns) for number in range(wall.count))
    ]
