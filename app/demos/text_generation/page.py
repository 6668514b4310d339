"""The page of text-generation: a text that grows, every choice in it, and all the branches it might have taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.text_generation.actions_row import ActionsRow, LooksRow
from app.demos.text_generation.asides import Asides
from app.demos.text_generation.branching import Branching
from app.demos.text_generation.comparison import Comparison
from app.demos.text_generation.contract import TextGenerationRequest
from app.demos.text_generation.controls import Controls
from app.demos.text_generation.draft_editor import DraftEditor
from app.demos.text_generation.editing import Editing
from app.demos.text_generation.forest import Forest
from app.demos.text_generation.growth import Growth
from app.demos.text_generation.panel import TextGenerationPanel
from app.demos.text_generation.reading import Known
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import NOBODY, asked, edited, respelled
from app.demos.text_generation.tree_actions import ExportsWithTree, TreeActions, dropped
from app.jobs.job import Outcome
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel

#: A text that grows is put into the tree this often (ms): a crash loses no more.
_KEEP_MS = 2000

_RULE = ("max_new_tokens", "temperature", "top_k", "top_p", "min_p", "repetition_penalty", "stop", "seed")


class TextGenerationPage(DemoPage):
    """Draws new tokens only when asked to; what it shows of a text already there, it asks for by itself."""

    exports: ExportsWithTree
    live = False
    delay_ms = 120

    # -- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.known = Known()
        self.growth: Growth | None = None
        self._specs: list[str | None] = [None, None]  # the models that were asked
        self._kinds = ["", ""]  # what each slot is doing: "generate", "again", "read"
        self._refused: object = None  # a text that could not be read
        self._tried: object = None  # a text that was read, whatever came of it
        self._asked_models: list[str] | None = None
        self._runs = 0
        self.exports = ExportsWithTree(self.demo, self.services, self._records, self)
        self.forest = Forest()
        self.files = TreeActions(self)
        self.asides = Asides(self)
        self.branching = Branching(self)
        self.editing = Editing(self)
        self._keep = QTimer(self)
        self._keep.setInterval(_KEEP_MS)
        super()._build()
        inner = self.scroller.widget()
        if inner is not None and (layout := inner.layout()) is not None:
            layout.addWidget(self.forest)
        self.setAcceptDrops(True)

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The text to edit, the rule, what can be done, and how to look at it."""
        self.editor = DraftEditor()
        self.controls = Controls(self.binder)
        self.actions_row = ActionsRow(self.controls)
        self.looks = LooksRow(self.binder)
        layout.addWidget(self.editor)
        layout.addWidget(self.errors.place("prompt"))
        layout.addWidget(self.controls)
        layout.addWidget(self.actions_row)
        layout.addWidget(self.controls.rest)
        layout.addWidget(self.errors.place(*_RULE, "alternatives", "precision", "overflow", "ignore_end"))
        layout.addWidget(self.looks)
        self.setFocusProxy(self.editor)

    def make_panel(self, index: int) -> ResultPanel:
        """What one model makes of the text."""
        panel = TextGenerationPanel(index)
        panel.known = self.known
        return panel

    def make_comparison(self) -> QWidget:
        """What two models say differently."""
        return Comparison()

    def _connect(self) -> None:
        super()._connect()
        row, branching, editing, forest = self.actions_row, self.branching, self.editing, self.forest
        row.generate.clicked.connect(self._run_or_stop)
        row.step.clicked.connect(self.step)
        row.another.clicked.connect(branching.another)
        row.edit.clicked.connect(editing.begin_here)
        row.cancel.clicked.connect(editing.give_up)
        self.controls.seed_wanted.connect(self._new_seed)
        self.editor.edited.connect(editing.drafted)
        self.editor.finished.connect(self._close_step)
        self.editor.done.connect(self.run)
        self.editor.given_up.connect(editing.give_up)
        self._keep.timeout.connect(self._keep_growing)
        self.changed.connect(self._models_changed)
        first, second = self.both()
        for panel in (first, second):
            panel.looked.connect(self._later)
            panel.typed.connect(editing.typed)
            panel.edit_wanted.connect(editing.begin)
        first.branch_wanted.connect(branching.branch)
        second.branch_wanted.connect(branching.branch_second)
        second.keep_wanted.connect(branching.keep_second)
        forest.walked.connect(branching.walk)
        forest.named.connect(branching.name)
        forest.pruned.connect(branching.prune)
        forest.compared.connect(branching.compare)
        forest.save_wanted.connect(self.files.ask_save)
        forest.open_wanted.connect(self.files.ask_open)
        forest.text_wanted.connect(self.files.ask_text)
        forest.figure_wanted.connect(self._ask_figure)
        self.files.opened.connect(self._opened)
        self.files.failed.connect(self._fail)
        for keys, call in (("Alt+Down", self._next), ("Alt+Up", self._previous), ("Alt+Right", self.step)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    def both(self) -> tuple[TextGenerationPanel, TextGenerationPanel]:
        """Give the panels of both slots."""
        first, second = self.panels
        assert isinstance(first, TextGenerationPanel) and isinstance(second, TextGenerationPanel)
        return first, second

    # -- state ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        first = self.both()[0]
        first.model, first.whose = self.slots[0].spec, self.whose_ids()
        super()._show()

    def _set(self, state: Any) -> None:
        self._tried = None
        super()._set(state)
        self._later()

    def follow(self, state: Any) -> None:
        """The editor, the buttons and the tree show the state."""
        writing = state.draft is not None or len(state.tree.nodes) == 1
        self.editor.cancellable = state.draft is not None
        self.editor.set_text(state.tree.text() if state.draft is None else state.draft)
        self.editor.setVisible(writing)
        self.setFocusProxy(self.editor if writing else self.both()[0].text)
        self.actions_row.show_state(state, self.generating)
        self.looks.show_state(state)
        self.forest.show_state(state)
        self.asides.show_compared()

    def busy(self) -> bool:
        """Tell whether an answer is on its way or about to be asked for."""
        return super().busy() or self.asides.active

    @property
    def generating(self) -> bool:
        """Tell whether new tokens are being drawn."""
        pairs = zip(self._kinds, self.slots, strict=True)
        return any(kind in ("generate", "again") and slot.active for kind, slot in pairs)

    @Slot()
    def _later(self) -> None:
        """Look once the hand rests whether something is to be asked about what is shown."""
        if self._began and not self.generating:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later()

    # -- runs -----------------------------------------------------------------------------------------------

    @Slot()
    def run(self) -> bool:
        """Go on from the text; after a change of models let them catch up first."""
        changed = self._asked_models is not None and self._asked_models != self.models()
        if self.generating:
            if changed:
                self.stop()  # what it has drawn stays; the new models are asked as soon as it has ended
            return True
        return self._catch_up() if changed else self.generate()

    def show_request(self, request: dict[str, Any]) -> None:
        """Put a request's fields into the inputs and ask; undo brings back what was there, also a run under way."""
        self._keep_growing()
        super().show_request(request)

    def _ask(self, again: bool) -> bool:
        """Go on from the text on show: an example was clicked or a request put in."""
        return self.generate()

    def generate(self, **other: Any) -> bool:
        """Let the model go on from the text on show, an edit included; `other` fields differ from the inputs."""
        state = self._state
        if state.draft is not None:
            state = replace(state, tree=edited(state.tree, state.draft), draft=None, at=None)
            self._put(state, None)
        self.branching.begun = len(self.both()[0].places)
        request = replace(state.request(self.whose_ids()), **other)
        return self._submit(request, "generate" if request.max_new_tokens else "read", (0, 1))

    def _submit(self, request: TextGenerationRequest, kind: str, slots: tuple[int, ...]) -> bool:
        """Ask one model or both."""
        self.asides.stop()
        self._timer.stop()
        self._asked_models = self.models()
        if kind == "generate":
            self.growth = Growth(self._state.tree, self.slots[0].spec or "", self.whose_ids())
            self._runs += 1
            self._keep.start()
        for slot in self.slots:
            if slot.index not in slots or (slot.index == 1 and not self.comparing):
                continue
            panel = self.both()[slot.index]
            if kind == "read":
                panel.end()
            else:
                panel.begin()
            self._kinds[slot.index] = kind
            self._specs[slot.index] = slot.spec
            slot.ask(request, True)
        self.actions_row.show_state(self._state, self.generating)
        return True

    def _catch_up(self) -> bool:
        """Ask a model that is new on the page what the other has answered, or what it thinks of the text."""
        record, before = self.record(0), self._asked_models or []
        if self.comparing and record is not None and before[:1] == self.models()[:1]:
            request: TextGenerationRequest = record.request
            kind = "again" if request.max_new_tokens else "read"
            if request.prefix and len(set(self.models())) > 1:
                given = record.result.tokens[: record.result.prompt_tokens]
                text = "".join(token.text for token in given)
                return self._submit(replace(request, prompt=text, prefix=()), kind, (0, 1))
            return self._submit(request, kind, (1,))
        return self._read()

    def whose_ids(self) -> str | None:
        """Give the model whose ids may be given: with two vocabularies on the page, nobody's."""
        specs = {slot.spec for slot in (self.slots if self.comparing else self.slots[:1])}
        return specs.pop() if len(specs) == 1 else NOBODY

    def _read(self) -> bool:
        """Let the model tell of the text as it stands."""
        request = replace(self._state.request(self.whose_ids()), max_new_tokens=0)
        return self._submit(request, "read", (0, 1))

    @Slot()
    def _refresh(self) -> None:
        """Ask for what is shown and not known: the text's tokens, its lens, a place's distribution."""
        if self.generating or any(slot.active for slot in self.slots):
            return
        if self._asked_models is not None and self._asked_models != self.models():
            self._catch_up()
            return
        panel, state = self.both()[0], self._state
        unknown = not panel.show_text() or (state.lens and not panel.has_lens())
        if unknown and state.draft is None and self._key() not in (self._refused, self._tried):
            self._tried = self._key()
            self._read()
        else:
            self.asides.refresh()

    def _key(self) -> object:
        state, spec = self._state, self.slots[0].spec
        return asked(state.tree.path(), self.whose_ids()), state.precision, spec, state.lens

    @Slot()
    def _run_or_stop(self) -> None:
        if self.generating:
            self.stop()
        else:
            self.run()

    @Slot()
    def step(self) -> None:
        """Draw one token."""
        if not self.generating and self._state.draft is None:
            self.generate(max_new_tokens=1)

    def _ended(self, index: int, outcome: Outcome) -> None:
        kind, self._kinds[index] = self._kinds[index], ""
        panel = self.both()[index]
        panel.end()
        record = outcome.result if isinstance(outcome.result, RunRecord) else None
        if record is not None:
            self.known.remember(self._specs[index], record.request, record.result)
        if index == 0 and kind == "generate" and self.growth is not None:
            self._grow(self.growth, record)
        elif index == 0 and record is not None:
            self._respell(record)
        elif index == 0 and outcome.status == "failed":
            self._refused = self._key()
        super()._ended(index, outcome)
        self._show()
        self._later()

    def _grow(self, growth: Growth, record: RunRecord | None) -> None:
        """Put what a run has drawn into the tree, also of one that was stopped."""
        self._keep.stop()
        self.growth = None
        panel, state = self.both()[0], self._state
        if record is not None:
            tree = growth.ended(state.tree, record.result, panel.live)
            growth.teach(tree, self.known, record.request, record.result)
        else:
            tree = growth.grown(state.tree, panel.live)
            growth.teach_live(self.known, state.precision, panel.live)
        panel.live = []
        self._put(replace(state, tree=tree), f"run {self._runs}")
        if record is not None:
            self._respell(record)

    @Slot()
    def _keep_growing(self) -> None:
        """Put what has come so far into the tree."""
        panel = self.both()[0]
        if self.growth is not None and panel.live:
            tree = self.growth.grown(self._state.tree, panel.live)
            self._put(replace(self._state, tree=tree), f"run {self._runs}")

    def _respell(self, record: RunRecord) -> None:
        """Take over the texts of tokens that were known by their ids only."""
        tree, result = self._state.tree, record.result
        _, prefix = asked(tree.path(), self.whose_ids())
        last = result.tokens[len(result.tokens) - len(prefix) :] if prefix else ()
        if not last or tuple(token.id for token in last) != prefix:
            return
        spelled = respelled(tree, tree.at, tuple(token.text for token in last))
        if spelled is not tree:
            self.change_quietly(tree=spelled)

    # -- small connections ----------------------------------------------------------------------------------

    @Slot(int)
    def _new_seed(self, seed: int) -> None:
        self.change(seed=seed)

    @Slot()
    def _next(self) -> None:
        self.branching.walk_leaves(1)

    @Slot()
    def _previous(self) -> None:
        self.branching.walk_leaves(-1)

    @Slot()
    def _ask_figure(self) -> None:
        if not self.exports.ask_figure():
            self.services.notices.info("There is nothing to draw before the model has read the text.")

    def _popup(self, index: int, view_id: str, at: QPoint) -> None:
        """The distribution has a run of its own."""
        record = self.both()[index].distribution_record
        if view_id == "distribution" and record is not None:
            self.exports.popup(record, view_id, at)
        else:
            super()._popup(index, view_id, at)

    @Slot(object)
    def _opened(self, state: TextGenerationState) -> None:
        self.errors.clear()
        self.branching.begun = None
        self._put(state, None)

    @Slot()
    def _models_changed(self) -> None:
        first = self.both()[0]
        if (first.model, first.whose) != (self.slots[0].spec, self.whose_ids()):
            self._show()
            self._later()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.files.open(path)
