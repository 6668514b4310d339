"""The page of contextual-embeddings: a word in sentences that are written here, or in a corpus of the user's."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.core.contract import UserError
from app.demos.contextual_embeddings.comparison import Comparison
from app.demos.contextual_embeddings.corpus_inputs import CorpusInputs, dropped
from app.demos.contextual_embeddings.options import Options
from app.demos.contextual_embeddings.panel import ContextualEmbeddingsPanel
from app.demos.contextual_embeddings.sentences_table import SentencesTable
from app.demos.contextual_embeddings.state import ContextualEmbeddingsState, Row
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.labelled import labelled
from app.widgets.segmented import Segmented

_MODES = (
    ("sentences", "Sentences", "Compare a word in sentences that are written here"),
    ("corpus", "Corpus", "Look a word up in a text of yours: every word of it is indexed with its vector"),
)
_QUIET = ("colour",)


class ContextualEmbeddingsPage(DemoPage):
    """Write sentences around one word, or name a corpus, and see which uses of it mean the same to a model."""

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """What is asked: sentences with their options, or a corpus; of the two one is seen."""
        self.setAcceptDrops(True)
        layout.addLayout(self._top())
        self.sentences = QWidget()
        column = QVBoxLayout(self.sentences)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.table = SentencesTable()
        column.addWidget(self.table)
        self.setFocusProxy(self.table)
        layout.addWidget(self.sentences)
        self.corpus = CorpusInputs(self.services.jobs, self.binder)
        layout.addWidget(self.corpus)
        layout.addWidget(
            self.errors.place("sentences", "word", "groups", "corpus", "column", "query", "layer", "limit")
        )
        self.options = Options(self.binder)
        layout.addWidget(self.options)
        layout.addWidget(
            self.errors.place("layers", "similarity", "correction", "components", "projection", "seed", "raw")
        )
        self.table.edited.connect(self._change_rows)
        self.table.chosen.connect(self._choose)
        self.corpus.edited.connect(lambda field, value: self.edit(field, value, None))
        self.corpus.refused.connect(self._refuse)
        self.ran.connect(self._follow_on)

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model makes of the sentences, or finds in the corpus."""
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
        """Show what is asked, and what follows from it."""
        if not isinstance(state, ContextualEmbeddingsState):
            return
        corpus = state.mode == "corpus"
        indexed = self._indexed(state)
        # What takes minutes is begun by Run and never by a key; an index that is there answers at once.
        self.live = not corpus or indexed
        self.sentences.setVisible(not corpus)
        self.options.setVisible(not corpus)
        self.tools.setVisible(not corpus)
        self.corpus.setVisible(corpus)
        self.table.set_word(state.word)
        self.table.set_rows(state.rows)
        self.table.set_chosen(state.at)
        self.count.setText("1 sentence" if len(state.rows) == 1 else f"{len(state.rows):,} sentences")
        self.options.follow(state)
        if corpus:
            self.corpus.follow(state, self.slots[0].spec, indexed)

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """How to look at an answer is no step of undo; another corpus has other columns."""
        if field in _QUIET:
            self.change_quietly(**{field: value})
        elif field == "corpus":
            self.change(merge, corpus=value, column="", row=-1)
        else:
            super().edit(field, value, merge)

    def _indexed(self, state: ContextualEmbeddingsState) -> bool:
        """Tell whether the last answers of all open slots come from the index that this state would ask."""
        used = self.slots if self.comparing else self.slots[:1]
        return all(
            slot.record is not None
            and slot.record.result.corpus is not None
            and slot.record.model is not None
            and slot.spec in (slot.record.model.spec, slot.record.model.id)
            and state.asks(slot.record.request, slot.record.result)
            for slot in used
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.change(mode="corpus", corpus=path, column="", row=-1)

    @Slot(object)
    def _follow_on(self, _record: object) -> None:
        self.follow(self.state())  # what is indexed now answers as one types

    @Slot(object)
    def _refuse(self, error: UserError) -> None:
        if self.state().mode == "corpus":
            self._fail(error)

    @Slot(list)
    def _change_rows(self, rows: list[Row]) -> None:
        at = self.state().at
        self.change(rows=tuple(rows), at=at if at < len(rows) else -1)

    @Slot(int)
    def _choose(self, row: int) -> None:
        self.change_quietly(at=row)

    def _top(self) -> QHBoxLayout:
        modes = Segmented("Where the word stands", _MODES)
        self.bind("mode", modes)
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        field = QLineEdit()
        field.setAccessibleName("Word to compare")
        field.setPlaceholderText("or mark it with *asterisks*")
        field.setToolTip("The word to find in sentences that mark none with *asterisks*")
        field.setFixedWidth(field.fontMetrics().horizontalAdvance(field.placeholderText()) + 44)
        self.bind("word", field)
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(6, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(labelled("Word", field))
        for icon, tip, name in (
            ("plus", "Write a new sentence", "begin_row"),
            ("minus", "Remove the selected sentences (Delete)", "remove_selected"),
        ):
            button = QToolButton()
            theme.set_icon(button, icon)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _on=False, act=name: getattr(self.table, act)())
            row.addWidget(button)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(modes)
        top.addWidget(self.tools, 1)
        top.addStretch(0)
        return top
