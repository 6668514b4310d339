"""A number with a slider beside it: drag for a feeling, type for a value."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QWidget,
)

from app.widgets import theme

_STEPS = 400


class _Scale:
    """Places on a slider to numbers and back; a logarithmic one begins at `low` for 0."""

    def __init__(self, low: float, high: float, logarithmic: bool) -> None:
        self._low, self._high, self._log = low, high, logarithmic

    def number(self, place: int) -> float:
        share = place / _STEPS
        if self._log:
            return self._low + math.expm1(share * math.log1p(self._high - self._low))
        return self._low + share * (self._high - self._low)

    def place(self, number: float) -> int:
        above = min(self._high, max(self._low, number)) - self._low
        if self._log:
            return round(_STEPS * math.log1p(above) / math.log1p(self._high - self._low))
        return round(_STEPS * above / (self._high - self._low))


class SlidingSpin(QDoubleSpinBox):
    """A spin box that takes its slider along, also when it is set by a program with its signals blocked."""

    moved = Signal(float)

    def __init__(self, low: float, high: float, step: float, decimals: int) -> None:
        super().__init__()
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.slider: QSlider | None = None
        self.scale_: _Scale | None = None

    def setValue(self, value: float) -> None:
        super().setValue(value)
        self.follow()

    def follow(self) -> None:
        """Put the slider where the number is."""
        if self.slider is not None and self.scale_ is not None:
            with QSignalBlocker(self.slider):
                self.slider.setValue(self.scale_.place(self.value()))


class WholeSlidingSpin(QSpinBox):
    """The same for whole numbers."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.setRange(low, high)
        self.slider: QSlider | None = None
        self.scale_: _Scale | None = None

    def setValue(self, value: int) -> None:
        super().setValue(value)
        self.follow()

    def follow(self) -> None:
        """Put the slider where the number is."""
        if self.slider is not None and self.scale_ is not None:
            with QSignalBlocker(self.slider):
                self.slider.setValue(self.scale_.place(self.value()))


def slim(spin: QAbstractSpinBox, longest: str) -> None:
    """Take the arrows off a spin box and make it as narrow as its longest text; the arrow keys still work."""
    spin.setProperty("role", "slim")
    spin.setFixedWidth(spin.fontMetrics().horizontalAdvance(longest) + 30)


class SliderField(QWidget):
    """Caption, slider, number. Bind `spin` to a field of the state; the slider follows it and moves it.

    `off` is the words for the number at which the rule does nothing, shown in place of that number if it is the
    lowest one. `reach` is how far the slider goes; more can be typed.
    """

    def __init__(
        self,
        caption: str,
        spin: SlidingSpin | WholeSlidingSpin,
        *,
        reach: tuple[float, float],
        tip: str,
        off: str = "",
        logarithmic: bool = False,
    ) -> None:
        super().__init__()
        self.spin = spin
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setFixedWidth(56)
        self.slider.setAccessibleName(f"{caption}, slider")
        self.slider.setPageStep(_STEPS // 10)
        spin.setAccessibleName(caption)
        spin.setKeyboardTracking(False)
        slim(spin, "greedy")
        if off:
            spin.setSpecialValueText(off)
        theme.pad(spin)
        spin.slider, spin.scale_ = self.slider, _Scale(*reach, logarithmic)
        label = QLabel(caption)
        label.setProperty("role", "muted")
        label.setBuddy(spin)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for widget in (label, self.slider, spin):
            widget.setToolTip(tip)
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.slider.valueChanged.connect(self._slid)
        spin.valueChanged.connect(self._follow)
        spin.follow()

    def set_reach(self, low: int, high: int) -> None:
        """Change how far a whole number can go, by slider and by typing."""
        if isinstance(self.spin, WholeSlidingSpin) and (low, high) != (
            self.spin.minimum(),
            self.spin.maximum(),
        ):
            with QSignalBlocker(self.spin):
                self.spin.setRange(low, high)
            self.spin.scale_ = _Scale(low, high, False)
            self.spin.follow()

    def _slid(self, place: int) -> None:
        assert self.spin.scale_ is not None
        number = self.spin.scale_.number(place)
        if isinstance(self.spin, SlidingSpin):
            QDoubleSpinBox.setValue(self.spin, number)
        else:
            QSpinBox.setValue(self.spin, round(number))

    def _follow(self) -> None:
        if not self.slider.isSliderDown():
            self.spin.follow()
