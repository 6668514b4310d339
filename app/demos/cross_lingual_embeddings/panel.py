"""What one model makes of the pairs: curves over layers, the map, the pairs by rank, the words of one pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from app.demos.cross_lingual_embeddings.contract import CrossLingualEmbeddingsResult, Layer
from app.demos.cross_lingual_embeddings.pairs_table import PairsTable
from app.demos.cross_lingual_embeddings.state import CrossLingualEmbeddingsState
from app.demos.cross_lingual_embeddings.transfer_view import TransferView
from app.demos.cross_lingual_embeddings.words_view import WordsView
from app.pages.result_panel import ResultPanel
from app.widgets.layer_curves import Curve, LayerCurves
from app.widgets.point_map import PointMap

#: Narrower than this many characters, the map stands below the curves.
_SIDE_BY_SIDE = 84


class CrossLingualPanel(ResultPanel):
    """The layer and the pair that are looked at are the same in all views."""

    result: CrossLingualEmbeddingsResult | None = None

    def build(self, content: QWidget) -> None:
        """Curves and table at the left, map at the right, the words below."""
        self._growing: list[Layer] = []
        self._mapped = -1
        self.summary = QLabel()
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        self.curves = LayerCurves("Translations found, by layer")
        self.table = PairsTable()
        self.map = PointMap("Map of both languages")
        self.map.setMinimumHeight(300)
        self.words = WordsView()
        self.transfer = TransferView()
        left = QVBoxLayout()
        left.addWidget(self.curves)
        left.addWidget(self.table, 1)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(14)
        self.halves.addLayout(left, 5)
        self.halves.addWidget(self.map, 5)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.summary)
        layout.addLayout(self.halves, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.transfer)
        self.add_view("curves", self.curves)
        self.add_view("map", self.map)
        self.add_view("alignment", self.words.ribbons)
        self.add_view("alignment", self.words.matrix)
        self.add_view("transfer", self.transfer.table)
        self.curves.chosen.connect(self._choose_layer)
        self.table.chosen.connect(self._choose_pair)
        self.map.chosen.connect(self._choose_point)
        self.words.method_wanted.connect(lambda name: self.change_wanted.emit({"method": name}, "quiet"))
        self.words.threshold_wanted.connect(
            lambda least: self.change_wanted.emit({"threshold": round(least, 2)}, "quiet")
        )

    def show_partial(self, value: object) -> None:
        """Let the curves grow."""
        if isinstance(value, Layer):
            if self._growing and value.layer <= self._growing[-1].layer:
                self._growing.clear()
            self._growing.append(value)
            if self.result is None:
                self._stack.setCurrentWidget(self.content)
                self._draw_curves(self._growing, [one.layer for one in self._growing], -1)

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self._growing.clear()
        same = self.result is not None and self.result.pairs == result.pairs
        self.result = result
        layers = [one.layer for one in result.layers]
        at = layers.index(self._layer()) if self._layer() in layers else len(layers) - 1
        self._draw_curves(result.layers, layers, at)
        self.summary.setText(told(result, request.languages, at))
        one = result.layers[at]
        pair = result.alignment.pair if result.alignment else -1
        if one.ranks is not None and result.pairs is not None:
            self.table.show_pairs(result.pairs, one.ranks, request.languages, pair)
        self._show_map(result, request.languages, at, pair, same)
        self.transfer.show_probes(result.transfer)
        self.words.show_alignment(result.alignment, request.gold, self.state.method, self.state.threshold)

    def show_state(self, state: Any) -> None:
        """Follow the method; everything else is asked anew."""
        if isinstance(state, CrossLingualEmbeddingsState):
            self.words.show_method(state.method, state.threshold)

    def _layer(self) -> int:
        assert self.result is not None
        if self.result.alignment is not None:
            return self.result.alignment.layer
        return self.result.best_layer

    def _draw_curves(self, found: Sequence[Layer], layers: Sequence[int], at: int) -> None:
        self.curves.show_curves(
            layers,
            [
                Curve("MRR →", tuple(one.mrr.forward for one in found), "slot_a"),
                Curve("MRR ←", tuple(one.mrr.backward for one in found), "slot_b"),
                Curve("P@1", tuple(one.precision_at_1 for one in found), "ok"),
                Curve("P@5", tuple(one.precision_at_5 for one in found), "muted"),
                Curve("chance", tuple(one.random for one in found), "faint", dashed=True),
            ],
            at,
        )

    def _show_map(
        self, result: CrossLingualEmbeddingsResult, languages: tuple[str, str], at: int, pair: int, same: bool
    ) -> None:
        coordinates = result.layers[at].coordinates
        if coordinates is None or result.pairs is None:
            return
        points = np.array(coordinates, np.float32)
        count = len(points) // 2
        if same and self.map.cloud is not None and self.map.cloud.points.shape == points.shape:
            self.map.animate_to(points)
        else:
            pairs = result.pairs[:count]
            self.map.show_points(
                points,
                labels=[pair[0] for pair in pairs] + [pair[1] for pair in pairs],
                groups=[0] * count + [1] * count,
                group_names=languages,
                links=[(row, row + count) for row in range(count)],
            )
        self.map.set_selected([pair, pair + count] if 0 <= pair < count else [])

    @Slot(int)
    def _choose_layer(self, at: int) -> None:
        if self.result is not None:
            self.change_wanted.emit({"layer": self.result.layers[at].layer}, "layer")

    @Slot(int)
    def _choose_pair(self, pair: int) -> None:
        self.change_wanted.emit({"pair": pair, "gold": ""}, "pair")

    @Slot(int)
    def _choose_point(self, row: int) -> None:
        if self.result is not None and row >= 0 and self.map.cloud is not None:
            self._choose_pair(row % (len(self.map.cloud) // 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() / max(1, self.fontMetrics().averageCharWidth())
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(across if room >= _SIDE_BY_SIDE else down)


def told(result: CrossLingualEmbeddingsResult, languages: tuple[str, str], at: int) -> str:
    """Say in words how well translations are found."""
    one = result.layers[at]
    there, back = languages
    words = (
        f"Layer {one.layer} of {result.depth}: of {result.count:,} sentences, {one.precision_at_1:.0%} find their "
        f"translation first; MRR {one.mrr.forward:.2f} {there}→{back}, {one.mrr.backward:.2f} {back}→{there} "
        f"(chance {one.random:.3f})."
    )
    if one.layer != result.best_layer:
        words += f" Layer {result.best_layer} is the best."
    if result.cut:
        words += f" {result.cut:,} sentences were longer than the model's window and read by their beginning."
    return words
