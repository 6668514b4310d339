"""Which models a page asks: keeps pickers, slots and the list of models in step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.core.contract import UserError
from app.jobs.job import Outcome
from app.widgets.model_picker import short_name
from model_zoo import cards
from model_zoo.cards import Card
from model_zoo.errors import ModelError

if TYPE_CHECKING:
    from app.pages.demo_page import DemoPage


class ModelChoice(QObject):
    """The page's models. A folder, file or hub name is read on the files thread before it is asked."""

    def __init__(self, page: DemoPage) -> None:
        super().__init__(page)
        self._page = page
        self._index = page.services.models
        self._reading: dict[str, int] = {}  # slots by the spec that is being read for them
        for number, picker in enumerate(page.bar.pickers):
            picker.opening.connect(partial(self._offer, number))
            picker.chosen.connect(partial(self._chosen, number))
            picker.brought.connect(partial(self._bring, number))
        page.bar.compare_wanted.connect(self._compare)
        self._index.changed.connect(self._name)
        page.open_slot(False)
        if page.demo.family != "none":
            page.slots[0].spec = self._first()
            self._name()

    def set(self, spec: str | None, number: int) -> None:
        """Put a model into a slot and ask it; slot 1 opens with a model and closes without."""
        page = self._page
        if number == 1 and (spec is None) == page.comparing:
            page.open_slot(spec is not None)
        elif page.slots[number].spec == spec:
            return
        page.slots[number].spec = spec
        self._name()
        page.changed.emit()
        if spec is not None and (page.live or page.record(0) is not None):
            page.run()

    def _chosen(self, number: int, spec: str) -> None:
        self.set(spec, number)
        self._remember(number, spec)

    def _first(self) -> str | None:
        """Give the model used last in this family (a demo with a preference: in this demo), else the bundled one."""
        page = self._page
        last = page.services.preferences.value.last_models.get(self._remembered)
        if last:
            return last
        try:
            return cards.default(page.demo.family, page.demo.prefers).spec
        except ModelError as error:
            page.errors.show(UserError(str(error)))
            return None

    @property
    def _remembered(self) -> str:
        """Under what name the last model is kept: one that suits most demos may not suit one with a preference."""
        demo = self._page.demo
        return demo.id if demo.prefers else demo.family

    def _remember(self, number: int, spec: str) -> None:
        if number == 0:
            preferences = self._page.services.preferences
            preferences.update(last_models={**preferences.value.last_models, self._remembered: spec})

    def _offer(self, number: int) -> None:
        """List what fits. A user's model has no family until its loader has looked inside, so it may try."""
        self._page.bar.pickers[number].set_cards(self._index.cards(self._page.demo.family))

    def _bring(self, number: int, spec: str) -> None:
        job = self._index.add(spec)
        self._page.bar.pickers[number].setText(f"Reading {short_name(spec)}…")
        self._reading[job.property("spec")] = number
        job.finished.connect(self._brought)

    @Slot(object)
    def _brought(self, outcome: Outcome) -> None:
        number = self._reading.pop(self.sender().property("spec"), 0)
        self._name()
        if isinstance(outcome.result, Card):
            self._chosen(number, outcome.result.spec)
        elif isinstance(outcome.error, UserError):
            self._page.errors.show(UserError(str(outcome.error), "model"))
            self._page.failed.emit(str(outcome.error))

    @Slot(bool)
    def _compare(self, comparing: bool) -> None:
        """Open the second slot with another model than the first if there is one."""
        if not comparing:
            self.set(None, 1)
            return
        self._offer(1)
        first = self._page.slots[0].spec
        others = [card.spec for card in self._index.cards(self._page.demo.family) if card.spec != first]
        self.set(others[0] if others else first, 1)

    @Slot()
    def _name(self) -> None:
        """Show every slot's model by its title."""
        page = self._page
        for slot, picker, panel in zip(page.slots, page.bar.pickers, page.panels, strict=True):
            card = self._index.card(slot.spec) if slot.spec else None
            picker.show_model(slot.spec or "", card)
            panel.name_model(card.title if card else short_name(slot.spec or ""))
