"""What is asked beside the runs: the distribution at the place looked at, and the tokens of a compared branch."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.core.record import RunRecord
from app.demos.text_generation.inquiry import Inquiry
from app.demos.text_generation.panel import TextGenerationPanel
from app.demos.text_generation.reading import shown

if TYPE_CHECKING:
    from app.demos.text_generation.page import TextGenerationPage

_KEPT = 24  # distributions, each as large as a vocabulary


class Asides(QObject):
    """Asks when the page is at rest; a run of the page stops it."""

    def __init__(self, page: TextGenerationPage) -> None:
        super().__init__(page)
        self._page = page
        self._places = [Inquiry(page.demo, page.services, self) for _ in page.slots]
        self._branch = Inquiry(page.demo, page.services, self)
        self._answers: OrderedDict[object, RunRecord] = OrderedDict()
        self._refused: object = None  # a branch that could not be read
        for inquiry in self._places:
            inquiry.answered.connect(self._distribution_came)
        self._branch.answered.connect(self._branch_came)

    @property
    def active(self) -> bool:
        """Tell whether an answer is on its way."""
        return any(one.active for one in (*self._places, self._branch))

    def stop(self) -> None:
        """Leave the device to something else."""
        for inquiry in (*self._places, self._branch):
            inquiry.stop()

    def refresh(self) -> None:
        """Ask for what is looked at and not known."""
        for index, panel in enumerate(self._page.both()):
            if index == 0 or self._page.comparing:
                self._ask_distribution(index, panel)
        self.show_compared(ask=True)

    def _ask_distribution(self, index: int, panel: TextGenerationPanel) -> None:
        key = self._key(index, panel)
        if key is None or panel.choice.distribution is not None:
            return
        if key in self._answers:
            self._distribution_came((index, key), self._answers[key])
        else:
            self._places[index].ask(key[0], key[1], (index, key))

    def _key(self, index: int, panel: TextGenerationPanel) -> tuple[str | None, Any] | None:
        question = panel.question()
        if question is None:
            return None
        return self._page.slots[index].spec, replace(question, precision=self._page.state().precision)

    @Slot(object, object)
    def _distribution_came(self, about: Any, record: RunRecord) -> None:
        index, key = about
        self._answers[key] = record
        self._answers.move_to_end(key)
        while len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
        panel = self._page.both()[index]
        if self._key(index, panel) == key and record.result.distribution is not None:
            panel.show_distribution(record)

    def show_compared(self, ask: bool = False) -> None:
        """Show the compared branch beside the text on show; `ask` for what is not known of it."""
        page = self._page
        state, panel, view = page.state(), page.both()[0], page.forest.branches
        other = state.compared
        if other is None or not state.tree.has(other) or other == state.tree.at or page.generating:
            view.hide()
            return
        spec = page.slots[0].spec
        there = replace(state, tree=replace(state.tree, at=other), lens=False)
        whose = page.whose_ids()
        found, complete = shown(there.tree, spec, state.precision, page.known, whose)
        names = (state.tree.node(state.tree.at).name, state.tree.node(other).name)
        view.show_branches(
            panel.places, found, (names[0] or "On show", names[1] or "The other branch"), state.colour
        )
        request = replace(there.request(whose), max_new_tokens=0)
        if ask and not complete and not self._branch.active and request != self._refused:
            self._refused = request
            self._branch.ask(spec, request, spec)

    @Slot(object, object)
    def _branch_came(self, spec: Any, record: RunRecord) -> None:
        self._page.known.remember(spec, record.request, record.result)
        self._refused = None
        self.show_compared()
