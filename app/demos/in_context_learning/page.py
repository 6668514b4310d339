"""The page of in-context-learning: a task in tables, how it is asked, and what one or two models make of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.contract import UserError
from app.demos.in_context_learning.cases_editor import CasesEditor
from app.demos.in_context_learning.checks import MOST_REPEATS
from app.demos.in_context_learning.comparison import told
from app.demos.in_context_learning.contract import TEMPLATE, Example, Query
from app.demos.in_context_learning.panel import InContextLearningPanel
from app.demos.in_context_learning.state import InContextLearningState
from app.demos.in_context_learning.tables import Row
from app.pages.comparison import WordsComparison
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.text_editor import TextEditor
from app.widgets.words_field import WordsField


class InContextLearningPage(DemoPage):
    """Give examples and queries, press Run, and see whether examples in the prompt help."""

    live = False

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The description, the two tables side by side, and the options in as many lines as they need."""
        self.description = TextEditor("Description of the task", lines=(1, 3))
        self.description.setPlaceholderText("What is asked, in words (may stay empty)")
        layout.addWidget(self.description)
        self.setFocusProxy(self.description)
        layout.addWidget(self.errors.place("description"))
        self.bind("description", self.description)
        tables = QHBoxLayout()
        tables.setSpacing(16)
        jobs = self.services.jobs
        self.pool = CasesEditor("Examples", False, jobs)
        self.queries = CasesEditor("Queries", True, jobs)
        for field, editor in (("examples", self.pool), ("queries", self.queries)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(editor)
            column.addWidget(self.errors.place(field))
            tables.addLayout(column, 1)
            editor.refused.connect(partial(self._refuse, field))
        self.pool.edited.connect(self._change_examples)
        self.queries.edited.connect(self._change_queries)
        layout.addLayout(tables)
        options = QWidget()
        flow = FlowLayout(options, gap=16)
        for widget in (self._shots(), self._repeats(), self._labels(), self._seed(), self._calibrate()):
            flow.addWidget(widget)
        flow.addWidget(self._template_button())
        layout.addWidget(options)
        layout.addWidget(self.errors.place("shots", "repeats", "labels", "seed", "calibrate"))
        self.template = TextEditor("Template of one case", lines=(2, 7))
        self.bind("template", self.template)
        layout.addWidget(self.template)
        layout.addWidget(self.errors.place("template"))

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model answered."""
        return InContextLearningPanel(index)

    def make_comparison(self) -> QWidget:
        """What the two answered differently."""
        return WordsComparison(told)

    def follow(self, state: object) -> None:
        """Show the tables, and what follows from them."""
        if not isinstance(state, InContextLearningState):
            return
        self.pool.show_rows([(one.input, one.label) for one in state.examples], f"{len(state.examples):,}")
        labelled = sum(one.label is not None for one in state.queries)
        words = f"{len(state.queries):,}"
        if labelled < len(state.queries):
            words += f", {labelled:,} with a label"
        self.queries.show_rows([(one.input, one.label or "") for one in state.queries], words)
        self.template.setVisible(state.template_shown)
        self.template_button.setText("Template" if state.template == TEMPLATE else "Template (changed)")

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """Showing the template is no step of undo."""
        if field == "template_shown":
            self.change_quietly(template_shown=bool(value))
        else:
            super().edit(field, value, merge)

    @Slot(list)
    def _change_examples(self, rows: list[Row]) -> None:
        self.change(examples=tuple(Example(text, label) for text, label in rows))

    @Slot(list)
    def _change_queries(self, rows: list[Row]) -> None:
        self.change(queries=tuple(Query(text, label or None) for text, label in rows))

    def _refuse(self, field: str, sentence: str) -> None:
        self.errors.show(UserError(sentence, field))
        self.failed.emit(sentence)

    def _shots(self) -> QWidget:
        field = QLineEdit()
        field.setAccessibleName("Numbers of examples in the prompt")
        field.setToolTip("How many examples a prompt holds: numbers with commas between them")
        field.setFixedWidth(field.fontMetrics().averageCharWidth() * 15)
        self.bind("shots", field)
        return labelled("Shots", field)

    def _repeats(self) -> QWidget:
        spin = QSpinBox()
        spin.setRange(1, MOST_REPEATS)
        spin.setAccessibleName("How many times examples are drawn")
        spin.setToolTip(
            "How many times examples are drawn anew: the answers depend on which ones stand there"
        )
        theme.pad(spin)
        self.bind("repeats", spin)
        return labelled("Draws", spin)

    def _labels(self) -> QWidget:
        field = WordsField("Labels to choose from", "those of the tables")
        field.setToolTip(
            "The answers to choose from, with commas between them; empty: all that the tables name"
        )
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * 19)
        self.bind("labels", field)
        return labelled("Labels", field)

    def _seed(self) -> QWidget:
        field = QLineEdit()
        field.setAccessibleName("Seed of the draws")
        field.setPlaceholderText("as set")
        field.setToolTip("Decides which examples are drawn; empty: the seed in the preferences")
        field.setFixedWidth(field.fontMetrics().averageCharWidth() * 8)
        self.bind("seed", field)
        return labelled("Seed", field)

    def _calibrate(self) -> QWidget:
        box = QCheckBox("Calibrate")
        box.setToolTip("Take out what the prompt says before any input (Zhao et al. 2021)")
        self.bind("calibrate", box)
        return box

    def _template_button(self) -> QWidget:
        self.template_button = QPushButton("Template")
        self.template_button.setCheckable(True)
        self.template_button.setToolTip("How one case is written: {input}, then {label}")
        self.bind("template_shown", self.template_button)
        return self.template_button
