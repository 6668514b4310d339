"""One table of cases with its heading and the buttons that fill it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.core.contract import Progress, UserError
from app.demos.in_context_learning import tables
from app.demos.in_context_learning.cases_table import CasesTable
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner
from app.widgets import theme

_FILES = "Tables (*.csv *.tsv *.txt);;All files (*)"


class CasesEditor(QWidget):
    """`edited` carries all rows as they are to be, `refused` a sentence about a file or a paste."""

    edited = Signal(list)
    refused = Signal(str)

    def __init__(self, title: str, optional: bool, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._title = title
        self.heading = QLabel(title)
        self.heading.setProperty("role", "heading")
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        self.table = CasesTable(title, optional)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.heading)
        top.addSpacing(4)
        top.addWidget(self.count)
        top.addStretch(1)
        add = self._button("plus", "Write a new row", self.table.begin_row)
        remove = self._button("minus", "Remove the selected rows (Delete)", self.table.remove_selected)
        file = self._button(
            "folder", "Open a CSV or TSV file, input and label in its columns", self.open_dialog
        )
        self.buttons = (add, remove, file)
        for button in self.buttons:
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.table)
        self.table.edited.connect(self.edited)
        self.table.refused.connect(self.refused)
        self.table.file_dropped.connect(self.read)

    def show_rows(self, rows: list[tables.Row], words: str) -> None:
        """Show rows, and a word on how many."""
        self.table.set_rows(rows)
        self.count.setText(words)

    @Slot()
    def open_dialog(self) -> None:
        """Ask for a file of cases."""
        dialog = QFileDialog(self, f"{self._title}: open a table")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_FILES)
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def read(self, path: str) -> None:
        """Read a file on the files thread and add its rows."""

        def work(_progress: Progress) -> list[tables.Row]:
            return tables.read_file(Path(path))

        job = self._jobs.submit(self, work, lane="files", title=f"Reading {Path(path).name}")
        job.finished.connect(self._read)

    @Slot(object)
    def _read(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, list):
            self.table.insert(outcome.result)
        elif isinstance(outcome.error, UserError):
            self.refused.emit(str(outcome.error))
        elif outcome.status == "failed":
            self.refused.emit(f"The file cannot be read: {outcome.error}.")

    def _button(self, icon: str, tip: str, call: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(f"{self._title}: {tip}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_icon(button, icon)
        button.clicked.connect(call)
        return button
