"""Where an export goes, in which format, and how large a figure is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.preferences import RANGES, Preferences
from app.pages.exporter import FIGURES, PICTURES, SOUNDS
from app.widgets.inline_error import InlineError

_FORMATS = {
    ".svg": "SVG, vector",
    ".pdf": "PDF, vector",
    ".png": "PNG, pixels",
    ".csv": "CSV, with its provenance beside it",
    ".parquet": "Parquet",
    ".npz": "NPZ",
    ".json": "JSON",
    ".wav": "WAV, with its settings beside it",
    ".flac": "FLAC, smaller and as exact",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What the user chose: where to; for figures how large (cm), how fine (dots per inch) and how dark.

    `fine` sounds have 24 bits instead of 16.
    """

    path: Path
    size_cm: tuple[float, float]
    dpi: int
    dark: bool
    fine: bool = False


class ExportDialog(QDialog):
    """`wanted` carries the Target once the user has pressed Save."""

    wanted = Signal(object)

    def __init__(
        self,
        title: str,
        name: str,
        endings: tuple[str, ...],
        preferences: Preferences,
        dark: bool,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is the file's stem; `endings` the formats on offer, the first one chosen."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._figure = endings != PICTURES and any(ending in FIGURES for ending in endings)
        self.format = QComboBox()
        for ending in endings:
            self.format.addItem(
                _FORMATS.get(ending, f"{ending[1:].upper()}, with its settings beside it"), ending
            )
        preferred = self.format.findData(f".{preferences.figure_format}")
        self.format.setCurrentIndex(max(0, preferred))
        self.width_cm = _length("figure_width_cm", preferences.figure_width_cm, "Width")
        self.height_cm = _length("figure_height_cm", preferences.figure_height_cm, "Height")
        self.dpi = QSpinBox()
        self.dpi.setRange(72, 1200)
        self.dpi.setValue(preferences.figure_dpi)
        self.dpi.setSuffix(" dpi")
        self.dpi.setAccessibleName("Dots per inch")
        self.ground = QComboBox()
        self.ground.addItem("Light ground", False)
        self.ground.addItem("Dark ground", True)
        self.ground.setCurrentIndex(int(dark))
        self.bits = QComboBox()
        self.bits.addItem("16 bits, as everything plays", False)
        self.bits.addItem("24 bits, for further editing", True)
        self.bits.setAccessibleName("Bits of a sample")
        self.name = QLineEdit(name)
        self.name.setMinimumWidth(320)
        self.folder = QLineEdit(preferences.export_folder or _documents())
        choose = QPushButton("Choose…")
        choose.clicked.connect(self._choose_folder)
        self.error = InlineError()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(choose)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow("File name", self.name)
        form.addRow("Folder", where)
        form.addRow("Format", self.format)
        if self._figure:
            size = QHBoxLayout()
            for widget in (self.width_cm, self.height_cm, self.dpi, self.ground):
                size.addWidget(widget)
            form.addRow("Figure", size)
        else:
            self._put_away(self.width_cm, self.height_cm, self.dpi, self.ground)
        if any(ending in SOUNDS for ending in endings):
            form.addRow("Samples", self.bits)
        else:
            self._put_away(self.bits)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.error)
        layout.addWidget(buttons)
        self.format.currentIndexChanged.connect(self._format_changed)
        self._format_changed()
        self.finished.connect(self.deleteLater)
        self.name.selectAll()

    def accept(self) -> None:
        """Tell the choice and close, unless the folder is no place to write to."""
        folder, name = self.folder.text().strip(), self.name.text().strip()
        ending = str(self.format.currentData())
        if not name or Path(name).name != name:
            self.error.show_sentence("Give the file a name without slashes.")
            return
        if not folder or not Path(folder).expanduser().is_dir():
            self.error.show_sentence("There is no such folder; choose one that exists.")
            return
        stem = name.removesuffix(ending)
        size = (self.width_cm.value(), self.height_cm.value())
        path = Path(folder).expanduser() / f"{stem}{ending}"
        dark, fine = bool(self.ground.currentData()), bool(self.bits.currentData())
        self.wanted.emit(Target(path, size, self.dpi.value(), dark, fine))
        super().accept()

    def _put_away(self, *widgets: QWidget) -> None:
        for widget in widgets:
            widget.setParent(self)  # without a parent they would outlive the dialog as windows
            widget.hide()

    @Slot()
    def _format_changed(self) -> None:
        ending = self.format.currentData()
        self.dpi.setVisible(self._figure and ending == ".png")

    @Slot()
    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Choose a folder", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _length(name: str, value: float, title: str) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setRange(*RANGES[name])
    spin.setDecimals(1)
    spin.setValue(value)
    spin.setPrefix(f"{title} ")
    spin.setSuffix(" cm")
    spin.setAccessibleName(f"{title} in centimetres")
    return spin


def _documents() -> str:
    places = QStandardPaths.StandardLocation
    return QStandardPaths.writableLocation(places.DocumentsLocation) or str(Path.home())
