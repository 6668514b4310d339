"""The page of text-generation: a text that grows, every choice in it, and all the branches it might have taken."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.record import RunRecord
from app.demos.text_generation.actions_row import ActionsRow
from app.demos.text_generation.comparison import Comparison
from app.demos.text_generation.contract import Distribution, TextGenerationRequest
from app.demos.text_generation.controls import Controls
from app.demos.text_generation.draft_editor import DraftEditor
from app.demos.text_generation.forest import Forest
from app.demos.text_generation.growth import Growth
from app.demos.text_generation.inquiry import Inquiry
from app.demos.text_generation.panel import TextGenerationPanel
from app.demos.text_generation.reading import Known, branched, raw, shortened, shown
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import asked, edited, grown, pruned, renamed, respelled, split
from app.demos.text_generation.tree_actions import ExportsWithTree, TreeActions, dropped
from app.jobs.job import Outcome
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel

#: A text that grows is put into the tree this often (ms): a crash loses no more.
_KEEP_MS = 2000
_DISTRIBUTIONS = 24


class TextGenerationPage(DemoPage):
    """Runs only when asked to; what is shown of a text already there it asks for by itself."""

    live = False
    delay_ms = 120

    # -- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.known = Known()
        self.growth: Growth | None = None
        self._kinds = ["", ""]  # what each slot is doing: "generate", "again", "read"
        self._refused: object = None  # a text that could not be read
        self._begun: int | None = None  # tokens before the last run
        self._asked_models: list[str] | None = None
        self._runs = 0
        self._distributions: OrderedDict[object, RunRecord] = OrderedDict()
        self.exports = ExportsWithTree(self.demo, self.services, self._records, self)
        self.exports.page = self
        self.forest = Forest()
        self.files = TreeActions(self)
        self.inquiries = [Inquiry(self.demo, self.services, self) for _ in self.slots]
        self.branch_inquiry = Inquiry(self.demo, self.services, self)
        self._keep = QTimer(self)
        self._keep.setInterval(_KEEP_MS)
        super()._build()
        inner = self.scroller.widget().layout()
        assert inner is not None
        inner.addWidget(self.forest)
        self.setAcceptDrops(True)

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The text to edit, the rule, and what can be done."""
        self.editor = DraftEditor()
        layout.addWidget(self.editor)
        layout.addWidget(self.errors.place("prompt"))
        self.controls = Controls(self.binder)
        layout.addWidget(self.controls)
        fields = ("max_new_tokens", "temperature", "top_k", "top_p", "min_p", "repetition_penalty", "stop")
        layout.addWidget(self.errors.place(*fields, "seed", "alternatives", "precision", "overflow", "ignore_end"))
        self.actions_row = ActionsRow(self.binder)
        layout.addWidget(self.actions_row)
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
        row = self.actions_row
        row.generate.clicked.connect(self._run_or_stop)
        row.step.clicked.connect(self.step)
        row.another.clicked.connect(self.another)
        row.edit.clicked.connect(lambda: self.begin_edit(None))
        row.cancel.clicked.connect(self.give_up_edit)
        self.controls.seed_wanted.connect(lambda seed: self.change(seed=seed))
        self.editor.edited.connect(self._drafted)
        self.editor.finished.connect(self._close_step)
        self.editor.done.connect(self.run)
        self.editor.given_up.connect(self.give_up_edit)
        self._keep.timeout.connect(self._keep_growing)
        self.changed.connect(self._models_changed)
        for panel, inquiry in zip(self._both(), self.inquiries, strict=True):
            panel.looked.connect(self._looked)
            panel.typed.connect(self._typed)
            inquiry.answered.connect(self._distribution_came)
        first, second = self._both()
        first.branch_wanted.connect(self.branch)
        first.edit_wanted.connect(self.begin_edit)
        second.branch_wanted.connect(self._branch_second)
        second.keep_wanted.connect(self._keep_second)
        self.branch_inquiry.answered.connect(self._branch_came)
        forest = self.forest
        forest.walked.connect(self.walk)
        forest.named.connect(lambda node, name: self.change(tree=renamed(self._state.tree, node, name)))
        forest.pruned.connect(self.prune)
        forest.compared.connect(self.compare_branch)
        forest.save_wanted.connect(self.files.ask_save)
        forest.open_wanted.connect(self.files.ask_open)
        forest.text_wanted.connect(self.files.ask_text)
        forest.figure_wanted.connect(self.exports.ask_figure)
        self.files.opened.connect(self._opened)
        self.files.failed.connect(self._fail)
        for keys, call in (("Alt+Down", self._next), ("Alt+Up", self._previous), ("Alt+Right", self.step)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    def _both(self) -> tuple[TextGenerationPanel, TextGenerationPanel]:
        first, second = self.panels
        assert isinstance(first, TextGenerationPanel) and isinstance(second, TextGenerationPanel)
        return first, second

    # -- state ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._both()[0].model = self.slots[0].spec
        super()._show()

    def _set(self, state: Any) -> None:
        super()._set(state)
        self._later()

    def follow(self, state: Any) -> None:
        """The editor, the buttons and the tree show the state."""
        text = state.tree.text() if state.draft is None else state.draft
        writing = state.draft is not None or len(state.tree.nodes) == 1
        self.editor.cancellable = state.draft is not None
        self.editor.set_text(text)
        self.editor.setVisible(writing)
        self.setFocusProxy(self.editor if writing else self._both()[0].text)
        self.actions_row.show_state(state, self.generating)
        self.forest.show_state(state)
        self._show_compared()

    def busy(self) -> bool:
        """Tell whether an answer is on its way or about to be asked for."""
        return super().busy() or any(one.active for one in (*self.inquiries, self.branch_inquiry))

    @property
    def generating(self) -> bool:
        """Tell whether new tokens are being drawn."""
        return any(kind in ("generate", "again") for kind in self._kinds)

    def _later(self) -> None:
        """Look once the hand rests whether something is to be asked about what is shown."""
        if self._began and not self.generating:
            self._timer.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._later()

    # -- runs -----------------------------------------------------------------------------------------------

    @Slot()
    def run(self) -> bool:
        """Go on from the text; after a change of models let them catch up first."""
        if self.generating:
            return True
        if self._asked_models is not None and self._asked_models != self.models():
            return self._catch_up()
        return super().run()

    def _ask(self, again: bool) -> bool:
        """Go on from the text on show, an edit included."""
        self._timer.stop()
        return self._generate() if not self.generating or again else True

    def _generate(self, **other: Any) -> bool:
        state = self._state
        if state.draft is not None:
            tree = edited(state.tree, state.draft)
            self._put(replace(state, tree=tree, draft=None, at=None), None)
            state = self._state
        request = replace(state.request(self._ids_of()), **other)
        self._begun = len(shown(state.tree, self.slots[0].spec, state.precision, self.known)[0])
        return self._submit(request, "generate" if request.max_new_tokens else "read", (0, 1))

    def _submit(self, request: TextGenerationRequest, kind: str, slots: tuple[int, ...]) -> bool:
        """Ask one model or both."""
        used = [slot for slot in self.slots if slot.index in slots and (slot.index == 0 or self.comparing)]
        for inquiry in (*self.inquiries, self.branch_inquiry):
            inquiry.stop()
        self._asked_models = self.models()
        self._timer.stop()
        if kind == "generate":
            self.growth = Growth(self._state.tree, self.slots[0].spec or "")
            self._runs += 1
            self._keep.start()
        for slot in used:
            panel = self._both()[slot.index]
            if kind != "read":
                panel.begin()
            self._kinds[slot.index] = kind
            slot.ask(request, True)
        self.actions_row.show_state(self._state, self.generating)
        return True

    def _catch_up(self) -> bool:
        """Ask models that are new on the page what the others have answered, or what they think of the text."""
        record = self.record(0)
        if self.comparing and record is not None and self._asked_models[:1] == self.models()[:1]:  # type: ignore[index]
            request: TextGenerationRequest = record.request
            if request.prefix and len(set(self.models())) > 1:
                given = record.result.tokens[: record.result.prompt_tokens]
                text = "".join(token.text for token in given)
                return self._submit(replace(request, prompt=text, prefix=()), "again", (0, 1))
            return self._submit(request, "again" if request.max_new_tokens else "read", (1,))
        self._asked_models = self.models()
        return self._read()

    def _ids_of(self) -> str | None:
        """The model whose ids may be given: with two vocabularies, none's."""
        specs = {slot.spec for slot in (self.slots if self.comparing else self.slots[:1])}
        return specs.pop() if len(specs) == 1 else "?"

    def _read(self) -> bool:
        """Let the model tell of the text as it stands."""
        request = replace(self._state.request(self._ids_of()), max_new_tokens=0)
        return self._submit(request, "read", (0, 1))

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
            self._generate(max_new_tokens=1)

    @Slot()
    def another(self) -> None:
        """Draw again with another seed, from the token looked at or from where the last run began."""
        if self.generating or self._state.draft is not None:
            return
        panel, state = self._both()[0], self._state
        drawn = next((place for place, one in enumerate(panel.places) if one.drawn), len(panel.places))
        begin = panel.at if panel.at is not None else self._begun
        begin = drawn if begin is None or begin >= len(panel.places) else begin
        tree = shortened(state.tree, panel.places[begin].place) if begin < len(panel.places) else state.tree
        self.change(tree=tree, seed=state.seed + 1, at=None)
        self._generate()

    def _ended(self, index: int, outcome: Outcome) -> None:
        kind, self._kinds[index] = self._kinds[index], ""
        panel = self._both()[index]
        panel.end()
        growth = self.growth
        if index == 0 and kind == "generate" and growth is not None:
            self._keep.stop()
            if isinstance(outcome.result, RunRecord):
                result = outcome.result.result
                self.known.remember(self.slots[0].spec, outcome.result.request, result)
                tree = growth.ended(self._state.tree, result, panel.live)
                growth.teach(tree, self.known, outcome.result.request, result)
            else:
                tree = growth.grown(self._state.tree, panel.live)
                growth.teach_live(tree, self.known, self._state.precision, panel.live)
            self.growth = None
            panel.live = []
            self._put(replace(self._state, tree=tree, at=None), f"run {self._runs}")
        elif isinstance(outcome.result, RunRecord):
            self.known.remember(self.slots[index].spec, outcome.result.request, outcome.result.result)
            if index == 0 and kind == "read":
                self._respell(outcome.result)
        elif outcome.status == "failed" and index == 0:
            self._refused = self._key()
        super()._ended(index, outcome)
        self._show()
        self._later()

    @Slot()
    def _keep_growing(self) -> None:
        """Put what has come so far into the tree."""
        panel = self._both()[0]
        if self.growth is not None and panel.live:
            tree = self.growth.grown(self._state.tree, panel.live)
            self._put(replace(self._state, tree=tree), f"run {self._runs}")

    def _respell(self, record: RunRecord) -> None:
        """Take over the texts of tokens that were known by their ids only."""
        request, result = record.request, record.result
        if asked(self._state.tree.path(), self._ids_of()) != (request.prompt, request.prefix) or not request.prefix:
            return
        texts = tuple(token.text for token in result.tokens[result.prompt_tokens - len(request.prefix) :])
        tree = respelled(self._state.tree, self._state.tree.at, texts)
        if tree is not self._state.tree:
            self.change_quietly(tree=tree)

    # -- what is asked beside -------------------------------------------------------------------------------

    @Slot()
    def _refresh(self) -> None:
        """Ask for what is shown and not known: the text's tokens, its lens, a place's distribution."""
        if self.generating or any(slot.active for slot in self.slots):
            return
        panel, state = self._both()[0], self._state
        complete = panel.show_text()
        lens = state.lens and not panel.has_lens()
        if state.draft is None and (not complete or lens) and self._key() != self._refused:
            self._read()
            return
        for index, one in enumerate(self._both()[: 1 + self.comparing]):
            self._ask_distribution(index, one)
        self._show_compared()

    def _key(self) -> object:
        state = self._state
        return asked(state.tree.path(), self.slots[0].spec), state.precision, self.slots[0].spec

    @Slot(int)
    def _looked(self, _index: int) -> None:
        self._later()

    def _ask_distribution(self, index: int, panel: TextGenerationPanel) -> None:
        """Ask how probable every token is at the place looked at, unless that is known."""
        question = panel.question()
        spec = self.slots[index].spec
        if question is None or panel.choice.distribution is not None or self._refused == self._key():
            return
        request = replace(question, precision=self._state.precision)
        key = (spec, request)
        if key in self._distributions:
            self._distribution_came((index, key, panel.at), self._distributions[key])
        else:
            self.inquiries[index].ask(spec, request, (index, key, panel.at))

    @Slot(object, object)
    def _distribution_came(self, about: Any, record: RunRecord) -> None:
        index, key, at = about
        self._distributions[key] = record
        while len(self._distributions) > _DISTRIBUTIONS:
            self._distributions.popitem(last=False)
        found: Distribution | None = record.result.distribution
        panel = self._both()[index]
        if found is not None and panel.question() is not None and (self.slots[index].spec, replace(
            panel.question(), precision=self._state.precision  # type: ignore[type-var]
        )) == key:
            panel.show_distribution(at, found)
            panel.distribution_record = record

    def _popup(self, index: int, view_id: str, at: Any) -> None:
        """The distribution has a run of its own."""
        record = self._both()[index].distribution_record
        if view_id == "distribution" and record is not None:
            self.exports.popup(record, view_id, at)
        else:
            super()._popup(index, view_id, at)

    # -- branches -------------------------------------------------------------------------------------------

    @Slot(int, str, int, bool)
    def branch(self, index: int, text: str, number: int, go_on: bool) -> None:
        """Put another token at a place of the text; what stood there stays as a branch."""
        panel, state = self._both()[0], self._state
        if self.generating or state.draft is not None:
            return
        model = self.slots[0].spec or ""
        if index < len(panel.places):
            tree = branched(state.tree, panel.places[index].place, text, number, model)
        else:
            tree = grown(state.tree, state.tree.at, (raw(text),), (number,), model)
        self.change(tree=tree, at=None)
        if go_on:
            self._generate()

    @Slot(int, str, int, bool)
    def _branch_second(self, index: int, text: str, number: int, go_on: bool) -> None:
        record = self.record(1)
        if record is None or self.generating:
            return
        tokens = record.result.tokens[record.result.prompt_tokens : index]
        self._graft([(raw_token.text, raw_token.id) for raw_token in tokens] + [(raw(text), number)])
        if go_on:
            self._generate()

    @Slot()
    def _keep_second(self) -> None:
        record = self.record(1)
        if record is not None and not self.generating:
            tokens = record.result.tokens[record.result.prompt_tokens :]
            self._graft([(token.text, token.id) for token in tokens])

    def _graft(self, tokens: list[tuple[str, int]]) -> None:
        """Put the second model's tokens behind the text that both were given."""
        first, tree = self.record(0), self._state.tree
        if first is None or not tokens:
            return
        given = "".join(token.text for token in first.result.tokens[: first.result.prompt_tokens])
        leaf = next((one.id for one in reversed(tree.nodes) if tree.text(one.id).startswith(given)), None)
        if leaf is None:
            return
        tree, end = _at_text(tree, leaf, given)
        texts, ids = zip(*tokens, strict=True)
        self.change(tree=grown(tree, end, texts, ids, self.slots[1].spec or ""), at=None)

    @Slot(int)
    def walk(self, node: int) -> None:
        """Show another branch."""
        tree = self._state.tree
        if tree.has(node) and node != tree.at and not self.generating:
            self._begun = None
            self.change_quietly(tree=replace(tree, at=node), at=None, draft=None)

    def _walk_leaves(self, step: int) -> None:
        tree = self._state.tree
        leaves = tree.leaves()
        here = tree.at
        while here not in leaves:
            here = tree.children(here)[0].id
        self.walk(leaves[(leaves.index(here) + step) % len(leaves)])

    @Slot()
    def _next(self) -> None:
        self._walk_leaves(1)

    @Slot()
    def _previous(self) -> None:
        self._walk_leaves(-1)

    @Slot(int)
    def prune(self, node: int) -> None:
        """Take a branch away; undo brings it back."""
        tree = self._state.tree
        if tree.has(node) and tree.node(node).parent is not None and not self.generating:
            left = pruned(tree, node)
            compared = self._state.compared
            keep = compared is not None and left.has(compared)
            self.change(tree=left, at=None, compared=compared if keep else None)

    @Slot(int)
    def compare_branch(self, node: int) -> None:
        """Put a branch beside the text on show; -1 closes the comparison."""
        known = self._state.tree.has(node) and node != self._state.tree.at
        self.change_quietly(compared=node if known and node != self._state.compared else None)

    def _show_compared(self) -> None:
        state, panel, view = self._state, self._both()[0], self.forest.branches
        other = state.compared
        if other is None or not state.tree.has(other) or self.generating:
            view.setVisible(False)
            return
        spec = self.slots[0].spec
        found, complete = shown(replace(state.tree, at=other), spec, state.precision, self.known)
        names = (state.tree.node(state.tree.at).name or "On show", state.tree.node(other).name or "The other branch")
        view.show_branches(panel.places, found, names, state.colour)
        if not complete and not self.branch_inquiry.active and not any(slot.active for slot in self.slots):
            request = replace(state, tree=replace(state.tree, at=other), lens=False).request(spec)
            request = replace(request, max_new_tokens=0)
            if self._refused != request:
                self._refused = request
                self.branch_inquiry.ask(spec, request, spec)

    @Slot(object, object)
    def _branch_came(self, spec: Any, record: RunRecord) -> None:
        self.known.remember(spec, record.request, record.result)
        self._refused = None
        self._show_compared()

    # -- editing --------------------------------------------------------------------------------------------

    @Slot(str)
    def _drafted(self, text: str) -> None:
        state = self._state
        if state.draft is None and len(state.tree.nodes) == 1:
            self.change("draft", tree=edited(state.tree, text), at=None)
        else:
            self.change("draft", draft=text)

    def begin_edit(self, index: int | None, more: str = "") -> None:
        """Open the text as an editor, the cursor at a token (None: at the end), and write `more` there."""
        if self.generating:
            return
        state, panel = self._state, self._both()[0]
        text = state.tree.text() if state.draft is None else state.draft
        at = len(text)
        if index is not None and 0 <= index < len(panel.places):
            at = len("".join(one.token.text for one in panel.places[:index]))
        if len(state.tree.nodes) > 1 or more:
            text = text[:at] + more + text[at:]
            if len(state.tree.nodes) > 1:
                self.change("draft", draft=text)
            else:
                self._drafted(text)
        self.editor.setFocus()
        self.editor.put_cursor(at + len(more))
        self.scroller.ensureWidgetVisible(self.editor)

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.begin_edit(None, text)

    @Slot()
    def give_up_edit(self) -> None:
        """Back to the text as it was."""
        if self._state.draft is not None:
            self.change(draft=None)
            self._both()[0].text.setFocus()

    # -- files and models -----------------------------------------------------------------------------------

    @Slot(object)
    def _opened(self, state: TextGenerationState) -> None:
        self.errors.clear()
        self._begun = None
        self._put(state, None)

    @Slot()
    def _models_changed(self) -> None:
        panel = self._both()[0]
        if panel.model != self.slots[0].spec:
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
