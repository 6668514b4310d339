"""What one model makes of the word: a layer slider with the curve of separation, and matrix and map below it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.demos.contextual_embeddings.contract import ContextualEmbeddingsResult
from app.demos.contextual_embeddings.corpus_view import CorpusView
from app.demos.contextual_embeddings.layer_curve import LayerCurve
from app.demos.contextual_embeddings.layers_view import LayersView
from app.demos.contextual_embeddings.marks import find
from app.demos.contextual_embeddings.state import ContextualEmbeddingsState
from app.demos.contextual_embeddings.words import correction_words, nearest_words
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.slot_badge import ROLES

#: Narrower than this many characters, matrix and map stand above one another.
_SIDE_BY_SIDE = 78
_PLAY_MS = 900
_PARTS = ("beginning", "middle", "end")
_ASK_SENTENCES = ("Nothing to show yet", "The answer appears here as soon as the model has one.")
_ASK_CORPUS = (
    "Every word of a text, with its vector",
    "Choose a text, a CSV or a Parquet file, and press Run. The model reads it once; after that, a look-up is quick.",
)


class ContextualEmbeddingsPanel(ResultPanel):
    """All views look at one layer and one sentence."""

    result: ContextualEmbeddingsResult | None = None
    _parts: tuple[int, ...] = ()  # of each sentence, where its word stands

    def build(self, content: QWidget) -> None:
        """The slider and its curve on top, the views below, and what is nearest at the foot."""
        role = ROLES[self.index]
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Layer")
        self.slider.setToolTip("Go through the layers, from the input to the model's last one")
        self.slider.setPageStep(1)
        self.play = QToolButton()
        theme.set_icon(self.play, "play")
        self.play.setToolTip("Go through all layers, one after the other")
        self.play.setAccessibleName("Play the layers")
        self.layer_name = QLabel()
        self.layer_name.setProperty("role", "heading")
        self.layer_name.setTextFormat(Qt.TextFormat.PlainText)
        self.layer_name.setFixedWidth(self.fontMetrics().horizontalAdvance("Layer 00 of 00 "))
        self.curve = LayerCurve()
        self.own = LayersView("", role)
        self.raw = LayersView(", uncorrected", role)
        self.raw.hide()
        self.nearest = QLabel()
        self.nearest.setProperty("role", "muted")
        self.nearest.setWordWrap(True)
        self.nearest.setTextFormat(Qt.TextFormat.PlainText)
        self.nearest.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.nearest.setMinimumHeight(self.fontMetrics().lineSpacing())
        self._timer = QTimer(self)
        self._timer.setInterval(_PLAY_MS)
        top = QGridLayout()
        top.setHorizontalSpacing(6)
        top.setVerticalSpacing(0)
        top.setColumnStretch(2, 1)
        top.addWidget(self.layer_name, 0, 0)
        top.addWidget(self.play, 0, 1)
        top.addWidget(self.slider, 0, 2)
        top.addWidget(self.curve, 1, 2)
        self.pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.pair.setSpacing(20)
        self.pair.addWidget(self.own, 1)
        self.pair.addWidget(self.raw, 1)
        self.sentences = QWidget()
        self.corpus = CorpusView()
        self.corpus.hide()
        both = QVBoxLayout(content)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.sentences)
        both.addWidget(self.corpus)
        layout = QVBoxLayout(self.sentences)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(self.pair, 1)
        layout.addWidget(self.nearest)
        self.add_view("matrix", self.own.matrix)
        self.add_view("map", self.own.map)
        self.add_view("matrix_raw", self.raw.matrix)
        self.add_view("map_raw", self.raw.map)
        self.add_view("separation", self.curve)
        self.add_view("corpus_map", self.corpus.map)
        self.add_view("words", self.corpus.list)
        self.corpus.change_wanted.connect(self.change_wanted)
        self.slider.valueChanged.connect(self._slid)
        self.curve.chosen.connect(self.slider.setValue)
        self.play.clicked.connect(self._play)
        self._timer.timeout.connect(self._step)
        for view in (self.own, self.raw):
            view.chosen.connect(self._choose)

    # -- showing --------------------------------------------------------------------------------------------

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer at the layer that the state looks at."""
        self.result = result
        self._timer.stop()
        self.sentences.setVisible(result.corpus is None)
        self.corpus.setVisible(result.corpus is not None)
        if result.corpus is not None:
            self.corpus.show_corpus(request, result.corpus)
            self._arrange()
            self.show_state(self.state)
            return
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(result.layers) - 1)
            self.slider.setValue(self._index())
        self.slider.setEnabled(len(result.layers) > 1)
        self.play.setEnabled(len(result.layers) > 1)
        self.curve.setVisible(result.separation is not None)
        if result.separation is not None:
            self.curve.show_separation(result.separation, result.raw_separation)
        self._parts = tuple(find(0, sentence, request.word).part for sentence in request.sentences)
        groups, names = self._groups()
        views = [(self.own, result.layers), (self.raw, result.raw)]
        for view, layers in views:
            view.setVisible(layers is not None)
            if layers is not None:
                view.show_layers(layers, self.slider.value(), request.sentences, result.labels, groups, names)
        self.own.heading.setText(correction_words(request.correction, result.components))
        self.own.heading.setVisible(result.raw is not None)
        self.raw.heading.setText("Uncorrected")
        self._arrange()
        self.show_state(self.state)

    def show_state(self, state: Any) -> None:
        """Follow the layer, the sentence and the colours."""
        result = self.result
        if not isinstance(state, ContextualEmbeddingsState):
            return
        self._show_mode(state)
        if result is None:
            return
        if result.corpus is not None:
            self.corpus.show_row(state.row)
            return
        index = self._index()
        with QSignalBlocker(self.slider):
            self.slider.setValue(index)
        self.curve.set_current(index)
        layer = result.layers[index].layer
        self.layer_name.setText("Input" if layer == 0 else f"Layer {layer} of {result.depth}")
        at = state.at if state.at < len(result.labels) else -1
        groups, names = self._groups()
        for view in self._shown():
            view.recolour(groups, names)
            view.go_to(index)
            view.set_chosen(at)
        self.nearest.setText(nearest_words(result, index, at))

    def _show_mode(self, state: ContextualEmbeddingsState) -> None:
        """An answer to the other question is no answer to this one: say what to do instead."""
        corpus = state.mode == "corpus"
        fits = self.result is not None and corpus == (self.result.corpus is not None)
        self.status.setVisible(fits or self.progress.isVisible())
        if fits:
            self._stack.setCurrentWidget(self.content)
            return
        words = _ASK_CORPUS if corpus else _ASK_SENTENCES
        self.empty.say(*words)
        self._stack.setCurrentWidget(self.empty)

    def _shown(self) -> list[LayersView]:
        return [self.own] if self.result is None or self.result.raw is None else [self.own, self.raw]

    def _index(self) -> int:
        """The entry of the layer that is looked at: the last one not above it, for models may differ in depth."""
        assert self.result is not None
        wanted = self.state.layer
        below = [at for at, one in enumerate(self.result.layers) if wanted is None or one.layer <= wanted]
        return below[-1] if below else 0

    def _groups(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Of each sentence the number of its colour (-1: none), and the colours' names."""
        assert self.result is not None
        if self.state.colour == "sentence":
            count = len(self.result.labels)
            return tuple(range(count)), tuple(f"{number + 1}" for number in range(count))
        if self.state.colour == "part":
            return self._parts, _PARTS
        names = [name for name in dict.fromkeys(self.result.groups) if name]
        numbers = {name: number for number, name in enumerate(names)}
        return tuple(numbers.get(name, -1) for name in self.result.groups), tuple(names)

    # -- what the user does ---------------------------------------------------------------------------------

    @Slot(int)
    def _slid(self, index: int) -> None:
        assert self.result is not None
        self.change_wanted.emit({"layer": self.result.layers[index].layer}, "quiet")

    @Slot(int)
    def _choose(self, at: int) -> None:
        self.change_wanted.emit({"at": at}, "quiet")

    @Slot()
    def _play(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            return
        if self.slider.value() == self.slider.maximum():
            self.slider.setValue(0)
        self._timer.start()

    @Slot()
    def _step(self) -> None:
        if self.slider.value() >= self.slider.maximum() or not self.isVisible():
            self._timer.stop()
        else:
            self.slider.setValue(self.slider.value() + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Two sets of views stand side by side where each has room; within each, matrix and map likewise."""
        room = self.width() / self.fontMetrics().averageCharWidth()
        self.corpus.stand(room)
        both = self.result is not None and self.result.raw is not None
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        beside = room >= _SIDE_BY_SIDE
        self.pair.setDirection(across if beside else down)
        for view in (self.own, self.raw):
            view.stand(beside and not both)
