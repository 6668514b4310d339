"""The words of one pair: ribbons between the two sentences, and the matrix behind them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QVBoxLayout, QWidget

from app.demos.cross_lingual_embeddings.contract import Alignment, Links, Method
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.heat_map import Cell, HeatMap
from app.widgets.labelled import labelled
from app.widgets.ribbons import Ribbon, Ribbons
from app.widgets.segmented import Segmented

_METHODS = (
    ("argmax", "Argmax", "Words that are each other's nearest: few links, mostly right"),
    ("itermax", "Itermax", "Argmax, then once more among what is left: more links"),
    ("match", "Match", "Each word in one link at most, the best sum: the most links"),
)


class WordsView(QWidget):
    """`method_wanted` carries the name of a method."""

    method_wanted = Signal(str)
    threshold_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Alignment | None = None
        self._gold: frozenset[tuple[int, int]] = frozenset()
        self._method: Method = "itermax"
        self._threshold = 0.0
        heading = QLabel("Word by word")
        heading.setProperty("role", "heading")
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.methods = Segmented("Method", _METHODS)
        self.methods.chosen.connect(lambda name: self.method_wanted.emit(str(name)))
        self.threshold = QDoubleSpinBox()
        self.threshold.setRange(0.0, 1.0)
        self.threshold.setSingleStep(0.05)
        self.threshold.setKeyboardTracking(False)  # a number half typed would be written over
        self.threshold.setAccessibleName("Least cosine of a link")
        self.threshold.setToolTip("Links of words that are less alike are not drawn; 0 draws all")
        self.threshold.valueChanged.connect(self.threshold_wanted)
        theme.pad(self.threshold)
        self.ribbons = Ribbons("Links between the words")
        self.matrix = HeatMap("Cosine of every two words")
        top = FlowLayout(gap=10)
        for one in (heading, self.methods, labelled("from cosine", self.threshold), self.note):
            top.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.ribbons)
        layout.addWidget(self.matrix)
        self.ribbons.hovered.connect(self._hovered)

    def show_alignment(
        self, found: Alignment | None, gold: str, method: Method, threshold: float = 0.0
    ) -> None:
        """Show the words of a pair; `gold` are the right links, if they are known."""
        self._shown = found
        self.setVisible(found is not None)
        if found is None:
            return
        self._gold = _links(gold)
        first, second = self._words()
        cells = [
            [Cell(f"{value:.2f}".replace("-", "−"), max(0.0, value)) for value in row] for row in found.matrix
        ]
        self.matrix.show_cells(first, second, cells)
        self.show_method(method, threshold)

    def show_method(self, method: Method, threshold: float = 0.0) -> None:
        """Show another method's links, of those the ones with a cosine of at least `threshold` (0: all)."""
        self._method, self._threshold = method, threshold
        with QSignalBlocker(self.threshold):
            self.threshold.setValue(threshold)
        self.methods.set_value(method)
        links = self._links()
        if self._shown is None or links is None:
            return
        ribbons = [
            Ribbon(one.a, one.b, one.score, (one.a, one.b) in self._gold if self._gold else None)
            for one in links.links
            if one.score >= threshold or threshold == 0
        ]
        self.ribbons.show_words(*self._words(), ribbons)
        words = f"pair {self._shown.pair + 1}, layer {self._shown.layer}, {len(ribbons)} links"
        if len(ribbons) < len(links.links):
            words += f" of {len(links.links)}"
        if links.error_rate is not None:
            words += f", alignment error rate {links.error_rate:.2f}"
        self.note.setText(words)

    def _words(self) -> tuple[list[str], list[str]]:
        assert self._shown is not None
        one, two = self._shown.texts
        return [one[slice(*word)] for word in self._shown.words_a], [
            two[slice(*word)] for word in self._shown.words_b
        ]

    def _links(self) -> Links | None:
        if self._shown is None:
            return None
        return next((one for one in self._shown.methods if one.method == self._method), None)

    def _hovered(self, side: int, word: int) -> None:
        self.matrix.set_column(word if side == 1 else -1)


def _links(gold: str) -> frozenset[tuple[int, int]]:
    """Links of a text that the engine has read: "0-0 1?2"."""
    parts = gold.replace("?", "-").replace("p", "-").split()
    return frozenset((int(part.split("-")[0]), int(part.split("-")[1])) for part in parts)
