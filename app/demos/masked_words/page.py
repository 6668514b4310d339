"""The page of masked-words: a text, what to tell of it, and what one or two models believe."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QVBoxLayout, QWidget

from app.demos.masked_words.blanks import after_edit
from app.demos.masked_words.comparison import Comparison
from app.demos.masked_words.panel import MaskedWordsPanel
from app.demos.masked_words.state import TYPED_MASKS, MaskedWordsState
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.segmented import Segmented
from app.widgets.text_editor import TextEditor
from app.widgets.visible import edit
from app.widgets.words_field import WordsField

_ORDERS = (
    ("best_first", "surest first", "The surest blank is filled first, and the others see it"),
    ("left_to_right", "left to right", "From the left, keeping the five best sentences"),
    ("independent", "each on its own", "No blank sees what the others were filled with"),
)


class MaskedWordsPage(DemoPage):
    """Type a text, click words away, and read what the model believes belongs there."""

    comparison_first = True

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The text, and below it the options in as many lines as they need."""
        self.editor = TextEditor("Text")
        self.editor.setPlaceholderText("Write a sentence, or click an example above.")
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)
        layout.addWidget(self.errors.place("text"))
        self.bind("text", self.editor)
        options = QWidget()
        flow = FlowLayout(options, gap=16)
        flow.addWidget(self._view())
        flow.addWidget(self._check("surprise", "Surprise", "Colour each word by how little it was expected"))
        flow.addWidget(self._check("lens", "Layer lens", "What every layer would have said, at every token"))
        flow.addWidget(self._top_k())
        flow.addWidget(self._order())
        flow.addWidget(self._targets())
        layout.addWidget(options)
        layout.addWidget(self.errors.place("top_k", "order", "targets", "score", "layers", "lens"))
        self.ran.connect(self._level)

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model says."""
        return MaskedWordsPanel(index)

    def make_comparison(self) -> QWidget:
        """What the two say differently."""
        return Comparison()

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """Typing moves the blanks along with their words."""
        state = self.state()
        if field == "text" and isinstance(value, str) and isinstance(state, MaskedWordsState):
            blanks = after_edit(state.blanks, *edit(state.text, value))
            self.change(merge, text=value, blanks=blanks, at=None)
        else:
            super().edit(field, value, merge)

    def follow(self, state: object) -> None:
        """Options that would change nothing now are dimmed, not hidden."""
        if isinstance(state, MaskedWordsState):
            several = with_several(state)
            self.order.setEnabled(several or bool(state.targets))

    def open_slot(self, comparing: bool) -> None:
        """One model or two; two stand on the same lines."""
        super().open_slot(comparing)
        self._level()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._level()

    @Slot()
    def _level(self) -> None:
        panels = [panel for panel in self.panels if isinstance(panel, MaskedWordsPanel)]
        wanted = [panel.heights() for panel in panels] if self.comparing else [(1, 0)]
        for panel in panels:
            panel.level(max(lines for lines, _ in wanted), max(height for _, height in wanted))

    def _view(self) -> QWidget:
        view = Segmented(
            "Show",
            (
                ("words", "Words", "Whole words; a click masks one with a single blank"),
                ("pieces", "Pieces", "The vocabulary's pieces; a click masks a word with a blank for each"),
            ),
        )
        self.bind("view", view)
        return view

    def _check(self, field: str, words: str, tip: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setToolTip(tip)
        self.bind(field, box)
        return box

    def _top_k(self) -> QWidget:
        spin = QSpinBox()
        spin.setRange(1, 1000)
        spin.setAccessibleName("Candidates for each blank")
        theme.pad(spin)
        self.bind("top_k", spin)
        return labelled("Candidates", spin)

    def _order(self) -> QWidget:
        self.order = QComboBox()
        self.order.setAccessibleName("Order in which several blanks are filled")
        for value, words, tip in _ORDERS:
            self.order.addItem(words, value)
            self.order.setItemData(self.order.count() - 1, tip, 3)  # Qt.ItemDataRole.ToolTipRole
        self.bind("order", self.order)
        return labelled("Fill blanks", self.order)

    def _targets(self) -> QWidget:
        field = WordsField("Words to score in the blanks", "warm, cold, …")
        field.setToolTip("Words whose probability in each blank you want to know, with commas between them")
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * 22)
        self.bind("targets", field)
        return labelled("Score words", field)


def with_several(state: MaskedWordsState) -> bool:
    """Tell whether more than one mask is to be filled."""
    typed = sum(state.text.count(mask) for mask in TYPED_MASKS)
    return typed + sum(blank.pieces for blank in state.blanks) > 1
