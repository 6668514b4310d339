"""A folder's conversion on the page: from where, to where, how far, and the table of what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.demos.voice_conversion.ledger import TABLE, Entry, table
from app.widgets import theme
from app.widgets.inline_error import InlineError
from app.widgets.progress_bar import ProgressBar
from app.widgets.segmented import Segmented
from app.widgets.visible import displayable, tip

_HEADS = ("File", "State", "Seconds", "Pitch", "Target", "Source", "Remark")
_TIPS = (
    "The sound, and what it became",
    "waiting, done, kept (done before, nothing changed) or failed",
    "Length",
    "Mean pitch of the converted sound",
    "Likeness to the target, by the model's own ear",
    "Likeness to the source",
    "Warnings, or why it failed",
)
_Index = QModelIndex | QPersistentModelIndex


class BatchView(QWidget):
    """`folder`, `out` and `format` are bound to the state; `folder_wanted(field, path)` tells of a chosen one."""

    folder_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.into = QLabel()
        self.into.setProperty("role", "muted")
        self.into.setWordWrap(True)
        self.into.setTextFormat(Qt.TextFormat.PlainText)
        self.folder, self.out = QLineEdit(), QLineEdit()
        self.format = Segmented(
            "Format",
            (
                ("wav", "WAV", "16 bits; every program opens it"),
                ("flac", "FLAC", "The same in half the room"),
            ),
        )
        self.error = InlineError()
        self.progress = ProgressBar()
        self.progress.setMaximumHeight(3)
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        self.progress.hide()
        self.status = QLabel("Choose two folders and press Run. What is done already is skipped.")
        self.status.setProperty("role", "muted")
        self.status.setWordWrap(True)
        self.entries = _Entries()
        self.table = _Table(self.entries)
        self.copy = QPushButton("Copy table")
        self.copy.setToolTip(f"The same table is written into the results' folder as {TABLE}")
        self.copy.setEnabled(False)
        theme.set_icon(self.copy, "copy")
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        lines = (
            ("folder", "Sounds from", self.folder, "The folder of the sounds to convert"),
            ("out", "Results to", self.out, "Another folder; it is made if it is not there"),
        )
        for row, (field, words, line, hint) in enumerate(lines):
            label = QLabel(words)
            label.setProperty("role", "muted")
            label.setBuddy(line)
            line.setAccessibleName(words)
            line.setPlaceholderText(hint)
            choose = QPushButton("Choose…")
            choose.setAccessibleName(f"{words}: choose a folder")
            theme.set_icon(choose, "folder")
            choose.clicked.connect(lambda _=False, field=field, words=words: self._ask(field, words))
            grid.addWidget(label, row, 0)
            grid.addWidget(line, row, 1)
            grid.addWidget(choose, row, 2)
        foot = QHBoxLayout()
        foot.addWidget(self.format)
        foot.addWidget(self.status, 1)
        foot.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.into)
        layout.addLayout(grid)
        layout.addWidget(self.error)
        layout.addLayout(foot)
        layout.addWidget(self.progress)
        layout.addWidget(self.table, 1)
        self.copy.clicked.connect(self.table.copy)

    def show_entries(self, entries: Sequence[Entry], row: int) -> None:
        """Show what is done; `row` is the one that changed, -1 for all."""
        self.entries.show(entries, row)
        self.copy.setEnabled(bool(entries))
        if row >= 0:
            self.table.scrollTo(self.entries.index(row, 0))

    @Slot(float, str)
    def show_progress(self, fraction: float, note: str) -> None:
        """Show how far the batch is."""
        self.progress.show()
        self.progress.show_fraction(fraction)
        self.status.setText(displayable(note))

    def show_end(self, sentence: str) -> None:
        """Say how it ended."""
        self.progress.rest()
        self.progress.hide()
        self.error.show_sentence(sentence)
        self.status.setText(summed(self.entries.entries))

    def _ask(self, field: str, words: str) -> None:
        dialog = QFileDialog(self, words)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: self.folder_wanted.emit(field, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def summed(entries: Sequence[Entry]) -> str:
    """Say in words what was done."""
    count = {
        state: sum(entry.state == state for entry in entries)
        for state in ("done", "kept", "failed", "waiting")
    }
    parts = [f"{count['done']} converted"]
    if count["kept"]:
        parts.append(f"{count['kept']} done before")
    if count["failed"]:
        parts.append(f"{count['failed']} failed")
    if count["waiting"]:
        parts.append(f"{count['waiting']} waiting: Run goes on with them")
    return ", ".join(parts) + "."


class _Entries(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show(self, entries: Sequence[Entry], row: int) -> None:
        if row < 0 or len(entries) != len(self.entries):
            self.beginResetModel()
            self.entries = list(entries)
            self.endResetModel()
        else:
            self.entries[row] = entries[row]
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(_HEADS) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(entry)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(entry.note or f"{entry.name} → {entry.output}")
        if role == Qt.ItemDataRole.TextAlignmentRole and 2 <= column <= 5:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and entry.state == "failed":
            return theme.palette().error
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS[section]
        return None


def _words(entry: Entry) -> tuple[str, ...]:
    def number(value: float | None, digits: int, unit: str = "") -> str:
        return "" if value is None else f"{value:.{digits}f}{unit}".replace("-", "−")

    return (
        displayable(entry.name),
        entry.state,
        number(entry.seconds, 1),
        number(entry.pitch, 0, " Hz"),
        number(entry.likeness_target, 2),
        number(entry.likeness_source, 2),
        displayable(entry.note),
    )


class _Table(QTableView):
    def __init__(self, entries: _Entries) -> None:
        super().__init__()
        entries.setParent(self)
        self._entries = entries
        self.setModel(entries)
        self.setAccessibleName("What was done")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        for column in range(len(_HEADS)):
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(len(_HEADS) - 1, QHeaderView.ResizeMode.Stretch)

    @Slot()
    def copy(self) -> None:
        """Put the table on the clipboard, with tabs."""
        QGuiApplication.clipboard().setText(table(self._entries.entries, "\t"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 200)
