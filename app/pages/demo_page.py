"""The base of every demo's page: inputs that write one frozen state, model slots that answer it, and exports.

A demo subclasses DemoPage, builds its inputs in `build_inputs` and its results in a ResultPanel. Its state class
is a frozen dataclass with defaults and two methods: `request()` gives the request to ask (UserError if the
inputs make none), `asking(request)` gives the state that would ask it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.contract import Demo, UserError
from app.core.examples import examples
from app.core.history import History
from app.core.record import RunRecord
from app.core.schema import decode
from app.jobs.job import Outcome
from app.pages.binding import Binder
from app.pages.error_board import ErrorBoard
from app.pages.export_menu import ExportMenu
from app.pages.model_choice import ModelChoice
from app.pages.page_bar import PageBar
from app.pages.resting import Resting
from app.pages.result_panel import ResultPanel
from app.pages.services import Services
from app.pages.slot import ModelSlot
from app.widgets.examples_bar import ExamplesBar
from app.widgets.inline_error import InlineError

SLOTS = 2


class DemoPage(QWidget):
    """One demo in the window. It holds one state; every widget shows it, every edit replaces it."""

    changed = Signal()  # inputs or models are not what they were
    ran = Signal(object)  # the RunRecord of a slot
    failed = Signal(str)  # the sentence that is shown now

    #: Ask as the user types; False waits for Run. A demo whose answer takes seconds sets it to False.
    live = True
    #: How long (ms) the inputs must rest before they are asked.
    delay_ms = 120
    #: Put the comparison above the two answers, where it is seen even if they are long.
    comparison_first = False

    def __init__(self, demo: Demo, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.demo = demo
        self.services = services
        self.examples = examples(demo)
        self._state: Any = demo.part("state")()
        self._history: History[Any] = History(self._state)
        self._began = False
        self.binder = Binder(self)
        self.slots = [ModelSlot(demo, services, index, self) for index in range(SLOTS)]
        self.comparing = False
        self.exports = ExportMenu(demo, services, self._records, self)
        self._build()
        self.models_ = ModelChoice(self)
        self._timer = Resting(self.delay_ms, self)
        self._connect()
        self._show()

    # -- for the demo ---------------------------------------------------------------------------------------

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """Make the inputs; `bind` ties them to fields of the state, `errors.place` puts sentences beside them."""
        raise NotImplementedError

    def make_panel(self, index: int) -> ResultPanel:
        """Make the results of one model slot."""
        raise NotImplementedError

    def make_comparison(self) -> QWidget | None:
        """Make what stands with two answers; it gets `show_records(first, second)` with each pair."""
        return None

    def follow(self, state: Any) -> None:
        """Adapt to a new state whatever is not bound (a label that counts, a button to disable)."""

    def bind(self, field: str, widget: QWidget) -> None:
        """Tie a widget to a field of the state; see Binder for the kinds it takes."""
        self.binder.bind(field, widget)

    # -- for the window -------------------------------------------------------------------------------------

    def state(self) -> Any:
        """Give the inputs."""
        return self._state

    def set_state(self, state: Any) -> None:
        """Put a restored state in; undo begins here."""
        self._history = History(state)
        self._set(state)

    def change(self, _merge: str | None = None, **fields: Any) -> None:
        """Replace fields of the state as one step of undo; steps with the same `_merge` become one."""
        self._put(replace(self._state, **fields), _merge)

    def change_quietly(self, **fields: Any) -> None:
        """Replace fields that are no input but a way of looking: no step of undo."""
        self._set(replace(self._state, **fields))

    def can_undo(self) -> bool:
        """Tell whether there is something to take back."""
        return self._history.can_undo

    def can_redo(self) -> bool:
        """Tell whether there is something to do again."""
        return self._history.can_redo

    @Slot()
    def undo(self) -> None:
        """Take the last change of the inputs back."""
        self._set(self._history.undo())

    @Slot()
    def redo(self) -> None:
        """Do the change again that was taken back."""
        self._set(self._history.redo())

    @Slot()
    def run(self) -> bool:
        """Ask now; False if the inputs make no request. The same request on its way is not asked twice."""
        return self._ask(again=True)

    @Slot()
    def stop(self) -> None:
        """Stop what is on its way and what was about to be asked."""
        self._timer.stop()
        for slot in self.slots:
            slot.stop()

    def show_request(self, request: dict[str, Any]) -> None:
        """Put a request's fields into the inputs and ask; a request that does not fit is told as an error."""
        try:
            asked: Any = decode(self.demo.request, request)
        except UserError as error:
            self._fail(error)
            return
        self._put(self._state.asking(asked), None)
        self._ask(again=True)

    def set_model(self, spec: str | None, slot: int = 0) -> None:
        """Choose the model of a slot. A model for slot 1 opens the comparison, None closes it."""
        self.models_.set(spec, slot)

    def models(self) -> list[str]:
        """Give the specs of the open slots."""
        used = self.slots if self.comparing else self.slots[:1]
        return [slot.spec for slot in used if slot.spec]

    def record(self, slot: int = 0) -> RunRecord | None:
        """Give a slot's last answer."""
        return self.slots[slot].record if slot == 0 or self.comparing else None

    def busy(self) -> bool:
        """Tell whether an answer is on its way or about to be asked for."""
        return self._timer.isActive() or any(slot.active for slot in self.slots)

    def export_actions(self) -> list[QAction]:
        """Give what can be exported now."""
        return self.exports.actions()

    # -- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.bar = PageBar(self.demo.family != "none")
        self.errors = ErrorBoard(InlineError())
        self.examples_bar = ExamplesBar([(example.title, example.note) for example in self.examples])
        inner = QWidget()
        inner.setObjectName("page_inner")
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 4, 20, 12)
        column.setSpacing(10)
        column.addWidget(self.examples_bar)
        inputs = QVBoxLayout()
        inputs.setSpacing(8)
        column.addLayout(inputs)
        self.build_inputs(inputs)
        self.panels = [self.make_panel(index) for index in range(SLOTS)]
        self._line = QFrame()
        self._line.setFixedWidth(1)
        self._line.setProperty("role", "line-vertical")
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        self._columns.addWidget(self.panels[0], 1)
        self._columns.addWidget(self._line)
        self._columns.addWidget(self.panels[1], 1)
        column.addLayout(self._columns, 1)
        self.comparison = self.make_comparison()
        if self.comparison is not None:
            column.insertWidget(column.count() - self.comparison_first, self.comparison)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(inner)
        top = QVBoxLayout()
        top.setContentsMargins(20, 10, 20, 4)
        top.setSpacing(6)
        top.addWidget(self.bar)
        top.addWidget(self.errors.general)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        outer.addWidget(self.scroller, 1)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._refresh)
        self._timer.outdated.connect(self._dim)
        self.binder.edited.connect(self._edited)
        self.binder.left.connect(self._close_step)
        self.bar.run_wanted.connect(self.run)
        self.bar.stop_wanted.connect(self.stop)
        self.bar.export_menu.aboutToShow.connect(self._fill_export)
        self.examples_bar.chosen.connect(self._show_example)
        self.services.preferences.changed.connect(self._preferences_changed)
        for slot, panel in zip(self.slots, self.panels, strict=True):
            slot.busy.connect(panel.set_busy)
            slot.busy.connect(self._show_busy)
            slot.progressed.connect(panel.show_progress)
            slot.partial_ready.connect(panel.show_partial)
            slot.ended.connect(partial(self._ended, slot.index))
            panel.change_wanted.connect(self._panel_wants)
            panel.menu_wanted.connect(partial(self._popup, slot.index))

    # -- state ----------------------------------------------------------------------------------------------

    def _put(self, state: Any, merge: str | None) -> None:
        self._history.push(state, merge)
        self._set(state)

    def _set(self, state: Any) -> None:
        if state == self._state:
            return
        self._state = state
        self._show()
        self._ask_soon()
        self.changed.emit()

    def _ask_soon(self) -> None:
        if self.live and self._began:
            self._timer.touch()

    def _show(self) -> None:
        self.binder.show(self._state)
        for panel in self.panels:
            panel.state = self._state
            panel.show_state(self._state)
        self.follow(self._state)

    @Slot(str, object, bool)
    def _edited(self, field: str, value: object, typing: bool) -> None:
        self.edit(field, value, field if typing else None)

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """Take what the user did to a bound widget; a demo may override it to keep fields consistent."""
        self.change(merge, **{field: value})

    @Slot(dict, str)
    def _panel_wants(self, fields: dict[str, Any], merge: str) -> None:
        if merge == "quiet":
            self.change_quietly(**fields)
        else:
            self.change(merge or None, **fields)

    @Slot()
    def _close_step(self) -> None:
        self._history.close_step()

    # -- asking and answers ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._began:
            self._began = True
            self._ask_soon()  # after the first paint: nothing heavy stands between the user and the window
            if self.window().focusWidget() is None:
                self.setFocus()

    @Slot()
    def _refresh(self) -> None:
        if self.live:  # what was to be asked when the inputs rest may have become one that waits for Run
            self._ask(again=False)

    def _ask(self, again: bool) -> bool:
        self._timer.stop()
        try:
            request = self._state.request()
        except UserError as error:
            self._fail(error)
            return False
        used = self.slots if self.comparing else self.slots[:1]
        asked = [slot.ask(request, again) for slot in used]
        if not any(asked):
            self.errors.clear()  # back at what is answered: what stood in the way of another request is gone
            self._dim()
        return True

    @Slot()
    def _dim(self) -> None:
        """Dim what answers other inputs than those on the page, and nothing else."""
        try:
            request = self._state.request()
        except UserError:
            request = None
        for slot, panel in zip(self.slots, self.panels, strict=True):
            if slot.record is not None:
                panel.set_stale(not slot.answers(request))

    def _ended(self, index: int, outcome: Outcome) -> None:
        slot, panel = self.slots[index], self.panels[index]
        if isinstance(outcome.result, RunRecord):
            if index == 0 or not self.slots[0].active:
                self.errors.clear()
            panel.show_record(outcome.result)
            self._compare()
            self.ran.emit(outcome.result)
        elif outcome.status == "cancelled":
            panel.show_stopped("Stopped")
        elif isinstance(outcome.error, UserError):
            panel.show_stopped("No answer to this")
            self._fail(outcome.error, panel)
        else:
            title = f"“{self.demo.title}” met a fault of its own."
            self.services.notices.error(title, str(outcome.error), outcome.trace)
            panel.show_stopped("No answer to this")
            self._fail(UserError(f"{title} The notice tells more, with a trace to copy."), panel)
        if slot.record is None:
            panel.empty.say("No answer", "")

    def _fail(self, error: UserError, panel: ResultPanel | None = None) -> None:
        """Show a sentence where it belongs: beside its input, or with the model that it is about."""
        if panel is not None and self.comparing and not self.errors.knows(error.field):
            panel.error.show_sentence(str(error))
        else:
            self.errors.show(error)
        self.failed.emit(str(error))

    def _compare(self) -> None:
        first, second = (self.record(0), self.record(1)) if self.comparing else (None, None)
        matching = first is not None and second is not None and first.request == second.request
        self.panels[0].show_other(second if matching else None)
        self.panels[1].show_other(first if matching else None)
        if self.comparison is not None:
            self.comparison.setVisible(matching)
            if matching:
                self.comparison.show_records(first, second)  # type: ignore[attr-defined]

    def open_slot(self, comparing: bool) -> None:
        """Show one model's answer or two beside each other."""
        self.comparing = comparing
        self.bar.show_slots(comparing)
        self.panels[1].setVisible(comparing)
        self._line.setVisible(comparing)
        for panel in self.panels:
            panel.set_compared(comparing)
        if not comparing:
            self.slots[1].forget()
        self._compare()

    @Slot(bool)
    def _show_busy(self, _busy: bool) -> None:
        self.bar.show_busy(any(slot.active for slot in self.slots))

    @Slot(object)
    def _preferences_changed(self, names: frozenset[str]) -> None:
        if names & {"device", "dtype", "seed"}:
            self._ask_soon()

    @Slot(int)
    def _show_example(self, index: int) -> None:
        self.show_request(self.examples[index].request)

    @Slot()
    def _fill_export(self) -> None:
        self.exports.fill(self.bar.export_menu)

    def _popup(self, index: int, view_id: str, at: QPoint) -> None:
        if (record := self.record(index)) is not None:
            self.exports.popup(record, view_id, at)

    def _records(self) -> list[tuple[str, RunRecord]]:
        """Give the answers on the page, named A and B if there are two."""
        return [
            (f"model {'AB'[slot.index]}" if self.comparing else "", record)
            for slot in self.slots
            if (record := self.record(slot.index)) is not None
        ]
