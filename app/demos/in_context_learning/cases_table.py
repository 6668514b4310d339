"""A table of cases to edit: type, paste from a spreadsheet, drop a file, remove rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.core.contract import UserError
from app.demos.in_context_learning import tables
from app.widgets.pair_rows import PairRows
from app.widgets.pair_table import PairTable

_ENDINGS = (".csv", ".tsv", ".txt")


class CasesTable(PairTable):
    """Inputs and their labels."""

    file_dropped = Signal(str)
    refused = Signal(str)  # a sentence: what was pasted is no table

    def __init__(self, name: str, optional: bool, parent: QWidget | None = None) -> None:
        headings = "Input", "Label (if known)" if optional else "Label"
        super().__init__(name, PairRows(headings, "type or paste here", 24), 5, 3, parent)
        self.setAcceptDrops(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)

    def copy(self) -> None:
        """Put the selected rows, or a single cell, on the clipboard."""
        indexes = self.selectionModel().selectedIndexes()
        rows = self.selected_rows()
        if len(indexes) == 1 and rows:
            text = self.entries.rows[rows[0]][indexes[0].column()]
        else:
            text = tables.text_of(self.entries.rows[row] for row in rows)
        QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Put rows in behind the current one; a single text goes into the current cell."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            return
        if not any(mark in text.strip() for mark in "\t\n\r"):
            self.write(text.strip())
            return
        try:
            rows = tables.parse(text)
        except UserError as error:
            self.refused.emit(str(error))
            return
        self.insert(rows)

    def delete(self) -> None:
        """Empty the selected cells; rows of which all is selected go."""
        rows = [list(row) for row in self.entries.rows]
        for index in self.selectionModel().selectedIndexes():
            if index.row() < len(rows):
                rows[index.row()][index.column()] = ""
        left = [(row[0], row[1]) for row in rows if any(row)]
        if left != self.entries.rows:
            self.edited.emit(left)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._take(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take(event):
            self.file_dropped.emit(_file(event))

    def _take(self, event: QDropEvent) -> bool:
        """Take a table's file; anything else is the window's."""
        takes = bool(_file(event))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(takes)
        return takes


def _file(event: QDropEvent) -> str:
    urls = event.mimeData().urls()
    path = urls[0].toLocalFile() if len(urls) == 1 else ""
    return path if path.lower().endswith(_ENDINGS) else ""
