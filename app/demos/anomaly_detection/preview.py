"""The table before anything is learned from it: look, choose the label by its heading, paste or drop another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from app.demos.anomaly_detection.tables import Sheet
from app.widgets import theme
from app.widgets.visible import displayable, tip

_ENDINGS = (".csv", ".tsv", ".txt")
_LINES = 4  # rows in sight
_WIDEST = 22  # letters of a column
_NOWHERE = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class SheetRows(QAbstractTableModel):
    """A sheet as Qt's tables want it; the column of the labels comes first, strange ones stand out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._columns: list[int] = []
        self._label = ""
        self._normal: frozenset[str] = frozenset()

    def set_sheet(self, sheet: Sheet, label: str, normal: Sequence[str]) -> None:
        """Show a sheet."""
        self.beginResetModel()
        self._sheet, self._label, self._normal = sheet, label, frozenset(normal)
        self._columns = sorted(range(len(sheet.names)), key=lambda at: sheet.names[at] != label)
        self.endResetModel()

    def name_of(self, column: int) -> str:
        """The heading of a column as the table has it."""
        return self._sheet.names[self._columns[column]] if self._sheet else ""

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._sheet is None else len(self._sheet.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            return displayable(self.name_of(section)[:60]) if across else f"{section + 1:,}"
        if role == Qt.ItemDataRole.ToolTipRole and not across:
            return "Click to see what makes this row strange"
        if role == Qt.ItemDataRole.ToolTipRole:
            if self.name_of(section) == self._label:
                return "The label: the column with the classes"
            return tip(f"{self.name_of(section)[:200]}: click to take this column as the label")
        if role == Qt.ItemDataRole.ForegroundRole and across and self.name_of(section) == self._label:
            return theme.palette().accent
        return None

    def data(self, index: _Index, role: int = 0) -> Any:
        if self._sheet is None:
            return None
        text = self._sheet.rows[index.row()][self._columns[index.column()]]
        is_label = self.name_of(index.column()) == self._label
        if role == Qt.ItemDataRole.DisplayRole:
            return displayable(text[:200])
        if role == Qt.ItemDataRole.ForegroundRole and is_label:
            return theme.palette().slot_a if text in self._normal else theme.palette().slot_b
        if role == Qt.ItemDataRole.TextAlignmentRole and not is_label:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and is_label:
            return "normal: it is learned" if text in self._normal else "strange: nothing is learned from it"
        return None


class Preview(QTableView):
    """`label_wanted` carries a heading, `row_wanted` a row from 1, `pasted` a table's text, `dropped` a path."""

    label_wanted = Signal(str)
    row_wanted = Signal(int)
    pasted = Signal(str)
    dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = SheetRows(self)
        self.setModel(self.entries)
        self.setAccessibleName("The table")
        self.setAcceptDrops(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        across.sectionClicked.connect(self._clicked)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionsClickable(True)
        self.verticalHeader().sectionClicked.connect(lambda row: self.row_wanted.emit(row + 1))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def show_sheet(self, sheet: Sheet, label: str, normal: Sequence[str]) -> None:
        """Show a table with its label's column first."""
        self.entries.set_sheet(sheet, label, normal)
        metrics, most = self.fontMetrics(), self.fontMetrics().averageCharWidth() * _WIDEST
        first = [str(cell) for row in sheet.rows[:30] for cell in row]
        cells = max((metrics.horizontalAdvance(cell[:40]) for cell in first), default=0)
        for column in range(self.entries.columnCount()):
            head = metrics.horizontalAdvance(displayable(self.entries.name_of(column)[:60])) + 22
            self.setColumnWidth(column, min(most, max(head, min(cells + 16, most))))
        self._fit()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height() + 6
        return QSize(360, line * (_LINES + 1) + self.horizontalScrollBar().sizeHint().height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def _fit(self) -> None:
        line = self.fontMetrics().height() + 6
        self.verticalHeader().setDefaultSectionSize(line)
        self.horizontalHeader().setFixedHeight(line + 2)
        self.updateGeometry()

    def _clicked(self, column: int) -> None:
        self.label_wanted.emit(self.entries.name_of(column))

    # -- Qt's own -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.row_wanted.emit(self.currentIndex().row() + 1)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        take(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if path := take(event):
            self.dropped.emit(path)

    def _copy(self) -> None:
        """Put the selected cells on the clipboard, as a spreadsheet takes them."""
        chosen = sorted(self.selectionModel().selectedIndexes(), key=lambda at: (at.row(), at.column()))
        lines: dict[int, list[str]] = {}
        for index in chosen:
            lines.setdefault(index.row(), []).append(str(index.data()))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))


def take(event: QDropEvent) -> str:
    """Accept the one table that is dragged and give its path; anything else is the window's, and gives ""."""
    urls = event.mimeData().urls()
    path = urls[0].toLocalFile() if len(urls) == 1 else ""
    found = path if path.lower().endswith(_ENDINGS) else ""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.setAccepted(bool(found))
    return found
