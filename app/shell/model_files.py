"""Bringing a model: by dialog or by drop. It is read on the files thread and then shown on a page that fits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.contract import Demo, UserError
from app.jobs.job import Outcome
from app.pages.services import Services
from app.shell.page_stack import PageStack
from model_zoo.cards import Card, serves

_FILES = "Weights (*.safetensors *.bin *.pt *.pth *.ckpt);;All files (*)"


class ModelFiles(QObject):
    """Asks for models, and puts them to use where they fit."""

    def __init__(self, services: Services, pages: PageStack, demos: dict[str, Demo], window: QWidget) -> None:
        super().__init__(window)
        self._services, self._pages, self._demos, self._window = services, pages, demos, window

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder with a model inside."""
        self._ask("Add a model folder", QFileDialog.FileMode.Directory)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file of weights."""
        self._ask("Add a model file", QFileDialog.FileMode.ExistingFile)

    @Slot(str)
    def add(self, path: str) -> None:
        """Read the model at `path` and use it on a page that fits."""
        job = self._services.models.add(path)
        job.setProperty("path", path)
        job.finished.connect(self._read)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(mode)
        if mode == QFileDialog.FileMode.ExistingFile:
            dialog.setNameFilter(_FILES)
        dialog.fileSelected.connect(self.add)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _read(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, Card):
            self.use(outcome.result)
        elif outcome.status == "failed":
            name = Path(str(self.sender().property("path"))).name
            trace = "" if isinstance(outcome.error, UserError) else outcome.trace
            self._services.notices.error(f"“{name}” cannot be used.", str(outcome.error), trace)

    def use(self, card: Card) -> None:
        """Open the card on the page on show if it fits there, else on the first demo that takes it."""
        current = self._demos.get(self._pages.current)
        takers = [demo for demo in self._demos.values() if demo.family != "none"]
        # A user's model has no family until its loader has looked inside: any demo that takes a model may try.
        fitting = [demo for demo in takers if serves(card, demo.family)]
        demo = current if current in fitting else (fitting[0] if fitting else None)
        if demo is None:
            self._services.notices.warning(
                f"“{card.title}” was read, but no demo takes it.",
                f"It is of the family {card.family}; the demos take "
                + ", ".join(sorted({demo.family for demo in takers}))
                + ".",
            )
            return
        page = self._pages.show_demo(demo.id)
        if page is not None:
            page.set_model(card.spec)
            self._services.notices.info(f"“{card.title}” answers now.", f"On the page “{demo.title}”.")
