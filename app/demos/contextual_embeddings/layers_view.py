"""Matrix and map of the layer that is looked at, linked: what is chosen in one is marked in the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.demos.contextual_embeddings import arrival
from app.demos.contextual_embeddings.band_legend import BandLegend
from app.demos.contextual_embeddings.contract import Layer
from app.demos.contextual_embeddings.drawings import lowest
from app.demos.contextual_embeddings.matrix_view import MatrixView, written
from app.widgets.point_map import PointMap
from app.widgets.popover import Popover, Story


class LayersView(QWidget):
    """One set of layers, corrected or not. `chosen` carries a sentence's number."""

    chosen = Signal(int)

    def __init__(self, name: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layers: tuple[Layer, ...] = ()
        self.sentences: tuple[str, ...] = ()
        self.labels: tuple[str, ...] = ()
        self.index = 0
        self._groups: tuple[int, ...] = ()
        self._names: tuple[str, ...] = ()
        self._maps: list[NDArray[np.float64]] = []
        self._low = 0.0
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.matrix = MatrixView(f"Similarity of every pair{name}")
        self.legend = BandLegend()
        self.map = PointMap(f"Map of the sentences{name}")
        # Neither asks for more height than the page has; both take what there is.
        self.map.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.popover = Popover(self)
        self.popover.colour_role = role
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.matrix, 1)
        left.addWidget(self.legend)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(16)
        self.halves.addLayout(left, 1)
        self.halves.addWidget(self.map, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.heading)
        layout.addLayout(self.halves, 1)
        self.matrix.chosen.connect(self._choose_pair)
        self.matrix.hovered.connect(self._hover_pair)
        self.map.chosen.connect(self.chosen)

    def show_layers(
        self,
        layers: Sequence[Layer],
        index: int,
        sentences: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[int],
        names: Sequence[str],
    ) -> None:
        """Show an answer at its entry `index`; points that were there before move from where they were."""
        known, before = self.sentences, self._maps[self.index] if self._maps else None
        self.layers, self.sentences, self.labels = tuple(layers), tuple(sentences), tuple(labels)
        self.index = index
        self._maps = [np.array(one.coordinates) for one in layers]
        self._low = lowest(layers)
        start = None
        if before is not None:
            turn = arrival.turned(self.sentences, self._maps[index], known, before)
            self._maps = [one @ turn for one in self._maps]
            near = [[one.index for one in found] for found in layers[index].neighbours]
            start = arrival.starts(self.sentences, near, known, before)
        self._colour(groups, names)
        self._show_points(self._maps[index] if start is None else start, start is not None)
        if start is not None:
            self.map.animate_to(self._maps[index].astype(np.float32))
        self._show_matrix()

    def recolour(self, groups: Sequence[int], names: Sequence[str]) -> None:
        """Colour by something else."""
        if (tuple(groups), tuple(names)) != (self._groups, self._names):
            self._colour(groups, names)
            self._show_points(self._maps[self.index], True)
            self._show_matrix()

    def go_to(self, index: int) -> None:
        """Look at another layer; the points move there."""
        if index != self.index and 0 <= index < len(self.layers):
            self.index = index
            self.map.animate_to(self._maps[index].astype(np.float32))
            self._show_matrix()

    def set_chosen(self, at: int) -> None:
        """Mark a sentence in both views."""
        if self.matrix.current[0] != at:
            self.matrix.set_current(at)
        self.map.set_current(at)

    def stand(self, wide: bool) -> None:
        """Put matrix and map side by side, or one above the other."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(across if wide else down)
        self.map.setMinimumHeight(0 if wide else 260)
        self.matrix.setMinimumHeight(0 if wide else 260)

    def _colour(self, groups: Sequence[int], names: Sequence[str]) -> None:
        self._groups, self._names = tuple(groups), tuple(names)

    def _show_points(self, points: NDArray[np.float64], keep: bool) -> None:
        self.map.show_points(
            points.astype(np.float32),
            labels=[f"{number} {label}" for number, label in enumerate(self.labels, 1)],
            groups=self._groups or None,
            group_names=self._names,
            keep_view=keep,
        )

    def _show_matrix(self) -> None:
        one = self.layers[self.index]
        self.matrix.show_matrix(np.array(one.matrix), self._low, self.labels, self._groups)
        self.legend.show_band(self._low, one.random_pairs)

    def _choose_pair(self, row: int, _column: int) -> None:
        self.chosen.emit(row)

    def _hover_pair(self, row: int, column: int) -> None:
        if row < 0:
            self.popover.hide()
            return
        at = self.matrix.below(row, column)
        self.popover.tell(self.story(row, column), at + QPoint(0, 2))

    def story(self, row: int, column: int) -> Story:
        """Say how alike two sentences' words are, and whether that is more than chance."""
        one = self.layers[self.index]
        value, band = one.matrix[row][column], one.random_pairs
        if row == column:
            return Story(f"{row + 1}  {self.labels[row]}", "the same word in the same place")
        where = "within the band of random pairs"
        if value > band.p95:
            where = "more alike than 95% of random pairs"
        elif value < band.p05:
            where = "less alike than 95% of random pairs"
        heading = f"{row + 1}  {self.labels[row]}"
        return Story(heading, f"{column + 1}  {self.labels[column]}", (), f"cosine {written(value)}: {where}")
