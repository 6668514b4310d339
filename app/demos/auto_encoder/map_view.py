"""Four maps of the same held-out rows: what is pointed at or chosen on one is marked on all, and shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.demos.auto_encoder.contract import AutoEncoderResult
from app.demos.auto_encoder.words import map_words
from app.widgets.pictures import PictureGrid, PictureView
from app.widgets.point_map import PointMap
from app.widgets.point_map.legend import MapLegend

_MAPS = ("code", "pca", "tsne", "umap")
_MOST_SHOWN = 400
_SIDE = 190
_HINT = (
    "Point at a map: the picture appears here. Shift+drag draws a lasso; what it holds is marked on all four."
)


class MapView(QWidget):
    """`chosen` carries the row of a point that was clicked, or walked to."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: AutoEncoderResult | None = None
        self.row = -1
        self._pictures: NDArray[np.uint8] | None = None
        self._shown: tuple[Path | None, str] = (None, "")
        self.legend = MapLegend(self)
        self.maps = {name: PointMap(f"Map: {name}") for name in _MAPS}
        self.titles = {name: QLabel() for name in _MAPS}
        for one in self.maps.values():
            self.legend.hidden_changed.connect(one.hide_groups)
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, name in enumerate(_MAPS):
            title, one = self.titles[name], self.maps[name]
            title.setProperty("role", "caption")
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            one.legend_shown = False
            one.setMinimumHeight(130)
            one.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            row, column = divmod(place, 2)
            grid.addWidget(title, 2 * row, column)
            grid.addWidget(one, 2 * row + 1, column)
            grid.setRowStretch(2 * row + 1, 1)
            grid.setColumnStretch(column, 1)
            one.hovered.connect(self._hovered)
            one.chosen.connect(self._chosen)
            one.lassoed.connect(self._lassoed)
        self.picture = PictureView("Picture of the point")
        self.picture.setFixedSize(_SIDE, _SIDE - 40)
        self.name = QLabel()
        self.name.setProperty("role", "heading")
        self.name.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.said = QLabel(_HINT)
        self.said.setProperty("role", "caption")
        self.said.setWordWrap(True)
        self.said.setFixedWidth(_SIDE)
        self.held = PictureGrid("Pictures in the lasso", cell=28)
        self.held.setFixedWidth(_SIDE)
        self.held.chosen.connect(self._held_chosen)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(self.picture)
        side.addWidget(self.name)
        side.addWidget(self.said)
        side.addWidget(self.held, 1)
        halves = QHBoxLayout()
        halves.setSpacing(12)
        halves.addLayout(grid, 1)
        halves.addLayout(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.legend)
        layout.addLayout(halves, 1)
        self._lasso: list[int] = []

    def show_result(self, result: AutoEncoderResult) -> None:
        """Show the maps of an answer; the same rows keep what was chosen."""
        self.result = result
        self._read_pictures(result)
        groups = result.labels if result.classes else None
        for one in result.coordinates:
            self.titles[one.name].setText(map_words(one))
            self.titles[one.name].setToolTip(map_words(one))
            self.maps[one.name].show_points(one.points, groups=groups, group_names=result.classes)
        self.legend.show_cloud(self.maps["code"].cloud, "probability")
        self._lasso = []
        self.held.show_pictures([])
        self.show_row(self.row)

    def show_row(self, row: int) -> None:
        """Mark a row on every map, and show its picture."""
        result = self.result
        if result is None:
            return
        self.row = row if 0 <= row < result.rows else -1
        for one in self.maps.values():
            one.set_current(self.row)
        self._show_picture(self.row)

    def _show_picture(self, row: int) -> None:
        if self._pictures is None or not 0 <= row < len(self._pictures):
            self.picture.show_picture(None)
            self.name.setText("")
            return
        self.picture.show_picture(self._pictures[row])
        self.name.setText(self._label(row))

    def _label(self, row: int) -> str:
        result = self.result
        assert result is not None
        label = int(result.labels[row])
        return result.classes[label] if 0 <= label < len(result.classes) else f"row {row + 1}"

    def _read_pictures(self, result: AutoEncoderResult) -> None:
        """The rows' pictures from the file beside the weights; a few megabytes at most."""
        if self._shown == (result.held_out, result.data):
            return
        self._shown, self._pictures = (result.held_out, result.data), None
        shape = result.pictures.shape[1:]
        try:
            with np.load(str(result.held_out), allow_pickle=False) as file:
                rows = file[f"{result.data}.rows"][: result.rows]
        except (OSError, ValueError, KeyError):
            return
        if rows.dtype == np.uint8 and rows.shape[1] == shape[0] * shape[1]:
            self._pictures = rows.reshape(len(rows), *shape)
        else:
            from model_zoo.latent.spaces import bars

            self._pictures = bars(rows.astype(np.float32))

    @Slot(int)
    def _hovered(self, row: int) -> None:
        for one in self.maps.values():
            if one is not self.sender():
                one.set_current(row if row >= 0 else self.row)
        self._show_picture(row if row >= 0 else self.row)

    @Slot(int)
    def _chosen(self, row: int) -> None:
        self.chosen.emit(row)

    @Slot(object)
    def _lassoed(self, rows: object) -> None:
        chosen = np.asarray(rows, np.int64)
        for one in self.maps.values():
            if one is not self.sender():
                one.set_selected(chosen)
        self._lasso = chosen[:_MOST_SHOWN].tolist()
        if self._pictures is not None:
            names = [self._label(row) for row in self._lasso]
            self.held.show_pictures(self._pictures[self._lasso])
            self.held.setToolTip(", ".join(sorted(set(names))))
        self.said.setText(f"{len(chosen):,} in the lasso{self._mixture(chosen)}" if len(chosen) else _HINT)

    def _mixture(self, rows: NDArray[np.int64]) -> str:
        assert self.result is not None
        if not self.result.classes or not len(rows):
            return ""
        labels, counts = np.unique(self.result.labels[rows], return_counts=True)
        order = counts.argsort()[::-1][:3]
        return ": " + ", ".join(
            f"{counts[k]} {self.result.classes[labels[k]]}" for k in order if labels[k] >= 0
        )

    @Slot(int)
    def _held_chosen(self, place: int) -> None:
        if place < len(self._lasso):
            self.chosen.emit(self._lasso[place])
