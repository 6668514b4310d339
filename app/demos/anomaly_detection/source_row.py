"""Where the rows come from: a set of the list, a file, a paste; and which column says what they are."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.demos.anomaly_detection import tables
from app.demos.anomaly_detection.loaded import Loaded
from app.widgets import theme
from app.widgets.labelled import labelled
from app.widgets.visible import displayable

_TIP = "Small tables that come with Inkling, in which one class can be called normal"
#: Letters; in less room a note would be a column of single words.
_LEAST_NOTE = 26
_FILES = "Tables (*.csv *.tsv *.txt);;All files (*)"


class SourceRow(QWidget):
    """`data_wanted` carries a set's id, a path or a table's text; `label_wanted` a heading."""

    data_wanted = Signal(str)
    label_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sets = QComboBox()
        self.sets.setAccessibleName("What to learn from")
        self.sets.setToolTip(_TIP)
        for one in tables.bundled():
            self.sets.addItem(one.title, one.id)
        self.open = QPushButton("Open…")
        self.open.setToolTip(
            "A table of your own: headings, a column with classes, numbers in the others. Drop works too"
        )
        theme.set_icon(self.open, "folder")
        self.paste = QPushButton("Paste")
        self.paste.setToolTip("Take a table that was copied from a spreadsheet")
        theme.set_icon(self.paste, "copy")
        self.labels = QComboBox()
        self.labels.setAccessibleName("Column with the classes")
        self.labels.setToolTip(
            "The column that tells normal from strange; a click on its heading chooses it too"
        )
        self.labels.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.labels.setMinimumContentsLength(9)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.label_field = labelled("Label", self.labels)  # it stands elsewhere on the page
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self.sets, self.open, self.paste):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.note, 1)
        self.sets.activated.connect(self._chosen)
        self.labels.activated.connect(self._labelled)
        self.open.clicked.connect(self.open_dialog)
        self.paste.clicked.connect(self._pasted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        taken = sum(one.sizeHint().width() + 6 for one in (self.sets, self.open, self.paste))
        self.note.setVisible(self.width() - taken >= self.fontMetrics().averageCharWidth() * _LEAST_NOTE)

    def show_data(self, data: str) -> None:
        """Show which set is chosen; a file or a paste is added to the list."""
        while self.sets.count() > len(tables.bundled()):
            self.sets.removeItem(self.sets.count() - 1)
        known = tables.known(data)
        if known is None:
            self.sets.addItem(displayable(tables.named(data))[:30] or "nothing", data)
        self.sets.setCurrentIndex(self.sets.findData(data))
        self.note.setText("" if known is None else known.note)
        self.note.setToolTip("" if known is None else known.source)
        self.sets.setToolTip(_TIP if known is None else f"{known.note}\n{known.source}")

    def show_labels(self, found: Loaded | None, label: str) -> None:
        """Show which column holds the classes."""
        self.labels.clear()
        if found is None:
            return
        for name in found.sheet.names:
            self.labels.addItem(displayable(name)[:60], name)
        self.labels.setCurrentIndex(self.labels.findData(found.label_of(label)))

    @Slot()
    def open_dialog(self) -> None:
        """Ask for a table's file."""
        dialog = QFileDialog(self, "Open a table")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_FILES)
        dialog.fileSelected.connect(self.data_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.data_wanted.emit(self.sets.itemData(index))

    @Slot(int)
    def _labelled(self, index: int) -> None:
        self.label_wanted.emit(self.labels.itemData(index))

    @Slot()
    def _pasted(self) -> None:
        self.data_wanted.emit(QGuiApplication.clipboard().text())
