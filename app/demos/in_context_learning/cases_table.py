"""A table of cases to edit: type, paste from a spreadsheet, drop a file, remove rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from app.core.contract import UserError
from app.demos.in_context_learning import tables
from app.demos.in_context_learning.cases_model import CasesModel
from app.demos.in_context_learning.tables import Row

_ROWS = 5
_ENDINGS = (".csv", ".tsv", ".txt")


class CasesTable(QTableView):
    """`edited` carries all rows as they are to be; it shows them when `set_rows` brings them back."""

    edited = Signal(list)
    file_dropped = Signal(str)
    refused = Signal(str)  # a sentence: what was pasted is no table

    def __init__(self, name: str, optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cases = CasesModel(optional, self)
        self.setModel(self.cases)
        self.setAccessibleName(name)
        self.setAcceptDrops(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across = self.horizontalHeader()
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        across.setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cases.edited.connect(self.edited)
        self._fit()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show rows without telling anyone; the cursor stays where it was if it can."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        if self.cases.set_rows(rows) and row >= 0:
            self.setCurrentIndex(self.cases.index(min(row, len(rows)), column))

    def selected_rows(self) -> list[int]:
        """Give the numbers of the rows in which something is selected, without the empty one at the end."""
        chosen = {index.row() for index in self.selectionModel().selectedIndexes()}
        return sorted(row for row in chosen if row < len(self.cases.rows))

    @Slot()
    def remove_selected(self) -> None:
        """Take the selected rows away."""
        chosen = set(self.selected_rows())
        if chosen:
            self.edited.emit([row for place, row in enumerate(self.cases.rows) if place not in chosen])

    @Slot()
    def begin_row(self) -> None:
        """Start to write a new row."""
        index = self.cases.index(len(self.cases.rows), 0)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def copy(self) -> None:
        """Put the selected rows, or a single cell, on the clipboard."""
        indexes = self.selectionModel().selectedIndexes()
        rows = self.selected_rows()
        if len(indexes) == 1 and rows:
            text = self.cases.rows[rows[0]][indexes[0].column()]
        else:
            text = tables.text_of(self.cases.rows[row] for row in rows)
        QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Put rows in behind the current one; a single text goes into the current cell."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            return
        if not any(mark in text.strip() for mark in "\t\n\r"):
            index = self.currentIndex()
            at = index if index.isValid() else self.cases.index(len(self.cases.rows), 0)
            self.cases.setData(at, text.strip())
            return
        try:
            rows = tables.parse(text)
        except UserError as error:
            self.refused.emit(str(error))
            return
        self.insert(rows)

    def insert(self, rows: Sequence[Row]) -> None:
        """Put rows in behind the current one, or at the end."""
        index = self.currentIndex()
        have = self.cases.rows
        at = min(len(have), index.row() + 1) if index.isValid() else len(have)
        if rows:
            self.edited.emit([*have[:at], *rows, *have[at:]])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.state() != QAbstractItemView.State.EditingState:  # an editor lets its own Enter through
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._take(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take(event):
            self.file_dropped.emit(_file(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.height())

    def _delete(self) -> None:
        """Empty the selected cells; rows of which all is selected go."""
        indexes = self.selectionModel().selectedIndexes()
        rows = [list(row) for row in self.cases.rows]
        for index in indexes:
            if index.row() < len(rows):
                rows[index.row()][index.column()] = ""
        left = [(row[0], row[1]) for row in rows if any(row)]
        if left != self.cases.rows:
            self.edited.emit(left)

    def _take(self, event: QDropEvent) -> bool:
        """Take a table's file; anything else is the window's."""
        takes = bool(_file(event))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(takes)
        return takes

    def _share_out(self) -> None:
        """Give labels a third of the room, and no more than they are likely to need."""
        most = self.fontMetrics().averageCharWidth() * 22
        least = self.fontMetrics().horizontalAdvance("Label (if known)") + 20
        self.horizontalHeader().resizeSection(1, min(most, max(least, self.viewport().width() // 3)))

    def _fit(self) -> None:
        if not hasattr(self, "cases"):
            return  # Qt sends changes while the base class is still being built
        line = self.fontMetrics().height() + 8
        self.verticalHeader().setDefaultSectionSize(line)
        self.verticalHeader().setMinimumWidth(self.fontMetrics().horizontalAdvance("0000") + 8)
        self.horizontalHeader().setFixedHeight(line + 2)
        self._share_out()
        self.setFixedHeight(line * (_ROWS + 1) + 2 * self.frameWidth() + 4)


def _file(event: QDropEvent) -> str:
    urls = event.mimeData().urls()
    path = urls[0].toLocalFile() if len(urls) == 1 else ""
    return path if path.lower().endswith(_ENDINGS) else ""
