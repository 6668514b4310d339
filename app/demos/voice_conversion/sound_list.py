"""Several sounds to choose: bundled samples to tick, and files of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.sounds import ENDINGS, bundled_samples
from app.widgets import theme
from app.widgets.visible import displayable, tip

_VALUE = Qt.ItemDataRole.UserRole


class SoundList(QWidget):
    """`changed` carries the chosen sounds, samples' ids and files' paths, in their order in the list."""

    changed = Signal(tuple)

    def __init__(self, title: str, kind: str, parent: QWidget | None = None) -> None:
        """Samples of `kind` ("source" or "target") stand first."""
        super().__init__(parent)
        self._values: tuple[str, ...] = ()
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        self.add = QPushButton("Add files…")
        self.add.setAccessibleName(f"{title}: add files")
        self.add.setToolTip("Sound files of your own; Delete takes one out of the list")
        theme.set_icon(self.add, "folder")
        self.list = _List()
        self.list.setAccessibleName(title)
        self.list.setToolTip("Tick what is to take part")
        self.list.setFixedHeight(round(self.list.fontMetrics().height() * 6.2))
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.list)
        for sample in sorted(bundled_samples(), key=lambda one: one.kind != kind):
            self._entry(sample.id, sample.title)
        self.add.clicked.connect(self._ask)
        self.list.itemChanged.connect(self._ticked)
        self.list.removed.connect(self._remove)

    def set_values(self, values: Sequence[str]) -> None:
        """Tick these; tells nobody."""
        self._values = tuple(values)
        with QSignalBlocker(self.list):
            known = {str(self.list.item(row).data(_VALUE)) for row in range(self.list.count())}
            for value in values:
                if value not in known:
                    self._entry(value, displayable(Path(value).name))
            for row in range(self.list.count()):
                item = self.list.item(row)
                on = item.data(_VALUE) in self._values
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _entry(self, value: str, title: str) -> None:
        item = QListWidgetItem(title)
        item.setData(_VALUE, value)
        item.setToolTip(tip(value))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.list.addItem(item)

    @Slot()
    def _ticked(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        self._tell(tuple(str(one.data(_VALUE)) for one in items if one.checkState() == Qt.CheckState.Checked))

    def _tell(self, values: tuple[str, ...]) -> None:
        if values != self._values:
            self._values = values
            self.changed.emit(values)

    @Slot(int)
    def _remove(self, row: int) -> None:
        value = str(self.list.item(row).data(_VALUE))
        if all(sample.id != value for sample in bundled_samples()):
            self.list.takeItem(row)
            self._tell(tuple(one for one in self._values if one != value))

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, "Add sounds")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([f"Sounds ({' '.join('*' + end for end in ENDINGS)})", "All files (*)"])
        dialog.filesSelected.connect(self.take_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def take_files(self, paths: list[str]) -> None:
        """Put files in, ticked, and tell."""
        self._tell_all((*self._values, *(path for path in paths if path not in self._values)))

    def _tell_all(self, values: tuple[str, ...]) -> None:
        before = self._values
        self.set_values(values)
        if values != before:
            self.changed.emit(values)


class _List(QListWidget):
    removed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.removed.emit(self.currentRow())
        else:
            super().keyPressEvent(event)
