"""Two models: how alike their layers are (CKA; Kornblith et al. 2019), and which one parts the senses better."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.contextual_embeddings.contract import ContextualEmbeddingsResult
from app.demos.contextual_embeddings.words import best, layer_name
from app.widgets.heat_map import Cell, HeatMap
from app.widgets.legend import ScaleLegend
from model_zoo.embedding.cka import between


class Comparison(QWidget):
    """A heat map with the layers of B from left to right and those of A upwards, and sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel("Layers of A and B")
        heading.setProperty("role", "heading")
        heading.setToolTip(
            "Linear CKA over 100 ordinary words: 1 where two layers arrange them alike, 0 where they do not"
        )
        self.words = QLabel()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.legend = ScaleLegend("probability", "alike (CKA)", "0", "1")
        self.map = HeatMap("How alike the layers of A and B are")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.words)
        layout.addWidget(self.map)
        self.hide()

    def show_records(self, first: RunRecord, second: RunRecord) -> None:
        """Compare two answers to one request."""
        one, two = first.result, second.result
        if one.corpus is not None:
            self.hide()  # the lists beside each other are the comparison
            return
        alike = similarity(one, two)
        self.words.setText(" ".join(sentences(one, two, alike)))
        for widget in (self.map, self.legend):
            widget.setVisible(alike is not None)
        if alike is not None:
            rows = [_named("A", layer) for layer in range(len(alike))]
            columns = [_named("B", layer) for layer in range(alike.shape[1])]
            cells = [
                [Cell(f"{max(0.0, value):.2f}", max(0.0, value)) for value in row] for row in alike.tolist()
            ]
            self.map.show_cells(rows[::-1], columns, cells[::-1])


def similarity(
    one: ContextualEmbeddingsResult, two: ContextualEmbeddingsResult
) -> NDArray[np.float64] | None:
    """CKA between all layers [layers of A, layers of B]; None where the answers hold no gram matrices."""
    if one.grams is None or two.grams is None:
        return None
    return between([np.array(gram) for gram in one.grams], [np.array(gram) for gram in two.grams])


def sentences(
    one: ContextualEmbeddingsResult, two: ContextualEmbeddingsResult, alike: NDArray[np.float64] | None
) -> list[str]:
    """Say where the models agree most, and at which layer each parts the senses best."""
    found = []
    if alike is not None:
        a, b = np.unravel_index(int(alike.argmax()), alike.shape)
        found.append(
            f"Most alike are {layer_name(int(a))} of A and {layer_name(int(b))} of B (CKA {alike[a, b]:.2f}); "
            f"the last layers have {max(0.0, alike[-1, -1]):.2f}."
        )
    mine, theirs = best(one.separation), best(two.separation)
    if mine is not None and theirs is not None:
        found.append(
            f"The senses stand best apart at {layer_name(mine.layer)} of A ({mine.accuracy:.0%} with a nearest "
            f"neighbour of their own sense) and at {layer_name(theirs.layer)} of B ({theirs.accuracy:.0%})."
        )
    return found


def _named(model: str, layer: int) -> str:
    return f"{model} input" if layer == 0 else f"{model} {layer}"
