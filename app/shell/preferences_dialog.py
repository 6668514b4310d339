"""Preferences: every change takes effect at once; there is nothing to apply."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.preferences import RANGES
from app.pages.preferences_store import PreferencesStore
from app.shell.devices import DevicePicker
from app.widgets import theme

_THEMES = {"system": "As the system", "light": "Light", "dark": "Dark"}
_DTYPES = {"float32": "float32 (exact)", "bfloat16": "bfloat16 (half the memory)"}
_FORMATS = {"svg": "SVG (vector)", "pdf": "PDF (vector)", "png": "PNG (pixels)"}


class PreferencesDialog(QDialog):
    """A form over PreferencesStore: what it shows follows the store, whoever changes it."""

    def __init__(self, store: PreferencesStore, devices: DevicePicker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setObjectName("preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store = store
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(24)
        self._form.setVerticalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._fields: dict[str, QWidget] = {}
        self._heading("Look")
        self._choice("theme", "Theme", dict(_THEMES))
        self._scale()
        self._check("show_help", "Show the explanation beside each page")
        self._check("reduce_motion", "Reduce motion")
        self._heading("Computing")
        known = {"": "Best available"}
        known |= {str(one.data()): one.text() for one in devices.actions_of("device") if one.data()}
        self._choice("device", "Device", known)
        self._choice("dtype", "Precision", dict(_DTYPES))
        seed = QSpinBox()
        seed.setRange(0, 2**31 - 1)
        self._number("seed", "Seed", seed, "The same seed gives the same result")
        self._heading("Exported figures")
        self._choice("figure_format", "Format", dict(_FORMATS))
        for name, title in (("figure_width_cm", "Width"), ("figure_height_cm", "Height")):
            size = QDoubleSpinBox()
            size.setDecimals(1)
            size.setSuffix(" cm")
            size.setRange(*RANGES[name])
            self._number(name, title, size)
        dots = QSpinBox()
        dots.setSuffix(" dots per inch")
        dots.setRange(*(int(limit) for limit in RANGES["figure_dpi"]))
        self._number("figure_dpi", "PNG sharpness", dots)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        reset = buttons.addButton("Defaults", QDialogButtonBox.ButtonRole.ResetRole)
        reset.setAutoDefault(False)
        reset.clicked.connect(store.reset)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(self._form)
        layout.addWidget(buttons)
        store.changed.connect(self._follow)
        self._follow(frozenset(self._fields))
        self.setMinimumWidth(440)

    def field(self, name: str) -> QWidget:
        """Give the input of a preference by its name."""
        return self._fields[name]

    @Slot(object)
    def _follow(self, names: frozenset[str]) -> None:
        for name in names & self._fields.keys():
            value, widget = getattr(self._store.value, name), self._fields[name]
            blocked = widget.blockSignals(True)
            if isinstance(widget, QComboBox):
                if widget.findData(value or "") < 0:
                    widget.addItem(str(value), value)
                widget.setCurrentIndex(widget.findData(value or ""))
            elif isinstance(widget, QCheckBox):
                widget.setChecked(value)
            elif isinstance(widget, QSlider):
                widget.setValue(round(value * 100))
                self._percent.setText(f"{round(value * 100)} %")
            elif isinstance(widget, QSpinBox | QDoubleSpinBox):
                widget.setValue(value)
            widget.blockSignals(blocked)

    def _set(self, name: str, value: Any) -> None:
        self._store.update(**{name: value})

    def _heading(self, words: str) -> None:
        label = QLabel(words)
        label.setProperty("role", "heading")
        label.setContentsMargins(0, 8 if self._form.rowCount() else 0, 0, 0)
        self._form.addRow(label)

    def _add(self, name: str, title: str, widget: QWidget, row: QWidget | None = None) -> None:
        self._fields[name] = widget
        widget.setAccessibleName(title)
        self._form.addRow(title, row or widget)

    def _choice(self, name: str, title: str, options: dict[str, str]) -> None:
        box = QComboBox()
        for value, words in options.items():
            box.addItem(words, value)
        box.currentIndexChanged.connect(partial(self._chosen, name, box))
        self._add(name, title, box)

    def _chosen(self, name: str, box: QComboBox, _index: int) -> None:
        value = box.currentData()
        self._set(name, value or None if name == "device" else value)

    def _check(self, name: str, title: str) -> None:
        box = QCheckBox(title)
        box.toggled.connect(partial(self._set, name))
        self._fields[name] = box
        self._form.addRow("", box)

    def _number(self, name: str, title: str, box: QSpinBox | QDoubleSpinBox, tip: str = "") -> None:
        box.setToolTip(tip)
        theme.pad(box)
        box.valueChanged.connect(partial(self._set, name))
        self._add(name, title, box)

    def _scale(self) -> None:
        low, high = RANGES["text_scale"]
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(low * 100), round(high * 100))
        slider.setSingleStep(5)
        slider.setPageStep(10)
        self._percent = QLabel("100 %")
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("250 %") + 4)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(slider, 1)
        line.addWidget(self._percent)
        # Released, not moved: dressing the whole window at each pixel of the way would stutter.
        slider.setTracking(False)
        slider.valueChanged.connect(self._scaled)
        self._add("text_scale", "Text size", slider, row)

    @Slot(int)
    def _scaled(self, percent: int) -> None:
        self._set("text_scale", percent / 100)
