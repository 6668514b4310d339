"""Rows of two texts as Qt's tables want them, with one empty row at the end to write into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.widgets import theme
from app.widgets.visible import displayable, spliced

Row = tuple[str, str]

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN = 500  # characters of a cell; the whole is in its editor


class PairRows(QAbstractTableModel):
    """Shows rows and tells of edits; the page's state comes back as rows, the same ones or others."""

    edited = Signal(list)  # the rows as they are to be

    def __init__(
        self, headings: tuple[str, str], invitation: str, fits: int, parent: QObject | None = None
    ) -> None:
        """`invitation` stands in the empty row; cells of more than `fits` characters have a tool tip."""
        super().__init__(parent)
        self.rows: list[Row] = []
        self.headings = headings
        self._invitation, self._fits = invitation, fits

    def set_rows(self, rows: Sequence[Row]) -> bool:
        """Show rows; True if they are other ones."""
        if list(rows) == self.rows:
            return False
        if len(rows) == len(self.rows):
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows), 1))
            return True
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()
        return True

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows) + 1

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if section < len(self.rows) else "+"
        return self.headings[section]

    def data(self, index: _Index, role: int = 0) -> Any:
        row, column = index.row(), index.column()
        last = row >= len(self.rows)
        text = "" if last else self.rows[row][column]
        if role == Qt.ItemDataRole.EditRole:
            return displayable(text)
        if role == Qt.ItemDataRole.DisplayRole:
            if last:
                return self._invitation if column == 0 else ""
            return displayable(text[:_SHOWN]).replace("\n", " ⏎ ")
        if role == Qt.ItemDataRole.ForegroundRole and last:
            return theme.palette().faint
        if role == Qt.ItemDataRole.ToolTipRole and len(text) > self._fits:
            return displayable(text[:_SHOWN])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headings[column].split(',')[0]} {row + 1}: {displayable(text[:80])}"
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        row, column = index.row(), index.column()
        last = row >= len(self.rows)
        cells = ["", ""] if last else list(self.rows[row])
        text = spliced(cells[column], displayable(cells[column]), str(value))
        if text == cells[column]:
            return True
        cells[column] = text
        # Done here and then told: while an editor is open, rows must not be replaced from outside.
        if last:
            self.beginInsertRows(QModelIndex(), row + 1, row + 1)
            self.rows.append((cells[0], cells[1]))
            self.endInsertRows()
        else:
            self.rows[row] = (cells[0], cells[1])
        self.dataChanged.emit(self.index(row, 0), self.index(row, 1))
        self.edited.emit(list(self.rows))
        return True
