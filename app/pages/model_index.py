"""The models that a page can choose from: the bundled ones and those that the user has brought."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.core.contract import Progress, UserError
from app.jobs.job import Job, Outcome
from app.jobs.runner import JobRunner
from app.pages.preferences_store import PreferencesStore
from model_zoo import cards
from model_zoo.cards import Card
from model_zoo.errors import ModelError

_REMEMBERED = 12


class ModelIndex(QObject):
    """Knows cards by family. Reading a user's model (its hash takes a while) happens on the files thread."""

    changed = Signal()
    added = Signal(object)  # the Card of a model that the user brought
    failed = Signal(str, str, str)  # spec, sentence, trace (empty if it is the user's mistake)

    def __init__(self, jobs: JobRunner, preferences: PreferencesStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._preferences = preferences
        self._bundled: list[Card] | None = None
        self._local: dict[str, Card] = {}

    def cards(self, family: str | None = None) -> list[Card]:
        """Give the cards of a family (None: all): the user's own newest first, then the bundled ones."""
        if self._bundled is None:
            self._bundled = list(cards.bundled())
        every = [*reversed(self._local.values()), *self._bundled]
        return [card for card in every if family is None or cards.serves(card, family)]

    def card(self, spec: str) -> Card | None:
        """Give the card of a spec that is already known."""
        return next((card for card in self.cards() if spec in (card.spec, card.id, str(card.path))), None)

    def add(self, spec: str | Path) -> Job:
        """Read a model from a folder, a file or `hub:NAME`; `added` or `failed` tells how it went.

        The job's Outcome carries the Card, or a UserError with a sentence that names cause and cure.
        """
        text = str(spec)

        def read(progress: Progress) -> Card:
            try:
                return cards.find(text, progress.report)
            except ModelError as error:
                raise UserError(str(error)) from error

        title = f"Reading {Path(text).name or text}"
        job = self._jobs.submit(self, read, lane="files", supersede=False, title=title)
        job.setProperty("spec", text)
        job.finished.connect(self._read)
        return job

    def forget(self, spec: str) -> None:
        """Take a user's model off the list; its files stay where they are."""
        self._local.pop(spec, None)
        recent = tuple(one for one in self._preferences.value.recent_models if one != spec)
        self._preferences.update(recent_models=recent)
        self.changed.emit()

    @Slot(object)
    def _read(self, outcome: Outcome) -> None:
        spec = str(self.sender().property("spec"))
        if isinstance(outcome.result, Card):
            card = outcome.result
            if card.source != "bundled":
                self._local.pop(card.spec, None)
                self._local[card.spec] = card
                older = (one for one in self._preferences.value.recent_models if one != card.spec)
                self._preferences.update(recent_models=(card.spec, *older)[:_REMEMBERED])
            self.changed.emit()
            self.added.emit(card)
        elif outcome.status == "failed":
            known = isinstance(outcome.error, UserError)
            self.failed.emit(spec, str(outcome.error), "" if known else outcome.trace)
