"""The page of contextual-embeddings: sentences in a table, how they are compared, and what a model makes of them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.demos.contextual_embeddings.comparison import Comparison
from app.demos.contextual_embeddings.panel import ContextualEmbeddingsPanel
from app.demos.contextual_embeddings.sentences_table import SentencesTable
from app.demos.contextual_embeddings.state import ContextualEmbeddingsState, Row
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.segmented import Segmented

_CORRECTIONS = (
    ("none", "none", "The vectors as they are"),
    ("centred", "centred", "Without the mean of all words"),
    (
        "all_but_top",
        "all but the top",
        "Without the mean and the strongest directions (Mu and Viswanath 2018)",
    ),
    ("whitened", "whitened", "All directions equally strong"),
)
_PROJECTIONS = (
    ("pca", "PCA", "The two directions with the largest differences"),
    ("tsne", "t-SNE", "Keeps neighbours together; distances between islands mean little"),
    ("umap", "UMAP", "Keeps neighbours together; prepares itself for some seconds when first used"),
)
_COLOURS = (
    ("sense", "sense", "One colour for each sense"),
    ("sentence", "sentence", "One colour for each sentence"),
)
_QUIET = ("colour",)


class ContextualEmbeddingsPage(DemoPage):
    """Write sentences around one word, and see which of them mean the same to a model."""

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The sentences, and below them the options in as many lines as they need."""
        layout.addLayout(self._top())
        self.table = SentencesTable()
        layout.addWidget(self.table)
        self.setFocusProxy(self.table)
        layout.addWidget(self.errors.place("sentences", "word", "groups"))
        self.table.edited.connect(self._change_rows)
        self.table.chosen.connect(self._choose)
        options = QWidget()
        flow = FlowLayout(options, gap=16)
        for widget in (
            self._correction(),
            self._components(),
            self._raw(),
            self._projection(),
            self._colour(),
        ):
            flow.addWidget(widget)
        layout.addWidget(options)
        layout.addWidget(
            self.errors.place("layers", "similarity", "correction", "components", "projection", "seed", "raw")
        )

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model makes of the sentences."""
        return ContextualEmbeddingsPanel(index)

    def make_comparison(self) -> QWidget:
        """How alike the layers of two models are."""
        return Comparison()

    def open_slot(self, comparing: bool) -> None:
        """One model or two; two are asked for what their comparison needs."""
        super().open_slot(comparing)
        if self.state().grams != comparing:
            self.change_quietly(grams=comparing)

    def follow(self, state: object) -> None:
        """Show the sentences, and what follows from them."""
        if not isinstance(state, ContextualEmbeddingsState):
            return
        self.table.set_word(state.word)
        self.table.set_rows(state.rows)
        self.table.set_chosen(state.at)
        self.count.setText(f"{len(state.rows):,}")
        self.components.setEnabled(state.corrects_directions)
        self.raw.setEnabled(state.correction != "none")

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """How to look at an answer is no step of undo."""
        if field in _QUIET:
            self.change_quietly(**{field: value})
        else:
            super().edit(field, value, merge)

    @Slot(list)
    def _change_rows(self, rows: list[Row]) -> None:
        at = self.state().at
        self.change(rows=tuple(rows), at=at if at < len(rows) else -1)

    @Slot(int)
    def _choose(self, row: int) -> None:
        self.change_quietly(at=row)

    def _top(self) -> QHBoxLayout:
        heading = QLabel("Sentences")
        heading.setProperty("role", "heading")
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        field = QLineEdit()
        field.setAccessibleName("Word to compare")
        field.setPlaceholderText("or mark it with *asterisks*")
        field.setToolTip("The word to find in sentences that mark none with *asterisks*")
        field.setFixedWidth(field.fontMetrics().horizontalAdvance(field.placeholderText()) + 44)
        self.bind("word", field)
        top = QHBoxLayout()
        top.setSpacing(6)
        for widget in (heading, self.count):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(labelled("Word", field))
        for icon, tip, name in (
            ("plus", "Write a new sentence", "begin_row"),
            ("minus", "Remove the selected sentences (Delete)", "remove_selected"),
        ):
            button = QToolButton()
            theme.set_icon(button, icon)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _on=False, act=name: getattr(self.table, act)())
            top.addWidget(button)
        return top

    def _correction(self) -> QWidget:
        combo = QComboBox()
        combo.setAccessibleName("Correction against anisotropy")
        for value, words, tip in _CORRECTIONS:
            combo.addItem(words, value)
            combo.setItemData(combo.count() - 1, tip, 3)  # Qt.ItemDataRole.ToolTipRole
        combo.setToolTip(
            "All vectors of a model point into a narrow cone; a correction opens it, so that cosines tell more"
        )
        self.bind("correction", combo)
        return labelled("Correction", combo)

    def _components(self) -> QWidget:
        self.components = QSpinBox()
        self.components.setRange(0, 4096)
        self.components.setSpecialValueText("usual")
        self.components.setAccessibleName("Directions that the correction takes away or keeps")
        self.components.setToolTip(
            "All but the top: how many directions go, usually a hundredth. Whitened: how many stay, usually all"
        )
        self.components.setKeyboardTracking(False)
        theme.pad(self.components)
        self.bind("components", self.components)
        return labelled("Directions", self.components)

    def _raw(self) -> QWidget:
        self.raw = QCheckBox("Beside uncorrected")
        self.raw.setToolTip("Show what is corrected and what is not side by side")
        self.bind("raw", self.raw)
        return self.raw

    def _projection(self) -> QWidget:
        view = Segmented("Map", _PROJECTIONS)
        self.bind("projection", view)
        return labelled("Map", view)

    def _colour(self) -> QWidget:
        view = Segmented("Colour by", _COLOURS)
        self.bind("colour", view)
        return labelled("Colour by", view)


def labelled(words: str, widget: QWidget) -> QWidget:
    """Put a caption before an input."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    label = QLabel(words)
    label.setProperty("role", "muted")
    label.setBuddy(widget)
    row.addWidget(label)
    row.addWidget(widget)
    return box
