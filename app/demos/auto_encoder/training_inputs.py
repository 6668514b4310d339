"""How a net of one's own is made: what it learns from, its layers, and how it is trained."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.demos.auto_encoder.checks import LEAST_SIDE, MOST_EPOCHS, MOST_ROWS, MOST_SIDE, MOST_WIDTH
from app.demos.auto_encoder.contract import SMALL_DIGITS
from app.demos.auto_encoder.state import OWN, AutoEncoderState
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.segmented import Segmented

_SETS = (
    ("Digits of 8 × 8, bundled", SMALL_DIGITS),
    ("Digits of 28 × 28, fetched once", "digits"),
    ("Fashion-MNIST, fetched once", "fashion"),
    ("A folder or CSV of mine…", OWN),
)
_UNITS = (
    ("gelu", "GELU", "Smooth rectified units: quick to train (Hendrycks and Gimpel 2016)"),
    ("logistic", "Logistic", "Units from 0 to 1, as in 2006; the error is the cross-entropy of the pixels"),
)
_BEGIN = (
    ("plain", "Plain", "Random weights"),
    ("rbm", "RBM", "Layer by layer with restricted Boltzmann machines, then unrolled; for logistic units"),
)
Bind = Callable[[str, QWidget], None]


class TrainingInputs(QWidget):
    """`path_chosen` carries a folder or a CSV file."""

    path_chosen = Signal(str)

    def __init__(self, bind: Bind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._only_train: list[QWidget] = []
        flow_box, self.own = QWidget(), QWidget()
        flow = FlowLayout(flow_box, gap=14)
        self.source = _combo("What to learn from", _SETS)
        bind("source", self.source)
        self.start_source = _combo("What to learn from", (("As measured after training", ""), *_SETS))
        bind("start_source", self.start_source)
        tip = "What to learn from; a fifth of it is held out to measure on"
        self._source_box = labelled("Learn from", self.source, tip)
        self._start_box = labelled(
            "Runs", self.start_source, "Measured curves, or runs of your own on this machine"
        )
        code = _spin("Numbers in the code", 1, MOST_WIDTH)
        bind("code", code)
        hidden = QLineEdit()
        hidden.setAccessibleName("Hidden layers")
        hidden.setFixedWidth(hidden.fontMetrics().averageCharWidth() * 17)
        bind("hidden", hidden)
        self.epochs = _spin("Epochs", 1, MOST_EPOCHS)
        bind("epochs", self.epochs)
        units, begin = Segmented("Units", _UNITS), Segmented("First weights", _BEGIN)
        bind("units", units)
        bind("begin", begin)
        rate = _real("Learning rate", 0.00001, 1.0, 5, 0.001)
        bind("rate", rate)
        noise = _real("Noise on the input", 0.0, 2.0, 2, 0.05)
        bind("noise", noise)
        side = _spin("Side of a picture", LEAST_SIDE, MOST_SIDE)
        bind("side", side)
        most = _spin("Rows at most", 50, MOST_ROWS)
        bind("most", most)
        seed = QLineEdit()
        seed.setAccessibleName("Seed")
        seed.setPlaceholderText("as set")
        seed.setFixedWidth(seed.fontMetrics().averageCharWidth() * 9)
        bind("seed", seed)
        self.layers = [
            labelled(
                "Layers", hidden, "Units of the layers between input and code; the decoder mirrors them"
            ),
            labelled("Code", code, "Numbers that everything is pressed through"),
            labelled("Epochs", self.epochs, "How many times all rows are gone through"),
        ]
        self._only_train += [
            labelled("Units", units),
            labelled("Begin", begin),
            labelled("Rate", rate, "The highest learning rate; it rises at first and falls to zero (cosine)"),
            labelled(
                "Noise",
                noise,
                "Added to the input and to be removed: a denoising auto-encoder (Vincent 2008)",
            ),
        ]
        self._rows = labelled("Rows", most, "At most so many rows are learnt from")
        self._side = labelled("Pixels", side, "Pictures are made grey and brought to so many pixels each way")
        everything = [
            self._source_box,
            self._start_box,
            *self.layers,
            *self._only_train,
            self._rows,
            self._side,
        ]
        for widget in (
            *everything,
            labelled("Seed", seed, "Of weights and order; empty: that of the preferences"),
        ):
            flow.addWidget(widget)
        self._lay_own(bind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(flow_box)
        layout.addWidget(self.own)

    def _lay_own(self, bind: Bind) -> None:
        row = QHBoxLayout(self.own)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.path = QLineEdit()
        self.path.setAccessibleName("Folder of pictures or CSV file")
        self.path.setPlaceholderText(
            "A folder of pictures, or a CSV with columns of numbers: choose it, or drop it here"
        )
        self.path.setAcceptDrops(False)  # the page takes files
        bind("path", self.path)
        row.addWidget(self.path, 1)
        for words, tip, files in (
            ("Folder…", "All pictures below a folder; folders in it are labels", False),
            ("CSV…", "A table: columns of numbers are learnt, a column of words is the labels", True),
        ):
            button = QPushButton(words)
            theme.set_icon(button, "document" if files else "folder")
            button.setToolTip(tip)
            button.clicked.connect(lambda _on=False, files=files: self._ask(files))
            row.addWidget(button)

    def follow(self, state: AutoEncoderState) -> None:
        """Show what the mode and the source need."""
        start = state.mode == "start"
        source = state.start_source if start else state.source
        measured = start and not source
        self._source_box.setVisible(not start)
        self._start_box.setVisible(start)
        for widget in self.layers:
            widget.setVisible(not measured)
        for widget in self._only_train:
            widget.setVisible(not start)
        self._rows.setVisible(not measured and source != SMALL_DIGITS)
        self._side.setVisible(source == OWN)
        self.own.setVisible(source == OWN)

    @Slot(bool)
    def _ask(self, files: bool) -> None:
        dialog = QFileDialog(self, "Choose a CSV file" if files else "Choose a folder of pictures")
        if files:
            dialog.setNameFilters(["Tables (*.csv *.tsv *.txt)", "All files (*)"])
        kind = QFileDialog.FileMode.ExistingFile if files else QFileDialog.FileMode.Directory
        dialog.setFileMode(kind)
        dialog.fileSelected.connect(self.path_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _combo(name: str, entries: tuple[tuple[str, str], ...]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for words, value in entries:
        combo.addItem(words, value)
    return combo


def _spin(name: str, low: int, high: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)
    theme.pad(spin)
    return spin


def _real(name: str, low: float, high: float, decimals: int, step: float) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(decimals)
    spin.setRange(low, high)
    spin.setSingleStep(step)
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)
    theme.pad(spin)
    return spin
