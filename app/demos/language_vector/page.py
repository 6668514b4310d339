"""The page of language-vector: sentences, two languages, a slider along the vector, and what becomes of the words."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.record import RunRecord
from app.demos.language_vector.checks import LARGEST
from app.demos.language_vector.comparison import Comparison
from app.demos.language_vector.contract import LanguageVectorResult
from app.demos.language_vector.curves_view import HIGH, LOW
from app.demos.language_vector.panel import LanguageVectorPanel
from app.demos.language_vector.state import LanguageVectorState
from app.demos.language_vector.words import NAMES, name
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets.flow_layout import FlowLayout
from app.widgets.segmented import Segmented
from app.widgets.slider_field import SliderField, SlidingSpin, WholeSlidingSpin
from app.widgets.text_editor import TextEditor

_LAYERS = 12  # until a model has told how many it has
_LONGEST_CODE = 20


class LanguageVectorPage(DemoPage):
    """Write sentences, choose two languages, and pull the slider."""

    comparison_first = True
    delay_ms = 20

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The sentences, and below them the options in as many lines as they need."""
        self.editor = TextEditor("Sentences, one a line", lines=(2, 4))
        self.editor.setPlaceholderText("Write sentences in the source language, one a line.")
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)
        layout.addWidget(self.errors.place("sentences"))
        self.bind("text", self.editor)
        options = QWidget()
        flow = FlowLayout(options, gap=16)
        self.source = self._language("source", "The language of the sentences")
        self.target = self._language("target", "The language to move towards")
        flow.addWidget(_row(_muted("From"), self.source, _muted("to"), self.target))
        for widget in (self._alpha(), self._layer(), self._map(), self._pairs()):
            flow.addWidget(widget)
        layout.addWidget(options)
        layout.addWidget(self.errors.place("source", "target", "alpha", "layer", "pairs", "others"))
        self.ran.connect(self._learn_layers)

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model says."""
        return LanguageVectorPanel(index)

    def make_comparison(self) -> QWidget:
        """Both models' shares."""
        return Comparison()

    def follow(self, state: object) -> None:
        """Offer languages that only a file of the user's has."""
        if isinstance(state, LanguageVectorState):
            for combo, code in ((self.source, state.source), (self.target, state.target)):
                _offer(combo, code)

    @Slot(object)
    def _learn_layers(self, record: RunRecord) -> None:
        """Let the slider reach as far as the deepest model on the page."""
        records = [self.record(0), self.record(1), record]
        results = [one.result for one in records if one is not None]
        deepest = max(one.layers for one in results if isinstance(one, LanguageVectorResult)) - 1
        self.layer.set_reach(0, deepest)
        self.binder.show(self.state())

    def _language(self, field: str, tip: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(tip)
        combo.setToolTip(tip)
        for code, words in NAMES.items():
            combo.addItem(words, code)
        self.bind(field, combo)
        return combo

    def _alpha(self) -> QWidget:
        spin = SlidingSpin(-LARGEST, LARGEST, 0.05, 2)
        field = SliderField(
            "alpha",
            spin,
            reach=(LOW, HIGH),
            tip="How far along the vector: 0 adds nothing, 1 the whole difference of the two means",
        )
        field.slider.setFixedWidth(210)
        self.bind("alpha", spin)
        return field

    def _layer(self) -> QWidget:
        spin = WholeSlidingSpin(0, _LAYERS)
        self.layer = SliderField(
            "layer",
            spin,
            reach=(0, _LAYERS),
            tip="The layer whose output is moved; 0 is the embedding's output",
        )
        self.layer.slider.setFixedWidth(110)
        self.bind("layer", spin)
        return self.layer

    def _map(self) -> QWidget:
        box = QCheckBox("Map of")
        box.setToolTip("Measure every layer at thirteen alphas; what is measured once is kept")
        self.bind("sweep", box)
        choice = Segmented(
            "Map of",
            (
                ("conversion", "conversion", "Share of predictions in the target language"),
                ("accuracy", "translation", "Share of pieces that became a translation of theirs"),
                ("kept", "kept", "Share of pieces that stay as they are"),
            ),
        )
        self.bind("measure", choice)
        return _row(box, choice)

    def _pairs(self) -> QWidget:
        line = QLineEdit()
        line.setAccessibleName("File of pairs")
        line.setPlaceholderText("bundled sentences")
        line.setToolTip("A file of lines source, tab, target: the means and the dictionary come from it")
        line.setMinimumWidth(round(line.fontMetrics().horizontalAdvance("bundled sentences") * 1.3) + 30)
        self.bind("pairs", line)
        button = QPushButton("Open…")
        button.setToolTip("Choose a file of pairs")
        button.clicked.connect(self._open)
        return _row(_muted("Pairs"), line, button)

    @Slot()
    def _open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, "Pairs of sentences", "", "Pairs (*.tsv *.txt *.xz);;All files (*)"
        )
        if path:
            self.change(pairs=path)


def _offer(combo: QComboBox, code: str) -> None:
    """Choose a language in a list, adding it if it is new and looks like one."""
    with QSignalBlocker(combo):
        if combo.findData(code) < 0 and 0 < len(code) <= _LONGEST_CODE and code.isprintable():
            combo.addItem(name(code), code)
        combo.setCurrentIndex(combo.findData(code))


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    return label


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return box
