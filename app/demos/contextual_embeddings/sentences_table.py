"""The sentences as a table to edit: type, paste lines or two columns, remove rows; the row looked at is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from app.demos.contextual_embeddings.mark_delegate import MarkDelegate
from app.demos.contextual_embeddings.sentences_model import SentencesModel
from app.demos.contextual_embeddings.state import Row
from app.widgets.visible import displayable

_Index = QModelIndex | QPersistentModelIndex
_ROWS = 4


class SentencesTable(QTableView):
    """`edited` carries all rows as they are to be, `chosen` the row that the user went to."""

    edited = Signal(list)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentences = SentencesModel(self)
        self.setModel(self.sentences)
        self.marks = MarkDelegate(self)
        self.setItemDelegate(self.marks)
        self.setAccessibleName("Sentences")
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
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
        self.sentences.edited.connect(self.edited)
        self._fit()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show rows without telling anyone; the cursor stays where it was if it can."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        with QSignalBlocker(self):
            if self.sentences.set_rows(rows) and row >= 0:
                self.setCurrentIndex(self.sentences.index(min(row, len(rows)), column))

    def set_word(self, word: str) -> None:
        """Light this word in sentences that mark none."""
        if word != self.marks.word:
            self.marks.word = word
            self.viewport().update()

    def set_chosen(self, row: int) -> None:
        """Go to a row without telling anyone."""
        if 0 <= row < len(self.sentences.rows) and row != self.currentIndex().row():
            with QSignalBlocker(self):
                self.setCurrentIndex(self.sentences.index(row, 0))
            self.viewport().update()

    def selected_rows(self) -> list[int]:
        """Give the numbers of the rows in which something is selected, without the empty one at the end."""
        chosen = {index.row() for index in self.selectionModel().selectedIndexes()}
        return sorted(row for row in chosen if row < len(self.sentences.rows))

    @Slot()
    def remove_selected(self) -> None:
        """Take the selected rows away."""
        chosen = set(self.selected_rows())
        if chosen:
            self.edited.emit([row for place, row in enumerate(self.sentences.rows) if place not in chosen])

    @Slot()
    def begin_row(self) -> None:
        """Start to write a new row."""
        index = self.sentences.index(len(self.sentences.rows), 0)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def paste(self) -> None:
        """Put lines in behind the current row, sense behind a tab; a single text goes into the current cell."""
        lines = [line for line in QGuiApplication.clipboard().text().splitlines() if line.strip()]
        index = self.currentIndex()
        if len(lines) == 1 and "\t" not in lines[0]:
            here = index if index.isValid() else self.sentences.index(len(self.sentences.rows), 0)
            self.sentences.setData(here, lines[0].strip())
            return
        rows = [(cells[0].strip(), cells[1].strip()) for cells in (f"{line}\t".split("\t") for line in lines)]
        have = self.sentences.rows
        at = min(len(have), index.row() + 1) if index.isValid() else len(have)
        if rows:
            self.edited.emit([*have[:at], *rows, *have[at:]])

    def copy(self) -> None:
        """Put the selected rows on the clipboard, sense behind a tab."""
        rows = ("\t".join(self.sentences.rows[row]) for row in self.selected_rows())
        QGuiApplication.clipboard().setText(displayable("\n".join(rows)))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row() and current.row() < len(self.sentences.rows):
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_selected()
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
        """Give senses no more than they are likely to need."""
        most = self.fontMetrics().averageCharWidth() * 24
        least = self.fontMetrics().horizontalAdvance("Sense (if known)") + 34
        self.horizontalHeader().resizeSection(1, min(most, max(least, self.viewport().width() // 5)))

    def _fit(self) -> None:
        if not hasattr(self, "sentences"):
            return  # Qt sends changes while the base class is still being built
        line = self.fontMetrics().height() + 7
        self.verticalHeader().setDefaultSectionSize(line)
        self.verticalHeader().setMinimumWidth(self.fontMetrics().horizontalAdvance("0000") + 8)
        self.horizontalHeader().setFixedHeight(line + 3)
        self._share_out()
        self.setFixedHeight(line * (_ROWS + 1) + 2 * self.frameWidth() + line // 2)
