"""How it is learned: methods, width, epochs, threshold, seed; for a sweep its widths and how many nets of each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox, QToolButton, QVBoxLayout, QWidget

from app.demos.anomaly_detection.checks import MOST_EPOCHS, MOST_REPEATS, MOST_WIDTH
from app.demos.anomaly_detection.contract import METHODS, Method
from app.demos.anomaly_detection.state import AnomalyDetectionState
from app.demos.anomaly_detection.words import REASONS, TITLES
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.slider_field import SliderField, SlidingSpin, WholeSlidingSpin, slim

_WIDTH = (
    "How many numbers a row is squeezed into: units of the auto-encoder's bottleneck, and principal components. "
    "Narrow ones can only rebuild what is usual; wide ones rebuild everything."
)
_QUANTILE = "The share of held-out normal rows that stay below the threshold; drag it in the histogram, too."


class Options(QWidget):
    """`methods_wanted` carries the methods that are to be asked; all else is bound."""

    methods_wanted = Signal(tuple)

    def __init__(self, bind: Callable[[str, QWidget], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bind = bind
        self._methods: tuple[Method, ...] = METHODS
        self.buttons: dict[Method, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.methods_row = self._row(layout, 6)
        caption = QLabel("Methods")
        caption.setProperty("role", "muted")
        self._add(self.methods_row, caption)
        for method in METHODS:
            button = QToolButton()
            button.setCheckable(True)
            button.setText(TITLES[method])
            button.setToolTip(REASONS[method])
            button.clicked.connect(self._pressed)
            self.buttons[method] = button
            self._add(self.methods_row, button)
        numbers = self._row(layout, 12)
        self.width_field = self._width()
        self.quantile_field = self._quantile()
        self.widths_field = self._widths()
        self.repeats_field = self._spin("repeats", "Nets", 1, MOST_REPEATS, "Auto-encoders of each width")
        for widget in (self.width_field, self.quantile_field, self.widths_field, self.repeats_field):
            self._add(numbers, widget)
        self._add(
            numbers,
            self._spin("epochs", "Epochs", 1, MOST_EPOCHS, "How often the auto-encoder sees every row"),
        )
        self._add(numbers, self._seed())

    def show_state(self, state: AnomalyDetectionState) -> None:
        """Show the methods, and only what the task needs."""
        self._methods = state.methods
        sweeping = state.task == "sweep"
        for widget in (self.methods_row, self.width_field, self.quantile_field):
            widget.setVisible(not sweeping)
        for widget in (self.widths_field, self.repeats_field):
            widget.setVisible(sweeping)
        for method, button in self.buttons.items():
            button.setChecked(method in state.methods)

    def _pressed(self) -> None:
        chosen = tuple(method for method, button in self.buttons.items() if button.isChecked())
        self.methods_wanted.emit(chosen)

    def _row(self, layout: QVBoxLayout, gap: int) -> QWidget:
        row = QWidget()
        FlowLayout(row, gap=gap)
        layout.addWidget(row)
        return row

    def _add(self, row: QWidget, widget: QWidget) -> None:
        flow = row.layout()
        assert flow is not None
        flow.addWidget(widget)

    def _width(self) -> QWidget:
        spin = WholeSlidingSpin(1, MOST_WIDTH)
        self._bind("width", spin)
        return SliderField("Width", spin, reach=(1, 128), tip=_WIDTH, logarithmic=True)

    def _quantile(self) -> QWidget:
        spin = SlidingSpin(0.0, 1.0, 0.01, 3)
        self._bind("quantile", spin)
        return SliderField("Threshold", spin, reach=(0.5, 1.0), tip=_QUANTILE)

    def _widths(self) -> QWidget:
        field = QLineEdit()
        field.setAccessibleName("Widths of the sweep")
        field.setPlaceholderText("1, 2, 4, … 64")
        field.setFixedWidth(field.fontMetrics().averageCharWidth() * 20)
        self._bind("widths", field)
        return labelled(
            "Widths", field, "Numbers with commas between them; empty: powers of two, as far as features go"
        )

    def _spin(self, name: str, caption: str, low: int, high: int, tip: str) -> QWidget:
        spin = QSpinBox()
        spin.setRange(low, high)
        slim(spin, f"{high}")
        spin.setKeyboardTracking(False)
        spin.setAccessibleName(caption)
        theme.pad(spin)
        self._bind(name, spin)
        return labelled(caption, spin, tip)

    def _seed(self) -> QWidget:
        field = QLineEdit()
        field.setAccessibleName("Seed")
        field.setPlaceholderText("as set")
        field.setFixedWidth(field.fontMetrics().averageCharWidth() * 9)
        self._bind("seed", field)
        return labelled(
            "Seed",
            field,
            "Decides which rows are learned from, and how nets begin; empty: the seed in the preferences",
        )
