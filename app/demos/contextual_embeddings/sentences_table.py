"""The sentences as a table to edit: type, paste lines or two columns, remove rows; the row looked at is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.demos.contextual_embeddings.mark_delegate import MarkDelegate
from app.widgets.pair_rows import PairRows, Row
from app.widgets.pair_table import PairTable
from app.widgets.visible import displayable

_Index = QModelIndex | QPersistentModelIndex
_HEADINGS = ("Sentence, with its *word* marked", "Sense (if known)")


class SentencesTable(PairTable):
    """Sentences and their senses; `chosen` carries the row that the user went to."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Sentences", PairRows(_HEADINGS, "type or paste a sentence here", 60), 4, 5, parent)
        self.marks = MarkDelegate(self)
        self.setItemDelegate(self.marks)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    @Slot(list)
    def tell(self, rows: list[Row]) -> None:
        """Pass on what was typed, without rows that have nothing left."""
        self.edited.emit([one for one in rows if any(map(str.strip, one))])

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show rows without telling anyone, also not where the cursor is now."""
        with QSignalBlocker(self):
            super().set_rows(rows)

    def set_word(self, word: str) -> None:
        """Light this word in sentences that mark none."""
        if word != self.marks.word:
            self.marks.word = word
            self.viewport().update()

    def set_chosen(self, row: int) -> None:
        """Go to a row without telling anyone."""
        if 0 <= row < len(self.entries.rows) and row != self.currentIndex().row():
            with QSignalBlocker(self):
                self.setCurrentIndex(self.entries.index(row, 0))
            self.viewport().update()

    def paste(self) -> None:
        """Put lines in behind the current row, sense behind a tab; a single text goes into the current cell."""
        lines = [line for line in QGuiApplication.clipboard().text().splitlines() if line.strip()]
        if len(lines) == 1 and "\t" not in lines[0]:
            self.write(lines[0].strip())
            return
        cells = (f"{line}\t".split("\t") for line in lines)
        self.insert([(one[0].strip(), one[1].strip()) for one in cells])

    def copy(self) -> None:
        """Put the selected rows on the clipboard, sense behind a tab."""
        rows = ("\t".join(self.entries.rows[row]) for row in self.selected_rows())
        QGuiApplication.clipboard().setText(displayable("\n".join(rows)))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row() and current.row() < len(self.entries.rows):
            self.chosen.emit(current.row())
