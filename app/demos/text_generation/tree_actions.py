"""Trees and texts as files: dialogs, dropped files, and the export of the tree with everything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app.core.atomic import write_atomic
from app.core.contract import Demo, Progress, UserError, View
from app.core.record import RunRecord
from app.demos.text_generation.exports import tree_view
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree_file import load_tree, save_tree
from app.jobs.job import Outcome
from app.pages.export_menu import ExportMenu
from app.pages.exporter import FIGURES
from app.pages.services import Services

if TYPE_CHECKING:
    from app.demos.text_generation.page import TextGenerationPage

_ENDING = ".tree.json"
_FILTER = "Trees of texts (*.json)"


class ExportsWithTree(ExportMenu):
    """The first model's answer brings the page's tree along."""

    def __init__(
        self,
        demo: Demo,
        services: Services,
        records: Callable[[], list[tuple[str, RunRecord]]],
        page: TextGenerationPage,
    ) -> None:
        super().__init__(demo, services, records, page)
        self.page = page

    def views(self, record: RunRecord) -> list[View]:
        """Give the exportable views of an answer."""
        found = list(super().views(record))
        if record is self.page.record(0):
            found.append(tree_view(self.page.state().tree))
        return found

    def ask_figure(self) -> bool:
        """Open the dialog that saves the tree as a figure; False while there is no answer yet."""
        record = self.page.record(0)
        if record is None:
            return False
        self._ask(tree_view(self.page.state().tree), record, FIGURES)
        return True


class TreeActions(QObject):
    """Reads and writes on the files thread. `opened` carries a state read from a file."""

    opened = Signal(object)
    failed = Signal(object)  # the UserError

    def __init__(self, page: TextGenerationPage) -> None:
        super().__init__(page)
        self._page = page

    def ask_save(self) -> None:
        """Ask where the tree is to go."""
        self._ask("Save tree", "text" + _ENDING, _FILTER, self.save)

    def ask_text(self) -> None:
        """Ask where the text on show is to go."""
        self._ask("Save text", "text.txt", "Texts (*.txt)", self.save_text)

    def ask_open(self) -> None:
        """Ask which tree to open."""
        dialog = QFileDialog(self._page, "Open tree", self._folder(), _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.open(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the tree."""
        state: TextGenerationState = self._page.state()
        self._write(path, lambda: save_tree(path, state))

    def save_text(self, path: Path) -> None:
        """Write the text on show as UTF-8."""
        text = self._page.state().tree.text()

        def write() -> Path:
            try:
                write_atomic(path, text.encode("utf-8", "replace"))
            except OSError as error:
                raise UserError(f"{path} cannot be written: {error.strerror or error}.") from error
            return path

        self._write(path, write)

    def open(self, path: Path) -> None:
        """Read a tree; `opened` or `failed` tells how it went."""
        jobs = self._page.services.jobs

        def read(_progress: Progress) -> TextGenerationState:
            return load_tree(path)

        job = jobs.submit(self, read, lane="files", supersede=False, title=f"Reading {path.name}")
        job.finished.connect(self._read)

    def _write(self, path: Path, write: Callable[[], Path]) -> None:
        services = self._page.services
        services.preferences.update(export_folder=str(path.parent))

        def work(_progress: Progress) -> Path:
            return write()

        title = f"Writing {path.name}"
        job = services.jobs.submit(self, work, lane="files", supersede=False, title=title, durable=True)
        job.finished.connect(self._written)

    def _written(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, Path):
            self._page.services.notices.info(f"{outcome.result.name} was written.", str(outcome.result))
        else:
            self._failed(outcome)

    def _read(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, TextGenerationState):
            self.opened.emit(outcome.result)
        else:
            self._failed(outcome)

    def _failed(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, UserError):
            self.failed.emit(outcome.error)
        elif outcome.status == "failed":
            self._page.services.notices.error("The file was not handled.", str(outcome.error), outcome.trace)

    def _ask(self, title: str, name: str, kinds: str, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._page, title, self._folder(), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: then(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _folder(self) -> str:
        return str(self._page.services.preferences.value.export_folder)


def dropped(mime: QMimeData) -> Path | None:
    """The one JSON file that is being dropped; None for anything else, which is the window's."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() == ".json" else None
