"""A table of two columns to edit: type, copy, paste, remove rows. The first column has the room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from app.widgets.pair_rows import PairRows, Row


class PairTable(QTableView):
    """`edited` carries all rows as they are to be; it shows them when `set_rows` brings them back.

    Subclasses say what `copy`, `paste` and `delete` do.
    """

    edited = Signal(list)

    def __init__(
        self, name: str, entries: PairRows, lines: int, share: int, parent: QWidget | None = None
    ) -> None:
        """`lines` rows are seen at once; the second column has one part in `share` of the room, if it needs that."""
        super().__init__(parent)
        self.entries = entries
        self._lines, self._share = lines, share
        entries.setParent(self)
        self.setModel(entries)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
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
        entries.edited.connect(self.tell)
        self._fit()

    # -- for subclasses -------------------------------------------------------------------------------------

    @Slot(list)
    def tell(self, rows: list[Row]) -> None:
        """Pass on what was typed."""
        self.edited.emit(rows)

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        raise NotImplementedError

    def paste(self) -> None:
        """Put in what is on the clipboard."""
        raise NotImplementedError

    def delete(self) -> None:
        """Do what the Delete key does: take the selected rows away."""
        self.remove_selected()

    # -- rows -----------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show rows without telling anyone; the cursor stays where it was if it can."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        if self.entries.set_rows(rows) and row >= 0:
            self.setCurrentIndex(self.entries.index(min(row, len(rows)), column))

    def selected_rows(self) -> list[int]:
        """Give the numbers of the rows in which something is selected, without the empty one at the end."""
        chosen = {index.row() for index in self.selectionModel().selectedIndexes()}
        return sorted(row for row in chosen if row < len(self.entries.rows))

    @Slot()
    def remove_selected(self) -> None:
        """Take the selected rows away."""
        chosen = set(self.selected_rows())
        if chosen:
            self.edited.emit([row for place, row in enumerate(self.entries.rows) if place not in chosen])

    @Slot()
    def begin_row(self) -> None:
        """Start to write a new row."""
        index = self.entries.index(len(self.entries.rows), 0)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def insert(self, rows: Sequence[Row]) -> None:
        """Put rows in behind the current one, or at the end."""
        index, have = self.currentIndex(), self.entries.rows
        at = min(len(have), index.row() + 1) if index.isValid() else len(have)
        if rows:
            self.edited.emit([*have[:at], *rows, *have[at:]])

    def write(self, text: str) -> None:
        """Put a text into the current cell, or begin a row with it."""
        index = self.currentIndex()
        here = index if index.isValid() else self.entries.index(len(self.entries.rows), 0)
        self.entries.setData(here, text)

    # -- Qt's own -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.state() != QAbstractItemView.State.EditingState:  # an editor lets its own Enter through
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

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

    def _share_out(self) -> None:
        """Give the second column no more than it is likely to need."""
        metrics = self.fontMetrics()
        most = metrics.averageCharWidth() * 24
        least = metrics.horizontalAdvance(self.entries.headings[1]) + 34
        self.horizontalHeader().resizeSection(
            1, min(most, max(least, self.viewport().width() // self._share))
        )

    def _fit(self) -> None:
        if not hasattr(self, "_share"):
            return  # Qt sends changes while the base class is still being built
        line = self.fontMetrics().height() + 8
        self.verticalHeader().setDefaultSectionSize(line)
        self.verticalHeader().setMinimumWidth(self.fontMetrics().horizontalAdvance("0000") + 8)
        self.horizontalHeader().setFixedHeight(line + 2)
        self._share_out()
        self.setFixedHeight(line * (self._lines + 1) + 2 * self.frameWidth() + 4)
